import { describe, expect, test } from "vitest";
import { Counts, Ring } from "@/features/streams/ring";

describe("a ring", () => {
  test("keeps the latest, newest first, and hands back what had to go", () => {
    const ring = new Ring<number>(3);
    expect([1, 2, 3, 4, 5].map((one) => ring.push(one))).toEqual([undefined, undefined, undefined, 1, 2]);
    expect(ring.latest()).toEqual([5, 4, 3]);
    expect(ring.latest(2)).toEqual([5, 4]);
    expect(ring.newest()).toBe(5);
  });

  test("is empty at first and once cleared", () => {
    const ring = new Ring<string>(2);
    expect(ring.newest()).toBeUndefined();
    ring.push("a");
    ring.clear();
    expect(ring.latest()).toEqual([]);
  });
});

describe("counts", () => {
  const START = 1_700_000_000_000;

  test("tell how many there were in the last seconds", () => {
    const counts = new Counts();
    for (let back = 0; back < 20; back += 1) counts.add(START - back * 1_000, START);
    expect(counts.within(1)).toBe(1);
    expect(counts.within(10)).toBe(10);
    expect(counts.within(60)).toBe(20);
  });

  test("forget what is older than a minute", () => {
    const counts = new Counts();
    counts.add(START, START);
    counts.advance(START + 59_900);
    expect(counts.within(60)).toBe(1);
    counts.advance(START + 60_000);
    expect(counts.within(60)).toBe(0);
    counts.add(START, START + 61_000);
    expect(counts.within(60)).toBe(0);
  });

  test("are empty after a long time in which nothing was counted", () => {
    const counts = new Counts();
    counts.add(START, START);
    counts.advance(START + 3_600_000);
    expect(counts.within(60)).toBe(0);
  });

  test("place what is told late where it happened", () => {
    const counts = new Counts();
    counts.advance(START);
    counts.add(START - 5_000, START);
    expect(counts.within(4)).toBe(0);
    expect(counts.within(6)).toBe(1);
  });

  test("draw the rate: one event stands for a second, then is over", () => {
    const counts = new Counts();
    counts.add(START, START);
    counts.advance(START + 1_400);
    const line = new Float32Array(20);
    expect(counts.perSecond(line)).toBe(1);
    expect([...line]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
  });

  test("draw the same rate with fewer points", () => {
    const counts = new Counts();
    for (let at = 0; at < 3_000; at += 100) counts.add(START + at, START + at);
    const every = new Float32Array(21);
    const third = new Float32Array(7 + 1);
    counts.perSecond(every);
    counts.perSecond(third, 3);
    expect([...third].slice(1)).toEqual([2, 5, 8, 11, 14, 17, 20].map((at) => every[at]));
  });
});
