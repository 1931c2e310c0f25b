/** How long events are on their way from the server to this page, by the clocks of both. */

import { Ring } from "@/features/streams/ring";

export const WINDOW_MS = 60_000;

/** Enough of the last minute for its percentiles, at any rate. */
const SAMPLES = 4_000;

export type Latency = {
  /** How many events the figures rest on. */
  events: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  /** By how much this device's clock is behind the server's at least, in milliseconds; 0 when it does not show. */
  behind: number;
};

/** Return the value below which a part of the values lies, by the nearest rank; null of none. */
export function percentile(values: readonly number[], part: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? null;
}

/** What was measured lately. */
export class Latencies {
  readonly #samples = new Ring<{ at: number; lag: number }>(SAMPLES);
  #least = Number.POSITIVE_INFINITY;

  /** The least lag ever seen: what the clocks differ by, and the way of the fastest. */
  get least(): number {
    return this.#least;
  }

  /** Note an event that is on its way no longer than it has to be. */
  note(lag: number, at: number): void {
    this.#samples.push({ at, lag });
    this.bound(lag);
  }

  /** Note that no event was on its way for longer than this without need: a bound on how the clocks differ. */
  bound(lag: number): void {
    if (lag < this.#least) this.#least = lag;
  }

  /** Sum up the last minute; null before the first event. */
  summary(now: number): Latency | null {
    const behind = Math.max(0, -this.#least);
    const lags = this.#samples
      .latest()
      .filter((one) => one.at > now - WINDOW_MS)
      .map((one) => one.lag + behind);
    const p50 = percentile(lags, 0.5);
    const p95 = percentile(lags, 0.95);
    return p50 === null || p95 === null ? null : { events: lags.length, p50, p95, behind };
  }
}
