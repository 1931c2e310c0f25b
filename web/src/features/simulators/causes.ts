/** What may have moved a stream: scenarios, modifiers, external events, and the commands behind them. */

import { countdown, readLength } from "@/features/simulators/lengths";
import {
  type Acting,
  type Catalogue,
  type Command,
  changeText,
  type Happening,
  type Scenario,
} from "@/features/simulators/model";
import { words } from "@/kit/format";

export type CauseKind = "scenario" | "modifier" | "event" | "herring";

/** Something that acts for a while. */
export type Cause = {
  key: string;
  kind: CauseKind;
  label: string;
  from: number;
  /** When it begins to fade, or is over. */
  to: number;
  /** When it has faded; not before `to`. */
  faded: number;
  streams: readonly string[];
  /** What it does, a line each. */
  told: readonly string[];
};

/** Something that somebody did, at a moment. */
export type Deed = { key: string; at: number; label: string };

type Known = {
  acting: readonly Acting[];
  commands: readonly Command[];
  events: readonly Happening[];
  scenarios: Catalogue["scenarios"];
};

/** Gather what acts and acted, by its beginning.
 *
 * A scenario that is over is drawn from its activation until it ended, as the log tells it. What people and
 * scenarios injected ends with the reset after it.
 */
export function causesOf({ acting, commands, events, scenarios }: Known): Cause[] {
  const past = commands
    .filter((one) => one.kind === "ACTIVATE")
    .filter(
      (one) => !acting.some((now) => now.scenarioId === one.subject && sameMoment(now.startedAt, one.at)),
    )
    .flatMap((one) => {
      const scenario = scenarios.find(({ id }) => id === one.subject);
      return scenario ? pastOf(one, scenario) : [];
    });
  return [...acting.map(actingCause), ...past, ...events.map((event) => eventCause(event, commands))]
    .filter((cause) => cause.faded > cause.from)
    .sort((one, other) => one.from - other.from || one.key.localeCompare(other.key));
}

/** Times of a modifier and of its command are the same but for how they are written. */
const sameMoment = (one: string, other: string): boolean =>
  Math.abs(Date.parse(one) - Date.parse(other)) < 1_000;

function actingCause(one: Acting): Cause {
  const to = Date.parse(one.endsAt);
  return {
    key: `acting ${one.scenarioId} ${one.startedAt}`,
    kind: one.manual ? "modifier" : "scenario",
    label: one.name,
    from: Date.parse(one.startedAt),
    to,
    faded: Math.max(to, one.settledAt ? Date.parse(one.settledAt) : to),
    streams: one.streams.map(({ stream }) => stream),
    told: one.streams.map((change) => `${change.stream} ${changeText(change)}`),
  };
}

function pastOf(command: Command, scenario: Scenario): Cause[] {
  if (!command.endsAt) return [];
  const to = Date.parse(command.endsAt);
  return [
    {
      key: `command ${command.number}`,
      kind: "scenario",
      label: scenario.name,
      from: Date.parse(command.at),
      to,
      faded: Math.max(to, command.settledAt ? Date.parse(command.settledAt) : to),
      streams: scenario.modifiers.map(({ stream }) => stream),
      told: scenario.modifiers.map((change) => `${change.stream} ${changeText(change)}`),
    },
  ];
}

/** When the first command of some kinds after a moment took effect; never is infinitely far. */
function next(commands: readonly Command[], after: number, kinds: readonly Command["kind"][]): number {
  const times = commands.filter((one) => kinds.includes(one.kind)).map((one) => Date.parse(one.at));
  return Math.min(Number.POSITIVE_INFINITY, ...times.filter((at) => at > after));
}

function eventCause(event: Happening, commands: readonly Command[]): Cause {
  const from = Date.parse(event.at);
  const longest = Math.max(0, ...event.impact.map(({ duration }) => readLength(duration) ?? 0));
  const cut = event.injectedBy === "baseline" ? Number.POSITIVE_INFINITY : next(commands, from, ["RESET"]);
  const to = Math.min(from + longest, cut);
  return {
    key: `event ${event.id}`,
    kind: event.actualImpact ? "event" : "herring",
    label: event.title,
    from,
    to,
    faded: to,
    streams: event.impact.map(({ stream }) => stream),
    told: event.impact.map(
      (one) =>
        `${one.stream} ${words(one.direction).toLowerCase()}, ${one.magnitude.toLowerCase()}, ${one.duration}`,
    ),
  };
}

const DEEDS: Record<Command["kind"], string> = {
  ACTIVATE: "Activated",
  STOP: "Stopped the scenario",
  RESET: "Reset everything",
  INJECT: "Injected",
  MODIFY: "Modified",
  REGENERATE: "Made history anew",
  RESTORE: "Restored history",
  JUMP: "The clock jumped",
};

/** Say what a command did. */
export function deedText(command: Command, scenarios: readonly { id: string; name: string }[]): string {
  const subject = scenarios.find(({ id }) => id === command.subject)?.name ?? command.subject;
  const version = command.version === null ? "" : `, version ${command.version}`;
  const told = command.kind === "STOP" || command.kind === "RESET" ? null : subject;
  return `${DEEDS[command.kind]}${told ? `: ${told}` : ""}${version}`;
}

export const deedsOf = (commands: readonly Command[], scenarios: Catalogue["scenarios"]): Deed[] =>
  commands.map((one) => ({
    key: String(one.number),
    at: Date.parse(one.at),
    label: `No. ${one.number}: ${deedText(one, scenarios)}`,
  }));

export const KIND_NAMES: Record<CauseKind, string> = {
  scenario: "Scenario",
  modifier: "By hand",
  event: "Event",
  herring: "Red herring",
};

/** Say in a line what a cause is at a moment. */
export function causeText(cause: Cause, at: number): string {
  const fading = at > cause.to ? ", fading" : "";
  const length = countdown(cause.to - cause.from);
  return `${KIND_NAMES[cause.kind]} “${cause.label}”${fading}, for ${length}`;
}
