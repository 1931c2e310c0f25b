/** Ranges of days, as they stand in the page's address. */

export const SPANS = { "7d": 7, "30d": 30, "90d": 90, "180d": 180 } as const;

export type Span = keyof typeof SPANS;

export const DAY_MS = 86_400_000;

export const isSpan = (value: unknown): value is Span =>
  typeof value === "string" && Object.hasOwn(SPANS, value);

/** Return the days of a span that ends on a day, both ends included. */
export function lastDays(span: Span, end: Date = new Date()): { start: string; end: string } {
  const last = isoDay(end);
  return { start: isoDay(new Date(Date.parse(last) - (SPANS[span] - 1) * DAY_MS)), end: last };
}

export const isoDay = (value: Date): string => value.toISOString().slice(0, 10);
