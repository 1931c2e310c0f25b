import { Button, Group, Paper, ScrollArea, Stack, Text, Title } from "@mantine/core";
import { save } from "@/kit/csv";
import { type Column, DataTable } from "@/kit/DataTable";
import { csvOfErrors, type RowError } from "@/kit/files/rowErrors";
import { NONE, number } from "@/kit/format";

type Props = {
  /** The first ones. */
  errors: readonly RowError[];
  /** How many there are. */
  all: number;
  fileName: string;
  /** What to do about them. */
  hint: string;
};

type Numbered = RowError & { key: string };

const COLUMNS: Column<Numbered>[] = [
  { key: "row", head: "Row", cell: (one) => number(one.row) },
  { key: "column", head: "Column", cell: (one) => one.column ?? NONE },
  {
    key: "value",
    head: "Cell",
    cell: (one) => (
      <Text size="sm" ff="monospace" maw={280} truncate title={one.value ?? undefined}>
        {one.value || "(empty)"}
      </Text>
    ),
  },
  { key: "reason", head: "What is wrong", cell: (one) => `It ${one.reason}.` },
];

/** The rows that cannot be read, each with its reason, to be mended or left out. */
export function RowErrors({ errors, all, fileName, hint }: Props) {
  if (errors.length === 0) return null;
  const rows = errors.map((one, index) => ({ ...one, key: String(index) }));
  return (
    <Paper withBorder p="sm" radius="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <div>
            <Title order={3} size="h5">
              {all === 1 ? "1 row cannot be read" : `${number(all)} rows cannot be read`}
            </Title>
            <Text size="sm" c="dimmed">
              Only these rows are left out. {hint}
              {all > errors.length && ` The first ${number(errors.length)} are listed.`}
            </Text>
          </div>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => save(`${fileName.replace(/\.[^.]*$/, "")}-errors.csv`, csvOfErrors(errors))}
          >
            Download as CSV
          </Button>
        </Group>
        <ScrollArea.Autosize mah={240} type="auto">
          <DataTable
            caption="Rows that cannot be read"
            columns={COLUMNS}
            rows={rows}
            rowKey={(one) => one.key}
          />
        </ScrollArea.Autosize>
      </Stack>
    </Paper>
  );
}
