import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";
import {
  CampaignNamesDocument,
  type CampaignNamesQuery,
  CampaignToImportDocument,
} from "@/features/campaigns/operations";

/** A campaign that metrics are imported into. */
export type Target = CampaignNamesQuery["campaigns"]["edges"][number]["node"];

/** Return the campaign of an id; null while it is not known, or when there is none. */
export function useTarget(id: string | null): Target | null {
  const [{ data }] = useQuery({
    query: CampaignToImportDocument,
    variables: { id: id ?? "" },
    pause: id === null,
  });
  return data?.campaign?.id === id ? (data?.campaign ?? null) : null;
}

type Props = {
  target: Target | null;
  /** Whether one is named that is not known, or not yet. */
  unknown: boolean;
  onChoose: (id: string) => void;
  error?: string;
};

const PAUSE_MS = 250;

/** Choose a campaign by its name. */
export function TargetPicker({ target, unknown, onChoose, error }: Props) {
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text === target?.name ? "" : text, PAUSE_MS);
  const [{ data, fetching }] = useQuery({
    query: CampaignNamesDocument,
    variables: { search: search || null },
  });
  const found = data?.campaigns.edges.map((edge) => edge.node) ?? [];
  const all = target && !found.some((one) => one.id === target.id) ? [target, ...found] : found;
  return (
    <Select
      label="Campaign"
      description="Values replace earlier ones of the same channel, metric and day."
      placeholder="Search by name"
      searchable
      required
      // The dialog puts the focus here when it opens: the list may not cover what is below.
      openOnFocus={false}
      value={target?.id ?? null}
      onChange={(id) => id && onChoose(id)}
      searchValue={text}
      onSearchChange={setText}
      data={all.map((one) => ({ value: one.id, label: one.name }))}
      // The server has searched already.
      filter={({ options }) => options}
      allowDeselect={false}
      nothingFoundMessage={fetching ? "Searching …" : "No campaign is called so"}
      error={
        error ??
        (unknown && !fetching ? "Choose a campaign; the one in the address is not known." : undefined)
      }
    />
  );
}
