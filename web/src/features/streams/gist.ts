/** Events in a few words. */

import type { LiveEvent, Notice } from "@/features/streams/live";
import { duration, number } from "@/kit/format";

const MOST = 5;

/** Write the first plain values of a payload in one line. */
export function gist(data: unknown): string {
  if (typeof data !== "object" || data === null) return "";
  return Object.entries(data)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value) && value !== "")
    .slice(0, MOST)
    .map(([field, value]) =>
      /_id$|^id$/.test(field) ? String(value) : `${field.replaceAll("_", " ")} ${value}`,
    )
    .join(" · ");
}

/** Write why something is missing: the sentence, without its code. */
export function reasonOf(reason: string): string {
  const sentence = reason.replace(/^[A-Z_]+:\s*/, "");
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export const payloadOf = (event: LiveEvent): string => JSON.stringify(event.data, null, 2);

/** Say what has to be known about a list of events: some are missing, or the connection came back. */
export function tell(notice: Notice): string {
  if (notice.kind === "gap") {
    const many = notice.missed === null ? "Some events are" : `${number(notice.missed)} events are`;
    return `${notice.missed === 1 ? "1 event is" : many} missing. ${reasonOf(notice.reason)}`;
  }
  const lost = `The connection was lost for ${duration(notice.away / 1_000)}. It goes on without a gap`;
  if (notice.fetched === 0) return `${lost}; nothing came meanwhile.`;
  const fetched = notice.fetched === 1 ? "1 event" : `${number(notice.fetched)} events`;
  return `${lost}: ${fetched} from meanwhile ${notice.fetched === 1 ? "was" : "were"} fetched.`;
}
