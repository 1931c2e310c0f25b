/** Where a run is, from what was told of it. */

import type { SimulationProgressSubscription } from "@/features/simulations/operations";

export type Told = SimulationProgressSubscription["simulationProgress"];

export type Course = {
  /** What each finished step found, by its name. */
  found: ReadonlyMap<string, string | null>;
  now: Told | null;
};

/** The steps of a run in their order, and what each does in words. */
export const STEPS: readonly { step: string; does: string }[] = [
  { step: "VALIDATE", does: "Check what was asked" },
  { step: "CACHE", does: "Look for an earlier answer" },
  { step: "AGGREGATE", does: "Read what was observed" },
  { step: "QUALITY", does: "Judge the data" },
  { step: "PREDICT", does: "Ask the models" },
  { step: "VALIDATE_OUTPUTS", does: "Check their forecasts" },
  { step: "ENSEMBLE", does: "Weigh and combine them" },
  { step: "SCENARIOS", does: "Draw scenarios" },
  { step: "RISKS", does: "Look for risks" },
  { step: "RECOMMENDATIONS", does: "Work out advice" },
  { step: "STORE", does: "Store the result" },
];

export const BEGINNING: Course = { found: new Map(), now: null };

export const ENDED = new Set(["COMPLETED", "FAILED", "CANCELLED"]);

/** Return the course of a run after something more was told of it. */
export function course(before: Course, told: Told): Course {
  const again = before.now !== null && told.stepsDone < before.now.stepsDone;
  const found = new Map(again ? [] : before.found);
  const done = STEPS.findIndex((one) => one.step === told.step) < told.stepsDone;
  if (done && told.status === "RUNNING") found.set(told.step, told.message);
  return { found, now: told };
}

export type Standing = "done" | "now" | "ahead";

/** Say how a step stands when so many are finished. */
export function standing(index: number, told: Told | null): Standing {
  const finished = told?.stepsDone ?? 0;
  if (index < finished) return "done";
  return index === finished && told?.status === "RUNNING" ? "now" : "ahead";
}
