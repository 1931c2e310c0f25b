import { Button, Group, Paper, ScrollArea, Select, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import {
  assigned,
  type ColumnRow,
  columnRows,
  FIELDS,
  type Mapping,
  NOT_USED,
} from "@/features/campaigns/importing/mapping";
import type { Report } from "@/features/campaigns/importing/useImport";
import { type Column, DataTable } from "@/kit/DataTable";
import type { Head } from "@/kit/files/head";
import { words } from "@/kit/format";

const CHOICES = [
  { value: NOT_USED, label: "Do not use" },
  ...FIELDS.map((field) => ({ value: field, label: words(field) })),
];

type Props = {
  head: Head;
  /** What the server found; null when it could not read the file. */
  found: Report | null;
  mapping: Mapping;
  faults: Record<string, string>;
  onMapping: (mapping: Mapping) => void;
};

/** What each column holds, as it was found; it can be said otherwise. */
export function Columns({ head, found, mapping, faults, onMapping }: Props) {
  const rows = columnRows(head, found, mapping);
  if (rows.length === 0) return null;
  const columns: Column<ColumnRow>[] = [
    { key: "column", head: "Column of the file", cell: (row) => row.column },
    {
      key: "example",
      head: "Such as",
      cell: (row) => (
        <Text size="sm" c="dimmed" ff="monospace" maw={200} truncate>
          {row.example}
        </Text>
      ),
    },
    {
      key: "field",
      head: "Holds",
      cell: (row) => (
        <Select
          aria-label={`What ${row.column} holds`}
          size="xs"
          w={210}
          value={row.field}
          onChange={(field) => onMapping(assigned(mapping, row.column, field))}
          data={CHOICES}
          placeholder={found ? "Not used" : "Not known"}
          clearable={row.chosen}
          clearButtonProps={{ "aria-label": `Find what ${row.column} holds by its name` }}
          allowDeselect={false}
          error={faults[row.column]}
        />
      ),
    },
    {
      key: "how",
      head: <VisuallyHidden>How it is known</VisuallyHidden>,
      cell: (row) => <How row={row} known={found !== null} />,
    },
  ];
  return (
    <Paper withBorder p="sm" radius="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <div>
            <Title order={3} size="h5">
              Columns
            </Title>
            <Text size="sm" c="dimmed">
              A date and at least one metric are needed. A field that you give to one column is taken from the
              other that was found.
            </Text>
          </div>
          {mapping.length > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => onMapping([])}>
              As found
            </Button>
          )}
        </Group>
        <ScrollArea.Autosize mah={440} type="auto">
          <DataTable
            caption="Columns of the file"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.column}
          />
        </ScrollArea.Autosize>
      </Stack>
    </Paper>
  );
}

function How({ row, known }: { row: ColumnRow; known: boolean }) {
  const told = row.chosen ? "as you say" : row.field ? "recognised" : known ? "ignored" : "";
  return (
    <Text size="xs" c="dimmed">
      {told}
    </Text>
  );
}
