/** The columns of a file of observations. */

import type { AudienceKind } from "@/features/audiences/operations";
import { csv } from "@/kit/csv";

export const REQUIRED: Record<AudienceKind, readonly string[]> = {
  EMAIL: ["at", "segment", "subject", "delivered", "opened", "clicked", "converted"],
  AUDIENCE: ["segment", "cohort", "week", "members", "reached", "exposures", "engaged", "churned"],
  CONTENT: [
    "content",
    "title",
    "kind",
    "topic",
    "length",
    "format",
    "channel",
    "published",
    "day",
    "impressions",
    "engagements",
    "conversions",
  ],
};

export const OPTIONAL: Record<AudienceKind, readonly string[]> = {
  EMAIL: ["preview", "list_size", "bounce_share", "inactive_share"],
  AUDIENCE: [],
  CONTENT: [],
};

/** Tell which columns a file lacks, and which of its own are not read; case does not count. */
export function columnsFound(
  kind: AudienceKind,
  columns: readonly string[],
): { lacking: string[]; unread: string[] } {
  const found = new Set(columns.map((name) => name.trim().toLowerCase()));
  const known = [...REQUIRED[kind], ...OPTIONAL[kind]];
  return {
    lacking: REQUIRED[kind].filter((name) => !found.has(name)),
    unread: columns.filter((name) => !known.includes(name.trim().toLowerCase())),
  };
}

/** Return a file that has the columns and no rows yet. */
export const template = (kind: AudienceKind): string => csv([[...REQUIRED[kind], ...OPTIONAL[kind]]]);
