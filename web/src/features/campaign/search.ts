/** What the address of a campaign's page holds beyond the campaign: enough to show the same view to somebody else. */

export const TABS = ["forecast", "metrics", "plan", "hours", "quality", "history"] as const;
export type Tab = (typeof TABS)[number];

/** Observed days that the metrics are shown over. */
export const LOOKS = { "30d": 30, "90d": 90, "180d": 180, all: null } as const;
export type Look = keyof typeof LOOKS;

export type CampaignSearch = {
  tab?: Tab;
  /** The metric that charts show. */
  metric?: string;
  /** The simulation that is shown; the newest one when left out. */
  run?: string;
  /** Whether forecasts are shown by week. */
  by?: "week";
  look?: Look;
  channel?: string;
  /** Kinds of marks that are left out of the metrics, with commas between. */
  hide?: string;
  /** Where the page of the history begins. */
  after?: string;
  /** The two runs that are compared, the earlier choice first. */
  base?: string;
  other?: string;
};

const WORD = /^[A-Z]{1,20}$/;
const WORDS = /^[a-z,]{1,60}$/;
const ID = /^[\w=+/-]{1,200}$/;

/** Read what the address holds; what cannot be is left out. */
export function campaignSearch(raw: Record<string, unknown>): CampaignSearch {
  const { tab, look } = raw;
  return {
    ...(TABS.some((one) => one === tab) && { tab: tab as Tab }),
    ...(typeof look === "string" && look in LOOKS && { look: look as Look }),
    ...(raw.by === "week" && { by: "week" as const }),
    ...texts(raw, ["metric", "channel"], WORD),
    ...texts(raw, ["run", "base", "other", "after"], ID),
    ...texts(raw, ["hide"], WORDS),
  };
}

function texts(raw: Record<string, unknown>, names: (keyof CampaignSearch)[], form: RegExp): CampaignSearch {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = raw[name];
      return typeof value === "string" && form.test(value) ? [[name, value]] : [];
    }),
  );
}
