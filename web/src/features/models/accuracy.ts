/** How good forecasts were, in words and as what charts show. */

import type { AccuracyQuery, MeasuresFragment } from "@/features/models/operations";
import type { Line } from "@/kit/charts/model";
import { number, share, words } from "@/kit/format";

export type Performance = AccuracyQuery["modelPerformance"][number];
export type MetricAccuracy = Performance["metrics"][number];
export type Measures = MeasuresFragment;

/** Fewer forecast days than this are not judged, by the server neither. */
export const LEAST_SAMPLE = 28;

/** An interval did what it promised when it held within so much of it; a wide one has less to be off by. */
const near = (level: number): number => Math.min(0.05, (1 - level) / 2) + 1e-9;

export const modelName = (model: string): string => words(model);

export type Held = {
  level: number;
  observed: number;
  /** What an interval promised and what it held. */
  text: string;
  verdict: string;
  good: boolean | null;
};

/** Say of each interval whether it held what it promised. */
export function heldOf({ coverage, sampleSize }: Measures): Held[] {
  return coverage.map(({ level, observed }) => {
    const text = `${share(level)} promised, ${share(observed)} held`;
    if (sampleSize < LEAST_SAMPLE)
      return { level, observed, text, verdict: "too few days to judge", good: null };
    const off = observed - level;
    if (Math.abs(off) <= near(level)) return { level, observed, text, verdict: "as promised", good: true };
    const verdict = off < 0 ? "narrower than it should be" : "wider than it needs to be";
    return { level, observed, text, verdict, good: false };
  });
}

/** Return the share that the 80 % intervals held; none when nothing has come. */
export const heldAt80 = ({ coverage }: Measures): number | null =>
  coverage.find((one) => one.level === 0.8)?.observed ?? null;

/** Say how the error compares with repeating last week. */
export function againstNaive(mase: number | null): string {
  if (mase === null) return "not known";
  if (mase > 2) return `${number(mase, 1)} times as far off as repeating last week`;
  const gain = 1 - mase;
  if (Math.abs(gain) < 0.005) return "as good as repeating last week";
  return `${share(Math.abs(gain))} ${gain > 0 ? "better" : "worse"} than repeating last week`;
}

/** Say how the error compares with what backtests had promised. */
export function againstBacktests(ratio: number | null): string {
  if (ratio === null) return "no backtests to compare with";
  if (Math.abs(ratio - 1) < 0.005) return "as backtests had promised";
  return `${share(Math.abs(ratio - 1))} ${ratio < 1 ? "smaller" : "larger"} than backtests had promised`;
}

/** Beyond this a ratio says only that what it is held against hardly moved. */
const MOST_TOLD = 1_000;

/** Write a measure without a unit. */
export function measure(value: number | null): string {
  if (value !== null && Math.abs(value) > MOST_TOLD) return value > 0 ? ">\u00a01000" : "<\u00a0−1000";
  return number(value, 2);
}

/** Name a part of the horizon. */
export const partName = ({ firstDay, lastDay }: { firstDay: number; lastDay: number | null }): string =>
  lastDay === null ? `Day ${number(firstDay)} and later` : `Days ${number(firstDay)} to ${number(lastDay)}`;

export const COURSES = {
  wape: {
    short: "Error",
    name: "Error (WAPE)",
    format: (value: number | null | undefined) => share(value, 1),
  },
  mase: {
    short: "Against last week",
    name: "Against last week (MASE)",
    format: (value: number | null | undefined) => number(value, 2),
  },
  scaledPinball: {
    short: "Intervals",
    name: "Intervals (scaled pinball)",
    format: (value: number | null | undefined) => number(value, 2),
  },
} as const;

export type Course = keyof typeof COURSES;

/** The plainest model: it repeats last week. */
const NAIVE = "seasonal_naive";

/** The models that a chart shows before one asks for all: what is published, the one chosen, and the plainest. */
export function worthShowing(performances: readonly Performance[], chosen: string): Performance[] {
  return performances.filter((one, index) => index === 0 || one.model === chosen || one.model === NAIVE);
}

/** Put limits that were crossed in order: the severe first, and errors before ups and downs. */
export function ordered<Crossed extends { severity: string; kind: string }>(
  alerts: readonly Crossed[],
): Crossed[] {
  const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];
  const kinds = ["ACCURACY", "CALIBRATION", "EXPLANATION"];
  return [...alerts].sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind),
  );
}

/** Colours of the models, the ensemble's first: it is what is published. */
const PAINTS = ["accent", "violet", "warm", "good", "pink", "cyan", "bad"] as const;

/** Put the courses of several models on one axis of days; where a model has no figure there is a gap. */
export function courses(
  performances: readonly Performance[],
  course: Course,
): { times: number[]; lines: Line[] } {
  const starts = [
    ...new Set(performances.flatMap((one) => one.overTime.map((period) => period.start))),
  ].sort();
  const lines = performances.map((one, index) => {
    const values = new Map(one.overTime.map((period) => [period.start, period.measures[course]]));
    return {
      label: modelName(one.model),
      values: starts.map((start) => values.get(start) ?? null),
      colour: one.model === NAIVE ? ("muted" as const) : PAINTS[index % PAINTS.length],
      dashed: one.model === NAIVE || index >= PAINTS.length,
      // A line needs two points that follow each other.
      dots: starts.length < 3,
    };
  });
  return { times: starts.map((start) => Date.parse(start)), lines };
}

/** Return whether the periods of the courses are weeks. */
export const areWeeks = (performances: readonly Performance[]): boolean =>
  performances.some((one) => one.overTime.some((period) => period.start !== period.end));
