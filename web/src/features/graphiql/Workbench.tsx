import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { useEffect, useMemo, useState } from "react";
import { type Caller, useCaller } from "@/features/graphiql/caller";
import { EXAMPLES_PLUGIN } from "@/features/graphiql/Examples";
import { VIEWER } from "@/features/graphiql/examples";
import { openFetcher } from "@/features/graphiql/fetcher";
import classes from "@/features/graphiql/graphiql.module.css";
import { headersOf } from "@/features/graphiql/headers";
import { Notice } from "@/features/graphiql/Notice";
import { storageWithoutHeaders } from "@/features/graphiql/storage";
import { preferredTheme } from "@/features/graphiql/theme";

const PLUGINS = [HISTORY_PLUGIN, EXAMPLES_PLUGIN];
const STORAGE = storageWithoutHeaders(window.localStorage);
const SCALARS = { JSON: {} };
const TYPING_MS = 400;

/** GraphiQL, and above it who asks when that needs words. */
export function Workbench() {
  const [typed, setTyped] = useState("");
  const settled = useSettled(typed);
  const headers = useMemo(() => headersOf(settled), [settled]);
  const { caller, again } = useCaller(headers);
  const [{ fetcher, close }] = useState(openFetcher);

  useEffect(() => {
    window.addEventListener("pagehide", close);
    return () => window.removeEventListener("pagehide", close);
  }, [close]);

  return (
    <>
      <Notice caller={caller} onRetry={again} />
      <main className={classes.bench}>
        <h1 className={classes.unseen}>GraphiQL</h1>
        <GraphiQL
          fetcher={fetcher}
          // The schema is shown to callers who are known; asked for by a stranger it is but an error.
          schema={caller.kind === "known" ? undefined : null}
          plugins={PLUGINS}
          visiblePlugin={EXAMPLES_PLUGIN}
          defaultQuery={VIEWER.query}
          defaultTheme={preferredTheme(window.localStorage)}
          defaultEditorToolsVisibility="variables"
          // Keys that are typed into the headers are kept nowhere.
          shouldPersistHeaders={false}
          storage={STORAGE}
          onEditHeaders={setTyped}
          customScalarSchemas={SCALARS}
          inputValueDeprecation
          schemaDescription
        >
          <GraphiQL.Logo>
            <Brand caller={caller} />
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}

function Brand({ caller }: { caller: Caller }) {
  return (
    <span className={classes.brand}>
      {caller.kind === "known" && (
        <span className={classes.who}>
          {caller.name} · {caller.workspace}
        </span>
      )}
      <a href="/">Pulsecast</a>
    </span>
  );
}

/** Return a text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
