import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";
import { RuleCampaignsDocument } from "@/features/rules/operations";

type Named = { id: string; name: string };

type Props = {
  value: string | null;
  /** The campaign that is chosen from the start, which need not be among those found. */
  known?: Named | null;
  onChange: (id: string | null) => void;
  /** What stands there while none is chosen. */
  empty: string;
};

/** Choose a campaign by its name, of however many there are. */
export function CampaignSelect({ value, known = null, onChange, empty }: Props) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<Named | null>(known);
  const [search] = useDebouncedValue(typed === chosen?.name ? "" : typed, 250);
  const [answer] = useQuery({ query: RuleCampaignsDocument, variables: { search: search || null } });
  const found = answer.data?.campaigns.edges.map((edge) => edge.node) ?? [];
  const shown = chosen && !found.some((one) => one.id === chosen.id) ? [chosen, ...found] : found;

  function choose(id: string | null): void {
    setChosen(shown.find((one) => one.id === id) ?? null);
    onChange(id);
  }

  return (
    <Select
      label="Campaign"
      description="The metrics that are looked at"
      placeholder={empty}
      searchable
      clearable
      value={value}
      onChange={choose}
      searchValue={typed}
      onSearchChange={setTyped}
      data={shown.map(({ id, name }) => ({ value: id, label: name }))}
      nothingFoundMessage="No campaign is called so"
    />
  );
}
