/** What the address of the campaigns page holds: filters, order, place in the list, and the import that is open. */

import type {
  CampaignFilter,
  CampaignOrder,
  CampaignStatus,
  CampaignsBeforeQueryVariables,
  CampaignsQueryVariables,
  Channel,
} from "@/features/campaigns/operations";
import { DAY_MS, isoDay } from "@/kit/range";

export const STATUSES = ["DRAFT", "SCHEDULED", "RUNNING", "PAUSED", "COMPLETED", "ARCHIVED"] as const;

export const CHANNELS = [
  "GOOGLE",
  "FACEBOOK",
  "INSTAGRAM",
  "TIKTOK",
  "LINKEDIN",
  "X",
  "SNAPCHAT",
  "PINTEREST",
  "EMAIL",
  "SMS",
  "WEB",
  "PR",
  "OOH",
  "OTHER",
] as const;

/** Orders of the list; a minus stands before those that begin with the largest. */
export const ORDERS = {
  "-created": { label: "Newest first", order: { field: "CREATED_AT", descending: true } },
  created: { label: "Oldest first", order: { field: "CREATED_AT", descending: false } },
  "-updated": { label: "Latest changed first", order: { field: "UPDATED_AT", descending: true } },
  name: { label: "Name, A to Z", order: { field: "NAME", descending: false } },
  "-name": { label: "Name, Z to A", order: { field: "NAME", descending: true } },
  "-start": { label: "Latest start first", order: { field: "START_DATE", descending: true } },
  start: { label: "Earliest start first", order: { field: "START_DATE", descending: false } },
} as const satisfies Record<string, { label: string; order: CampaignOrder }>;

export type Order = keyof typeof ORDERS;

export const FIRST_ORDER: Order = "-created";

/** Rows of a page; operations.graphql says it as well. */
export const PAGE_SIZE = 20;

/** Days of spend that a row shows. */
export const SPEND_DAYS = 30;

/** Stands in the address for an import whose campaign is not chosen yet. */
export const UNCHOSEN = "choose";

export type CampaignsSearch = {
  q?: string;
  /** Statuses, parted by commas. */
  status?: string;
  channel?: Channel;
  industry?: string;
  from?: string;
  to?: string;
  order?: Order;
  /** Only rows behind, or before, this cursor. */
  after?: string;
  before?: string;
  /** The campaign that metrics are imported into, or UNCHOSEN. */
  import?: string;
};

/** Read what the address holds; what cannot be is left out. */
export function campaignsSearch(raw: Record<string, unknown>): CampaignsSearch {
  const status = statusesIn(textOf(raw.status)).join(",");
  const channel = CHANNELS.find((one) => one === raw.channel);
  const after = textOf(raw.after);
  return dropEmpty({
    q: textOf(raw.q),
    status,
    channel,
    industry: textOf(raw.industry),
    from: dayOf(raw.from),
    to: dayOf(raw.to),
    order: Object.hasOwn(ORDERS, String(raw.order)) ? (raw.order as Order) : undefined,
    after,
    before: after ? undefined : textOf(raw.before),
    import: textOf(raw.import),
  });
}

/** Return the search with another filter or order; the place in the list was of the former one. */
export function refined(search: CampaignsSearch, change: Partial<CampaignsSearch>): CampaignsSearch {
  return dropEmpty({ ...search, after: undefined, before: undefined, ...change });
}

/** Return whether anything but the order narrows the list. */
export const isFiltered = (search: CampaignsSearch): boolean =>
  [search.q, search.status, search.channel, search.industry, search.from, search.to].some(Boolean);

export function statusesIn(text: string | undefined): CampaignStatus[] {
  const named = (text ?? "").split(",");
  return STATUSES.filter((status) => named.includes(status));
}

export type ListVariables = CampaignsQueryVariables & CampaignsBeforeQueryVariables;

/** Return what to ask the API for.
 *
 * @param today The last day of spend that is shown.
 */
export function listVariables(search: CampaignsSearch, today: Date): ListVariables {
  const last = isoDay(today);
  return {
    ...(search.before ? { before: search.before } : { after: search.after }),
    filter: filterOf(search),
    orderBy: ORDERS[search.order ?? FIRST_ORDER].order,
    range: { start: isoDay(new Date(Date.parse(last) - (SPEND_DAYS - 1) * DAY_MS)), end: last },
  };
}

const FIRST_DAY = "1900-01-01";
const LAST_DAY = "2199-12-31";

function filterOf(search: CampaignsSearch): CampaignFilter {
  const statuses = statusesIn(search.status);
  const { from, to } = search;
  return {
    ...(search.q && { search: search.q }),
    ...(statuses.length > 0 && { statuses }),
    ...(search.channel && { channel: search.channel }),
    ...(search.industry && { industry: search.industry }),
    ...((from || to) && { overlapping: { start: from ?? FIRST_DAY, end: to ?? LAST_DAY } }),
  };
}

/** A number in an address is a text that looks like one. */
function textOf(value: unknown): string | undefined {
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return text || undefined;
}

function dayOf(value: unknown): string | undefined {
  if (typeof value !== "string" || Number.isNaN(Date.parse(value))) return undefined;
  return isoDay(new Date(value)) === value ? value : undefined;
}

function dropEmpty(search: CampaignsSearch): CampaignsSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value)) as CampaignsSearch;
}
