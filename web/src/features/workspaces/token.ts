const PATH = "/sign-in";

/** Take the one-time token out of the address that the server printed, so that it stays in no history. */
export function takeToken(location: Location, history: History): string | null {
  if (location.pathname !== PATH) return null;
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  history.replaceState(null, "", "/");
  return token || null;
}
