import { Autocomplete, Button, Group, MultiSelect, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import {
  type CampaignsSearch,
  CHANNELS,
  FIRST_ORDER,
  isFiltered,
  ORDERS,
  type Order,
  STATUSES,
  statusesIn,
} from "@/features/campaigns/search";
import { channelName, words } from "@/kit/format";

/** How long after the last key a text is searched for. */
const PAUSE_MS = 300;

type Props = {
  search: CampaignsSearch;
  onRefine: (change: Partial<CampaignsSearch>) => void;
  /** Industries to propose. */
  industries: readonly string[];
};

/** What the list is narrowed to, and its order. */
export function Filters({ search, onRefine, industries }: Props) {
  return (
    <Group gap="sm" align="flex-end" role="search" aria-label="Campaigns">
      <LateText
        value={search.q ?? ""}
        onSettled={(q) => onRefine({ q })}
        render={(field) => (
          <TextInput
            {...field}
            onChange={(event) => field.onChange(event.currentTarget.value)}
            label="Search"
            placeholder="Part of the name"
            type="search"
            maxLength={200}
            w={{ base: "100%", xs: 200 }}
          />
        )}
      />
      <MultiSelect
        label="Status"
        placeholder={search.status ? undefined : "Any"}
        value={statusesIn(search.status)}
        onChange={(chosen) => onRefine({ status: chosen.join(",") })}
        data={STATUSES.map((value) => ({ value, label: words(value) }))}
        clearable
        clearButtonProps={{ "aria-label": "Any status" }}
        w={{ base: "100%", xs: 190 }}
      />
      <Select
        label="Channel"
        placeholder="Any"
        value={search.channel ?? null}
        onChange={(channel) => onRefine({ channel: CHANNELS.find((one) => one === channel) })}
        data={CHANNELS.map((value) => ({ value, label: channelName(value) }))}
        clearable
        clearButtonProps={{ "aria-label": "Any channel" }}
        w={{ base: "47%", xs: 140 }}
      />
      <LateText
        value={search.industry ?? ""}
        onSettled={(industry) => onRefine({ industry })}
        render={(field) => (
          <Autocomplete
            {...field}
            label="Industry"
            placeholder="Any"
            data={[...industries]}
            maxLength={200}
            w={{ base: "47%", xs: 130 }}
          />
        )}
      />
      <TextInput
        label="Runs from"
        type="date"
        value={search.from ?? ""}
        max={search.to}
        onChange={(event) => onRefine({ from: event.currentTarget.value })}
        w={{ base: "47%", xs: 145 }}
      />
      <TextInput
        label="Runs until"
        type="date"
        value={search.to ?? ""}
        min={search.from}
        onChange={(event) => onRefine({ to: event.currentTarget.value })}
        w={{ base: "47%", xs: 145 }}
      />
      {isFiltered(search) && (
        <Button variant="subtle" onClick={() => onRefine(NO_FILTER)}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}

/** In which order the list stands. */
export function OrderPicker({ search, onRefine }: Omit<Props, "industries">) {
  return (
    <Select
      aria-label="Order"
      size="xs"
      value={search.order ?? FIRST_ORDER}
      onChange={(order) => onRefine({ order: order === FIRST_ORDER ? undefined : (order as Order) })}
      data={Object.entries(ORDERS).map(([value, { label }]) => ({ value, label }))}
      allowDeselect={false}
      w={180}
    />
  );
}

export const NO_FILTER: Partial<CampaignsSearch> = {
  q: undefined,
  status: undefined,
  channel: undefined,
  industry: undefined,
  from: undefined,
  to: undefined,
};

type Field = { value: string; onChange: (text: string) => void };

type LateTextProps = {
  value: string;
  onSettled: (text: string) => void;
  render: (field: Field) => React.ReactNode;
};

/** A text that counts once nobody has typed for a moment. */
function LateText({ value, onSettled, render }: LateTextProps) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const settle = useDebouncedCallback((next: string) => {
    told.current = next.trim();
    onSettled(told.current);
  }, PAUSE_MS);

  // The address changed by another way than this field: by a link, by "back", or by clearing the filters.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);

  return render({
    value: text,
    onChange: (next) => {
      setText(next);
      settle(next);
    },
  });
}
