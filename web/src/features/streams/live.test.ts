import { beforeEach, describe, expect, test } from "vitest";
import { type Batch, type Item, LiveStreams, type Stream } from "@/features/streams/live";

const NOW = 1_700_000_000_000;

const STREAM: Stream = {
  name: "session.started",
  number: 27,
  domain: "SESSION",
  cadence: "HIGH",
  veryLow: false,
  eventsPerDay: 1_700,
  valueKind: "COUNTER",
  description: "A session begins.",
  aliases: [],
};

let sequence = 0;

function batch(publishedAt: readonly number[], gap: Batch["gap"] = null): Batch {
  return {
    cursor: "c",
    gap,
    events: publishedAt.map((at) => {
      sequence += 1;
      return {
        id: String(sequence),
        stream: STREAM.name,
        sequence,
        timestamp: new Date(at).toISOString(),
        publishedAt: new Date(at).toISOString(),
        normalizedValue: 60,
        anomalyScore: 0.5,
        anomalyFlag: "NORMAL",
        causedBy: null,
        scenarioId: null,
        eventIds: [],
        data: {},
      };
    }),
  };
}

describe("live streams", () => {
  let live: LiveStreams;
  let items: Item[];

  beforeEach(() => {
    live = new LiveStreams([STREAM]);
    items = [];
    live.listen((told) => items.push(...told));
    live.opened(NOW);
  });

  const kinds = () => items.map((item) => item.kind);

  test("events from before the page was there are shown but not counted as happening now", () => {
    live.take(batch([NOW - 60_000, NOW - 30_000]), NOW);
    live.take(batch([NOW + 100, NOW + 150]), NOW + 200);
    expect(kinds()).toEqual(["event", "event", "event", "event"]);
    expect(live.stream(STREAM.name)?.counts.within(60)).toBe(2);
    expect(live.latencies.summary(NOW + 300)?.events).toBe(2);
  });

  test("a gap is told where it is", () => {
    live.take(batch([NOW], { missed: 7, reason: "FELL_BEHIND: too slow" }), NOW);
    expect(items[0]).toMatchObject({ kind: "gap", missed: 7, reason: "FELL_BEHIND: too slow" });
  });

  test("after a lost connection it says how long it was and what was fetched", () => {
    live.take(batch([NOW]), NOW);
    live.lost(NOW + 1_000);
    live.lost(NOW + 2_000);
    live.opened(NOW + 5_000);
    live.take(batch([NOW + 2_000, NOW + 3_000]), NOW + 5_100);
    expect(kinds()).not.toContain("resumed");
    live.take(batch([NOW + 5_200]), NOW + 5_300);
    live.take(batch([NOW + 5_400]), NOW + 5_500);
    expect(items.filter((item) => item.kind === "resumed")).toMatchObject([{ away: 4_000, fetched: 2 }]);
    expect(live.notice).toMatchObject({ kind: "resumed", at: NOW + 5_300 });
  });

  test("what was fetched late counts where it happened and is no delay", () => {
    live.take(batch([NOW]), NOW);
    live.lost(NOW + 1_000);
    live.opened(NOW + 20_000);
    live.take(batch([NOW + 2_000, NOW + 3_000]), NOW + 20_100);
    expect(live.stream(STREAM.name)?.counts.within(10)).toBe(0);
    expect(live.stream(STREAM.name)?.counts.within(60)).toBe(2);
    expect(live.latencies.summary(NOW + 20_200)).toBeNull();
  });

  test("the line of how usual it is keeps its value until the next event", () => {
    live.take(batch([NOW]), NOW);
    live.advance(NOW + 300);
    const line = new Float32Array(6);
    const one = live.stream(STREAM.name);
    if (one) live.usualLine(one, line, 1);
    expect([...line]).toEqual([Number.NaN, Number.NaN, 60, 60, 60, 60]);
  });

  test("simulation time never goes back", () => {
    live.take(batch([NOW + 500]), NOW + 500);
    live.take(batch([NOW + 100]), NOW + 600);
    expect(live.simulated).toBe(NOW + 500);
  });
});
