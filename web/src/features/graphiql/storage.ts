/** What GraphiQL keeps in the browser: everything but headers, because they hold keys. */

import type { GraphiQLProps } from "graphiql";

type Kept = NonNullable<GraphiQLProps["storage"]>;

const OURS = "graphiql:";

/** Lists of operations that ran, each with the headers of then. */
const HISTORIES = new Set([`${OURS}queries`, `${OURS}favorites`]);

/** Return a storage for GraphiQL that leaves out headers and touches nothing of the console's. */
export function storageWithoutHeaders(storage: Storage): Kept {
  const ours = (): string[] => Object.keys(storage).filter((key) => key.startsWith(OURS));
  return {
    getItem: (key) => storage.getItem(key),
    setItem: (key, value) => storage.setItem(key, HISTORIES.has(key) ? headless(value) : value),
    removeItem: (key) => storage.removeItem(key),
    clear: () => {
      for (const key of ours()) storage.removeItem(key);
    },
    get length() {
      return ours().length;
    },
  };
}

function headless(history: string): string {
  return JSON.stringify(JSON.parse(history), (name, value) => (name === "headers" ? undefined : value));
}
