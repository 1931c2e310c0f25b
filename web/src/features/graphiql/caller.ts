/** Who asks: the one who is signed in, or whose key was typed into the headers. */

import { useCallback, useEffect, useState } from "react";
import { send } from "@/features/graphiql/fetcher";
import type { Headers } from "@/features/graphiql/headers";

export type Caller =
  | { kind: "asking" }
  | { kind: "known"; name: string; workspace: string }
  | { kind: "stranger" }
  | { kind: "refused"; message: string }
  | { kind: "unreachable" };

export const CALLER_QUERY = "query Caller { viewer { name workspace { name } } }";

type Viewer = { name: string; workspace: { name: string } };

/** Ask the server who it takes us for. */
export async function askCaller(headers: Headers): Promise<Caller> {
  try {
    const { data, errors } = await send({ query: CALLER_QUERY, operationName: "Caller" }, headers);
    const viewer = data?.viewer as Viewer | undefined;
    if (viewer) return { kind: "known", name: viewer.name, workspace: viewer.workspace.name };
    const first = errors?.[0];
    const shown = Object.keys(headers).length > 0;
    return shown && first ? { kind: "refused", message: first.message } : { kind: "stranger" };
  } catch {
    return { kind: "unreachable" };
  }
}

/** Return who asks with these headers. Asked again when one comes back to the page: one may have signed in meanwhile. */
export function useCaller(headers: Headers): { caller: Caller; again: () => void } {
  const [caller, setCaller] = useState<Caller>({ kind: "asking" });
  const [times, setTimes] = useState(0);
  const again = useCallback(() => setTimes((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the count is what asks again
  useEffect(() => {
    let late = false;
    void askCaller(headers).then((found) => late || setCaller(found));
    return () => {
      late = true;
    };
  }, [headers, times]);

  useEffect(() => {
    window.addEventListener("focus", again);
    return () => window.removeEventListener("focus", again);
  }, [again]);

  return { caller, again };
}
