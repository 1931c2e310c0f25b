/** What a forecast comes to: totals of what is expected, beside scenarios, the past, and what came since. */

import type { Expectation } from "@/features/simulations/Answer";
import type { By, Trajectory } from "@/features/simulations/fan";
import { means, totals } from "@/features/simulations/metrics";
import type { ScenarioKind } from "@/features/simulations/operations";
import { date } from "@/kit/format";
import { DAY_MS, isoDay } from "@/kit/range";

type Outcome = {
  kind: ScenarioKind;
  name: string;
  trajectories: readonly { metric: string; points: readonly { at: string; mean: number }[] }[];
};

type Observed = { metric: string; points: readonly { at: string; value: number }[] };

type Given = {
  trajectories: readonly Trajectory[];
  outcomes: readonly Outcome[];
  /** As many days before the forecast, by day. */
  past: readonly Observed[];
  start: string;
  /** Last forecast day within the campaign. */
  last: string;
};

/** Return the last day that is forecast, the campaign's own last day at most. */
export function lastDayOf(trajectories: readonly Trajectory[], endDate?: string | null): string {
  const last = trajectories.reduce((day, one) => {
    const at = one.points.at(-1)?.at.slice(0, 10) ?? "";
    return at > day ? at : day;
  }, "");
  return endDate && endDate < last ? endDate : last;
}

export function expectationOf({ trajectories, outcomes, past, start, last }: Given): Expectation {
  const counted = (at: string) => at.slice(0, 10) <= last;
  const days = Math.round((Date.parse(last) - Date.parse(start.slice(0, 10))) / DAY_MS) + 1;
  const outcome = (kind: ScenarioKind) => {
    const found = outcomes.find((one) => one.kind === kind);
    const sums = found && totals(means(found.trajectories));
    return found && sums && sums.size > 0 ? { name: found.name, totals: sums } : null;
  };
  return {
    days,
    period: `${date(start)} to ${date(last)}`,
    expected: totals(means(trajectories), counted),
    before: whole(past, days) ? totals(past) : null,
    low: outcome("PESSIMISTIC"),
    high: outcome("OPTIMISTIC"),
    since: sinceOf(trajectories, counted),
  };
}

/** Tell whether all days of the past were observed: a sum over fewer would make any forecast look like growth. */
function whole(past: readonly Observed[], days: number): boolean {
  const observed = new Set(past.flatMap((one) => one.points.map((point) => point.at)));
  return days > 0 && observed.size === days;
}

function sinceOf(
  trajectories: readonly Trajectory[],
  counted: (at: string) => boolean,
): Expectation["since"] {
  const came = new Set(
    trajectories.flatMap((one) =>
      one.points.filter((point) => point.actual !== null && counted(point.at)).map((point) => point.at),
    ),
  );
  if (came.size === 0) return null;
  return {
    days: came.size,
    observed: totals(
      trajectories.map(({ metric, points }) => ({
        metric,
        points: points.flatMap(({ at, actual }) => (actual === null ? [] : [{ at, value: actual }])),
      })),
      counted,
    ),
    expected: totals(means(trajectories), (at) => came.has(at)),
  };
}

/** Return whether a moment lies within a campaign that ends on a day, or has no end. */
export function countedUntil(endDate: string | null | undefined): (at: string) => boolean {
  return (at) => !endDate || at.slice(0, 10) <= endDate;
}

/** Leave out what lies after the campaign's last day, where all is zero and nothing is forecast. */
export function within(
  trajectories: readonly Trajectory[],
  by: By,
  endDate: string | null | undefined,
): Trajectory[] {
  const counted = countedUntil(endDate);
  const lastOf = (at: string) => (by === "day" ? at : isoDay(new Date(Date.parse(at) + 6 * DAY_MS)));
  return trajectories.map((one) => ({
    ...one,
    points: one.points.filter((point) => counted(lastOf(point.at))),
  }));
}
