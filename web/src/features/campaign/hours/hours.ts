/** How a metric is spread over the hours of a week, and what makes an hour unusual, in words. */

import type { CampaignHoursQuery } from "@/features/campaign/operations";
import { number } from "@/kit/format";

export type Profile = NonNullable<CampaignHoursQuery["campaign"]>["hourlyProfile"];
export type Weekday = Profile["weekdays"][number];
export type Hour = Weekday["hours"][number];

/** Write an hour of the day, which lasts until the next one. */
export const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** Return the largest share that any hour has; 0 without a profile. */
export const largest = ({ weekdays }: Pick<Profile, "weekdays">): number =>
  Math.max(0, ...weekdays.flatMap((day) => day.hours.map((hour) => hour.share)));

/** Return the hour with the largest share of its day; none without a profile. */
export function busiest({ weekdays }: Pick<Profile, "weekdays">): { weekday: number; hour: Hour } | null {
  const all = weekdays.flatMap(({ weekday, hours }) => hours.map((hour) => ({ weekday, hour })));
  return all.reduce<(typeof all)[number] | null>(
    (best, one) => (best === null || one.hour.share > best.hour.share ? one : best),
    null,
  );
}

/** Return where the share of a single day lies four times in five; none where that is not said. */
export const usualRange = ({ intervals }: Hour): { lower: number; upper: number } | null =>
  intervals.find((one) => one.level === 0.8) ?? null;

/** Scores above are told as the same: so rare is nothing that was seen. */
const MOST = 10_000;

/** Say how rare an hour like that was before; a score is about minus the logarithm of that. */
export function rarity(score: number): string {
  const once = Math.exp(score);
  if (once > MOST) return `less than 1 hour in ${number(MOST)}`;
  const size = 10 ** Math.max(0, Math.floor(Math.log10(once)) - 1);
  return `about 1 hour in ${number(Math.round(once / size) * size)}`;
}
