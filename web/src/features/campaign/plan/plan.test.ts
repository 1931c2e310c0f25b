import { expect, test } from "vitest";
import { aheadOf, besideEachOther, keptOf, type PlannedDay, periodsOf } from "@/features/campaign/plan/plan";

const day = (date: string, amount: string): PlannedDay => ({
  channel: "GOOGLE",
  date,
  amount: { amount, currency: "EUR" },
});
const PLAN = [
  day("2026-11-01", "100"),
  day("2026-11-02", "100"),
  day("2026-11-04", "100"),
  day("2026-11-05", "0"),
];
const SPEND = [
  { at: "2026-11-01T00:00:00Z", value: 90 },
  { at: "2026-11-02T00:00:00Z", value: 80 },
  { at: "2026-11-03T00:00:00Z", value: 70 },
];

test("days that follow each other with the same amount are one period, a gap or another amount begins a new one", () => {
  expect(periodsOf(PLAN, SPEND)).toEqual([
    {
      first: "2026-11-01",
      last: "2026-11-02",
      days: 2,
      amount: "100",
      planned: 200,
      spent: 170,
      observed: 2,
    },
    {
      first: "2026-11-04",
      last: "2026-11-04",
      days: 1,
      amount: "100",
      planned: 100,
      spent: null,
      observed: 0,
    },
    { first: "2026-11-05", last: "2026-11-05", days: 1, amount: "0", planned: 0, spent: null, observed: 0 },
  ]);
});

test("how closely plans were kept comes from planned days that were observed", () => {
  expect(keptOf(PLAN, SPEND)).toEqual({ days: 2, planned: 200, spent: 170 });
  expect(keptOf(PLAN, [])).toBeNull();
  expect(aheadOf(PLAN, SPEND)).toEqual({ days: 2, planned: 100 });
});

test("plan and spend share an axis that reaches as far as is planned", () => {
  const { times, lines } = besideEachOther(PLAN, SPEND, 2);
  expect(times).toHaveLength(4);
  expect(lines.map((line) => line.values)).toEqual([
    [80, 70, null, null],
    [100, null, 100, 0],
  ]);
  expect(lines[1]?.dots).toBe(true);
  expect(besideEachOther([], [], 90).times).toEqual([]);
});
