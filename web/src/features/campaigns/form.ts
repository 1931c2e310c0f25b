/** A campaign as it is typed: what it means, what is wrong with it, and what has changed. */

import type {
  Channel,
  CreateCampaignInput,
  Medium,
  UpdateCampaignInput,
} from "@/features/campaigns/operations";
import type { Campaign } from "@/features/campaigns/rows";

export const MEDIA = ["SEARCH", "SOCIAL", "DISPLAY", "VIDEO", "EMAIL", "SMS", "WEB", "PR", "OOH"] as const;

export const NAME_LENGTH = 200;
export const MAX_TAGS = 20;
export const TAG_LENGTH = 50;
const MAX_BUDGET = 1e12;

/** What the fields hold, as texts. */
export type Draft = {
  name: string;
  objective: string;
  channels: Channel[];
  amount: string;
  currency: string;
  startDate: string;
  endDate: string;
  industry: string;
  medium: Medium | null;
  tags: string[];
  budgetCapped: boolean;
};

export type Field = keyof Draft;

/** What is wrong, by field; what belongs to no field is under `form`. */
export type Faults = Partial<Record<Field | "form", string>>;

export const emptyDraft = (today: string, currency: string): Draft => ({
  name: "",
  objective: "",
  channels: [],
  amount: "",
  currency,
  startDate: today,
  endDate: "",
  industry: "",
  medium: null,
  tags: [],
  budgetCapped: false,
});

export const draftOf = (campaign: Campaign): Draft => ({
  name: campaign.name,
  objective: campaign.objective,
  channels: [...campaign.channels],
  amount: campaign.budget.amount,
  currency: campaign.budget.currency,
  startDate: campaign.startDate,
  endDate: campaign.endDate ?? "",
  industry: campaign.industry ?? "",
  medium: campaign.medium ?? null,
  tags: [...campaign.tags],
  budgetCapped: campaign.budgetCapped,
});

/** Return what can be seen to be wrong before anything is sent. */
export function faultsOf(draft: Draft): Faults {
  const faults: Faults = {};
  if (!draft.name.trim()) faults.name = "Give it a name.";
  if (!draft.objective.trim()) faults.objective = "Say what it is for.";
  if (draft.channels.length === 0) faults.channels = "Choose at least one channel.";
  const amount = Number(amountOf(draft.amount));
  if (!draft.amount.trim() || !Number.isFinite(amount))
    faults.amount = "Write an amount, such as 5000 or 1250.50.";
  else if (amount <= 0 || amount > MAX_BUDGET) faults.amount = "It is above 0 and at most 1,000,000,000,000.";
  if (!draft.currency) faults.currency = "Choose a currency.";
  if (!draft.startDate) faults.startDate = "Choose the first day.";
  if (draft.endDate && draft.startDate && draft.endDate < draft.startDate)
    faults.endDate = "It ends before it starts. Leave it empty for an open end.";
  if (draft.tags.some((tag) => tag.trim().length > TAG_LENGTH))
    faults.tags = `A tag has at most ${TAG_LENGTH} characters.`;
  return faults;
}

/** Read an amount as people write it: blanks between thousands, a point or a comma before cents. */
export function amountOf(text: string): string {
  const bare = text.replaceAll(/[\s'’]/g, "");
  const point = bare.lastIndexOf(".");
  const comma = bare.lastIndexOf(",");
  if (comma < 0) return bare;
  if (point > comma || /^\d{1,3}(,\d{3})+$/.test(bare)) return bare.replaceAll(",", "");
  return bare.replaceAll(".", "").replace(",", ".");
}

export function createInput(draft: Draft): CreateCampaignInput {
  return {
    name: draft.name.trim(),
    objective: draft.objective.trim(),
    channels: draft.channels,
    budget: { amount: amountOf(draft.amount), currency: draft.currency },
    startDate: draft.startDate,
    endDate: draft.endDate || null,
    industry: draft.industry.trim() || null,
    medium: draft.medium,
    tags: draft.tags,
    budgetCapped: draft.budgetCapped,
  };
}

/** Return only what differs from the campaign, so that what others change meanwhile stays. */
export function updateInput(campaign: Campaign, draft: Draft): UpdateCampaignInput {
  const before = createInput(draftOf(campaign));
  const after = createInput(draft);
  const changed = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof CreateCampaignInput]),
  );
  return { id: campaign.id, ...Object.fromEntries(changed) };
}

type Told = { message: string; path: readonly string[]; hint?: string | null };

const FIELDS = Object.keys(emptyDraft("", ""));

/** Sort the errors of the server to the fields that their paths name. */
export function faultsByField(errors: readonly Told[]): Faults {
  const faults: Faults = {};
  for (const error of errors) {
    const named = error.path[0] === "budget" ? (error.path[1] ?? "amount") : error.path[0];
    const field = FIELDS.includes(named ?? "") ? (named as Field) : "form";
    const text = error.hint ? `${error.message} ${error.hint}` : error.message;
    faults[field] = faults[field] ? `${faults[field]} ${text}` : text;
  }
  return faults;
}
