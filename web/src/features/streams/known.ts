/** The events that were seen lately, and which of them belong together. */

import type { LiveEvent, Stream } from "@/features/streams/live";
import { Ring } from "@/features/streams/ring";

/** Fields that name one thing which several events tell of; not those that name a person or a place. */
const THINGS = [
  "request_id",
  "session_id",
  "ticket_id",
  "chat_id",
  "call_id",
  "click_id",
  "transaction_id",
  "applicant_id",
  "temp_user_id",
];

/** How many events of a stream are kept: about those of a day, within bounds. */
const FEWEST = 60;
const MOST = 1_000;

/** Of streams with more events than this a day only the fewest are kept: little follows from most of them. */
const BUSY = 10_000;

/** More than this nobody reads, and a tangle has an end. */
const MOST_STEPS = 200;

export type Step = {
  event: LiveEvent;
  /** How it belongs to the others, in words. */
  because: string;
};

export type Chain = {
  /** In the order of time. */
  steps: Step[];
  /** Id of the event that it all began with, where that was not seen. */
  unseen: string | null;
};

export class Known {
  readonly #rings: ReadonlyMap<string, Ring<LiveEvent>>;
  readonly #byId = new Map<string, LiveEvent>();
  readonly #children = new Map<string, Set<string>>();
  readonly #things = new Map<string, Set<string>>();

  constructor(catalogue: readonly Pick<Stream, "name" | "eventsPerDay">[]) {
    this.#rings = new Map(
      catalogue.map(({ name, eventsPerDay }) => {
        const wanted = eventsPerDay > BUSY ? FEWEST : Math.min(MOST, Math.max(FEWEST, eventsPerDay));
        return [name, new Ring(Math.round(wanted))];
      }),
    );
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): LiveEvent | undefined {
    return this.#byId.get(id);
  }

  add(event: LiveEvent): void {
    if (this.#byId.has(event.id)) return;
    const gone = this.#rings.get(event.stream)?.push(event);
    if (gone) this.#forget(gone);
    this.#byId.set(event.id, event);
    if (event.causedBy) put(this.#children, event.causedBy, event.id);
    for (const thing of things(event)) put(this.#things, thing, event.id);
  }

  /** Return events of some streams, the newest first by simulation time. */
  latest(streams: Iterable<string>, count: number): LiveEvent[] {
    return [...streams]
      .flatMap((name) => this.#rings.get(name)?.latest(count) ?? [])
      .sort((one, other) => (one.timestamp < other.timestamp ? 1 : one.timestamp > other.timestamp ? -1 : 0))
      .slice(0, count);
  }

  /** Find what an event followed from, what followed from it, and what tells of the same thing. */
  chain(from: LiveEvent): Chain {
    const found = new Map<string, LiveEvent>();
    const waiting = [from];
    while (waiting.length > 0 && found.size < MOST_STEPS) {
      const event = waiting.pop() as LiveEvent;
      if (found.has(event.id)) continue;
      found.set(event.id, event);
      waiting.push(...this.#related(event));
    }
    const events = [...found.values()].sort(
      (one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp),
    );
    return {
      steps: events.map((event) => ({ event, because: this.#reason(event) })),
      unseen: events.find(({ causedBy }) => causedBy && !this.get(causedBy))?.causedBy ?? null,
    };
  }

  #related(event: LiveEvent): LiveEvent[] {
    const same = things(event).flatMap((thing) => [...(this.#things.get(thing) ?? [])]);
    const ids = [event.causedBy ?? "", ...(this.#children.get(event.id) ?? []), ...same];
    return ids.flatMap((id) => this.get(id) ?? []);
  }

  #reason(event: LiveEvent): string {
    const cause = event.causedBy ? this.get(event.causedBy) : undefined;
    if (cause) return `followed from ${cause.stream}`;
    if (event.causedBy) return "followed from an event that was not seen here";
    return (this.#children.get(event.id)?.size ?? 0) > 0 ? "began it" : "stands for itself";
  }

  #forget(event: LiveEvent): void {
    this.#byId.delete(event.id);
    if (event.causedBy) take(this.#children, event.causedBy, event.id);
    for (const thing of things(event)) take(this.#things, thing, event.id);
  }
}

/** Name the things that an event tells of, such as `session_id ses-1`. */
export function things(event: LiveEvent): string[] {
  if (typeof event.data !== "object" || event.data === null) return [];
  const data = event.data as Record<string, unknown>;
  return THINGS.flatMap((field) => (typeof data[field] === "string" ? [`${field} ${data[field]}`] : []));
}

function put(index: Map<string, Set<string>>, key: string, id: string): void {
  const found = index.get(key);
  if (found) found.add(id);
  else index.set(key, new Set([id]));
}

function take(index: Map<string, Set<string>>, key: string, id: string): void {
  const found = index.get(key);
  found?.delete(id);
  if (found?.size === 0) index.delete(key);
}
