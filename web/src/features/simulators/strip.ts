/** Geometry of the strip that shows causes above what they did. */

import type { Cause } from "@/features/simulators/causes";
import { DAY, HOUR } from "@/features/simulators/lengths";
import type { Look } from "@/features/simulators/search";

const MINUTE = 60_000;

/** How far back each look goes, and how long the blocks of its chart are, both in milliseconds. */
export const SPANS: Record<Look, { back: number; block: number; name: string }> = {
  "6h": { back: 6 * HOUR, block: 5 * MINUTE, name: "6 hours" },
  "24h": { back: DAY, block: 15 * MINUTE, name: "24 hours" },
  "3d": { back: 3 * DAY, block: HOUR, name: "3 days" },
  "7d": { back: 7 * DAY, block: 2 * HOUR, name: "7 days" },
};

/** How much of the future is shown, as a share of the past. */
const AHEAD = 1 / 6;

export type Stretch = { start: number; end: number };

/** The stretch that a look shows around the hour that goes by: what was before, and some of what is still to come.
 *
 * History has whole hours only, so the stretch moves on by the hour.
 */
export function stretchOf(look: Look, now: number): Stretch {
  const { back } = SPANS[look];
  const edge = Math.floor(now / HOUR) * HOUR;
  return { start: edge - back, end: edge + HOUR + back * AHEAD };
}

export type Frame = { left: number; width: number; stretch: Stretch };

export const xOf = ({ left, width, stretch }: Frame, at: number): number =>
  left + ((at - stretch.start) / (stretch.end - stretch.start)) * width;

export const momentAt = ({ left, width, stretch }: Frame, x: number): number =>
  stretch.start + ((x - left) / width) * (stretch.end - stretch.start);

export type Bar = { cause: Cause; row: number; x: number; width: number; fading: number };

const NARROWEST = 3;
const BETWEEN = 4;

/** Lay causes as bars into as few rows as they need; those outside the frame are left out. */
export function barsOf(causes: readonly Cause[], frame: Frame): Bar[] {
  const rows: number[] = [];
  const inside = causes.filter(({ from, faded }) => from < frame.stretch.end && faded > frame.stretch.start);
  return inside.map((cause) => {
    const clip = (at: number) => xOf(frame, Math.min(frame.stretch.end, Math.max(frame.stretch.start, at)));
    const x = clip(cause.from);
    const width = Math.max(NARROWEST, clip(cause.to) - x);
    const fading = Math.max(0, clip(cause.faded) - x - width);
    const free = rows.findIndex((end) => end + BETWEEN <= x);
    const row = free < 0 ? rows.length : free;
    rows[row] = x + width + fading;
    return { cause, row, x, width, fading };
  });
}

/** What acts at a moment. */
export const actingAt = (causes: readonly Cause[], at: number): Cause[] =>
  causes.filter(({ from, faded }) => from <= at && at < faded);

const STEPS = [
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
];

/** Round moments for the axis of time, at most so many; round in a time zone that is so far ahead of UTC. */
export function timeTicks({ start, end }: Stretch, most: number, zone: number): number[] {
  const step = STEPS.find((one) => (end - start) / one <= most) ?? 7 * DAY;
  const first = Math.ceil((start + zone) / step) * step - zone;
  return Array.from(
    { length: Math.max(0, Math.floor((end - first) / step) + 1) },
    (_, index) => first + index * step,
  );
}

/** The top of an axis that begins at zero, and its round ticks. */
export function valueTicks(highest: number): { top: number; ticks: number[] } {
  if (!(highest > 0)) return { top: 1, ticks: [0, 1] };
  const rough = highest / 3;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * size >= rough) ?? 10) * size;
  const count = Math.ceil(highest / step);
  return { top: count * step, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

type Box = { top: number; height: number };

/** The line through the middles of blocks; a block without a value is a gap. */
export function linePath(
  values: readonly (number | null)[],
  begin: number,
  block: number,
  frame: Frame,
  { top, height }: Box,
  highest: number,
): string {
  let pen = "M";
  return values
    .map((value, index) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const x = xOf(frame, begin + (index + 0.5) * block);
      const y = top + height - (value / highest) * height;
      const part = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
      return part;
    })
    .join("");
}
