/** A sequence of scenarios before it is handed in. */

import { DAY, readLength, writeLength } from "@/features/simulators/lengths";
import type { Scenario } from "@/features/simulators/model";

export type Step = {
  key: string;
  scenarioId: string;
  /** How long after the start of the sequence, as it is typed. */
  offset: string;
  /** How long it is active, as it is typed; as it is defined when empty. */
  duration: string;
};

export const MOST_STEPS = 50;
const LATEST = 365 * DAY;

export type StepFault = { offset?: string; duration?: string };

/** When a step begins and when its scenario begins to settle, from the start of the sequence; null where unknown. */
export function timesOf(step: Step, scenarios: readonly Scenario[]): { begin: number; end: number } | null {
  const begin = readLength(step.offset);
  const defined = scenarios.find(({ id }) => id === step.scenarioId)?.duration;
  // A return to the ordinary course takes no time, whatever is typed.
  const instant = defined !== undefined && readLength(defined) === 0;
  const active = instant ? 0 : readLength(step.duration.trim() || (defined ?? ""));
  return begin === null || active === null ? null : { begin, end: begin + active };
}

/** Say what is wrong with each step, in their order: the same rules as the simulator's. */
export function faultsOf(steps: readonly Step[], scenarios: readonly Scenario[]): StepFault[] {
  let latest = 0;
  const taken: { name: string; begin: number; end: number }[] = [];
  return steps.map((step) => {
    const fault: StepFault = { ...lengthFaults(step) };
    const times = timesOf(step, scenarios);
    if (!times || fault.offset || fault.duration) return fault;
    if (times.begin < latest) return { ...fault, offset: "Steps come in the order of time." };
    latest = times.begin;
    const name = scenarios.find(({ id }) => id === step.scenarioId)?.name ?? step.scenarioId;
    if (times.end === times.begin) {
      for (const one of taken) one.end = Math.min(one.end, times.begin);
      return fault;
    }
    const met = taken.find((one) => one.begin < times.end && times.begin < one.end);
    taken.push({ name, ...times });
    if (!met) return fault;
    return {
      ...fault,
      offset: `${met.name} is still active then, until ${writeLength(met.end)} after the start.`,
    };
  });
}

function lengthFaults(step: Step): StepFault {
  const offset = readLength(step.offset);
  const typed = step.duration.trim();
  const duration = typed === "" ? null : readLength(typed);
  return {
    ...(offset === null && { offset: "Such as 0 minutes or 2 days." }),
    ...(offset !== null && offset > LATEST && { offset: "At most 365 days." }),
    ...(typed !== "" &&
      (duration === null || duration === 0 || duration > LATEST) && {
        duration: "Such as 30 minutes; at most 365 days.",
      }),
  };
}

/** Propose when a further step begins: when the last one begins to settle. */
export function nextOffset(steps: readonly Step[], scenarios: readonly Scenario[]): string {
  const last = steps.at(-1);
  const times = last && timesOf(last, scenarios);
  return writeLength(times ? times.end : 0);
}

/** Return the steps as the API takes them. */
export const stepsInput = (steps: readonly Step[]) =>
  steps.map(({ scenarioId, offset, duration }) => ({
    scenarioId,
    offset: offset.trim(),
    duration: duration.trim() || null,
  }));
