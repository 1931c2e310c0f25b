/** What is typed to make a window of the past anew, and what of it the API is told. */

import type { Faults } from "@/features/simulators/forms";
import { DAY, LENGTH_HINT, readLength, writeLength } from "@/features/simulators/lengths";
import type { RegenerateHistoricalWindowInput } from "@/features/simulators/operations";
import { number, time } from "@/kit/format";

/** Write a moment as a field for a local date and time has it. */
export function localMoment(at: number): string {
  const zone = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - zone).toISOString().slice(0, 16);
}

export type WindowDraft = {
  /** As a field for a local date and time has it. */
  start: string;
  end: string;
  /** All when empty. */
  streams: string[];
  factor: number | string;
  /** Seed of new chance; chance stays as it was when null. */
  seed: number | string | null;
  edge: string;
  note: string;
};

const FURTHEST_BACK = 180 * DAY;
const LONGEST_WINDOW = 90 * DAY;
const GREATEST_FACTOR = 20;

/** Propose the last whole day of the viewer. */
export function firstWindow(now: number): WindowDraft {
  const today = new Date(now).setHours(0, 0, 0, 0);
  const start = localMoment(new Date(today - DAY / 2).setHours(0, 0, 0, 0));
  return { start, end: localMoment(today), streams: [], factor: 1.3, seed: null, edge: "", note: "" };
}

/** Say what is wrong, by the name of the field: the same rules as the simulator's. */
export function windowFaults(draft: WindowDraft, now: number): Faults {
  const faults: Faults = {};
  const { factor, seed } = draft;
  const start = Date.parse(draft.start);
  const end = Date.parse(draft.end);
  const length = end - start;
  if (!(start >= now - FURTHEST_BACK)) faults.start = "At most 180 days ago.";
  if (!(end <= now)) faults.end = `Before ${time(now)}, which is now.`;
  else if (!(length > 0)) faults.end = "After its start.";
  else if (length > LONGEST_WINDOW) faults.end = "At most 90 days after its start.";
  if (typeof factor !== "number" || factor <= 0 || factor > GREATEST_FACTOR) {
    faults.factor = `Above 0, at most ${GREATEST_FACTOR}.`;
  } else if (factor === 1 && seed === null) {
    faults.factor = "It would change nothing: take a factor other than 1, or draw chance anew.";
  }
  if (seed !== null && !(Number.isSafeInteger(seed) && Number(seed) >= 0)) {
    faults.seed = "A whole number, 0 or more.";
  }
  const edge = draft.edge.trim() === "" ? 0 : readLength(draft.edge);
  if (edge === null) faults.edge = LENGTH_HINT;
  else if (length > 0 && 2 * edge > length)
    faults.edge = `At most half of the window, ${writeLength(length / 2)}.`;
  return faults;
}

export function windowInput(draft: WindowDraft): RegenerateHistoricalWindowInput {
  return {
    range: { start: new Date(draft.start).toISOString(), end: new Date(draft.end).toISOString() },
    streams: draft.streams.length > 0 ? draft.streams : null,
    factor: Number(draft.factor),
    seed: draft.seed === null ? null : Number(draft.seed),
    edge: draft.edge.trim() || null,
    note: draft.note.trim(),
  };
}

/** Say what making a window anew changes, a sentence each. */
export function windowText(draft: WindowDraft): string[] {
  const { streams, factor, seed, edge } = draft;
  const which =
    streams.length === 0 ? "All streams" : streams.length === 1 ? streams[0] : `${streams.length} streams`;
  return [
    `${which} from ${time(draft.start)} to ${time(draft.end)}: ${
      factor === 1 ? "the rates stay as they are" : `the rates are multiplied by ${number(Number(factor), 2)}`
    }, ${seed === null ? "by the same chance" : "by new chance"}.`,
    `The change fades in and out over ${edge.trim() || "a tenth of the window"}.`,
  ];
}

/** What a change of the history reaches, and what it does not. */
export const WHAT_FOLLOWS =
  "Counts of those hours change with it, and so do the metrics of campaigns that come from the marketplace, with its next complete hour. Events that were delivered stay as they are.";
