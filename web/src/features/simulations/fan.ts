/** The data of a fan chart: what was observed, then the median of the forecast within its intervals. */

import type { ScenarioKind, SimulationTrajectoriesQuery } from "@/features/simulations/operations";
import type { Band, Colour, Mark, TimeChartData } from "@/kit/charts/model";
import { share } from "@/kit/format";
import { DAY_MS, isoDay } from "@/kit/range";

type Simulated = NonNullable<SimulationTrajectoriesQuery["simulation"]>;
export type Trajectory = Simulated["trajectories"][number];
export type Point = Trajectory["points"][number];
export type Observed = readonly { at: string; value: number }[];
export type By = "day" | "week";

const WEEK_MS = 7 * DAY_MS;

/** Days before a forecast that its chart begins with. */
const SHORTEST_PAST = 28;

/** Wide intervals are painted first and pale, so that narrow ones lie darker within them. */
const OPACITIES: Record<number, number> = { 0.95: 0.14, 0.8: 0.2, 0.5: 0.3 };

/** Return the first and the last day of the past that a fan chart shows before its forecast. */
export function pastOf(start: string, horizonDays: number, by: By): { start: string; end: string } {
  const begin = Date.parse(start);
  const days = Math.max(SHORTEST_PAST, by === "week" ? 84 : horizonDays);
  return { start: isoDay(new Date(begin - days * DAY_MS)), end: isoDay(new Date(begin - DAY_MS)) };
}

/** Return the points of a forecast that a chart can hold side by side: days, or weeks that it covers wholly. */
export function comparable(points: readonly Point[], by: By): Point[] {
  return by === "day" ? [...points] : points.filter((point) => point.days === 7);
}

/** Return what was observed over whole periods before a moment; a part of a week would look like a fall. */
export function wholePast(observed: Observed, by: By, firstDay: string, start: string): Observed {
  const before = observed.filter((point) => Date.parse(point.at) < Date.parse(start));
  if (by === "day") return before;
  return before.filter(
    (point) =>
      Date.parse(point.at) + WEEK_MS <= Date.parse(start) && Date.parse(point.at) >= Date.parse(firstDay),
  );
}

type Fan = {
  points: readonly Point[];
  past: Observed;
  by: By;
  /** Last day of the campaign; what lies after it is no forecast of it. */
  endDate?: string | null;
};

/** Build the chart: the past as a line, the median, the intervals around it, and what came since as dots. */
export function fanChart({ points, past, by, endDate }: Fan): TimeChartData {
  const step = by === "week" ? WEEK_MS : DAY_MS;
  const moments = [...past, ...points].map((point) => Date.parse(point.at));
  const times = moments.length === 0 ? [] : grid(Math.min(...moments), Math.max(...moments), step);
  const place = new Map(times.map((at, index) => [at, index]));
  const spread = <One extends { at: string }>(of: readonly One[], value: (one: One) => number | null) => {
    const values: (number | null)[] = times.map(() => null);
    for (const one of of) {
      const index = place.get(Date.parse(one.at));
      if (index !== undefined) values[index] = value(one);
    }
    return values;
  };
  const came = spread(points, (point) => point.actual);
  return {
    times,
    lines: [
      { label: "Observed", values: spread(past, (point) => point.value), colour: "muted" },
      { label: "Median forecast", values: spread(points, (point) => point.median), colour: "accent" },
      ...(came.some((value) => value !== null)
        ? [{ label: "Observed since", values: came, colour: "warm" as const, dots: true }]
        : []),
    ],
    bands: bandsOf(points, spread),
    marks: marksOf(points, past, endDate),
  };
}

type Spread = (of: readonly Point[], value: (one: Point) => number | null) => (number | null)[];

function bandsOf(points: readonly Point[], spread: Spread): Band[] {
  const levels = [...new Set(points.flatMap((point) => point.intervals.map((one) => one.level)))];
  return levels
    .sort((one, other) => other - one)
    .map((level) => {
      const end = (side: "lower" | "upper") =>
        spread(points, (point) => point.intervals.find((one) => one.level === level)?.[side] ?? null);
      return {
        label: `${share(level)} range`,
        low: end("lower"),
        high: end("upper"),
        colour: "accent" as const,
        opacity: OPACITIES[level] ?? 0.15,
      };
    });
}

function marksOf(points: readonly Point[], past: Observed, endDate?: string | null): Mark[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return [];
  const end = endDate ? Date.parse(endDate) : Number.POSITIVE_INFINITY;
  return [
    ...(past.length > 0
      ? [{ at: Date.parse(first.at), label: "The forecast begins", colour: "muted" as const }]
      : []),
    ...(end <= Date.parse(last.at)
      ? [{ at: end, label: "Last day of the campaign", colour: "warm" as const }]
      : []),
  ];
}

function grid(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.round((last - first) / step) + 1 }, (_, index) => first + index * step);
}

export type Outcome = { kind: ScenarioKind; name: string; points: readonly Point[] };

const KIND_COLOURS: Partial<Record<ScenarioKind, Colour>> = {
  OPTIMISTIC: "good",
  REALISTIC: "accent",
  PESSIMISTIC: "bad",
};

const OWN_COLOURS: readonly Colour[] = ["violet", "warm", "cyan", "pink", "muted"];

/** Return the colours of scenarios, in every chart and card the same; those of one's own differ from each other. */
export function outcomeColours(outcomes: readonly { kind: ScenarioKind }[]): Colour[] {
  let own = 0;
  return outcomes.map(({ kind }) => KIND_COLOURS[kind] ?? OWN_COLOURS[own++ % OWN_COLOURS.length] ?? "muted");
}

/** Build the chart of scenarios side by side: the median of each. */
export function outcomesChart(outcomes: readonly Outcome[]): TimeChartData {
  const times = [
    ...new Set(outcomes.flatMap(({ points }) => points.map((point) => Date.parse(point.at)))),
  ].sort((one, other) => one - other);
  const colours = outcomeColours(outcomes);
  return {
    times,
    lines: outcomes.map(({ name, points }, index) => {
      const known = new Map(points.map((point) => [Date.parse(point.at), point.median]));
      return {
        label: name,
        values: times.map((at) => known.get(at) ?? null),
        colour: colours[index],
      };
    }),
  };
}
