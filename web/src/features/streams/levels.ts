/** How a stream is against what is usual at this hour of the week, in words. */

export type Level = "far-below" | "below" | "usual" | "above" | "far-above" | "unknown";

type Look = {
  word: string;
  /** What the word means, for the legend. */
  meaning: string;
  sign: string;
};

export const LEVELS: Record<Level, Look> = {
  "far-below": { word: "far below", meaning: "2 standard deviations or more below", sign: "▼▼" },
  below: { word: "below", meaning: "1 to 2 standard deviations below", sign: "▼" },
  usual: { word: "usual", meaning: "less than 1 standard deviation away", sign: "●" },
  above: { word: "above", meaning: "1 to 2 standard deviations above", sign: "▲" },
  "far-above": { word: "far above", meaning: "2 standard deviations or more above", sign: "▲▲" },
  unknown: { word: "not known", meaning: "nothing has come yet", sign: "?" },
};

/** The legend's order, from least to most. */
export const SHOWN_LEVELS: readonly Level[] = ["far-below", "below", "usual", "above", "far-above"];

/** Name the level of a normalised value, 0 to 100 with 50 for usual. */
export function levelOf(normalized: number | null): Level {
  if (normalized === null || !Number.isFinite(normalized)) return "unknown";
  if (normalized <= 15) return "far-below";
  if (normalized <= 30) return "below";
  if (normalized < 70) return "usual";
  return normalized < 85 ? "above" : "far-above";
}

/** Write a distance from usual in standard deviations as a normalised value, 0 to 100. */
export function normalizedOf(deviations: number): number {
  const size = Math.abs(deviations);
  const away = size <= 1 ? 20 * size : 20 + 15 * (size - 1);
  return Math.min(100, Math.max(0, 50 + Math.sign(deviations) * away));
}
