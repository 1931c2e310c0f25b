/** What a simulation is asked for, as a form holds it and as the API takes it. */

import type {
  AdjustmentFactor,
  EnsembleStrategy,
  MetricType,
  RunSimulationInput,
  ScenarioKind,
} from "@/features/simulations/operations";

export const HORIZON = { least: 5, most: 180 };
export const MOST_SCENARIOS = 10;

/** Changes in percent that the API takes: to a tenth, and to ten times. */
export const CHANGE = { least: -90, most: 900 };

export type Change = {
  key: string;
  factor: AdjustmentFactor;
  /** By how many percent it is more, or less. */
  percent: number | "";
  firstDay: number | "";
  lastDay: number | "";
};

export type Custom = {
  key: string;
  name: string;
  /** Place among all outcomes, 0 to 100; the middle when empty. */
  percentile: number | "";
  changes: Change[];
};

export type Draft = {
  horizonDays: number | "";
  /** All that can be derived when empty. */
  metrics: MetricType[];
  strategy: EnsembleStrategy;
  kinds: ScenarioKind[];
  custom: Custom[];
};

export const USUAL: Draft = {
  horizonDays: 30,
  metrics: [],
  strategy: "STACKED",
  kinds: ["OPTIMISTIC", "REALISTIC", "PESSIMISTIC"],
  custom: [],
};

/** Say what is wrong with a draft, by the key of the field; nothing when it can be asked. */
export function faults(draft: Draft): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const { horizonDays: days } = draft;
  if (!within(days, HORIZON.least, HORIZON.most)) {
    found.set("horizonDays", `Choose ${HORIZON.least} to ${HORIZON.most} days.`);
  }
  const scenarios = draft.kinds.length + draft.custom.length;
  if (scenarios === 0) found.set("kinds", "Choose at least one scenario.");
  if (scenarios > MOST_SCENARIOS) found.set("kinds", `At most ${MOST_SCENARIOS} scenarios in one run.`);
  for (const custom of draft.custom) checkCustom(custom, days === "" ? HORIZON.most : days, found);
  return found;
}

function checkCustom({ key, name, percentile, changes }: Custom, days: number, found: Map<string, string>) {
  if (name.trim() === "") found.set(`${key}.name`, "Give it a name.");
  if (percentile !== "" && !within(percentile, 0, 100)) found.set(`${key}.percentile`, "Choose 0 to 100.");
  if (percentile === "" && changes.length === 0) {
    found.set(`${key}.changes`, "Say what changes, or choose a percentile.");
  }
  for (const change of changes) checkChange(change, days, found);
}

function checkChange({ key, percent, firstDay, lastDay }: Change, days: number, found: Map<string, string>) {
  if (!within(percent, CHANGE.least, CHANGE.most)) {
    found.set(`${key}.percent`, `Choose ${CHANGE.least} to ${CHANGE.most} %.`);
  }
  const first = firstDay === "" ? 1 : firstDay;
  const last = lastDay === "" ? days : lastDay;
  if (!within(first, 1, days)) found.set(`${key}.firstDay`, `Choose day 1 to ${days}.`);
  else if (!within(last, first, days)) found.set(`${key}.lastDay`, `Choose day ${first} to ${days}.`);
}

const within = (value: number | "", least: number, most: number): boolean =>
  value !== "" && Number.isFinite(value) && value >= least && value <= most;

/** Return the input of the API for a draft without faults; what is usual is left out. */
export function inputOf(campaignId: string, draft: Draft): RunSimulationInput {
  const usual =
    draft.custom.length === 0 &&
    draft.kinds.length === USUAL.kinds.length &&
    USUAL.kinds.every((kind) => draft.kinds.includes(kind));
  return {
    campaignId,
    horizonDays: Number(draft.horizonDays),
    ...(draft.metrics.length > 0 && { metrics: draft.metrics }),
    ...(draft.strategy !== USUAL.strategy && { strategy: draft.strategy }),
    ...(!usual && {
      scenarios: [
        ...USUAL.kinds.filter((kind) => draft.kinds.includes(kind)).map((kind) => ({ kind })),
        ...draft.custom.map(customInput),
      ],
    }),
  };
}

function customInput({ name, percentile, changes }: Custom) {
  return {
    kind: "CUSTOM" as const,
    name: name.trim(),
    ...(percentile !== "" && { percentile }),
    ...(changes.length > 0 && {
      adjustments: changes.map((change) => ({
        factor: change.factor,
        multiplier: 1 + Number(change.percent) / 100,
        ...(change.firstDay !== "" && { firstDay: change.firstDay }),
        ...(change.lastDay !== "" && { lastDay: change.lastDay }),
      })),
    }),
  };
}
