/** What makes a rate, in rows that a person can follow. */

import type { OneStreamQuery } from "@/features/streams/operations";
import { number } from "@/kit/format";

type Factors = Omit<NonNullable<OneStreamQuery["simulator"]>["explainRate"], "at" | "sources">;

export type FactorRow = { label: string; value: string; strong?: boolean };

const FACTORS: readonly [keyof Factors & string, string][] = [
  ["timeOfDay", "the hour of the day"],
  ["weekday", "the day of the week"],
  ["calendar", "the time of the year"],
  ["growth", "growth since the start"],
  ["scenarios", "scenarios and what was done by hand"],
  ["events", "external events"],
  ["chain", "the streams that it follows from"],
  ["noise", "chance"],
];

/** Closer to 1 than this, a factor would be written as 1. */
const NOTHING = 0.005;

/** Return the rows of a rate, from the table's to the one that results, and the names of factors of 1.
 *
 * @param level Whether it is a level: it is not so much an hour.
 */
export function factorRows(factors: Factors, level = false): { rows: FactorRow[]; plain: string[] } {
  const hourly = (value: number): string => `${number(value, value < 100 ? 1 : 0)}${level ? "" : " an hour"}`;
  const rows: FactorRow[] = [{ label: "Usual, by the table", value: hourly(factors.baseline) }];
  const plain: string[] = [];
  for (const [key, label] of FACTORS) {
    const factor = factors[key] as number;
    if (Math.abs(factor - 1) < NOTHING) plain.push(label);
    else rows.push({ label: `× ${label}`, value: `× ${number(factor, 2)}` });
  }
  if (factors.added !== 0) {
    rows.push({
      label: factors.added > 0 ? "+ added" : "− taken away",
      value: hourly(Math.abs(factors.added)),
    });
  }
  if (factors.override !== null) {
    rows.push({ label: "Set by hand instead of all that", value: number(factors.override, 1) });
  }
  rows.push({ label: "Now", value: hourly(factors.rate), strong: true });
  return { rows, plain };
}

/** Write the rows of a rate in one line. */
export const rateLine = (factors: Factors, level = false): string =>
  factorRows(factors, level)
    .rows.map(({ label, value }) => `${label.replace(/^[×+−] /, "").toLowerCase()} ${value}`)
    .join(" · ");
