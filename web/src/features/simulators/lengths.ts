/** Lengths of time: as the API writes them, such as `90 minutes`, and as a person counts them down. */

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS: Record<string, number> = {
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
};

const WRITTEN = /^\s*(\d{1,6}(?:\.\d{1,6})?)\s*(minute|hour|day|week|month)s?\s*$/i;
const LONGEST = 3_660 * DAY;

/** What is said beside a field whose text is no length of time. */
export const LENGTH_HINT = "Write a number and minutes, hours, days, weeks or months, such as 90 minutes.";

/** Read a length such as `90 minutes`, in milliseconds; null when it is none, or longer than ten years. */
export function readLength(text: string): number | null {
  const found = WRITTEN.exec(text);
  const unit = found?.[2] ? UNITS[found[2].toLowerCase()] : undefined;
  if (!found || unit === undefined) return null;
  const length = Number(found[1]) * unit;
  return length <= LONGEST ? length : null;
}

/** Write milliseconds in the largest unit that divides them, as the API reads it. */
export function writeLength(length: number): string {
  const [unit, size] = Object.entries(UNITS)
    .filter(([name]) => name !== "month")
    .reverse()
    .find(([, one]) => length >= one && length % one === 0) ?? ["minute", MINUTE];
  const count = Number((length / size).toFixed(6));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const PARTS: [string, number][] = [
  ["d", DAY],
  ["h", HOUR],
  ["min", MINUTE],
  ["s", 1_000],
];

/** Write what is left in its two largest units, such as `2 d 4 h`; nothing is left as `0 s`. */
export function countdown(left: number): string {
  const rest = Math.max(0, Math.floor(left / 1_000)) * 1_000;
  const first = PARTS.findIndex(([, size]) => rest >= size);
  if (first < 0) return "0 s";
  return PARTS.slice(first, first + 2)
    .map(([unit, size], place) => {
      const outer = place === 0 ? Number.POSITIVE_INFINITY : (PARTS[first]?.[1] ?? 1);
      return { unit, count: Math.floor((rest % outer) / size) };
    })
    .filter(({ count }) => count > 0)
    .map(({ unit, count }) => `${count} ${unit}`)
    .join(" ");
}

/** Return how long simulated milliseconds take on the wall's clock; null while the clock stands still. */
export const onTheWall = (length: number, speed: number): number | null =>
  speed > 0 ? length / speed : null;
