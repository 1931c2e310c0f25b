import { expect, test } from "vitest";
import { daily, planOf } from "@/features/campaign/series";

const points = [
  { at: "2026-11-01T00:00:00+00:00", value: 1 },
  { at: "2026-11-03T00:00:00+00:00", value: 3 },
  { at: "2026-11-04T00:00:00+00:00", value: 4 },
];

test("days without a value are gaps, and the span ends with the last day observed", () => {
  expect(daily(points, null).values).toEqual([1, null, 3, 4]);
  expect(daily(points, 2).values).toEqual([3, 4]);
  expect(daily([], 30)).toEqual({ times: [], values: [] });
});

test("planned spend of all channels is added up by day and reaches beyond what was observed", () => {
  const plan = ["2026-10-01", "2026-11-04", "2026-11-04", "2026-11-06"].map((date) => ({
    date,
    amount: { amount: "10.50" },
  }));
  const { values, planned } = planOf(daily(points, 2), plan);
  expect(values).toEqual([3, 4, null, null]);
  expect(planned).toEqual([null, 21, null, 10.5]);
});

test("without a plan ahead of the first shown day there is no line of it", () => {
  expect(planOf(daily(points, 2), []).planned).toBeNull();
  expect(planOf(daily(points, 2), [{ date: "2026-10-01", amount: { amount: "3" } }]).planned).toBeNull();
});
