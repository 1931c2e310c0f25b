import { Anchor, Group, Skeleton, Stack, Text, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Qualities } from "@/features/campaigns/CampaignList";
import { Outlook } from "@/features/campaigns/Outlook";
import type { ApprovalState } from "@/features/campaigns/operations";
import { RowMenu, type RowMenuProps } from "@/features/campaigns/RowMenu";
import { byDay, type Campaign } from "@/features/campaigns/rows";
import { Tag } from "@/kit/badges";
import { Sparkline } from "@/kit/charts/Sparkline";
import { type Column, DataTable } from "@/kit/DataTable";
import { channelName, date, money, NONE, number } from "@/kit/format";

type Props = {
  campaigns: readonly Campaign[];
  /** Days of spend that are shown, both included. */
  range: { start: string; end: string };
  selected: string | null;
  menu: Omit<RowMenuProps, "campaign">;
  /** What the data of each is good for; those that are missing are on their way. */
  qualities: Qualities;
};

/** The campaigns of one page of the list. */
export function CampaignTable({ campaigns, range, selected, menu, qualities }: Props) {
  const columns: Column<Campaign>[] = [
    { key: "name", head: "Campaign", cell: (row) => <Name campaign={row} /> },
    { key: "status", head: "Status", cell: (row) => <State campaign={row} /> },
    { key: "channels", head: "Channels", cell: (row) => <Channels campaign={row} /> },
    {
      key: "budget",
      head: "Budget",
      numeric: true,
      cell: (row) => money(Number(row.budget.amount), row.budget.currency),
    },
    { key: "dates", head: "Runs", cell: (row) => <Dates campaign={row} /> },
    { key: "spend", head: "Spend, 30 days", cell: (row) => <Spend campaign={row} range={range} /> },
    { key: "ahead", head: "Ahead", cell: (row) => <Outlook campaign={row} /> },
    { key: "data", head: "Data", cell: (row) => <Quality campaign={row} qualities={qualities} /> },
    {
      key: "menu",
      head: <VisuallyHidden>Actions</VisuallyHidden>,
      cell: (row) => <RowMenu campaign={row} {...menu} />,
    },
  ];
  return (
    <DataTable
      caption="Campaigns"
      columns={columns}
      rows={campaigns}
      rowKey={(row) => row.id}
      selected={selected}
      minWidth={950}
    />
  );
}

function Name({ campaign }: { campaign: Campaign }) {
  return (
    <Stack gap={0} miw={150} maw={230}>
      <Anchor
        size="sm"
        fw={600}
        renderRoot={(props) => (
          <Link to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} {...props} />
        )}
      >
        {campaign.name}
      </Anchor>
      <Text size="xs" c="dimmed" lineClamp={2}>
        {campaign.objective}
      </Text>
    </Stack>
  );
}

function State({ campaign: { status, approval } }: { campaign: Campaign }) {
  return (
    <Stack gap={2} align="flex-start">
      <Tag value={status} />
      <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
        {APPROVALS[approval]}
      </Text>
    </Stack>
  );
}

const APPROVALS: Record<ApprovalState, string> = {
  DRAFT: "not approved",
  IN_REVIEW: "in review",
  APPROVED: "approved",
  REJECTED: "rejected",
};

const SHOWN_CHANNELS = 3;

function Channels({ campaign: { channels } }: { campaign: Campaign }) {
  const names = channels.map(channelName);
  const more = names.length - SHOWN_CHANNELS;
  return (
    <Text size="sm" maw={130} title={more > 0 ? names.join(", ") : undefined}>
      {names.slice(0, SHOWN_CHANNELS).join(", ")}
      {more > 0 && ` and ${number(more)} more`}
    </Text>
  );
}

function Dates({ campaign: { startDate, endDate } }: { campaign: Campaign }) {
  return (
    <Text size="sm" style={{ whiteSpace: "nowrap" }}>
      {date(startDate)}
      <br />
      {endDate ? `to ${date(endDate)}` : "open end"}
    </Text>
  );
}

function Spend({ campaign, range }: { campaign: Campaign; range: Props["range"] }) {
  const points = campaign.metrics[0]?.points ?? [];
  if (points.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {campaign.dataVersion === 0 ? "no metrics yet" : "none"}
      </Text>
    );
  }
  const sum = points.reduce((total, point) => total + point.value, 0);
  const told = money(sum, campaign.budget.currency);
  return (
    <Group gap="xs" wrap="nowrap">
      <Sparkline label={`Spend by day, ${told} in all`} values={byDay(points, range)} width={72} />
      <Text size="sm" style={{ whiteSpace: "nowrap" }}>
        {told}
      </Text>
    </Group>
  );
}

function Quality({ campaign, qualities }: { campaign: Campaign; qualities: Qualities }) {
  if (campaign.dataVersion === 0) return NONE;
  const quality = qualities.get(campaign.id);
  return quality ? <Tag value={quality.verdict} /> : <Skeleton width={72} height={20} />;
}
