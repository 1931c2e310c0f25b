/** What a reset takes away. */

import type { Command, State } from "@/features/simulators/model";
import { time } from "@/kit/format";

export type Clearing = { title: string; names: string[] };

type Event = { id: string; at: string; title: string; injectedBy: string };

const MOST = 8;

/** List what a reset would take away now; parts with nothing in them are left out. */
export function clearing(state: State, events: readonly Event[], commands: readonly Command[]): Clearing[] {
  const now = Date.parse(state.simulationTime);
  const acting = state.activeModifiers;
  const injected = new Map<string, Event>();
  for (const event of [...state.activeEvents, ...events.filter(({ at }) => Date.parse(at) > now)]) {
    if (event.injectedBy !== "baseline") injected.set(event.id, event);
  }
  return [
    { title: "Scenarios", names: acting.filter(({ manual }) => !manual).map(({ name }) => name) },
    { title: "Modifiers by hand", names: acting.filter(({ manual }) => manual).map(({ name }) => name) },
    {
      title: "Scheduled scenarios",
      names: state.scheduled.map((one) => `${one.scenarioId}, ${time(one.at)}`),
    },
    {
      title: "Injected events",
      names: [...injected.values()].map((event) => `${event.title}, ${time(event.at)}`),
    },
    { title: "Changes of history", names: versionsSinceReset(commands).map((one) => `Version ${one}`) },
  ]
    .filter(({ names }) => names.length > 0)
    .map(({ title, names }) => ({ title, names: shortened(names) }));
}

/** Versions of the history that were made since the last reset. */
export function versionsSinceReset(commands: readonly Command[]): number[] {
  const last = Math.max(0, ...commands.filter(({ kind }) => kind === "RESET").map(({ number }) => number));
  return commands
    .filter(({ kind, number, version }) => kind === "REGENERATE" && number > last && version !== null)
    .map(({ version }) => version ?? 0)
    .sort((one, other) => one - other);
}

const shortened = (names: string[]): string[] =>
  names.length > MOST ? [...names.slice(0, MOST), `and ${names.length - MOST} more`] : names;
