/** Keeps what did not change the same thing, so that what shows it need not be drawn anew each second. */

import { useRef } from "react";
import type { State } from "@/features/simulators/model";

/** How much simulated time goes by before what shows its passing from afar is drawn anew. */
const COARSE_MS = 60_000;

/** Return an object with the parts of the one before wherever they say the same; that one itself when all do. */
export function sharing<Kind extends object>(before: Kind | undefined, now: Kind): Kind {
  if (!before) return now;
  const old = before as Record<string, unknown>;
  const entries = Object.entries(now).map(([field, value]) => {
    const same = JSON.stringify(old[field]) === JSON.stringify(value);
    return [field, same ? old[field] : value] as const;
  });
  return entries.every(([field, value]) => old[field] === value)
    ? before
    : (Object.fromEntries(entries) as Kind);
}

/** Return the state as it is when looked at from afar: by the minute, and the same one while nothing else changes. */
export function useCalm(state: State): State {
  const kept = useRef<State>(undefined);
  const { simulationTime } = state;
  const coarse = new Date(Math.floor(Date.parse(simulationTime) / COARSE_MS) * COARSE_MS).toISOString();
  // What only the live panel shows is left as it was.
  const { effectiveSpeed, recentAnomalies } = kept.current ?? state;
  const calm = sharing(kept.current, { ...state, effectiveSpeed, recentAnomalies, simulationTime: coarse });
  kept.current = calm;
  return calm;
}
