/** Whether the socket of the live data is open, and how old what was last heard on it is. */

import { useSyncExternalStore } from "react";

export type Link = "idle" | "connecting" | "live" | "reconnecting" | "offline";

export type Connection = {
  link: Link;
  /** When something was last heard, in milliseconds of the epoch; none before the first time. */
  heardAt: number | null;
};

let current: Connection = { link: "idle", heardAt: null };
const listeners = new Set<() => void>();

export function report(link: Link): void {
  if (link === current.link) return;
  current = { ...current, link };
  for (const listener of listeners) listener();
}

/** Note that something was heard. Nobody is told: what shows an age looks at the clock by itself. */
export function heard(at: number = Date.now()): void {
  current.heardAt = at;
}

export function connection(): Connection {
  return current;
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLink(): Link {
  return useSyncExternalStore(subscribe, () => current.link);
}
