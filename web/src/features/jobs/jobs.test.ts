import { expect, test } from "vitest";
import {
  type Job,
  joined,
  type Looking,
  mayRetry,
  outlookOf,
  type Place,
  requesterOf,
  stopOf,
  told,
  tookSeconds,
  troubleOf,
} from "@/features/jobs/jobs";

function job(id: string, changes: Partial<Job> = {}): Job {
  return {
    id,
    kind: "SIMULATION",
    status: "QUEUED",
    queuePosition: null,
    etaSeconds: null,
    percent: null,
    attempts: 1,
    subjectId: `subject ${id}`,
    requestedById: "ann",
    requestedBy: { id: "ann", name: "Ann" },
    modelName: null,
    createdAt: "2026-01-01T00:00:00Z",
    startedAt: null,
    finishedAt: null,
    failure: null,
    step: null,
    note: null,
    subject: null,
    ...changes,
  };
}

const whole: Place = { newest: true, more: false };
const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, "0")}:00Z`;
const byId = (...jobs: Job[]) => new Map(jobs.map((one) => [one.id, one]));

const ann: Looking = { id: "ann", role: "ANALYST" };
const ben: Looking = { id: "ben", role: "ANALYST" };
const boss: Looking = { id: "boss", role: "ADMIN" };

function simulation(
  status: "RUNNING" | "FAILED" | "CANCELLED" | "COMPLETED",
  retryable = true,
): Job["subject"] {
  return {
    __typename: "Simulation",
    id: "s",
    horizonDays: 30,
    attempt: 1,
    status,
    requestedById: "ann",
    campaign: { id: "c", name: "C" },
    failure: status === "FAILED" ? { message: "Too little data.", hint: "Import more.", retryable } : null,
  };
}

test("what came since replaces what the page says, and new jobs come first", () => {
  const page = [job("b", { createdAt: at(2) }), job("a", { createdAt: at(1) })];
  const updates = byId(job("a", { createdAt: at(1), status: "RUNNING" }), job("c", { createdAt: at(3) }));
  expect(joined(page, updates, {}, whole).map((one) => `${one.id} ${one.status}`)).toEqual([
    "c QUEUED",
    "b QUEUED",
    "a RUNNING",
  ]);
});

test("a job leaves the list when it is no longer what is looked for", () => {
  const page = [job("a", { status: "RUNNING" })];
  expect(joined(page, byId(job("a", { status: "SUCCEEDED" })), { group: "open" }, whole)).toEqual([]);
  expect(joined(page, byId(job("a", { status: "SUCCEEDED" })), { kind: "TRAINING" }, whole)).toEqual([]);
});

test("new jobs do not appear on older pages, nor jobs of older pages on the newest", () => {
  const page = [job("b", { createdAt: at(2) })];
  const shown = (update: Job, place: Place) => joined(page, byId(update), {}, place).map((one) => one.id);
  expect(shown(job("c", { createdAt: at(3) }), { newest: false, more: true })).toEqual(["b"]);
  expect(shown(job("a", { createdAt: at(1) }), { newest: true, more: true })).toEqual(["b"]);
});

test("a job that becomes what is looked for is listed at its place", () => {
  const page = [job("b", { createdAt: at(2), status: "SUCCEEDED" })];
  const ended = byId(job("a", { createdAt: at(1), status: "SUCCEEDED" }));
  expect(joined(page, ended, { group: "done" }, whole).map((one) => one.id)).toEqual(["b", "a"]);
});

test("only jobs that have not ended are counted", () => {
  expect(told([job("a"), job("b", { status: "RUNNING" }), job("c", { status: "DEAD" })])).toBe(
    "1 at work, 1 waiting",
  );
  expect(told([job("c", { status: "SUCCEEDED" })])).toBe("Nothing is at work");
});

test("a job at work has taken until now, an ended one until its end", () => {
  const running = job("a", { status: "RUNNING", startedAt: at(1) });
  expect(tookSeconds(running, Date.parse(at(3)))).toBe(120);
  const ended = job("a", { status: "FAILED", startedAt: at(1), finishedAt: at(2) });
  expect(tookSeconds(ended, Date.parse(at(9)))).toBe(60);
  expect(tookSeconds(job("a"), Date.parse(at(9)))).toBeNull();
});

test("the queue is told only of jobs that wait", () => {
  expect(outlookOf(job("a", { queuePosition: 3, etaSeconds: 61 }))).toBe(
    "number 3 in the queue, about 1 min left",
  );
  expect(outlookOf(job("a", { status: "RUNNING", etaSeconds: 4.4 }))).toBe("about 4 s left");
  expect(outlookOf(job("a", { status: "SUCCEEDED", etaSeconds: 0 }))).toBe("–");
});

test("a failed simulation says why by itself, and a dead job how often it was begun", () => {
  expect(troubleOf(job("a", { status: "FAILED", failure: "E7", subject: simulation("FAILED") }))).toEqual({
    message: "Too little data.",
    hint: "Import more.",
  });
  expect(troubleOf(job("a", { status: "DEAD", attempts: 3 }))?.hint).toContain("3 times");
  expect(troubleOf(job("a", { status: "SUCCEEDED" }))).toBeNull();
});

test("only work that has not ended and that can be stopped is offered to be stopped", () => {
  expect(stopOf(job("a", { kind: "OUTLOOK", status: "RUNNING" }), boss)).toBe("OUTLOOK");
  expect(stopOf(job("a", { kind: "TRAINING", status: "RUNNING" }), boss)).toBeNull();
  expect(stopOf(job("a", { status: "SUCCEEDED" }), boss)).toBeNull();
});

test("a simulation is run again only where that may help", () => {
  expect(mayRetry(job("a", { status: "FAILED", subject: simulation("FAILED") }), boss)).toBe(true);
  expect(mayRetry(job("a", { status: "CANCELLED", subject: simulation("CANCELLED") }), boss)).toBe(true);
  expect(mayRetry(job("a", { status: "FAILED", subject: simulation("FAILED", false) }), boss)).toBe(false);
  expect(mayRetry(job("a", { status: "FAILED", subject: simulation("COMPLETED") }), boss)).toBe(false);
});

test("an analyst stops and repeats only own simulations, but forecasts and predictions of anybody", () => {
  const running = job("a", { status: "RUNNING", subject: simulation("RUNNING") });
  expect([ann, ben, boss].map((viewer) => stopOf(running, viewer))).toEqual([
    "SIMULATION",
    null,
    "SIMULATION",
  ]);
  const failed = job("a", { status: "FAILED", subject: simulation("FAILED") });
  expect([ann, ben, boss].map((viewer) => mayRetry(failed, viewer))).toEqual([true, false, true]);
  expect(stopOf(job("a", { kind: "PREDICTION" }), ben)).toBe("PREDICTION");
  expect(stopOf(job("a", { kind: "OUTLOOK" }), ben)).toBe("OUTLOOK");
});

test("whoever tried it again: a simulation stays of the one who asked for it first", () => {
  const again = job("a", {
    status: "FAILED",
    requestedById: "boss",
    requestedBy: { id: "boss", name: "Bo" },
    subject: simulation("FAILED"),
  });
  expect(mayRetry(again, ann)).toBe(true);
  expect(requesterOf(again, ann)).toBe("Bo");
});

test("who asked for a job is named, also the system and who has left", () => {
  expect(requesterOf(job("a"), ann)).toBe("You");
  expect(requesterOf(job("a"), ben)).toBe("Ann");
  expect(requesterOf(job("a", { requestedBy: null }), ben)).toBe("A former member");
  expect(requesterOf(job("a", { requestedBy: null, requestedById: null }), ben)).toBe("System");
});
