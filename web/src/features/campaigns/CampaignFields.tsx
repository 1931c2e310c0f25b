import { Autocomplete, MultiSelect, Select, SimpleGrid, TagsInput, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { amountOf, type Draft, type Faults, MAX_TAGS, MEDIA, NAME_LENGTH } from "@/features/campaigns/form";
import type { Channel, Medium } from "@/features/campaigns/operations";
import { CHANNELS } from "@/features/campaigns/search";
import { channelName, locale } from "@/kit/format";

type Props = {
  draft: Draft;
  faults: Faults;
  industries: readonly string[];
  onChange: (part: Partial<Draft>) => void;
};

/** The fields of a campaign, each with what is wrong with it. */
export function CampaignFields({ draft, faults, industries, onChange }: Props) {
  return (
    <>
      <TextInput
        label="Name"
        required
        data-autofocus
        maxLength={NAME_LENGTH}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={faults.name}
      />
      <TextInput
        label="Objective"
        description="What it is for, such as bookings of trial lessons"
        required
        maxLength={NAME_LENGTH}
        value={draft.objective}
        onChange={(event) => onChange({ objective: event.currentTarget.value })}
        error={faults.objective}
      />
      <MultiSelect
        label="Channels"
        required
        searchable
        value={draft.channels}
        onChange={(channels) => onChange({ channels: channels as Channel[] })}
        data={CHANNELS.map((value) => ({ value, label: channelName(value) }))}
        error={faults.channels}
      />
      <Budget draft={draft} faults={faults} onChange={onChange} />
      <SimpleGrid cols={2}>
        <TextInput
          label="First day"
          type="date"
          required
          value={draft.startDate}
          onChange={(event) => onChange({ startDate: event.currentTarget.value })}
          error={faults.startDate}
        />
        <TextInput
          label="Last day"
          type="date"
          min={draft.startDate}
          value={draft.endDate}
          onChange={(event) => onChange({ endDate: event.currentTarget.value })}
          error={faults.endDate}
          description="Empty for an open end"
          inputWrapperOrder={["label", "input", "description", "error"]}
        />
      </SimpleGrid>
      <SimpleGrid cols={2}>
        <Autocomplete
          label="Industry"
          data={[...industries]}
          maxLength={NAME_LENGTH}
          value={draft.industry}
          onChange={(industry) => onChange({ industry })}
          error={faults.industry}
        />
        <Select
          label="Medium"
          clearable
          clearButtonProps={{ "aria-label": "No medium" }}
          value={draft.medium}
          onChange={(medium) => onChange({ medium: medium as Medium | null })}
          data={MEDIA.map((value) => ({ value, label: channelName(value) }))}
          error={faults.medium}
        />
      </SimpleGrid>
      <TagsInput
        label="Tags"
        description={`At most ${MAX_TAGS}; Enter or a comma ends one`}
        maxTags={MAX_TAGS}
        value={draft.tags}
        onChange={(tags) => onChange({ tags })}
        error={faults.tags}
      />
    </>
  );
}

/** Kept small and full: the codes that browsers know are those of ISO 4217. */
export const currencies = (): string[] => Intl.supportedValuesOf("currency");

const exactly = (amount: number, currency: string): string =>
  new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);

function Budget({ draft, faults, onChange }: Omit<Props, "industries">) {
  const codes = useMemo(currencies, []);
  const amount = Number(amountOf(draft.amount));
  const read = draft.amount.trim() && draft.currency && amount > 0;
  return (
    <SimpleGrid cols={2}>
      <TextInput
        label="Total budget"
        required
        inputMode="decimal"
        value={draft.amount}
        onChange={(event) => onChange({ amount: event.currentTarget.value })}
        error={faults.amount}
        description={read ? `Read as ${exactly(amount, draft.currency)}` : "Such as 5000"}
        inputWrapperOrder={["label", "input", "description", "error"]}
      />
      <Select
        label="Currency"
        required
        searchable
        value={draft.currency}
        onChange={(currency) => onChange({ currency: currency ?? "" })}
        data={codes}
        nothingFoundMessage="No such code"
        error={faults.currency}
      />
    </SimpleGrid>
  );
}
