import { expect, test } from "vitest";
import { type History, paceSince, pastChart } from "@/features/streams/past";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const START = Date.parse("2026-01-01T00:00:00Z");

const HISTORY: History = {
  range: { start: "2026-01-01T00:00:00Z", end: "2026-01-01T03:00:00Z" },
  resolutionMinutes: 60,
  streams: [
    {
      name: "session.started",
      points: [70, 240, 80].map((value, hour) => ({
        at: new Date(START + hour * HOUR).toISOString(),
        value,
        normalized: 50,
        anomalyScore: 0,
        anomalous: value > 200,
      })),
    },
  ],
  events: [event("Exams", "session.started"), event("A fair", "marketing.ad.click")],
};

function event(title: string, stream: string): History["events"][number] {
  return {
    id: title,
    at: "2026-01-01T01:30:00Z",
    title,
    severity: "INFO",
    actualImpact: true,
    impact: [{ stream }],
  };
}

test("what came since is scaled to a block, stretch by stretch", () => {
  const readings = [0, 2, 5, 6, 11].map((minute) => ({ at: START + minute * MINUTE, sequence: 10 * minute }));
  expect(paceSince(readings, HOUR)).toEqual([
    { at: START + 5 * MINUTE, value: 600 },
    { at: START + 11 * MINUTE, value: 600 },
  ]);
  expect(paceSince([], HOUR)).toEqual([]);
});

test("a chart has every block, the unusual ones marked, and goes on live", () => {
  const since = [180, 185, 190].map((minute) => ({ at: START + minute * MINUTE, sequence: minute }));
  const { times, lines } = pastChart(HISTORY, since);
  expect(times).toHaveLength(5);
  expect(lines.map((line) => line.values)).toEqual([
    [70, 240, 80, null, null],
    [null, 240, null, null, null],
    [null, null, null, 60, 60],
  ]);
});

test("without anything live there is no line for it", () => {
  expect(pastChart(HISTORY, []).lines).toHaveLength(2);
});

test("marked are the external events that were expected to move the stream", () => {
  expect(pastChart(HISTORY, []).marks.map((mark) => mark.label)).toEqual(["Exams"]);
});
