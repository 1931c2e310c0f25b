import { expect, test } from "vitest";
import { type Batch, LiveStreams, type Stream } from "@/features/streams/live";
import { Tail } from "@/features/streams/tail";
import { select } from "@/features/streams/topics";

const NOW = 1_700_000_000_000;

const stream = (name: string, domain: Stream["domain"]): Stream => ({
  name,
  domain,
  number: 1,
  cadence: "HIGH",
  veryLow: false,
  eventsPerDay: 1_000,
  valueKind: "COUNTER",
  description: "",
  aliases: [],
});

const CATALOGUE = [stream("session.started", "SESSION"), stream("api.request.log", "SYSTEM")];

let number = 0;

function batch(names: readonly string[], flag: "NORMAL" | "WARNING" = "NORMAL"): Batch {
  const events = names.map((name) => {
    number += 1;
    const at = new Date(NOW + number * 1_000).toISOString();
    const usual = { normalizedValue: 50, anomalyScore: 0, anomalyFlag: flag };
    const origin = { causedBy: null, scenarioId: null, eventIds: [], data: {} };
    return {
      id: String(number),
      stream: name,
      sequence: number,
      timestamp: at,
      publishedAt: at,
      ...usual,
      ...origin,
    };
  });
  return { cursor: "c", gap: null, events };
}

function followed(...topics: string[]): { live: LiveStreams; tail: Tail } {
  const live = new LiveStreams(CATALOGUE);
  live.take(batch(["session.started", "api.request.log"]), NOW);
  return { live, tail: new Tail(live, select(topics, CATALOGUE)) };
}

const names = (tail: Tail) =>
  tail.shown(10).map((item) => (item.kind === "event" ? item.event.stream : item.kind));

test("only what is wanted is listed, with what was seen before", () => {
  const { live, tail } = followed("session.*");
  expect(names(tail)).toEqual(["session.started"]);
  live.take(batch(["api.request.log", "session.started"]), NOW);
  expect(names(tail)).toEqual(["session.started", "session.started"]);
});

test("anomalies are wanted of every stream", () => {
  const { live, tail } = followed("anomalies");
  expect(names(tail)).toEqual([]);
  live.take(batch(["api.request.log"], "WARNING"), NOW);
  expect(names(tail)).toEqual(["api.request.log"]);
});

test("a gap is listed whatever is wanted", () => {
  const { live, tail } = followed("session.*");
  live.take({ ...batch(["api.request.log"]), gap: { missed: 3, reason: "FELL_BEHIND" } }, NOW);
  expect(names(tail)).toEqual(["gap", "session.started"]);
});

test("paused, it stands still and counts what waits; then all of it is there", () => {
  const { live, tail } = followed("session.*");
  tail.pause();
  live.take(batch(["session.started", "api.request.log", "session.started"]), NOW);
  expect(names(tail)).toHaveLength(1);
  expect(tail.waiting).toBe(2);
  tail.resume();
  expect(tail.waiting).toBe(0);
  expect(names(tail)).toHaveLength(3);
});

test("closed, it hears nothing more", () => {
  const { live, tail } = followed("*");
  tail.close();
  live.take(batch(["session.started"]), NOW);
  expect(names(tail)).toHaveLength(2);
});
