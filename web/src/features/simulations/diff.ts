/** How two runs differ, on the days that both forecast: sums over other days would tell of the days alone. */

import type { Point, Trajectory } from "@/features/simulations/fan";
import { inOrder, means, relative, type Totals, totalOf, totals } from "@/features/simulations/metrics";
import type { MetricType } from "@/features/simulations/operations";
import type { TimeChartData } from "@/kit/charts/model";

/** Return the days that both of two runs forecast, ascending. */
export function commonDays(base: readonly Trajectory[], other: readonly Trajectory[]): string[] {
  const days = (of: readonly Trajectory[]) =>
    new Set(of.flatMap((one) => one.points.map((point) => point.at.slice(0, 10))));
  const theirs = days(other);
  return [...days(base)].filter((day) => theirs.has(day)).sort();
}

export type Row = { name: string; base: number | null; other: number | null; change: number | null };

export type MetricRow = Row & { metric: MetricType };

/** Compare what metrics come to on the common days. */
export function compareTotals(
  base: readonly Trajectory[],
  other: readonly Trajectory[],
  days: readonly string[],
): MetricRow[] {
  const [ours, theirs] = [sums(base, days), sums(other, days)];
  return inOrder(base).flatMap(({ metric }) => {
    const row = compared(metric, totalOf(metric, ours), totalOf(metric, theirs));
    return row.base === null && row.other === null ? [] : [{ ...row, metric }];
  });
}

/** Forecasts of which the means are enough. */
type Expected = readonly { metric: string; points: readonly { at: string; mean: number }[] }[];

type Scenario = { name: string; trajectories: Expected };

/** Compare what a metric comes to in scenarios of the same name; a scenario of one run only has no other side. */
export function compareScenarios(
  base: readonly Scenario[],
  other: readonly Scenario[],
  metric: MetricType,
  days: readonly string[],
): Row[] {
  const total = (scenario: Scenario | undefined) =>
    scenario ? totalOf(metric, sums(scenario.trajectories, days)) : null;
  const names = [...new Set([...base, ...other].map((one) => one.name))];
  return names.map((name) =>
    compared(
      name,
      total(base.find((one) => one.name === name)),
      total(other.find((one) => one.name === name)),
    ),
  );
}

const compared = (name: string, base: number | null, other: number | null): Row => ({
  name,
  base,
  other,
  change: relative(other, base),
});

function sums(trajectories: Expected, days: readonly string[]): Totals {
  const counted = new Set(days);
  return totals(means(trajectories), (at) => counted.has(at.slice(0, 10)));
}

export type Spread = {
  /** By how much the medians of a day differ on average, relative to those of the first run. */
  medians: number | null;
  /** By how much wider the 80 % ranges are together. */
  widths: number | null;
};

/** Compare the medians and the 80 % ranges of a metric on the common days. */
export function compareSpread(
  base: readonly Point[],
  other: readonly Point[],
  days: readonly string[],
): Spread {
  const counted = new Set(days);
  const on = (points: readonly Point[]) => points.filter((point) => counted.has(point.at.slice(0, 10)));
  const theirs = new Map(on(other).map((point) => [point.at.slice(0, 10), point]));
  const pairs = on(base).flatMap((one) => {
    const match = theirs.get(one.at.slice(0, 10));
    return match ? [[one, match] as const] : [];
  });
  const level = pairs.reduce((sum, [one]) => sum + Math.abs(one.median), 0);
  const apart = pairs.reduce((sum, [one, match]) => sum + Math.abs(match.median - one.median), 0);
  const ours = pairs.reduce((sum, [one]) => sum + width(one), 0);
  return {
    medians: level > 0 ? apart / level : null,
    widths: relative(
      pairs.reduce((sum, [, match]) => sum + width(match), 0),
      ours,
    ),
  };
}

function width(point: Point): number {
  const interval = point.intervals.find((one) => one.level === 0.8);
  return interval ? interval.upper - interval.lower : 0;
}

type Risk = {
  kind: string;
  channel: string | null;
  metric: string | null;
  severity: string;
  probability: number;
  impact: { amount: string; currency: string } | null;
};

export type RiskRow<One extends Risk> = {
  key: string;
  base: One | null;
  other: One | null;
  what: "New" | "Gone" | "Changed" | "The same";
};

/** Compare risks of the same kind, channel and metric: what is new first, then what changed, then what is gone. */
export function compareRisks<One extends Risk>(base: readonly One[], other: readonly One[]): RiskRow<One>[] {
  const [ours, theirs] = [keyed(base), keyed(other)];
  const keys = [...new Set([...theirs.keys(), ...ours.keys()])];
  const order = ["New", "Changed", "Gone", "The same"];
  return keys
    .map((key) => {
      const [before, after] = [ours.get(key) ?? null, theirs.get(key) ?? null];
      return { key, base: before, other: after, what: whatOf(before, after) };
    })
    .sort((one, next) => order.indexOf(one.what) - order.indexOf(next.what));
}

/** Name risks; two of one kind, channel and metric in one run are told apart by their place. */
function keyed<One extends Risk>(risks: readonly One[]): Map<string, One> {
  const found = new Map<string, One>();
  for (const risk of risks) {
    const name = `${risk.kind} ${risk.channel} ${risk.metric}`;
    let place = 1;
    while (found.has(`${name} ${place}`)) place += 1;
    found.set(`${name} ${place}`, risk);
  }
  return found;
}

function whatOf(base: Risk | null, other: Risk | null): RiskRow<Risk>["what"] {
  if (!base) return "New";
  if (!other) return "Gone";
  const same =
    base.severity === other.severity &&
    Math.abs(base.probability - other.probability) < 0.005 &&
    Number(base.impact?.amount ?? 0) === Number(other.impact?.amount ?? 0);
  return same ? "The same" : "Changed";
}

/** Build the chart of a metric in two runs: both medians within their 80 % ranges. */
export function diffChart(
  base: { name: string; points: readonly Point[] },
  other: { name: string; points: readonly Point[] },
): TimeChartData {
  const times = [...new Set([...base.points, ...other.points].map((point) => Date.parse(point.at)))].sort(
    (one, next) => one - next,
  );
  const spread = (points: readonly Point[], value: (point: Point) => number | null) => {
    const known = new Map(points.map((point) => [Date.parse(point.at), value(point)]));
    return times.map((at) => known.get(at) ?? null);
  };
  const end = (side: "lower" | "upper") => (point: Point) =>
    point.intervals.find((one) => one.level === 0.8)?.[side] ?? null;
  const runs = [
    { ...base, colour: "muted" as const },
    { ...other, colour: "accent" as const },
  ];
  return {
    times,
    lines: runs.map(({ name, points, colour }) => ({
      label: name,
      values: spread(points, (point) => point.median),
      colour,
    })),
    bands: runs.map(({ name, points, colour }) => ({
      label: `80% range, ${name}`,
      low: spread(points, end("lower")),
      high: spread(points, end("upper")),
      colour,
      opacity: 0.16,
    })),
  };
}
