/** What is typed into the forms for an event and for a modifier, and what of it the API is told. */

import { LENGTH_HINT, readLength } from "@/features/simulators/lengths";
import type { Stream, Template } from "@/features/simulators/model";
import type { ApplyStreamModifierInput, InjectExternalEventInput } from "@/features/simulators/operations";
import { number } from "@/kit/format";

type Impact = NonNullable<Template["impact"]>[number];

export type ImpactDraft = Impact & { key: string };

export type EventDraft = {
  templateId: string | null;
  title: string;
  description: string;
  type: Template["type"];
  severity: Template["severities"][number];
  impacts: ImpactDraft[];
  /** As a field for a local date and time has it; now when empty. */
  at: string;
  onset: string;
  causal: boolean;
};

export type Faults = Record<string, string>;

export const EMPTY_EVENT: EventDraft = {
  templateId: null,
  title: "",
  description: "",
  type: "MARKETING",
  severity: "INFO",
  impacts: [],
  at: "",
  onset: "",
  causal: true,
};

/** Begin an event as a template says it. */
export const fromTemplate = (template: Template): EventDraft => ({
  ...EMPTY_EVENT,
  templateId: template.id,
  title: template.title,
  description: template.description,
  type: template.type,
  severity: template.severities[0] ?? "INFO",
  impacts: template.impact.map((impact, place) => ({ ...impact, key: `${template.id} ${place}` })),
});

/** Say what is wrong, by the name of the field; an impact's duration by its key. */
export function eventFaults(draft: EventDraft): Faults {
  const faults: Faults = {};
  if (draft.title.trim() === "") faults.title = "Say in a few words what happens.";
  if (draft.impacts.length === 0) faults.impacts = "Name at least one stream that it concerns.";
  if (draft.onset.trim() !== "" && readLength(draft.onset) === null) faults.onset = LENGTH_HINT;
  for (const impact of draft.impacts) {
    if (!readLength(impact.duration)) faults[impact.key] = "Such as 2 weeks.";
  }
  return faults;
}

export function eventInput(draft: EventDraft, dryRun: boolean): InjectExternalEventInput {
  return {
    templateId: draft.templateId,
    at: momentOf(draft.at),
    type: draft.type,
    title: draft.title.trim(),
    description: draft.description.trim() || null,
    severity: draft.severity,
    impacts: draft.impacts.map(({ stream, direction, magnitude, duration }) => ({
      stream,
      direction,
      magnitude,
      duration,
    })),
    onset: draft.onset.trim() || null,
    causal: draft.causal,
    dryRun,
  };
}

export const WAYS = ["multiplier", "additive", "override"] as const;
export type Way = (typeof WAYS)[number];

export type ModifierDraft = {
  stream: string;
  way: Way;
  value: number | string;
  duration: string;
  ramp: string;
  at: string;
};

export type Bounds = { low: number; high: number; unit: string; hint: string };

const UNITS: Record<Stream["override"], string> = {
  EVENTS_PER_HOUR: "events an hour",
  LEVEL: "level",
  PERCENT: "percent",
};

/** The values that a way of changing a stream allows. */
export function boundsOf(way: Way, stream: Stream | undefined): Bounds {
  if (way === "multiplier") return { low: 0, high: 1_000, unit: "factor", hint: "Above 0, at most 1,000." };
  if (way === "additive") {
    return { low: -1e6, high: 1e6, unit: "events an hour", hint: "Events an hour; may be negative." };
  }
  const low = stream?.overrideLow ?? 0;
  const high = stream?.overrideHigh ?? Number.POSITIVE_INFINITY;
  const unit = UNITS[stream?.override ?? "EVENTS_PER_HOUR"];
  return { low, high, unit, hint: `From ${number(low, 1)} to ${number(high, 1)} ${unit}.` };
}

/** Say what is wrong, by the name of the field. */
export function modifierFaults(draft: ModifierDraft, stream: Stream | undefined): Faults {
  const faults: Faults = {};
  const { low, high, hint } = boundsOf(draft.way, stream);
  const { value, way } = draft;
  const wrong =
    typeof value !== "number" || value < low || value > high || (way === "multiplier" && value === 0);
  if (wrong) faults.value = hint;
  if (!stream) faults.stream = "Choose a stream.";
  if (draft.duration.trim() !== "" && !readLength(draft.duration)) faults.duration = LENGTH_HINT;
  if (draft.ramp.trim() !== "" && readLength(draft.ramp) === null) faults.ramp = LENGTH_HINT;
  return faults;
}

export function modifierInput(draft: ModifierDraft, dryRun: boolean): ApplyStreamModifierInput {
  return {
    stream: draft.stream,
    [draft.way]: Number(draft.value),
    begin: momentOf(draft.at),
    duration: draft.duration.trim() || null,
    ramp: draft.ramp.trim() || null,
    dryRun,
  };
}

const momentOf = (local: string): string | null => (local === "" ? null : new Date(local).toISOString());
