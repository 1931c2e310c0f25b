import { Progress, ScrollArea, Stack, Text } from "@mantine/core";
import type { CurrencyDashboard } from "@/features/dashboard/OverviewPage";
import { type Column, DataTable } from "@/kit/DataTable";
import { channelName, money, share } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

type Channel = CurrencyDashboard["channels"][number];

/** What each channel cost and brought. */
export function ChannelMix({ money: of }: { money: CurrencyDashboard }) {
  const columns: Column<Channel>[] = [
    {
      key: "channel",
      head: "Channel",
      cell: (row) => (
        <Stack gap={4} miw={70}>
          <Text size="sm">{channelName(row.channel)}</Text>
          <Text size="xs" c="dimmed">
            {money(row.spend, of.currency)}
          </Text>
          <Progress
            value={(row.spendShare ?? 0) * 100}
            size="sm"
            aria-label={`${channelName(row.channel)}: ${share(row.spendShare)} of the spend`}
          />
        </Stack>
      ),
    },
    { key: "share", head: "of spend", numeric: true, cell: (row) => share(row.spendShare) },
    { key: "revenue", head: "of revenue", numeric: true, cell: (row) => share(row.revenueShare) },
  ];
  return (
    <Section
      title="Channels"
      note="What was spent, its share of all spend and the share of revenue"
      minHeight={330}
    >
      {of.channels.length === 0 ? (
        <Empty title="No channel was observed" hint="Import metrics with a column for the channel." />
      ) : (
        <ScrollArea.Autosize mah={300} type="auto" scrollbars="y" offsetScrollbars="y">
          <DataTable
            caption={`Channels in ${of.currency}`}
            columns={columns}
            rows={of.channels}
            rowKey={(row) => row.channel}
            minWidth={0}
          />
        </ScrollArea.Autosize>
      )}
    </Section>
  );
}
