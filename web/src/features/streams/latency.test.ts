import { expect, test } from "vitest";
import { Latencies, percentile } from "@/features/streams/latency";

test("percentiles are values that were seen, whatever their order", () => {
  const values = [50, 10, 40, 20, 30];
  expect(percentile(values, 0.5)).toBe(30);
  expect(percentile(values, 0.95)).toBe(50);
  expect(percentile(values, 0)).toBe(10);
  expect(percentile([], 0.5)).toBeNull();
  expect(values).toEqual([50, 10, 40, 20, 30]);
});

test("only the last minute counts", () => {
  const latencies = new Latencies();
  latencies.note(9_000, 0);
  for (let one = 1; one <= 20; one += 1) latencies.note(one * 10, 50_000 + one);
  expect(latencies.summary(61_000)).toEqual({ events: 20, p50: 100, p95: 190, behind: 0 });
});

test("nothing is told before the first event", () => {
  expect(new Latencies().summary(1_000)).toBeNull();
});

test("a clock that is behind shows, and is made up for by the fastest event", () => {
  const latencies = new Latencies();
  for (const lag of [-400, -380, -300]) latencies.note(lag, 1_000);
  expect(latencies.summary(2_000)).toEqual({ events: 3, p50: 20, p95: 100, behind: 400 });
});
