import { expect, test } from "vitest";
import { type Batch, batchCsv, inOrder, type Row, standingOf } from "@/features/audiences/batches";
import type { Job } from "@/features/jobs/jobs";

const BATCH: Batch = {
  id: "b",
  kind: "EMAIL",
  subject: null,
  modelVersion: 1,
  jobId: "j",
  total: null,
  done: 0,
  createdAt: "2026-03-01T10:00:00Z",
  finishedAt: null,
};

function job(status: Job["status"], done: number, total: number | null): Job {
  const subject = { __typename: "PredictionBatch" as const, id: "b", kind: "EMAIL" as const, done, total };
  return { id: "j", status, percent: 3, subject } as Job;
}

test("what the job tells overtakes the batch", () => {
  expect(standingOf(BATCH, job("RUNNING", 50, 200))).toEqual({
    status: "RUNNING",
    done: 50,
    total: 200,
    percent: 25,
  });
});

test("a batch that ended has succeeded, whatever is known of its job", () => {
  const ended = { ...BATCH, done: 200, total: 200, finishedAt: "2026-03-01T10:01:00Z" };
  expect(standingOf(ended, job("RUNNING", 150, 200))).toMatchObject({ status: "SUCCEEDED", done: 200 });
  expect(standingOf(ended, undefined)).toMatchObject({ status: "SUCCEEDED", percent: 100 });
});

test("without a job nothing is said of a batch that did not end", () => {
  expect(standingOf(BATCH, undefined)).toEqual({ status: null, done: 0, total: null, percent: null });
});

test("columns stand by rate, then by horizon", () => {
  const one = { value: 0.1, low: 0.05, high: 0.2 };
  const rates: Row["rates"] = [
    { rate: "CHURN_RATE", horizonDays: 1, ...one },
    { rate: "ENGAGEMENT_RATE", horizonDays: 7, ...one },
    { rate: "CHURN_RATE", horizonDays: 30, ...one },
    { rate: "CHURN_RATE", horizonDays: 7, ...one },
  ];
  expect(inOrder(rates)).toEqual([0, 3, 2, 1]);
});

test("a file has each rate with its band, by horizon", () => {
  const row: Row = {
    number: 0,
    label: "=Leads",
    segment: "Leads",
    at: null,
    contentKey: null,
    rates: [
      { rate: "CHURN_RATE", horizonDays: 7, value: 0.1, low: 0.05, high: 0.2 },
      { rate: "OPEN_RATE", horizonDays: null, value: 0.5, low: 0.4, high: 0.6 },
    ],
  };
  expect(batchCsv([row])).toBe(
    "number,label,segment,at,content,churn_rate_7d,churn_rate_7d_low,churn_rate_7d_high,open_rate,open_rate_low,open_rate_high\r\n" +
      "0,'=Leads,Leads,,,0.1,0.05,0.2,0.5,0.4,0.6\r\n",
  );
});
