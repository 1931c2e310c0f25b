/** Metrics, their units, and totals of them. Ratios are ratios of totals, never means of ratios. */

import type { MetricType } from "@/features/simulations/operations";

/** In the order in which they matter to somebody who spends money. */
export const METRICS: readonly MetricType[] = [
  "REVENUE",
  "SPEND",
  "ROAS",
  "CONVERSIONS",
  "CPA",
  "CLICKS",
  "CTR",
  "CPC",
  "IMPRESSIONS",
  "CPM",
  "REACH",
  "ENGAGEMENT",
];

type Ratio = { over: MetricType; under: MetricType; times: number };

const RATIOS: Partial<Record<MetricType, Ratio>> = {
  CTR: { over: "CLICKS", under: "IMPRESSIONS", times: 1 },
  CPC: { over: "SPEND", under: "CLICKS", times: 1 },
  CPM: { over: "SPEND", under: "IMPRESSIONS", times: 1_000 },
  CPA: { over: "SPEND", under: "CONVERSIONS", times: 1 },
  ROAS: { over: "REVENUE", under: "SPEND", times: 1 },
};

const MONEY = new Set<string>(["SPEND", "REVENUE", "CPC", "CPM", "CPA"]);

/** Less of these is better. */
export const COSTS = new Set<string>(["CPC", "CPM", "CPA"]);

export const isRatio = (metric: string): boolean => metric in RATIOS;

/** Return the unit that a metric is written in: a currency code, `ratio` or `count`. */
export function unitOf(metric: string, currency: string): string {
  if (MONEY.has(metric)) return currency;
  return metric === "CTR" || metric === "ROAS" ? "ratio" : "count";
}

/** Sort what is about metrics by the order in which these matter. */
export function inOrder<One extends { metric: MetricType }>(series: readonly One[]): One[] {
  return [...series].sort((one, other) => METRICS.indexOf(one.metric) - METRICS.indexOf(other.metric));
}

export type Totals = ReadonlyMap<string, number>;

type Valued = { metric: string; points: readonly { at: string; value: number }[] };

/** Add up counts and money over the days that are counted; ratios are left to `totalOf`. */
export function totals(series: readonly Valued[], counted: (at: string) => boolean = () => true): Totals {
  const sums = new Map<string, number>();
  for (const { metric, points } of series) {
    const values = points.filter((point) => counted(point.at));
    if (isRatio(metric) || values.length === 0) continue;
    sums.set(
      metric,
      values.reduce((sum, point) => sum + point.value, 0),
    );
  }
  return sums;
}

/** Return a metric over all days that were added up; null when it does not follow from them. */
export function totalOf(metric: MetricType, sums: Totals): number | null {
  const ratio = RATIOS[metric];
  if (!ratio) return sums.get(metric) ?? null;
  const over = sums.get(ratio.over);
  const under = sums.get(ratio.under);
  return over === undefined || !under ? null : (ratio.times * over) / under;
}

/** Take the mean of a forecast for its value: means add up to the mean of the total, medians to nothing. */
export function means<Point extends { at: string; mean: number }>(
  trajectories: readonly { metric: string; points: readonly Point[] }[],
): Valued[] {
  return trajectories.map(({ metric, points }) => ({
    metric,
    points: points.map(({ at, mean }) => ({ at, value: mean })),
  }));
}

/** Return by what part a value differs from another; null when that cannot be said. */
export function relative(value: number | null, before: number | null): number | null {
  if (value === null || before === null || before === 0) return null;
  return value / before - 1;
}
