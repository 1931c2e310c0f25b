/** What is typed, as a question to a model, and what is wrong with it. */

import type {
  PredictAudienceInput,
  PredictContentInput,
  PredictEmailInput,
} from "@/features/audiences/operations";
import type { AudiencesSearch } from "@/features/audiences/search";
import { number } from "@/kit/format";

/** What the fields of the forms hold. */
export type Draft = Omit<AudiencesSearch, "tab" | "about" | "batch" | "after" | "before" | "all">;

export type Field = keyof Draft;

export type Faults = Partial<Record<Field, string>>;

export type Question<Input> = {
  /** None while something is missing or wrong. */
  input: Input | null;
  faults: Faults;
  /** What is still to be filled in, as a request; null when nothing is. */
  missing: string | null;
};

/** What the API takes, in the units of the forms. */
export const BOUNDS: Partial<Record<Field, readonly [number, number]>> = {
  listSize: [1, 1e9],
  bounce: [0, 100],
  inactive: [0, 100],
  recent: [0, 50],
  frequency: [0, 100],
  tenure: [0, 1040],
  members: [1, 1e9],
  length: [1, 1e6],
  age: [0, 3650],
  impressions: [1, 1e9],
};

/** Numbers that may have a fraction. */
const FRACTIONAL: readonly Field[] = ["bounce", "inactive", "frequency"];

export const LONGEST_TEXT = 300;

export function emailQuestion(draft: Draft): Question<PredictEmailInput> {
  const { segment, subject, at } = draft;
  const faults = faultsIn(draft, ["listSize", "bounce", "inactive", "recent"], ["subject"]);
  if (!segment) return waiting(faults, "Choose a segment.");
  if (!subject?.trim()) return waiting(faults, "Write a subject line to see how it would do.");
  if (!at) return waiting(faults, "Choose when it goes out.");
  return asked(faults, {
    segment,
    subject,
    at: new Date(at).toISOString(),
    preview: draft.preview ?? false,
    listSize: draft.listSize ?? null,
    bounceShare: shareOf(draft.bounce),
    inactiveShare: shareOf(draft.inactive),
    recentSends: draft.recent ?? null,
  });
}

export function audienceQuestion(draft: Draft): Question<PredictAudienceInput> {
  const faults = faultsIn(draft, ["frequency", "tenure", "members"]);
  if (!draft.segment) return waiting(faults, "Choose a segment.");
  return asked(faults, {
    segment: draft.segment,
    frequency: draft.frequency ?? null,
    tenureWeeks: draft.tenure ?? null,
    members: draft.members ?? null,
  });
}

export function contentQuestion(draft: Draft): Question<PredictContentInput> {
  const { kind, format, channel, length } = draft;
  const faults = faultsIn(draft, kind ? ["age", "impressions", "length"] : ["age", "impressions"], ["topic"]);
  const shown = { ageDays: draft.age ?? null, impressions: draft.impressions ?? null };
  if (!kind)
    return draft.piece
      ? asked(faults, { contentKey: draft.piece, new: null, ...shown })
      : waiting(faults, "Choose a piece.");
  const topic = draft.topic?.trim();
  if (!topic || !length || !format || !channel)
    return waiting(faults, "Say what it is about, how long it is and where it is shown.");
  return asked(faults, { contentKey: null, new: { kind, topic, length, format, channel }, ...shown });
}

function asked<Input>(faults: Faults, input: Input): Question<Input> {
  const sound = Object.keys(faults).length === 0;
  return { input: sound ? input : null, faults, missing: sound ? null : "Mend what the fields say." };
}

const waiting = (faults: Faults, missing: string): Question<never> => ({ input: null, faults, missing });

/** From percent; without the noise of a division. */
const shareOf = (percent: number | undefined): number | null =>
  percent === undefined ? null : Number((percent / 100).toFixed(6));

function faultsIn(draft: Draft, numbers: readonly Field[], texts: readonly Field[] = []): Faults {
  const faults: Faults = {};
  for (const field of numbers) {
    const value = draft[field];
    const [least, most] = BOUNDS[field] ?? [0, 0];
    if (typeof value !== "number") continue;
    if (value < least || value > most) faults[field] = `From ${number(least)} to ${number(most)}.`;
    else if (!Number.isInteger(value) && !FRACTIONAL.includes(field)) faults[field] = "A whole number.";
  }
  for (const field of texts) {
    const value = draft[field];
    if (typeof value === "string" && value.trim().length > LONGEST_TEXT)
      faults[field] = `At most ${LONGEST_TEXT} characters.`;
  }
  return faults;
}

/** Return tomorrow at ten, as the field for moments writes it. */
export function usualMoment(now: Date): string {
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 10);
  return localMoment(at);
}

/** Write a moment as the field for moments does, in the zone of whoever looks. */
export function localMoment(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
