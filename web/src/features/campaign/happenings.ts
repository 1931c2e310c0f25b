/** What happened around a metric: changes of its level, unusual days, and what went on in the marketplace. */

import type { CampaignFindingsQuery, MarketplaceEventsQuery } from "@/features/campaign/operations";
import type { Colour, Line, Mark } from "@/kit/charts/model";
import { change, figure, metricName, words } from "@/kit/format";

type Findings = NonNullable<CampaignFindingsQuery["campaign"]>;
type Marketplace = NonNullable<MarketplaceEventsQuery["simulator"]>;

export const KINDS = {
  changes: "New levels",
  unusual: "Unusual days",
  events: "Grave events",
  lesser: "Lesser events",
  scenarios: "Scenarios",
} as const;
export type Kind = keyof typeof KINDS;

export const COLOURS: Record<Kind, Colour> = {
  changes: "violet",
  unusual: "bad",
  events: "warm",
  lesser: "muted",
  scenarios: "pink",
};

/** Hidden until somebody wants them: there are several a day. */
const HIDDEN = "lesser";

/** Return the kinds that an address hides. */
export function hiddenIn(hide: string | undefined): ReadonlySet<string> {
  return new Set((hide ?? HIDDEN).split(","));
}

/** Return how an address says which kinds are hidden; nothing where it is as usual. */
export function hiding(kinds: readonly string[]): string | undefined {
  const hide = Object.keys(KINDS)
    .filter((kind) => !kinds.includes(kind))
    .join(",");
  return hide === HIDDEN ? undefined : hide || "none";
}

export type Happening = {
  key: string;
  kind: Kind;
  /** When, in milliseconds of the epoch. */
  at: number;
  /** The metric concerned; none for what concerns the marketplace. */
  metric: string | null;
  title: string;
  detail: string;
};

/** Return what was found in the campaign's metrics. */
export function findings({ changePoints, anomalies }: Findings): Happening[] {
  return [
    ...changePoints.map((one) => ({
      key: `changes ${one.metric} ${one.day}`,
      kind: "changes" as const,
      at: Date.parse(one.day),
      metric: one.metric,
      title: `${metricName(one.metric)}: a new level, ${change(one.relative)}`,
      detail: `From ${figure(one.before, one.unit, one.metric)} to ${figure(one.after, one.unit, one.metric)} a day`,
    })),
    ...anomalies.map((one) => ({
      key: `unusual ${one.metric} ${one.day}`,
      kind: "unusual" as const,
      at: Date.parse(one.day),
      metric: one.metric,
      title: `${metricName(one.metric)}: unusually ${one.score > 0 ? "high" : "low"}`,
      detail: `${figure(one.observed, one.unit, one.metric)}, where ${figure(one.usual, one.unit, one.metric)} is usual`,
    })),
  ];
}

/** Return what went on in the marketplace: external events, and scenarios that were activated. */
export function marketplace({ externalEvents, commands, scenarios, state }: Marketplace): Happening[] {
  const names = new Map(scenarios.map((one) => [one.id, one.name]));
  const active = new Set(state.activeModifiers.filter((one) => !one.manual).map((one) => one.scenarioId));
  return [
    ...externalEvents.map((event) => ({
      key: `events ${event.id}`,
      kind: event.severity === "CRITICAL" ? ("events" as const) : ("lesser" as const),
      at: Date.parse(event.at),
      metric: null,
      title: event.title,
      detail: `${words(event.type)}: ${event.description}`,
    })),
    ...commands
      .filter((one) => one.kind === "ACTIVATE")
      .map((one) => ({
        key: `scenarios ${one.number}`,
        kind: "scenarios" as const,
        at: Date.parse(one.at),
        metric: null,
        title: `Scenario: ${names.get(one.subject ?? "") ?? one.subject ?? "without a name"}`,
        detail: active.has(one.subject ?? "")
          ? "Activated in the marketplace, at work"
          : "Activated in the marketplace",
      })),
  ];
}

type Chosen = { first: number; last: number; hidden: ReadonlySet<string> };

/** Return what lies on the days that are shown, newest first. */
export function shown(all: readonly Happening[], { first, last, hidden }: Chosen): Happening[] {
  return all
    .filter((one) => one.at >= first && one.at <= last && !hidden.has(one.kind))
    .sort((one, other) => other.at - one.at || one.title.localeCompare(other.title));
}

/** Return lines on the time axis for what concerns a metric; unusual days are dots on its line instead. */
export function marksFor(metric: string, happenings: readonly Happening[]): Mark[] {
  return happenings
    .filter((one) => one.kind !== "unusual" && (one.metric === null || one.metric === metric))
    .map((one) => ({ at: one.at, label: one.title, colour: COLOURS[one.kind] }));
}

/** Return dots on a metric's line for its unusual days; none when there are none. */
export function dotsFor(
  metric: string,
  happenings: readonly Happening[],
  times: readonly number[],
  values: readonly (number | null)[],
): Line[] {
  const days = new Set(
    happenings.filter((one) => one.kind === "unusual" && one.metric === metric).map((one) => one.at),
  );
  const dots = values.map((value, index) => (days.has(times[index] ?? Number.NaN) ? value : null));
  return dots.some((value) => value !== null)
    ? [{ label: "Unusual day", values: dots, colour: "bad", dots: true }]
    : [];
}
