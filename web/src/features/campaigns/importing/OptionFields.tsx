import { Select, SimpleGrid, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { currencies } from "@/features/campaigns/CampaignFields";
import type { Target } from "@/features/campaigns/importing/target";
import type { Import } from "@/features/campaigns/importing/useImport";
import type { Channel, DuplicatePolicy } from "@/features/campaigns/operations";
import { CHANNELS } from "@/features/campaigns/search";
import type { Source } from "@/kit/files/file";
import { channelName } from "@/kit/format";

const DUPLICATES: { value: DuplicatePolicy; label: string }[] = [
  { value: "LAST", label: "The last row counts" },
  { value: "SUM", label: "They are parts, add them up" },
  { value: "REJECT", label: "The first counts, report the others" },
];

type Props = { source: Source; target: Target; work: Import };

/** What can be said about a file beyond its columns. */
export function OptionFields({ source, target, work }: Props) {
  const { options, choose, faults } = work;
  const codes = useMemo(currencies, []);
  const first = target.channels;
  const channels = [...first, ...CHANNELS.filter((one) => !first.includes(one))];
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
      <Select
        label="Several rows for one day and channel"
        value={options.duplicates}
        onChange={(duplicates) => choose({ duplicates: duplicates as DuplicatePolicy })}
        data={DUPLICATES}
        allowDeselect={false}
        error={faults.options.duplicates}
      />
      <Select
        label="Channel of rows that name none"
        placeholder="As the file says"
        value={options.channel}
        onChange={(channel) => choose({ channel: channel as Channel | null })}
        data={channels.map((value) => ({ value, label: channelName(value) }))}
        clearable
        clearButtonProps={{ "aria-label": "Channel as the file says" }}
        error={faults.options.channel}
      />
      <Select
        label="Currency of the amounts"
        placeholder={`As the file says, else ${target.budget.currency}`}
        value={options.currency}
        onChange={(currency) => choose({ currency })}
        data={codes}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Currency as the file says" }}
        nothingFoundMessage="No such code"
        error={faults.options.currency}
      />
      <Select
        label="Only rows whose column"
        placeholder="All rows"
        value={source.head.columns.includes(options.filter.column) ? options.filter.column : null}
        onChange={(column) => choose({ filter: { ...options.filter, column: column ?? "" } })}
        data={[...source.head.columns]}
        clearable
        clearButtonProps={{ "aria-label": "All rows" }}
        error={faults.options.filter}
      />
      <TextInput
        label="is exactly"
        disabled={!options.filter.column}
        value={options.filter.equals}
        onChange={(event) => choose({ filter: { ...options.filter, equals: event.currentTarget.value } })}
      />
    </SimpleGrid>
  );
}
