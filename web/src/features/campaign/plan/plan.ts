/** What is planned to be spent on a channel: as periods to read, and beside what was spent. */

import type { CampaignPlanQuery } from "@/features/campaign/operations";
import { daysFrom } from "@/features/campaign/plan/entry";
import type { Line } from "@/kit/charts/model";
import { DAY_MS, isoDay } from "@/kit/range";

export type PlannedDay = NonNullable<CampaignPlanQuery["campaign"]>["plannedSpend"][number];
type Point = { at: string; value: number };

/** Days that follow each other with the same amount on each. */
export type Period = {
  first: string;
  last: string;
  days: number;
  /** A day's amount, as the API writes it. */
  amount: string;
  planned: number;
  /** What was spent on those days that were observed. */
  spent: number | null;
  observed: number;
};

/** Put the planned days of one channel together where the same is planned day after day. */
export function periodsOf(plan: readonly PlannedDay[], spend: readonly Point[]): Period[] {
  const spentOn = byDay(spend);
  const periods: Period[] = [];
  for (const { date, amount } of plan) {
    const last = periods.at(-1);
    const goesOn = last && last.amount === amount.amount && follows(last.last, date);
    const period = goesOn ? last : begun(date, amount.amount);
    if (!goesOn) periods.push(period);
    period.last = date;
    period.days += 1;
    period.planned += Number(amount.amount);
    const spent = spentOn.get(date);
    if (spent === undefined) continue;
    period.observed += 1;
    period.spent = (period.spent ?? 0) + spent;
  }
  return periods;
}

const begun = (date: string, amount: string): Period => ({
  first: date,
  last: date,
  days: 0,
  amount,
  planned: 0,
  spent: null,
  observed: 0,
});
const follows = (before: string, day: string): boolean => Date.parse(day) - Date.parse(before) === DAY_MS;
const byDay = (points: readonly Point[]): Map<string, number> =>
  new Map(points.map((point) => [point.at.slice(0, 10), point.value]));

export type Kept = { days: number; planned: number; spent: number };

/** Return how closely past plans were kept; none where no planned day was observed. */
export function keptOf(plan: readonly PlannedDay[], spend: readonly Point[]): Kept | null {
  const spentOn = byDay(spend);
  const observed = plan.filter((one) => spentOn.has(one.date));
  if (observed.length === 0) return null;
  return {
    days: observed.length,
    planned: observed.reduce((sum, one) => sum + Number(one.amount.amount), 0),
    spent: observed.reduce((sum, one) => sum + (spentOn.get(one.date) ?? 0), 0),
  };
}

/** Return what is planned for days after the last one observed. */
export function aheadOf(
  plan: readonly PlannedDay[],
  spend: readonly Point[],
): { days: number; planned: number } {
  const last =
    spend
      .map((point) => point.at.slice(0, 10))
      .sort()
      .at(-1) ?? "";
  const ahead = plan.filter((one) => one.date > last);
  return { days: ahead.length, planned: ahead.reduce((sum, one) => sum + Number(one.amount.amount), 0) };
}

/** Lay plan and spend out on one axis: so many observed days back, and as far ahead as is planned; all when null. */
export function besideEachOther(
  plan: readonly PlannedDay[],
  spend: readonly Point[],
  back: number | null,
): { times: number[]; lines: Line[] } {
  const spentOn = byDay(spend);
  const plannedOn = new Map(plan.map((one) => [one.date, Number(one.amount.amount)]));
  const lastSeen = [...spentOn.keys()].sort().at(-1);
  const since =
    back === null || !lastSeen ? "" : isoDay(new Date(Date.parse(lastSeen) - (back - 1) * DAY_MS));
  const known = [...spentOn.keys(), ...plannedOn.keys()].filter((day) => day >= since).sort();
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last) return { times: [], lines: [] };
  const days = daysFrom(first, last);
  const values = days.map((day) => plannedOn.get(day) ?? null);
  return {
    times: days.map((day) => Date.parse(day)),
    lines: [
      { label: "Spent", values: days.map((day) => spentOn.get(day) ?? null), filled: true },
      // A line needs two days that follow each other.
      {
        label: "Planned",
        values,
        colour: "violet",
        ...(isLonely(values) ? { dots: true } : { dashed: true }),
      },
    ],
  };
}

const isLonely = (values: readonly (number | null)[]): boolean =>
  values.some(
    (value, index) =>
      value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null,
  );
