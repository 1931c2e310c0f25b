/** What an operator names to say which events are wanted; the same words as the API takes. */

import type { StreamCatalogueQuery } from "@/features/streams/operations";

export type Known = Pick<
  NonNullable<StreamCatalogueQuery["simulator"]>["streams"][number],
  "name" | "domain" | "cadence" | "aliases"
>;

export type Selection = {
  /** Names of streams that are wanted whole. */
  streams: ReadonlySet<string>;
  /** Whether events that are not as usual are wanted of all other streams too. */
  anomalies: boolean;
  /** Topics that match nothing, each with topics that are written nearly so. */
  unknown: readonly { topic: string; near: readonly string[] }[];
};

/** What the API takes at once. */
export const MOST_TOPICS = 60;

const FREQUENCIES: Record<string, Known["cadence"]> = {
  "high-frequency": "HIGH",
  "medium-frequency": "MEDIUM",
  "low-frequency": "LOW",
};

/** Return the events that topics select together; case and blanks around them do not count. */
export function select(topics: readonly string[], known: readonly Known[]): Selection {
  const streams = new Set<string>();
  const unknown: { topic: string; near: string[] }[] = [];
  let anomalies = false;
  for (const topic of topics) {
    const wanted = topic.trim().toLowerCase();
    if (wanted === "anomalies") {
      anomalies = true;
      continue;
    }
    const found = known.filter((stream) => matches(stream, wanted));
    if (found.length === 0) unknown.push({ topic, near: near(wanted, suggestions(known)) });
    for (const stream of found) streams.add(stream.name);
  }
  return { streams, anomalies, unknown };
}

function matches(stream: Known, topic: string): boolean {
  if (topic === "*") return true;
  if (topic in FREQUENCIES) return stream.cadence === FREQUENCIES[topic];
  if (topic.endsWith(".*")) {
    const beginning = topic.slice(0, -1);
    return stream.domain === topic.slice(0, -2).toUpperCase() || stream.name.startsWith(beginning);
  }
  return stream.name === topic || stream.aliases.includes(topic);
}

/** Every topic that there is: words, domains, beginnings of names, names. */
export function suggestions(known: readonly Known[]): string[] {
  const beginnings = new Set<string>();
  for (const { name, domain } of known) {
    beginnings.add(`${domain.toLowerCase()}.*`);
    const parts = name.split(".");
    for (let length = 1; length < parts.length; length += 1)
      beginnings.add(`${parts.slice(0, length).join(".")}.*`);
  }
  return [
    "*",
    "anomalies",
    ...Object.keys(FREQUENCIES),
    ...[...beginnings].sort(),
    ...known.map((stream) => stream.name),
  ];
}

/** Return up to three words that share the most pairs of letters with a word. */
function near(word: string, among: readonly string[]): string[] {
  return among
    .map((one) => ({ one, likeness: likeness(word, one) }))
    .filter(({ likeness: found }) => found >= 0.5)
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, 3)
    .map(({ one }) => one);
}

function likeness(one: string, other: string): number {
  const mine = pairs(one);
  const theirs = pairs(other);
  const shared = [...mine].filter((pair) => theirs.has(pair)).length;
  return (2 * shared) / Math.max(1, mine.size + theirs.size);
}

const pairs = (word: string): Set<string> =>
  new Set(Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => word.slice(at, at + 2)));
