import { expect, test } from "vitest";
import {
  againstBacktests,
  againstNaive,
  courses,
  heldOf,
  type Measures,
  measure,
  ordered,
  type Performance,
  partName,
  worthShowing,
} from "@/features/models/accuracy";

function measures(changes: Partial<Measures> = {}): Measures {
  return {
    sampleSize: 100,
    mape: null,
    wape: null,
    smape: null,
    mase: null,
    rmse: null,
    mae: null,
    r2: null,
    pinball: null,
    scaledPinball: null,
    grade: null,
    gradedBy: null,
    againstExpected: null,
    coverage: [],
    ...changes,
  };
}

function performance(model: string, course: Record<string, number | null>): Performance {
  return {
    model,
    versions: [],
    measures: measures(),
    horizons: [],
    metrics: [],
    published: [],
    alerts: [],
    overTime: Object.entries(course).map(([start, wape]) => ({
      start,
      end: start,
      measures: { sampleSize: 7, wape, mase: null, scaledPinball: null },
    })),
  };
}

test("an interval is told beside what it promised", () => {
  const told = heldOf(
    measures({
      coverage: [
        { level: 0.5, observed: 0.4 },
        { level: 0.8, observed: 0.78 },
        { level: 0.95, observed: 0.96 },
      ],
    }),
  ).map((one) => `${one.text}: ${one.verdict}`);
  expect(told).toEqual([
    "50% promised, 40% held: narrower than it should be",
    "80% promised, 78% held: as promised",
    "95% promised, 96% held: as promised",
  ]);
});

test("an interval that holds far more than it promised is wider than it needs to be", () => {
  const [wide] = heldOf(measures({ coverage: [{ level: 0.95, observed: 1 }] }));
  expect(wide?.verdict).toBe("wider than it needs to be");
});

test("a few days are not judged", () => {
  const [few] = heldOf(measures({ sampleSize: 27, coverage: [{ level: 0.8, observed: 0.1 }] }));
  expect(few).toMatchObject({ verdict: "too few days to judge", good: null });
});

test("a ratio over something that hardly moves is not told to the last digit", () => {
  expect([measure(0.756), measure(1.1e14), measure(-9e30), measure(null)]).toEqual([
    "0.76",
    ">\u00a01000",
    "<\u00a0−1000",
    "–",
  ]);
});

test("the severest limit comes first, errors before ups and downs", () => {
  const alerts = [
    { severity: "MEDIUM", kind: "ACCURACY" },
    { severity: "HIGH", kind: "EXPLANATION" },
    { severity: "HIGH", kind: "CALIBRATION" },
  ];
  expect(ordered(alerts).map((one) => `${one.severity} ${one.kind}`)).toEqual([
    "HIGH CALIBRATION",
    "HIGH EXPLANATION",
    "MEDIUM ACCURACY",
  ]);
});

test("a chart shows what is published, the one chosen and the plainest first", () => {
  const all = ["ensemble", "trees", "theta", "seasonal_naive"].map((model) => performance(model, {}));
  expect(worthShowing(all, "theta").map((one) => one.model)).toEqual(["ensemble", "theta", "seasonal_naive"]);
});

test("errors are told against last week and against backtests", () => {
  expect(againstNaive(0.65)).toBe("35% better than repeating last week");
  expect(againstNaive(1.2)).toBe("20% worse than repeating last week");
  expect(againstNaive(2.54)).toBe("2.5 times as far off as repeating last week");
  expect(againstNaive(null)).toBe("not known");
  expect(againstBacktests(1.25)).toBe("25% larger than backtests had promised");
  expect(againstBacktests(0.9)).toBe("10% smaller than backtests had promised");
});

test("the last part of the horizon has no end", () => {
  expect(partName({ firstDay: 1, lastDay: 7 })).toBe("Days 1 to 7");
  expect(partName({ firstDay: 31, lastDay: null })).toBe("Day 31 and later");
});

test("courses of models share their days, with gaps where one has no figure", () => {
  const { times, lines } = courses(
    [
      performance("ensemble", { "2026-01-02": 0.2, "2026-01-01": 0.1 }),
      performance("naive", { "2026-01-03": 0, "2026-01-02": null }),
    ],
    "wape",
  );
  expect(times.map((at) => new Date(at).getUTCDate())).toEqual([1, 2, 3]);
  expect(lines.map((line) => line.values)).toEqual([
    [0.1, 0.2, null],
    [null, null, 0],
  ]);
});
