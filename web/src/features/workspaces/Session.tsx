/** Who is signed in. Around everything: the pages are there only for somebody. */

import { Center, Loader } from "@mantine/core";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Client, Provider } from "urql";
import { ApiContext } from "@/api/ApiContext";
import { isSignedOut, openApi } from "@/api/client";
import { faultOf } from "@/api/faults";
import { ViewerDocument, type ViewerQuery } from "@/features/workspaces/operations";
import { SignInPage } from "@/features/workspaces/SignInPage";
import { takeToken } from "@/features/workspaces/token";
import { Failure } from "@/kit/states";

export type Viewer = ViewerQuery["viewer"] & { version: string };

type State =
  | { kind: "asking" }
  | { kind: "out"; token: string | null }
  | { kind: "in"; viewer: Viewer }
  | { kind: "failed"; message: string; hint?: string };

const ViewerContext = createContext<{ viewer: Viewer; leave: () => void } | null>(null);

/** Return who is signed in. */
export function useViewer(): Viewer {
  return useSession().viewer;
}

/** Return whether the one who is signed in may do what members of a role may. */
export function useMay(role: "OWNER" | "ADMIN" | "ANALYST"): boolean {
  const order = ["VIEWER", "ANALYST", "ADMIN", "OWNER"];
  return order.indexOf(useViewer().role) >= order.indexOf(role);
}

export function useSession(): { viewer: Viewer; leave: () => void } {
  const session = useContext(ViewerContext);
  if (!session) throw new Error("Nobody is signed in here.");
  return session;
}

async function ask(client: Client): Promise<State> {
  const { data, error } = await client
    .query(ViewerDocument, {}, { requestPolicy: "network-only" })
    .toPromise();
  if (data) return { kind: "in", viewer: { ...data.viewer, version: data.health.version } };
  if (error && isSignedOut(error)) return { kind: "out", token: null };
  return { kind: "failed", ...(error ? faultOf(error) : { message: "The server gave no answer." }) };
}

export function Session({ children }: { children: ReactNode }) {
  const [state, setState] = useState<State>({ kind: "asking" });
  const [visit, setVisit] = useState(0);
  // A new client for each visit: nothing that one person was told is kept for the next.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the visit is what makes a new one
  const api = useMemo(
    () => openApi(() => setState((now) => (now.kind === "in" ? { kind: "out", token: null } : now))),
    [visit],
  );

  useEffect(() => {
    let gone = false;
    const token = takeToken(window.location, window.history);
    // Asked in any case: the answer takes away the cookie of a session that has ended, which would spoil the sign-in.
    void ask(api.client).then((next) => !gone && setState(token ? { kind: "out", token } : next));
    return () => {
      gone = true;
      api.close();
    };
  }, [api]);

  function again(): void {
    setState({ kind: "asking" });
    setVisit((number) => number + 1);
  }

  const session = useMemo(
    () =>
      state.kind === "in"
        ? { viewer: state.viewer, leave: () => setState({ kind: "out", token: null }) }
        : null,
    [state],
  );

  return (
    <ApiContext value={api}>
      <Provider value={api.client}>
        {state.kind === "asking" && (
          <Center mih="100vh">
            <Loader aria-label="Loading" />
          </Center>
        )}
        {state.kind === "failed" && <Failure fault={state} onRetry={again} />}
        {state.kind === "out" && <SignInPage token={state.token} onSignedIn={again} />}
        {session && <ViewerContext value={session}>{children}</ViewerContext>}
      </Provider>
    </ApiContext>
  );
}
