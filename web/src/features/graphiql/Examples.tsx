import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { EXAMPLES, type Example } from "@/features/graphiql/examples";
import classes from "@/features/graphiql/graphiql.module.css";
import { headersOf } from "@/features/graphiql/headers";
import { findSubjects } from "@/features/graphiql/subjects";

/** The list of operations to begin with; each opens in a tab of its own. */
function Examples() {
  const { addTab, changeTab, stop, updateActiveTabValues } = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor, variableEditor, headerEditor } = useGraphiQL((state) => state);

  const ready = queryEditor !== undefined && variableEditor !== undefined && headerEditor !== undefined;

  async function open({ query, variables }: Example): Promise<void> {
    const typed = headerEditor?.getValue() ?? "";
    const values =
      typeof variables === "function" ? variables(await findSubjects(headersOf(typed))) : variables;
    const filled = values ? JSON.stringify(values, null, 2) : "";
    // What still runs would go on telling in the new tab.
    stop();
    const already = tabs.findIndex((tab) => tab.query === query);
    if (already >= 0) changeTab(already);
    else if (tabs[activeTabIndex]?.query?.trim()) addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(filled);
    headerEditor?.setValue(typed);
    updateActiveTabValues({ query, variables: filled, headers: typed });
    queryEditor?.focus();
  }

  return (
    <section aria-label="Examples">
      <h2 className={classes.title}>Examples</h2>
      <p className={classes.purpose}>Each opens in a tab, filled in for your workspace.</p>
      <ul className={classes.examples}>
        {EXAMPLES.map((example) => (
          <li key={example.title}>
            <button
              type="button"
              className={classes.example}
              disabled={!ready}
              onClick={() => void open(example)}
            >
              <strong>{example.title}</strong>
              <span className={classes.purpose}>{example.purpose}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ListIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01" strokeLinecap="round" />
    </svg>
  );
}

export const EXAMPLES_PLUGIN = { title: "Examples", icon: ListIcon, content: Examples };
