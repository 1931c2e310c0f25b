import { expect, test } from "vitest";
import { type Live, LiveStreams } from "@/features/streams/live";
import { type Block, standing } from "@/features/streams/standing";

const HOUR = Date.parse("2026-01-01T10:00:00Z");

function seen(timestamp: string | null, normalizedValue = 90): Live {
  const live = new LiveStreams([
    {
      name: "support.refund.requested",
      number: 40,
      domain: "SUPPORT",
      cadence: "LOW",
      veryLow: true,
      eventsPerDay: 10,
      valueKind: "COUNTER",
      description: "",
      aliases: [],
    },
  ]).streams[0] as Live;
  if (timestamp) {
    const origin = { causedBy: null, scenarioId: null, eventIds: [], data: {} };
    const usual = { normalizedValue, anomalyScore: 3, anomalyFlag: "CRITICAL" as const };
    live.last = {
      id: "1",
      stream: live.stream.name,
      sequence: 1,
      timestamp,
      publishedAt: "",
      ...usual,
      ...origin,
    };
  }
  return live;
}

const block = (score?: number): Block => ({
  start: HOUR,
  scores: new Map(score === undefined ? [] : [["support.refund.requested", score]]),
});

test("a stream is judged by its last event", () => {
  expect(standing(seen("2026-01-01T10:30:00Z"), block(0))).toEqual({
    level: "far-above",
    value: 90,
    from: "events",
  });
  expect(standing(seen("2026-01-01T09:00:00Z"), null).from).toBe("events");
});

test("a stream from which nothing came in the last whole hour is judged by that hour", () => {
  expect(standing(seen("2026-01-01T09:59:59Z"), block(-2.5))).toEqual({
    level: "far-below",
    value: 7.5,
    from: "hour",
  });
  expect(standing(seen(null), block(-0.2)).level).toBe("usual");
});

test("nothing is claimed of a stream that nothing is known of", () => {
  expect(standing(seen(null), null)).toEqual({ level: "unknown", value: null, from: "nothing" });
  expect(standing(seen(null), block()).level).toBe("unknown");
});
