/** The simulator as the page sees it. */

import type {
  PreviewFragment,
  SimulatorCatalogueQuery,
  SimulatorJournalQuery,
  StateFragment,
} from "@/features/simulators/operations";
import { NONE, number } from "@/kit/format";

export type State = StateFragment;
export type Acting = State["activeModifiers"][number];
export type Happening = State["activeEvents"][number];
export type Change = Acting["streams"][number];
export type Catalogue = NonNullable<SimulatorCatalogueQuery["simulator"]>;
export type Scenario = Catalogue["scenarios"][number];
export type Template = Catalogue["eventTemplates"][number];
export type Stream = Catalogue["streams"][number];
export type Command = NonNullable<SimulatorJournalQuery["simulator"]>["commands"][number];
export type Preview = PreviewFragment;

type Unit = Stream["override"];

const UNITS: Record<Unit, string> = { EVENTS_PER_HOUR: "an hour", LEVEL: "", PERCENT: "%" };

/** Write a value in the unit that overrides of a stream have. */
export function inUnit(value: number, unit: Unit | undefined): string {
  const told = unit === undefined ? "" : UNITS[unit];
  return told ? `${number(value, 2)} ${told}` : number(value, 2);
}

export const factor = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined ? NONE : `× ${number(value, digits)}`;

const signed = (value: number): string => `${value > 0 ? "+" : ""}${number(value, 2)} an hour`;

/** Say what is done to a stream at full strength. */
export function changeText(change: Change, unit?: Unit): string {
  if (change.override !== null) return `set to ${inUnit(change.override, unit)}`;
  const parts = [
    ...(change.multiplier !== null ? [factor(change.multiplier)] : []),
    ...(change.additive !== null ? [signed(change.additive)] : []),
  ];
  return parts.join(", ") || "unlike values in its events";
}

/** Say what a change amounts to at the moment. */
export function currentText(change: Change, unit?: Unit): string {
  if (change.current === null) return "not now";
  if (change.override !== null) return inUnit(change.current, unit);
  return change.multiplier !== null ? factor(change.current, 3) : signed(change.current);
}

/** Whether a change raises its stream, lowers it, or neither by a factor or a sum. */
export function directionOf(change: Change): "up" | "down" | "set" {
  if (change.override !== null) return "set";
  if (change.multiplier !== null && change.multiplier !== 1) return change.multiplier > 1 ? "up" : "down";
  return (change.additive ?? 0) < 0 ? "down" : "up";
}

/** The scenario that is active, if one is: settling ones are over, modifiers by hand are none. */
export const activeScenario = (state: State): Acting | undefined =>
  state.activeModifiers.find((one) => !one.manual && one.status === "ACTIVE");

/** How far a modifier is through the part of its life that it is in, 0 to 1. */
export function progress(acting: Acting, now: number): number {
  const settling = acting.status === "SETTLING" && acting.settledAt !== null;
  const start = Date.parse(settling ? acting.endsAt : acting.startedAt);
  const end = Date.parse(settling ? (acting.settledAt ?? acting.endsAt) : acting.endsAt);
  return end > start ? Math.min(1, Math.max(0, (now - start) / (end - start))) : 1;
}

/** Return the newest command of a kind; commands of a script are numbered before they take effect. */
export const newestOf = (commands: readonly Command[], kind: Command["kind"]): Command | undefined =>
  commands
    .filter((one) => one.kind === kind)
    .reduce<Command | undefined>((best, one) => (best && best.number > one.number ? best : one), undefined);
