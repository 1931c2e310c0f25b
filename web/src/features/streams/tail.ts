/** The list of events: those that are wanted, the newest first, standing still while it is paused. */

import type { Item, LiveStreams } from "@/features/streams/live";
import { Ring } from "@/features/streams/ring";
import type { Selection } from "@/features/streams/topics";

const KEPT = 200;

export class Tail {
  readonly #kept = new Ring<Item>(KEPT);
  readonly #leave: () => void;
  #still: Item[] | null = null;
  /** How many events came since it was paused. */
  waiting = 0;
  /** How many events came altogether. */
  matched = 0;

  constructor(
    live: LiveStreams,
    readonly selection: Selection,
  ) {
    for (const item of already(live, selection)) this.#kept.push(item);
    this.#leave = live.listen((items) => this.#take(items));
  }

  get paused(): boolean {
    return this.#still !== null;
  }

  /** Return the lines to show, the newest first. */
  shown(count: number): readonly Item[] {
    return (this.#still ?? this.#kept.latest(count)).slice(0, count);
  }

  pause(): void {
    this.#still ??= this.#kept.latest();
  }

  resume(): void {
    this.#still = null;
    this.waiting = 0;
  }

  close(): void {
    this.#leave();
  }

  #take(items: readonly Item[]): void {
    for (const item of items) {
      if (!wanted(item, this.selection)) continue;
      this.#kept.push(item);
      if (item.kind !== "event") continue;
      this.matched += 1;
      if (this.paused) this.waiting += 1;
    }
  }
}

/** Whether an item belongs into the list; what is missing and what came back always does. */
function wanted(item: Item, { streams, anomalies }: Selection): boolean {
  if (item.kind !== "event") return true;
  return streams.has(item.event.stream) || (anomalies && item.event.anomalyFlag !== "NORMAL");
}

/** What was seen before the list was there, oldest first. */
function already(live: LiveStreams, selection: Selection): Item[] {
  const names = selection.anomalies ? live.streams.map((one) => one.stream.name) : selection.streams;
  return live.known
    .latest(names, KEPT)
    .map((event, index): Item => ({ kind: "event", number: -index - 1, at: 0, event }))
    .filter((item) => wanted(item, selection))
    .reverse();
}
