export const TABS = ["workspace", "members", "keys", "rules"] as const;

export type SettingsTab = (typeof TABS)[number];

export type SettingsSearch = { tab?: SettingsTab };

/** Read what the address of the settings holds; what cannot be is left out. */
export function settingsSearch(raw: Record<string, unknown>): SettingsSearch {
  return TABS.includes(raw.tab as SettingsTab) ? { tab: raw.tab as SettingsTab } : {};
}
