import { Paper, SimpleGrid, Text } from "@mantine/core";
import type { Report } from "@/features/campaigns/importing/useImport";
import { channelName, date, NONE, number } from "@/kit/format";

/** What a file holds and how it was read. */
export function Summary({ report, encoding }: { report: Report; encoding: string }) {
  const left = [
    `${number(report.rowsAccepted)} taken`,
    report.rowsRejected > 0 && `${number(report.rowsRejected)} not read`,
    report.rowsFiltered > 0 && `${number(report.rowsFiltered)} left out by the filter`,
  ].filter(Boolean);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="xs">
      <Tile name="Rows" value={number(report.rowsRead)} note={left.join(", ")} />
      <Tile
        name="Values to store"
        value={number(report.points)}
        note={report.currency ? `Amounts in ${report.currency}` : "No amounts of money"}
      />
      <Tile
        name="Days"
        value={daysOf(report)}
        note={report.channels.map(channelName).join(", ") || "No channel"}
      />
      <Tile
        name="Read as"
        value={report.source ? `Export of ${report.source}` : (report.dialect?.split(",")[0] ?? NONE)}
        note={[report.dialect, encoding].filter(Boolean).join(", ")}
      />
    </SimpleGrid>
  );
}

export function daysOf({ firstDay, lastDay }: Report): string {
  if (!firstDay) return NONE;
  return firstDay === lastDay ? date(firstDay) : `${date(firstDay)} to ${date(lastDay)}`;
}

function Tile({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <Paper withBorder p="xs" radius="md">
      <Text size="xs" c="dimmed" fw={600}>
        {name}
      </Text>
      <Text fw={700}>{value}</Text>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Paper>
  );
}
