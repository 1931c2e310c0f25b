/** Series of days as charts want them: one place a day, and gaps where nothing was observed. */

import { DAY_MS } from "@/kit/range";

type Point = { at: string; value: number };
type Plan = readonly { date: string; amount: { amount: string } }[];

export type Daily = { times: number[]; values: (number | null)[] };

/** Lay points out by day, the last so many days up to the last one observed; all when null. */
export function daily(points: readonly Point[], days: number | null): Daily {
  const known = new Map(points.map((point) => [Date.parse(point.at.slice(0, 10)), point.value]));
  if (known.size === 0) return { times: [], values: [] };
  const last = Math.max(...known.keys());
  const begin = Math.min(...known.keys());
  const first = days === null ? begin : Math.max(begin, last - (days - 1) * DAY_MS);
  const times = Array.from({ length: (last - first) / DAY_MS + 1 }, (_, index) => first + index * DAY_MS);
  return { times, values: times.map((at) => known.get(at) ?? null) };
}

/** Put planned spend beside a series, on past days and on those ahead; none when nothing is planned there. */
export function planOf(series: Daily, plan: Plan | undefined): Daily & { planned: (number | null)[] | null } {
  const first = series.times[0];
  const amounts = new Map<number, number>();
  for (const { date, amount } of plan ?? []) {
    const at = Date.parse(date);
    if (first !== undefined && at >= first) amounts.set(at, (amounts.get(at) ?? 0) + Number(amount.amount));
  }
  if (first === undefined || amounts.size === 0) return { ...series, planned: null };
  const last = Math.max(series.times.at(-1) ?? first, ...amounts.keys());
  const times = Array.from({ length: (last - first) / DAY_MS + 1 }, (_, index) => first + index * DAY_MS);
  return {
    times,
    values: times.map((_, index) => series.values[index] ?? null),
    planned: times.map((at) => amounts.get(at) ?? null),
  };
}
