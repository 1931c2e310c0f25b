/** What the address of the simulator's page holds. */

export const TABS = ["scenarios", "sequence", "event", "stream", "history", "journal"] as const;
export type Tab = (typeof TABS)[number];

export const LOOKS = ["6h", "24h", "3d", "7d"] as const;
export type Look = (typeof LOOKS)[number];

export type SimulatorSearch = {
  tab?: Tab;
  category?: string;
  /** The stream that is drawn below its causes. */
  stream?: string;
  look?: Look;
  /** Number of the command whose effect is shown. */
  command?: number;
};

/** Read what the address holds; what cannot be is left out. */
export function simulatorSearch(raw: Record<string, unknown>): SimulatorSearch {
  const command = Number(raw.command);
  return {
    ...(among(TABS, raw.tab) && { tab: raw.tab }),
    ...(typeof raw.category === "string" && { category: raw.category }),
    ...(typeof raw.stream === "string" && { stream: raw.stream }),
    ...(among(LOOKS, raw.look) && { look: raw.look }),
    ...(Number.isInteger(command) && command > 0 && { command }),
  };
}

const among = <Known extends string>(known: readonly Known[], value: unknown): value is Known =>
  (known as readonly unknown[]).includes(value);
