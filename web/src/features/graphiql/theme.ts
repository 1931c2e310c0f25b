/** The colours of the console, so that GraphiQL begins with the same. */

const KEY = "mantine-color-scheme-value";

/** Return the colours that somebody chose in the console; none when they follow the system. */
export function preferredTheme(storage: Pick<Storage, "getItem">): "light" | "dark" | null {
  const chosen = storage.getItem(KEY);
  return chosen === "light" || chosen === "dark" ? chosen : null;
}
