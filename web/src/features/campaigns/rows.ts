/** Rows of the list of campaigns. */

import type { CampaignRowFragment } from "@/features/campaigns/operations";
import { DAY_MS, isoDay } from "@/kit/range";

export type Campaign = CampaignRowFragment;

/** Return one value a day of a range; days without an observation are none. */
export function byDay(
  points: readonly { at: string; value: number }[],
  range: { start: string; end: string },
): (number | null)[] {
  const known = new Map(points.map((point) => [point.at.slice(0, 10), point.value]));
  const first = Date.parse(range.start);
  const days = Math.round((Date.parse(range.end) - first) / DAY_MS) + 1;
  return Array.from(
    { length: days },
    (_, index) => known.get(isoDay(new Date(first + index * DAY_MS))) ?? null,
  );
}

/** Return the industries that rows name, each once. */
export const industriesOf = (rows: readonly Campaign[]): string[] =>
  [...new Set(rows.flatMap((row) => row.industry ?? []))].sort();
