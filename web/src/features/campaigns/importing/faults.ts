/** What is wrong with an import, where it is wrong. */

import type { Mapping } from "@/features/campaigns/importing/mapping";

export type Told = { message: string; path: readonly string[]; hint?: string | null };

export type ImportFaults = {
  /** What is wrong with the file as a whole. */
  file: { message: string; hint?: string }[];
  /** By column. */
  columns: Record<string, string>;
  /** By option. */
  options: Partial<Record<"channel" | "currency" | "duplicates" | "filter" | "campaignId", string>>;
};

const OPTIONS = ["channel", "currency", "duplicates", "filter", "campaignId"] as const;

/** Sort the errors of the server to what their paths name. */
export function importFaults(
  errors: readonly Told[],
  mapping: Mapping,
  unused: readonly string[],
): ImportFaults {
  const faults: ImportFaults = { file: [], columns: {}, options: {} };
  for (const { message, path, hint } of errors) {
    const told = hint ? `${message} ${hint}` : message;
    const column = columnOf(path, mapping, unused);
    const option = OPTIONS.find((one) => one === path[0]);
    if (column) faults.columns[column] = joined(faults.columns[column], told);
    else if (option) faults.options[option] = joined(faults.options[option], told);
    else faults.file.push({ message, hint: hint ?? undefined });
  }
  return faults;
}

function columnOf([list, place]: readonly string[], mapping: Mapping, unused: readonly string[]) {
  if (place === undefined) return undefined;
  if (list === "ignoreColumns") return unused[Number(place)];
  return list === "mapping" ? mapping[Number(place)]?.column : undefined;
}

const joined = (before: string | undefined, text: string): string => (before ? `${before} ${text}` : text);
