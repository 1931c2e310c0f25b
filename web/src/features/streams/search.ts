/** What the addresses of the streams' pages hold. */

import { MOST_TOPICS } from "@/features/streams/topics";

export const LINES = ["rate", "usual"] as const;
export type LineKind = (typeof LINES)[number];

/** Stretches of the past that a stream is shown over: how long, and how long a block is. */
export const PASTS = {
  day: { label: "1 day", hours: 24, minutes: 60 },
  week: { label: "7 days", hours: 168, minutes: 60 },
  month: { label: "30 days", hours: 720, minutes: 720 },
} as const;
export type Past = keyof typeof PASTS;

export type StreamsSearch = {
  /** Topics of the list, as the API takes them, with commas between them. */
  topics?: string;
  line?: LineKind;
};

export type StreamSearch = { past?: Past };

/** What the list shows unless told otherwise: what people do, without the log of every request. */
export const USUAL_TOPICS: readonly string[] = ["session.*", "support.*", "customer.subscription.*"];

const LONGEST_TOPIC = 80;

/** Read what the address of the page of all streams holds; what cannot be is left out. */
export function streamsSearch(raw: Record<string, unknown>): StreamsSearch {
  const topics = readTopics(raw.topics);
  const line = LINES.find((one) => one === raw.line);
  return { ...(topics.length > 0 && { topics: topics.join(",") }), ...(line && { line }) };
}

/** Return the topics that an address names, or the usual ones. */
export function topicsOf({ topics }: StreamsSearch): readonly string[] {
  return topics ? topics.split(",") : USUAL_TOPICS;
}

/** Read what the address of the page of one stream holds. */
export function streamSearch(raw: Record<string, unknown>): StreamSearch {
  return typeof raw.past === "string" && raw.past in PASTS ? { past: raw.past as Past } : {};
}

/** Read topics written as a list or as one text with commas between them. */
function readTopics(raw: unknown): string[] {
  const parts = Array.isArray(raw) ? raw : typeof raw === "string" ? raw.split(",") : [];
  const topics = parts.flatMap((part) => (typeof part === "string" && part.trim() ? [part.trim()] : []));
  return [...new Set(topics.map((topic) => topic.slice(0, LONGEST_TOPIC)))].slice(0, MOST_TOPICS);
}
