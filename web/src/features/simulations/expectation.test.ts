import { expect, test } from "vitest";
import { expectationOf, lastDayOf, within } from "@/features/simulations/expectation";
import type { Point, Trajectory } from "@/features/simulations/fan";

const point = (day: number, mean: number, actual: number | null = null): Point => ({
  at: `2026-11-${String(day).padStart(2, "0")}T00:00:00+00:00`,
  median: mean,
  mean,
  actual,
  days: 1,
  intervals: [],
});

const trajectories: Trajectory[] = [
  { metric: "REVENUE", points: [point(21, 10, 8), point(22, 20), point(23, 0)] },
];

const past = (days: number[]) => [
  { metric: "REVENUE", points: days.map((day) => ({ at: `2026-11-${day}T00:00:00+00:00`, value: 15 })) },
];

const given = {
  trajectories,
  outcomes: [
    {
      kind: "PESSIMISTIC" as const,
      name: "Pessimistic",
      trajectories: [{ metric: "REVENUE", points: [point(16, 18)] }],
    },
  ],
  start: "2026-11-21T00:00:00+00:00",
  last: "2026-11-22",
};

test("what is expected ends with the campaign, and is held against as many days before", () => {
  expect(lastDayOf(trajectories, "2026-11-22")).toBe("2026-11-22");
  expect(lastDayOf(trajectories, null)).toBe("2026-11-23");
  const found = expectationOf({ ...given, past: past([19, 20]) });
  expect(found.days).toBe(2);
  expect(found.expected.get("REVENUE")).toBe(30);
  expect(found.before?.get("REVENUE")).toBe(30);
  expect(found.low?.totals.get("REVENUE")).toBe(18);
  expect(found.high).toBeNull();
});

test("without all of the days before there is nothing to hold it against", () => {
  expect(expectationOf({ ...given, past: past([20]) }).before).toBeNull();
});

test("what came since stands beside what was expected of the same days", () => {
  const { since } = expectationOf({ ...given, past: [] });
  expect(since?.days).toBe(1);
  expect([since?.observed.get("REVENUE"), since?.expected.get("REVENUE")]).toEqual([8, 10]);
});

test("days and weeks that reach beyond the campaign's end are left out", () => {
  const days = within(trajectories, "day", "2026-11-22")[0]?.points;
  expect(days?.map((one) => one.mean)).toEqual([10, 20]);
  const weeks = [{ metric: "REVENUE" as const, points: [point(9, 1), point(16, 2)] }];
  expect(within(weeks, "week", "2026-11-20")[0]?.points.map((one) => one.mean)).toEqual([1]);
  expect(within(weeks, "week", null)[0]?.points).toHaveLength(2);
});
