/** A plan as it is typed or pasted: what it means day by day, and what is wrong with it, where it is wrong. */

import type { Channel, PlanSpendInput } from "@/features/campaign/operations";
import { amountOf } from "@/features/campaigns/form";
import { recordsOf } from "@/kit/files/head";
import { number } from "@/kit/format";
import { DAY_MS, isoDay } from "@/kit/range";

/** Days from the first to the last one, and how much on each; without an amount their plan is taken away. */
export type Entry = { first: string; last: string; amount: string };
export type Field = keyof Entry;

/** What is wrong with an entry, which is known by its place. */
export type EntryFault = { place: number; field: Field; message: string };

/** Days that the server takes at once. */
export const MOST_DAYS = 366;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AMOUNT = /^-?\d+(\.\d+)?$/;

/** Return whether a text is a day that exists, as the API writes days. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && isoDay(at) === text;
}

/** Return every day from one to another, both included. */
export function daysFrom(first: string, last: string): string[] {
  const begin = Date.parse(first);
  const count = Math.round((Date.parse(last) - begin) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => isoDay(new Date(begin + index * DAY_MS)));
}

/** Read an amount as people write it, with or without a currency; none where it is no amount. */
export function readAmount(text: string): string | null {
  const bare = amountOf(text.replace(/^\s*(?:[A-Z]{3}|\p{Sc})|(?:[A-Z]{3}|\p{Sc})\s*$/gu, ""));
  return AMOUNT.test(bare) ? bare : null;
}

export type Planned = {
  days: { date: string; amount: string }[];
  clear: string[];
  /** The places of the entries that the days come from. */
  statedBy: number[];
  clearedBy: number[];
  faults: EntryFault[];
};

/** Say day by day what entries mean; what the server could not even read is a fault.
 *
 * @param mayClear Whether an entry without an amount takes a plan away; else the amount was forgotten.
 */
export function planned(entries: readonly Entry[], mayClear: boolean): Planned {
  const plan: Planned = { days: [], clear: [], statedBy: [], clearedBy: [], faults: [] };
  entries.forEach((entry, place) => {
    const faults = faultsOf(entry, mayClear).map((fault) => ({ ...fault, place }));
    plan.faults.push(...faults);
    if (faults.length > 0) return;
    const amount = readAmount(entry.amount);
    for (const date of daysFrom(entry.first, entry.last || entry.first)) {
      if (amount === null) {
        plan.clear.push(date);
        plan.clearedBy.push(place);
      } else {
        plan.days.push({ date, amount });
        plan.statedBy.push(place);
      }
    }
  });
  return plan;
}

function faultsOf({ first, last, amount }: Entry, mayClear: boolean): Omit<EntryFault, "place">[] {
  const faults: Omit<EntryFault, "place">[] = [];
  if (!isDay(first)) faults.push({ field: "first", message: "Write a day that exists, as 2026-12-31." });
  if (last && !isDay(last))
    faults.push({ field: "last", message: "Write a day that exists, as 2026-12-31." });
  else if (last && isDay(first)) {
    if (last < first) faults.push({ field: "last", message: "It is before the first day." });
    else if (Date.parse(last) - Date.parse(first) >= MOST_DAYS * DAY_MS)
      faults.push({
        field: "last",
        message: `At most ${MOST_DAYS} days at once. Plan longer spans in parts.`,
      });
  }
  if (readAmount(amount) === null && (amount.trim() || !mayClear))
    faults.push({ field: "amount", message: "Write an amount, such as 120 or 99.50." });
  return faults;
}

export const inputOf = (campaignId: string, channel: Channel, plan: Planned): PlanSpendInput => ({
  campaignId,
  channel,
  days: plan.days,
  clear: plan.clear,
});

type Told = { message: string; path: readonly string[]; hint?: string | null };

export type PlanFaults = {
  entries: EntryFault[];
  channel: string | null;
  /** What belongs to no entry. */
  rest: { message: string; hint?: string }[];
};

/** Sort the errors of the server to the entries that their days come from; a field tells the same once. */
export function planFaults(
  errors: readonly Told[],
  plan: Planned,
  entries: readonly Pick<Entry, "first">[],
): PlanFaults {
  const found: PlanFaults = { entries: [], channel: null, rest: [] };
  const told = new Map<string, { fault: EntryFault; days: number }>();
  for (const { message, path, hint } of errors) {
    const text = hint ? `${message} ${hint}` : message;
    const at = placeOf(path, plan);
    if (path[0] === "channel") found.channel = text;
    else if (at === null) found.rest.push({ message, hint: hint ?? undefined });
    else {
      const field = fieldOf(path, at.day, entries[at.place]);
      const key = `${at.place} ${message.replaceAll(/\d{4}-\d{2}-\d{2}/g, "")}`;
      const days = (told.get(key)?.days ?? 0) + 1;
      told.set(key, { fault: told.get(key)?.fault ?? { place: at.place, field, message: text }, days });
    }
  }
  found.entries = [...told.values()].map(({ fault, days }) => ({
    ...fault,
    message:
      days === 1 || fault.field === "amount"
        ? fault.message
        : `${fault.message} So it is with ${number(days)} of these days.`,
  }));
  return found;
}

function fieldOf(path: readonly string[], day: string, entry: Pick<Entry, "first"> | undefined): Field {
  if (path[2] === "amount") return "amount";
  return day === entry?.first ? "first" : "last";
}

function placeOf(path: readonly string[], plan: Planned): { place: number; day: string } | null {
  const index = Number(path[1] ?? Number.NaN);
  const [places, day] =
    path[0] === "days" ? [plan.statedBy, plan.days[index]?.date] : [plan.clearedBy, plan.clear[index]];
  const place = places[index];
  return place === undefined || day === undefined || !["days", "clear"].includes(path[0] ?? "")
    ? null
    : { place, day };
}

/** A line of a pasted plan. */
export type Line = Entry & { line: number; text: string };

export type Pasted = { lines: Line[]; faults: { line: number; text: string; message: string }[] };

const MOST_LINES = 2_000;
const FORM = "Write a day and an amount, or a first day, a last day and an amount.";

/** Read lines as spreadsheets paste or export them; a first line without any digit names the columns. */
export function pasted(text: string): Pasted {
  const delimiter = ["\t", ";", ","].find((one) => text.includes(one)) ?? ",";
  const read: Pasted = { lines: [], faults: [] };
  recordsOf(text, delimiter, MOST_LINES).forEach((cells, index) => {
    const line = index + 1;
    const shown = cells.join(delimiter === "\t" ? " " : `${delimiter} `);
    if (cells.every((cell) => cell === "")) return;
    if (index === 0 && !/\d/.test(shown)) return;
    if (cells.length === 2) {
      const [first = "", amount = ""] = cells;
      read.lines.push({ line, text: shown, first, last: first, amount });
    } else if (cells.length === 3) {
      const [first = "", last = "", amount = ""] = cells;
      read.lines.push({ line, text: shown, first, last, amount });
    } else {
      read.faults.push({ line, text: shown, message: FORM });
    }
  });
  return read;
}
