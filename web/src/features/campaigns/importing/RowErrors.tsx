import { Button, Group, Paper, ScrollArea, Stack, Text, Title } from "@mantine/core";
import { csvOfErrors, type RowError } from "@/features/campaigns/importing/faults";
import type { Report } from "@/features/campaigns/importing/useImport";
import { save } from "@/kit/csv";
import { type Column, DataTable } from "@/kit/DataTable";
import { NONE, number } from "@/kit/format";

type Props = { report: Report; fileName: string };

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
export function RowErrors({ report, fileName }: Props) {
  const { rowErrors: errors, rowsRejected: all } = report;
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
              Only these rows are left out. Mend them in the file and choose it again, or map the columns
              below.
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
