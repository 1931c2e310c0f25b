import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";
import { CampaignNamesDocument } from "@/features/campaigns/operations";

type Named = { id: string; name: string };

type Props = Pick<SelectProps, "description" | "error" | "required" | "clearable"> & {
  value: string | null;
  /** The campaign that the value stands for where it was not chosen here: it need not be among those found. */
  known?: Named | null;
  onChange: (id: string | null) => void;
  /** What stands there while none is chosen. */
  empty: string;
};

const PAUSE_MS = 250;

/** Choose a campaign by its name, of however many there are. */
export function CampaignPicker({ value, known = null, onChange, empty, ...select }: Props) {
  const [typed, setTyped] = useState("");
  const [picked, setPicked] = useState<Named | null>(null);
  const chosen = [picked, known].find((one) => one?.id === value) ?? null;
  // The name that stands in the field is not a search for it.
  const [search] = useDebouncedValue(typed === chosen?.name ? "" : typed, PAUSE_MS);
  const [{ data, fetching, error }] = useQuery({
    query: CampaignNamesDocument,
    variables: { search: search || null },
  });
  const found = data?.campaigns.edges.map((edge) => edge.node) ?? [];
  const shown = chosen && !found.some((one) => one.id === chosen.id) ? [chosen, ...found] : found;

  function choose(id: string | null): void {
    setPicked(shown.find((one) => one.id === id) ?? null);
    onChange(id);
  }

  return (
    <Select
      label="Campaign"
      placeholder={empty}
      searchable
      // A dialog puts the focus here when it opens: the list may not cover what is below.
      openOnFocus={false}
      value={chosen?.id ?? null}
      onChange={choose}
      searchValue={typed}
      onSearchChange={setTyped}
      data={shown.map(({ id, name }) => ({ value: id, label: name }))}
      // The server has searched already.
      filter={({ options }) => options}
      allowDeselect={false}
      nothingFoundMessage={
        fetching ? "Searching …" : error ? "The server cannot be asked" : "No campaign is called so"
      }
      {...select}
    />
  );
}
