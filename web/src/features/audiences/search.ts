import type { AudienceKind, Channel, ContentFormat, ContentKind } from "@/features/audiences/operations";
import { CONTENT_FORMATS, CONTENT_KINDS, KINDS } from "@/features/audiences/words";
import { CHANNELS } from "@/features/campaigns/search";

export const TABS = ["predict", "advice", "batches", "import"] as const;
export type AudiencesTab = (typeof TABS)[number];

export type AudiencesSearch = {
  tab?: AudiencesTab;
  /** What is predicted, advised or imported. */
  about?: AudienceKind;
  /** Of e-mails and audiences. */
  segment?: string;
  subject?: string;
  /** When the e-mail goes out, in the zone of whoever looks. */
  at?: string;
  preview?: boolean;
  listSize?: number;
  /** In percent. */
  bounce?: number;
  inactive?: number;
  recent?: number;
  frequency?: number;
  tenure?: number;
  members?: number;
  /** The known piece of content; a new one is described by what follows. */
  piece?: string;
  kind?: ContentKind;
  topic?: string;
  length?: number;
  format?: ContentFormat;
  channel?: Channel;
  age?: number;
  impressions?: number;
  /** Whether all advice is shown that there is. */
  all?: boolean;
  /** The batch that is open. */
  batch?: string;
  /** Where a page of batches, or of the rows of the open one, begins or ends. */
  after?: string;
  before?: string;
};

const TEXTS = ["segment", "subject", "piece", "topic", "batch", "after", "before"] as const;
const NUMBERS = [
  "listSize",
  "bounce",
  "inactive",
  "recent",
  "frequency",
  "tenure",
  "members",
  "length",
  "age",
  "impressions",
] as const;
const FLAGS = ["preview", "all"] as const;
const LOCAL_MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const LONGEST = 400;

/** Read what the address holds; what cannot be is left out. */
export function audiencesSearch(raw: Record<string, unknown>): AudiencesSearch {
  const found: Record<string, unknown> = {};
  for (const name of TEXTS) {
    const text = textOf(raw[name]);
    if (text) found[name] = text;
  }
  for (const name of NUMBERS) if (Number.isFinite(raw[name])) found[name] = raw[name];
  for (const name of FLAGS) if (raw[name] === true) found[name] = true;
  const choices = {
    tab: TABS,
    about: KINDS,
    kind: CONTENT_KINDS,
    format: CONTENT_FORMATS,
    channel: CHANNELS,
  } as const;
  for (const [name, values] of Object.entries(choices))
    if ((values as readonly unknown[]).includes(raw[name])) found[name] = raw[name];
  if (typeof raw.at === "string" && LOCAL_MOMENT.test(raw.at)) found.at = raw.at;
  return found;
}

/** A text that looks like a number is read as one from an address. */
function textOf(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text !== "" && text.length <= LONGEST ? text : undefined;
}
