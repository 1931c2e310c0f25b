/** What the streams do at the moment and what was seen of them lately. Outside React: pages look at it when they paint. */

import { Known as KnownEvents } from "@/features/streams/known";
import { Latencies } from "@/features/streams/latency";
import type { StreamCatalogueQuery, StreamEventsInFullSubscription } from "@/features/streams/operations";
import { Counts } from "@/features/streams/ring";

export type Batch = StreamEventsInFullSubscription["streamEvents"];
export type LiveEvent = Batch["events"][number];
export type Stream = NonNullable<StreamCatalogueQuery["simulator"]>["streams"][number];

/** One line of the list: an event, or something that has to be known about the list itself. */
export type Item =
  | { kind: "event"; number: number; at: number; event: LiveEvent }
  | { kind: "gap"; number: number; at: number; missed: number | null; reason: string }
  | { kind: "resumed"; number: number; at: number; away: number; fetched: number };

/** What a list of events has to say of itself. */
export type Notice = Exclude<Item, { kind: "event" }>;

/** One stream as it is now. */
export type Live = {
  stream: Stream;
  counts: Counts;
  /** Normalised values by tenths of a second, NaN before the first. */
  usual: Float32Array;
  last: LiveEvent | null;
};

/** Values of how usual a stream is that a line is drawn from: a minute in tenths of a second. */
const USUAL_SLOTS = Counts.SLOTS;

export class LiveStreams {
  readonly streams: readonly Live[];
  readonly known: KnownEvents;
  readonly latencies = new Latencies();
  readonly total = new Counts();
  /** Simulation time that was reached, in milliseconds of the epoch; null before the first event. */
  simulated: number | null = null;
  /** When the first batch came. */
  startedAt: number | null = null;
  received = 0;
  /** What was said last of the list itself: busy streams push it out of sight at once. */
  notice: Notice | null = null;
  /** Where to go on behind what came; null before the first batch. */
  cursor: string | null = null;

  readonly #byName: ReadonlyMap<string, Live>;
  readonly #listeners = new Set<(items: readonly Item[]) => void>();
  #number = 0;
  #head = 0;
  /** When the connection was opened last: what was published before it comes late by nature. */
  #openedAt = 0;
  #lostAt: number | null = null;
  #fetched = 0;

  constructor(catalogue: readonly Stream[]) {
    this.streams = catalogue.map((stream) => ({
      stream,
      counts: new Counts(),
      usual: new Float32Array(USUAL_SLOTS).fill(Number.NaN),
      last: null,
    }));
    this.#byName = new Map(this.streams.map((live) => [live.stream.name, live]));
    this.known = new KnownEvents(catalogue);
  }

  stream(name: string): Live | undefined {
    return this.#byName.get(name);
  }

  /** Be told of what comes, batch by batch. Returns what ends it. */
  listen(listener: (items: readonly Item[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The connection was lost. */
  lost(now: number): void {
    this.#lostAt ??= now;
  }

  /** The connection is open, for the first time or again. */
  opened(now: number): void {
    this.#openedAt = now;
    this.#fetched = 0;
  }

  /** Take in what came. */
  take(batch: Batch, now: number): void {
    // The first batch tells of what was before: how the clocks of both differ is not known from it yet.
    const before = this.startedAt === null;
    this.startedAt ??= now;
    this.advance(now);
    const items: Item[] = [];
    if (batch.gap) items.push({ kind: "gap", number: this.#next(), at: now, ...batch.gap });
    const published = new Times();
    const newest = batch.events.at(-1);
    if (newest) this.latencies.bound(now - published.of(newest.publishedAt));
    for (const event of batch.events) {
      this.#keep(event, now);
      if (!before) this.#count(event, published.of(event.publishedAt), now, items);
      items.push({ kind: "event", number: this.#next(), at: now, event });
    }
    if (newest) this.simulated = Math.max(this.simulated ?? 0, Date.parse(newest.timestamp));
    this.received += batch.events.length;
    this.cursor = batch.cursor;
    this.notice = items.findLast((item) => item.kind !== "event") ?? this.notice;
    for (const listener of this.#listeners) listener(items);
  }

  /** Let the time go on for what is drawn. */
  advance(now: number): void {
    const head = Math.floor(now / Counts.SLOT_MS);
    const slots = Math.min(USUAL_SLOTS, head - this.#head);
    this.total.advance(now);
    for (const live of this.streams) {
      live.counts.advance(now);
      const value = live.last?.normalizedValue ?? Number.NaN;
      for (let back = 0; back < slots; back += 1) live.usual[(head - back) % USUAL_SLOTS] = value;
    }
    this.#head = Math.max(this.#head, head);
  }

  /** Write a stream's normalised values, oldest first; the last is now. */
  usualLine(live: Live, into: Float32Array, step: number): void {
    for (let index = 0; index < into.length; index += 1) {
      const back = (into.length - 1 - index) * step;
      into[index] = live.usual[(this.#head - back + USUAL_SLOTS) % USUAL_SLOTS] ?? Number.NaN;
    }
  }

  #keep(event: LiveEvent, now: number): void {
    this.known.add(event);
    const live = this.#byName.get(event.stream);
    if (!live) return;
    live.last = event;
    live.usual[Math.floor(now / Counts.SLOT_MS) % USUAL_SLOTS] = event.normalizedValue;
  }

  #count(event: LiveEvent, published: number, now: number, items: Item[]): void {
    const happened = Math.min(now, published + this.latencies.least);
    if (happened >= (this.startedAt ?? now)) {
      this.#byName.get(event.stream)?.counts.add(happened, now);
      this.total.add(happened, now);
    }
    if (happened < this.#openedAt) {
      this.#fetched += 1;
      return;
    }
    this.#tellOfReturn(now, items);
    this.latencies.note(now - published, now);
  }

  /** Say that everything from while the connection was lost is there, once events are new again. */
  #tellOfReturn(now: number, items: Item[]): void {
    if (this.#lostAt === null) return;
    const away = this.#openedAt - this.#lostAt;
    items.push({ kind: "resumed", number: this.#next(), at: now, away, fetched: this.#fetched });
    this.#lostAt = null;
  }

  #next(): number {
    this.#number += 1;
    return this.#number;
  }
}

/** Reads moments, the same one only once: many events of a batch share theirs. */
class Times {
  #text = "";
  #value = 0;

  of(text: string): number {
    if (text !== this.#text) {
      this.#text = text;
      this.#value = Date.parse(text);
    }
    return this.#value;
  }
}
