/** The simulator's state as it changes. */

import { useEffect, useState } from "react";
import { type CombinedError, useQuery, useSubscription } from "urql";
import type { State } from "@/features/simulators/model";
import { SimulatorNowDocument, SimulatorStateDocument } from "@/features/simulators/operations";

/** How often a simulator that starts is asked for. */
const STARTING_MS = 2_000;

export type Watched =
  | { kind: "asking" }
  | { kind: "starting" }
  | { kind: "none" }
  | { kind: "failed"; error: CombinedError }
  | { kind: "there"; state: State };

/** Follow the simulator of the workspace, and say when there is none. */
export function useSimulator(): { watched: Watched; refresh: () => void } {
  const [known, setKnown] = useState(false);
  const [{ data, error }, ask] = useQuery({ query: SimulatorNowDocument, pause: known });
  const first = data?.simulator?.state;
  const [news] = useSubscription({ query: SimulatorStateDocument, pause: !first && !known });
  // Once the state comes by itself it need not be asked for.
  const comes = news.data !== undefined;
  useEffect(() => setKnown(comes), [comes]);
  const starting = error?.graphQLErrors.some((one) => one.extensions.code === "CONFLICT") ?? false;

  useEffect(() => {
    if (!starting) return;
    const timer = setInterval(() => ask({ requestPolicy: "network-only" }), STARTING_MS);
    return () => clearInterval(timer);
  }, [starting, ask]);

  const refresh = () => ask({ requestPolicy: "network-only" });
  const state = news.data?.simulatorState ?? first;
  if (starting) return { watched: { kind: "starting" }, refresh };
  if (state) return { watched: { kind: "there", state }, refresh };
  if (error) return { watched: { kind: "failed", error }, refresh };
  if (data) return { watched: { kind: "none" }, refresh };
  return { watched: { kind: "asking" }, refresh };
}
