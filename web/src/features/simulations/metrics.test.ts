import { expect, test } from "vitest";
import { inOrder, means, relative, totalOf, totals, unitOf } from "@/features/simulations/metrics";

const series = [
  {
    metric: "CLICKS",
    points: [
      { at: "2026-11-01", value: 10 },
      { at: "2026-11-02", value: 30 },
    ],
  },
  {
    metric: "IMPRESSIONS",
    points: [
      { at: "2026-11-01", value: 1_000 },
      { at: "2026-11-02", value: 1_000 },
    ],
  },
  { metric: "SPEND", points: [{ at: "2026-11-02", value: 50 }] },
  { metric: "CTR", points: [{ at: "2026-11-01", value: 0.01 }] },
];

test("a total is the sum of the days, a ratio the ratio of two totals", () => {
  const sums = totals(series);
  expect(totalOf("CLICKS", sums)).toBe(40);
  expect(totalOf("CTR", sums)).toBe(0.02);
  expect(totalOf("CPM", sums)).toBe(25);
});

test("a ratio without something to divide by is not known", () => {
  const sums = totals([{ metric: "SPEND", points: [{ at: "2026-11-02", value: 50 }] }]);
  expect(totalOf("CPC", sums)).toBeNull();
  expect(
    totalOf("ROAS", totals([{ metric: "REVENUE", points: [{ at: "2026-11-02", value: 0 }] }])),
  ).toBeNull();
});

test("days that are not counted add nothing", () => {
  expect(
    totalOf(
      "CLICKS",
      totals(series, (at) => at >= "2026-11-02"),
    ),
  ).toBe(30);
  expect(
    totalOf(
      "CLICKS",
      totals(series, (at) => at > "2026-12-01"),
    ),
  ).toBeNull();
});

test("the total of a forecast is that of its means", () => {
  const points = [
    { at: "2026-11-01", mean: 3, median: 2 },
    { at: "2026-11-02", mean: 5, median: 4 },
  ];
  expect(totalOf("CLICKS", totals(means([{ metric: "CLICKS", points }])))).toBe(8);
});

test("money is written in the campaign's currency, shares as ratios, the rest as counts", () => {
  expect([unitOf("CPA", "EUR"), unitOf("CTR", "EUR"), unitOf("REACH", "EUR")]).toEqual([
    "EUR",
    "ratio",
    "count",
  ]);
});

test("metrics come in the order in which they matter", () => {
  expect(inOrder([{ metric: "REACH" }, { metric: "REVENUE" }, { metric: "CTR" }])).toEqual([
    { metric: "REVENUE" },
    { metric: "CTR" },
    { metric: "REACH" },
  ]);
});

test("nothing can be said relative to nothing", () => {
  expect(relative(5, 0)).toBeNull();
  expect(relative(null, 4)).toBeNull();
  expect(relative(5, 4)).toBe(0.25);
});
