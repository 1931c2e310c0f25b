import { expect, test } from "vitest";
import {
  comparable,
  fanChart,
  outcomesChart,
  type Point,
  pastOf,
  wholePast,
} from "@/features/simulations/fan";

const point = (day: string, median: number, more: Partial<Point> = {}): Point => ({
  at: `${day}T00:00:00+00:00`,
  median,
  mean: median,
  actual: null,
  days: 1,
  intervals: [
    { level: 0.5, lower: median - 1, upper: median + 1 },
    { level: 0.8, lower: median - 2, upper: median + 2 },
    { level: 0.95, lower: median - 3, upper: median + 3 },
  ],
  ...more,
});

const past = [
  { at: "2026-11-01T00:00:00+00:00", value: 8 },
  { at: "2026-11-03T00:00:00+00:00", value: 9 },
];

test("the past and the forecast share one axis, and a day without a value stays a gap", () => {
  const chart = fanChart({ points: [point("2026-11-04", 10)], past, by: "day" });
  expect(chart.times.map((at) => new Date(at).getUTCDate())).toEqual([1, 2, 3, 4]);
  expect(chart.lines[0]?.values).toEqual([8, null, 9, null]);
  expect(chart.lines[1]?.values).toEqual([null, null, null, 10]);
});

test("the widest interval lies below the narrower ones", () => {
  const chart = fanChart({ points: [point("2026-11-04", 10)], past: [], by: "day" });
  expect(chart.bands?.map((band) => band.low[0])).toEqual([7, 8, 9]);
  expect(chart.bands?.map((band) => band.high[0])).toEqual([13, 12, 11]);
});

test("what came since is shown only where something came", () => {
  const without = fanChart({ points: [point("2026-11-04", 10)], past, by: "day" });
  expect(without.lines.map((line) => line.label)).not.toContain("Observed since");
  const came = [point("2026-11-04", 10, { actual: 12 }), point("2026-11-05", 11)];
  const chart = fanChart({ points: came, past: [], by: "day" });
  expect(chart.lines.find((line) => line.label === "Observed since")?.values).toEqual([12, null]);
});

test("the last day of a campaign is marked when it lies within the forecast", () => {
  const points = [point("2026-11-04", 10), point("2026-11-05", 0)];
  const labels = (endDate: string) =>
    fanChart({ points, past, by: "day", endDate }).marks?.map((mark) => mark.label);
  expect(labels("2026-11-04")).toContain("Last day of the campaign");
  expect(labels("2026-12-31")).toEqual(["The forecast begins"]);
});

test("weeks that are covered in part are left out of a chart", () => {
  const points = [
    point("2026-11-02", 3, { days: 2 }),
    point("2026-11-09", 7, { days: 7 }),
    point("2026-11-16", 1, { days: 1 }),
  ];
  expect(comparable(points, "week").map((one) => one.median)).toEqual([7]);
  expect(comparable(points, "day")).toHaveLength(3);
  const weeks = ["2026-10-19", "2026-10-26", "2026-11-02"].map((at) => ({
    at: `${at}T00:00:00+00:00`,
    value: 1,
  }));
  expect(wholePast(weeks, "week", "2026-10-20", "2026-11-05").map((one) => one.at.slice(0, 10))).toEqual([
    "2026-10-26",
  ]);
});

test("a chart looks back as far as ahead, and four weeks at least", () => {
  expect(pastOf("2026-11-21T00:00:00+00:00", 10, "day")).toEqual({ start: "2026-10-24", end: "2026-11-20" });
  expect(pastOf("2026-11-21T00:00:00+00:00", 60, "day").start).toBe("2026-09-22");
});

test("scenarios stand on one axis, each in a colour of its own", () => {
  const chart = outcomesChart([
    { kind: "OPTIMISTIC", name: "Optimistic", points: [point("2026-11-04", 12), point("2026-11-05", 13)] },
    { kind: "CUSTOM", name: "Half the budget", points: [point("2026-11-05", 6)] },
  ]);
  expect(chart.lines.map((line) => line.values)).toEqual([
    [12, 13],
    [null, 6],
  ]);
  expect(new Set(chart.lines.map((line) => line.colour)).size).toBe(2);
});
