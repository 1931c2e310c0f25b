import { expect, test } from "vitest";
import {
  commonDays,
  compareRisks,
  compareScenarios,
  compareSpread,
  compareTotals,
  diffChart,
} from "@/features/simulations/diff";
import type { Point, Trajectory } from "@/features/simulations/fan";

const point = (day: number, value: number, half = 2): Point => ({
  at: `2026-11-${String(day).padStart(2, "0")}T00:00:00+00:00`,
  median: value,
  mean: value,
  actual: null,
  days: 1,
  intervals: [{ level: 0.8, lower: value - half, upper: value + half }],
});

const clicks = (...points: Point[]): Trajectory => ({ metric: "CLICKS", points });
const spend = (...points: Point[]): Trajectory => ({ metric: "SPEND", points });

const base = [clicks(point(1, 10), point(2, 20), point(3, 30)), spend(point(1, 5), point(2, 5), point(3, 5))];
const other = [
  clicks(point(2, 30), point(3, 30), point(4, 99)),
  spend(point(2, 6), point(3, 6), point(4, 9)),
];

test("only the days that both runs forecast are compared", () => {
  const days = commonDays(base, other);
  expect(days).toEqual(["2026-11-02", "2026-11-03"]);
  const rows = compareTotals(base, other, days);
  expect(rows.find((row) => row.metric === "CLICKS")).toMatchObject({ base: 50, other: 60 });
  expect(rows.find((row) => row.metric === "CLICKS")?.change).toBeCloseTo(0.2);
  expect(rows.find((row) => row.metric === "SPEND")?.change).toBeCloseTo(0.2);
});

test("a ratio is compared by its totals", () => {
  const cpc: Trajectory = { metric: "CPC", points: [] };
  const rows = compareTotals([...base, cpc], [...other, cpc], commonDays(base, other));
  expect(rows.find((row) => row.metric === "CPC")).toMatchObject({ base: 0.2, other: 0.2, change: 0 });
});

test("scenarios are paired by name, and one of a single run has no other side", () => {
  const rows = compareScenarios(
    [{ name: "Realistic", trajectories: base }],
    [
      { name: "Realistic", trajectories: other },
      { name: "Half the budget", trajectories: other },
    ],
    "CLICKS",
    commonDays(base, other),
  );
  expect(rows).toMatchObject([
    { name: "Realistic", base: 50, other: 60 },
    { name: "Half the budget", base: null, other: 60, change: null },
  ]);
});

test("medians and the width of ranges are compared day by day", () => {
  const { medians, widths } = compareSpread(
    [point(1, 10), point(2, 10)],
    [point(1, 12, 3), point(2, 8, 3)],
    ["2026-11-01", "2026-11-02"],
  );
  expect(medians).toBeCloseTo(0.2);
  expect(widths).toBeCloseTo(0.5);
  expect(compareSpread([point(1, 10)], [point(2, 10)], []).medians).toBeNull();
});

test("risks are new, gone, changed or the same", () => {
  const risk = (kind: string, probability: number, channel: string | null = null) => ({
    kind,
    channel,
    metric: null,
    severity: "HIGH",
    probability,
    impact: null,
  });
  const rows = compareRisks(
    [risk("DIP", 0.5), risk("FATIGUE", 0.4, "TIKTOK"), risk("OVERRUN", 0.3)],
    [risk("OVERRUN", 0.3), risk("DIP", 0.7), risk("FATIGUE", 0.4, "GOOGLE")],
  );
  expect(rows.map((row) => [row.what, (row.other ?? row.base)?.kind])).toEqual([
    ["New", "FATIGUE"],
    ["Changed", "DIP"],
    ["Gone", "FATIGUE"],
    ["The same", "OVERRUN"],
  ]);
});

test("both runs stand on one axis, with gaps where only one forecast", () => {
  const chart = diffChart(
    { name: "first", points: [point(1, 10)] },
    { name: "second", points: [point(2, 20)] },
  );
  expect(chart.lines.map((line) => line.values)).toEqual([
    [10, null],
    [null, 20],
  ]);
  expect(chart.bands?.[1]?.high).toEqual([null, 22]);
});
