/** What the kinds, rates and features of audiences are called. */

import type { AudienceKind, AudienceRate, ContentFormat, ContentKind } from "@/features/audiences/operations";
import { NONE, number, share, words } from "@/kit/format";

export const KINDS = ["EMAIL", "AUDIENCE", "CONTENT"] as const satisfies readonly AudienceKind[];

type Named = {
  name: string;
  /** The model that learns of it. */
  model: string;
  /** What one observes of it. */
  observed: string;
};

export const NAMED: Record<AudienceKind, Named> = {
  EMAIL: { name: "E-mail", model: "email_performance", observed: "sends of e-mail" },
  AUDIENCE: { name: "Audiences", model: "audience_engagement", observed: "weeks of audiences" },
  CONTENT: { name: "Content", model: "content_effectiveness", observed: "days of content" },
};

const RATES: Record<AudienceRate, { name: string; of: string }> = {
  OPEN_RATE: { name: "Open rate", of: "opened, of messages delivered" },
  CLICK_RATE: { name: "Click rate", of: "clicked, of messages delivered" },
  CONVERSION_RATE: { name: "Conversion rate", of: "did what was asked" },
  ENGAGEMENT_RATE: { name: "Engagement rate", of: "engaged, of those reached" },
  CHURN_RATE: { name: "Churn rate", of: "leave, of all members" },
};

export const rateName = (rate: AudienceRate): string => RATES[rate].name;

/** Say of what a rate is a part. */
export function rateOf(rate: AudienceRate, kind: AudienceKind): string {
  if (kind === "CONTENT")
    return rate === "ENGAGEMENT_RATE" ? "engaged, of impressions" : "converted, of impressions";
  return RATES[rate].of;
}

export const horizonName = (days: number | null | undefined): string =>
  days == null ? "" : days === 1 ? "Within 1 day" : `Within ${number(days)} days`;

/** Write a rate as finely as its size asks for. */
export function rate(value: number): string {
  const digits = value >= 0.1 ? 1 : value >= 0.01 ? 2 : 3;
  return share(value, digits);
}

export const CONTENT_KINDS = [
  "ARTICLE",
  "VIDEO",
  "IMAGE",
  "CAROUSEL",
  "GUIDE",
] as const satisfies readonly ContentKind[];

export const CONTENT_FORMATS = [
  "HOW_TO",
  "STORY",
  "LIST",
  "OFFER",
  "NEWS",
] as const satisfies readonly ContentFormat[];

/** What the length of a piece of content counts. */
export const LENGTHS: Record<ContentKind, string> = {
  ARTICLE: "words",
  VIDEO: "seconds",
  IMAGE: "pictures, so 1",
  CAROUSEL: "pictures",
  GUIDE: "words",
};

const FEATURES: Record<string, string> = {
  hour: "Hour of the day",
  weekday: "Day of the week",
  number: "A number in the subject",
  question: "A question in the subject",
  emoji: "A pictograph in the subject",
  personal: "Subject addresses the reader",
  urgency: "Subject presses for time",
  spam_words: "Words that filters dislike",
  words: "Words in the subject",
  preview: "A preview text",
  bounce_share: "Part that bounces",
  inactive_share: "Part that is inactive",
  list_size: "Size of the list",
  recent_sends: "Sends in the week before",
  tenure_weeks: "Weeks since joining",
  frequency: "How often it is reached",
  last_frequency: "How often last week",
  earlier_frequency: "How often in the weeks before",
  age_days: "Age",
  own_history: "How the piece did so far",
};

/** Name a feature; some mean something else for another kind. */
export function featureName(feature: string, kind: AudienceKind): string {
  if (feature === "length") return kind === "EMAIL" ? "Length of the subject" : "Length";
  return FEATURES[feature] ?? words(feature);
}

/** Return by how much an effect in log odds changes the odds, relative to a usual case. */
export const oddsChange = (effect: number): number => Math.expm1(effect);

/** Say how probable something is, without calling anything certain. */
export function chance(probability: number | null | undefined): string {
  if (probability == null) return NONE;
  if (probability < 0.01) return "below 1 %";
  if (probability > 0.99) return "above 99 %";
  return share(probability);
}
