/** What a stream was like in the 30 days before the start, in rows that can be read one by one. */

import type { SimulatorBaselineQuery } from "@/features/simulators/operations";
import { change, number, words } from "@/kit/format";

type Known = NonNullable<SimulatorBaselineQuery["simulator"]>;
type Series = Known["baseline"][number];

export type BaselineColumn = { key: string; head: string; unit: string };
export type BaselineRow = { label: string; values: string[] };

/** Name each series and its unit: the stream itself first, then those that derive from it. */
export function baselineColumns({ baseline, streams }: Known): BaselineColumn[] {
  return baseline.map(({ stream }) => {
    const [name, derived] = stream.split("#");
    const definition = streams.find((one) => one.name === name);
    if (!derived) {
      const counted = definition?.valueKind === "COUNTER";
      return {
        key: stream,
        head: counted ? "Events" : "Level",
        unit: counted ? "in 12 hours" : "mean of 12 hours",
      };
    }
    const told = definition?.derived.find((one) => one.name === stream)?.description ?? "";
    return { key: stream, head: words(derived), unit: told.replace(/\.$/, "") };
  });
}

/** Return the statistics, a row each, with a value for each series. */
export function baselineRows(baseline: readonly Series[]): BaselineRow[] {
  return ROWS.map(([label, write]) => ({ label, values: baseline.map(write) }));
}

/** Three digits are enough to compare by, of large values all before the point. */
function amount(value: number): string {
  const size = Math.abs(value);
  return number(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

const span = (low: number, high: number): string => `${amount(low)} to ${amount(high)}`;

const ROWS: readonly [string, (one: Series) => string][] = [
  ["Mean", (one) => amount(one.mean)],
  ["Median", (one) => amount(one.median)],
  ["Standard deviation", (one) => amount(one.stdDev)],
  ["Least to greatest", (one) => span(one.min, one.max)],
  ["Middle half", (one) => span(one.percentiles.p25, one.percentiles.p75)],
  ["90 % are at most", (one) => amount(one.percentiles.p90)],
  ["95 % are at most", (one) => amount(one.percentiles.p95)],
  ["Mean of weekdays", (one) => amount(one.weekdayMean)],
  ["Mean of weekends", (one) => amount(one.weekendMean)],
  ["Trend in 30 days", (one) => change(one.trendPerMonth)],
  ["Pattern", (one) => words(one.seasonality)],
];

/** What the definitions say of this stream that does not agree, without its name. */
export const contradictionsOf = (stream: string, all: readonly string[]): string[] =>
  all.filter((one) => one.startsWith(`${stream}: `)).map((one) => one.slice(stream.length + 2));
