/** How each stream is against usual, also where nothing came for long. */

import { type Level, levelOf, normalizedOf } from "@/features/streams/levels";
import type { Live } from "@/features/streams/live";

/** The last whole block of the past, and how unusual each stream was in it. */
export type Block = {
  /** When it began, in milliseconds of the epoch, simulation time. */
  start: number;
  /** Standard deviations from usual, by name of stream. */
  scores: ReadonlyMap<string, number>;
};

export type Standing = {
  level: Level;
  /** 0 to 100, 50 is usual; null when not known. */
  value: number | null;
  /** Whether it is what events said, or what the last whole hour was, as none came in it. */
  from: "events" | "hour" | "nothing";
};

/** Judge a stream by its last event; by the last whole hour where that event is older than the hour. */
export function standing(live: Live, block: Block | null): Standing {
  const { last, stream } = live;
  if (last && (!block || Date.parse(last.timestamp) >= block.start)) {
    return { level: levelOf(last.normalizedValue), value: last.normalizedValue, from: "events" };
  }
  const score = block?.scores.get(stream.name);
  if (score === undefined) return { level: "unknown", value: null, from: "nothing" };
  const value = normalizedOf(score);
  return { level: levelOf(value), value, from: "hour" };
}
