import { expect, test } from "vitest";
import { baselineColumns, baselineRows, contradictionsOf } from "@/features/simulators/baseline";

const SERIES = {
  stream: "platform.users",
  mean: 1478.8,
  median: 42.25,
  stdDev: 4.126,
  min: 0,
  max: 2000,
  percentiles: { p25: 10, p75: 20.04, p90: 25, p95: 1999.6 },
  weekdayMean: 12,
  weekendMean: 9,
  trendPerMonth: -0.0522,
  seasonality: "daily and weekly",
};

const KNOWN = {
  contradictions: [],
  streams: [
    {
      name: "platform.users",
      valueKind: "GAUGE" as const,
      derived: [{ name: "platform.users#tutors", description: "Mean number of active tutors." }],
    },
    { name: "session.started", valueKind: "COUNTER" as const, derived: [] },
  ],
  baseline: [SERIES, { ...SERIES, stream: "platform.users#tutors" }],
};

test("each series says its unit", () => {
  expect(baselineColumns(KNOWN)).toEqual([
    { key: "platform.users", head: "Level", unit: "mean of 12 hours" },
    { key: "platform.users#tutors", head: "Tutors", unit: "Mean number of active tutors" },
  ]);
  const counted = { ...KNOWN, baseline: [{ ...SERIES, stream: "session.started" }] };
  expect(baselineColumns(counted)[0]).toMatchObject({ head: "Events", unit: "in 12 hours" });
});

test("statistics have as many digits as tell something", () => {
  const value = (label: string) => baselineRows([SERIES]).find((row) => row.label === label)?.values[0];
  expect(value("Mean")).toBe("1,479");
  expect(value("Median")).toBe("42.3");
  expect(value("Standard deviation")).toBe("4.13");
  expect(value("Middle half")).toBe("10 to 20");
  expect(value("Trend in 30 days")).toBe("-5.2%");
  expect(value("Pattern")).toBe("Daily and weekly");
});

test("only what contradicts itself about the stream is told", () => {
  const all = ["8,000 tutors are too many.", "session.started: the table counts.", "session.started_x: no."];
  expect(contradictionsOf("session.started", all)).toEqual(["the table counts."]);
});
