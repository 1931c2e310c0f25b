/** The past of a stream as a chart over time. */

import type { StreamPastQuery } from "@/features/streams/operations";
import type { Line, Mark } from "@/kit/charts/model";
import { number } from "@/kit/format";

export type History = NonNullable<StreamPastQuery["simulator"]>["history"];

/** How many events there were at a moment of simulated time. */
export type Reading = { at: number; sequence: number };

/** Of shorter stretches chance would say more than the stream. */
export const FIVE_MINUTES_MS = 300_000;

export type PastData = { times: number[]; lines: Line[]; marks: Mark[] };

/** Lay out blocks, unusual ones among them, external events, and what came since.
 *
 * @param since Readings of live events, ascending; each stretch of five simulated minutes or more makes one point,
 *   scaled to the length of a block. None for levels.
 */
export function pastChart(history: History, since: readonly Reading[]): PastData {
  const points = history.streams[0]?.points ?? [];
  const now = paceSince(since, history.resolutionMinutes * 60_000);
  const times = [...points.map((point) => Date.parse(point.at)), ...now.map((one) => one.at)];
  const after = now.map(() => null);
  const lines: Line[] = [
    { label: blockLabel(history), values: [...points.map((point) => point.value), ...after], filled: true },
    {
      label: "Unusual",
      values: [...points.map((point) => (point.anomalous ? point.value : null)), ...after],
      colour: "bad",
      dots: true,
    },
  ];
  if (now.length > 0) {
    const before: null[] = points.map(() => null);
    const values = [...before, ...now.map((one) => one.value)];
    lines.push({ label: "Live, at this pace", values, colour: "good", dots: now.length < 3 });
  }
  return { times, lines, marks: marksOf(history) };
}

function blockLabel(history: History): string {
  return history.resolutionMinutes === 60
    ? "By the hour"
    : `By ${number(history.resolutionMinutes / 60)} hours`;
}

/** Turn how many there were at moments into how many a block would have, stretch by stretch. */
export function paceSince(readings: readonly Reading[], blockMs: number): { at: number; value: number }[] {
  const points: { at: number; value: number }[] = [];
  let from = readings[0];
  for (const reading of readings) {
    if (!from || reading.at - from.at < FIVE_MINUTES_MS) continue;
    points.push({
      at: reading.at,
      value: ((reading.sequence - from.sequence) / (reading.at - from.at)) * blockMs,
    });
    from = reading;
  }
  return points;
}

/** Mark external events that were expected to move the stream. */
function marksOf(history: History): Mark[] {
  const name = history.streams[0]?.name;
  return history.events
    .filter((event) => event.impact.some((impact) => impact.stream === name))
    .map((event) => ({ at: Date.parse(event.at), label: event.title, colour: "warm" }));
}
