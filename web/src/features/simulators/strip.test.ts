import { expect, test } from "vitest";
import type { Cause } from "@/features/simulators/causes";
import { DAY, HOUR } from "@/features/simulators/lengths";
import {
  actingAt,
  barsOf,
  linePath,
  momentAt,
  stretchOf,
  timeTicks,
  valueTicks,
  xOf,
} from "@/features/simulators/strip";

const frame = { left: 10, width: 100, stretch: { start: 0, end: 100 } };

function cause(label: string, from: number, to: number, faded = to): Cause {
  return { key: label, kind: "event", label, from, to, faded, streams: [], told: [] };
}

test("a stretch holds the hours before, the one that goes by, and some of what is to come", () => {
  const now = Date.parse("2026-01-02T10:59:30Z");
  const { start, end } = stretchOf("6h", now);
  expect(new Date(start).toISOString()).toBe("2026-01-02T04:00:00.000Z");
  expect(new Date(end).toISOString()).toBe("2026-01-02T12:00:00.000Z");
});

test("a moment and its place are the same thing", () => {
  expect(xOf(frame, 25)).toBe(35);
  expect(momentAt(frame, 35)).toBe(25);
});

test("bars that meet lie in rows of their own, and a free row is used again", () => {
  const bars = barsOf([cause("a", 0, 30), cause("b", 10, 20), cause("c", 50, 60)], frame);
  expect(bars.map(({ row }) => row)).toEqual([0, 1, 0]);
});

test("a bar keeps its row while it fades", () => {
  const bars = barsOf([cause("a", 0, 20, 60), cause("b", 40, 50)], frame);
  expect(bars.map(({ row }) => row)).toEqual([0, 1]);
  expect(bars[0]).toMatchObject({ x: 10, width: 20, fading: 40 });
});

test("what reaches beyond the frame is cut at it, and what lies outside is left out", () => {
  const bars = barsOf([cause("long", -50, 500), cause("over", -50, -10), cause("later", 100, 120)], frame);
  expect(bars.map(({ cause: { label }, x, width }) => [label, x, width])).toEqual([["long", 10, 100]]);
});

test("what is too short to be seen is still drawn", () => {
  expect(barsOf([cause("blink", 50, 50.1)], frame)[0]?.width).toBe(3);
});

test("a cause acts from its beginning until it has faded", () => {
  const one = cause("a", 10, 20, 30);
  expect([9, 10, 25, 30].map((at) => actingAt([one], at).length)).toEqual([0, 1, 1, 0]);
});

test("ticks of time are round where the viewer is, and no more than there is room for", () => {
  const zone = 5.5 * HOUR;
  const ticks = timeTicks({ start: 0, end: DAY }, 4, zone);
  expect(ticks.length).toBeLessThanOrEqual(5);
  expect(ticks.every((at) => (at + zone) % (6 * HOUR) === 0)).toBe(true);
});

test.each([
  [37, [0, 20, 40]],
  [0.9, [0, 0.5, 1]],
  [1200, [0, 500, 1000, 1500]],
  [0, [0, 1]],
])("values up to %d have round ticks", (highest, ticks) => {
  expect(valueTicks(highest).ticks).toEqual(ticks);
  expect(valueTicks(highest).top).toBeGreaterThanOrEqual(highest);
});

test("a block without a value is a gap in the line", () => {
  const path = linePath([1, null, 2, 2], 0, 10, frame, { top: 0, height: 100 }, 2);
  expect(path).toBe("M15.0 50.0M35.0 0.0L45.0 0.0");
});
