import type { Dashboard } from "@/features/dashboard/OverviewPage";
import { Tag } from "@/kit/badges";
import { CampaignLink } from "@/kit/CampaignLink";
import { type Column, DataTable } from "@/kit/DataTable";
import { ago, money, NONE, number, share } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

type Attending = Dashboard["attention"][number];
type Analysed = Dashboard["recentCampaigns"][number];
type Shown = Pick<Attending, "campaign" | "spend" | "roi" | "severity">;

const name: Column<Shown> = {
  key: "name",
  head: "Campaign",
  cell: ({ campaign }) => (campaign ? <CampaignLink campaign={campaign} /> : "deleted just now"),
};

const spend: Column<Shown> = {
  key: "spend",
  head: "Spend",
  numeric: true,
  cell: (row) => (row.campaign ? money(row.spend, row.campaign.budget.currency) : NONE),
};

const roi: Column<Shown> = { key: "roi", head: "ROI", numeric: true, cell: (row) => share(row.roi) };

/** The campaigns whose forecasts warn of something, the most severe first. */
export function Attention({ campaigns }: { campaigns: readonly Attending[] }) {
  const columns: Column<Attending>[] = [
    name,
    {
      key: "severity",
      head: "Worst risk",
      cell: (row) => (row.severity ? <Tag value={row.severity} /> : NONE),
    },
    { key: "risks", head: "Risks", numeric: true, cell: (row) => number(row.risks) },
    spend,
    roi,
  ];
  return (
    <Section title="Needs attention" note="Risks of high or critical severity whose time has not passed">
      {campaigns.length === 0 ? (
        <Empty title="Nothing needs attention" hint="No simulation warns of a high risk." />
      ) : (
        <DataTable
          caption="Campaigns that need attention"
          columns={columns}
          rows={campaigns}
          rowKey={(row) => row.campaign?.id ?? ""}
        />
      )}
    </Section>
  );
}

/** The campaigns that were simulated last. */
export function Recent({ campaigns }: { campaigns: readonly Analysed[] }) {
  const columns: Column<Analysed>[] = [
    name,
    {
      key: "status",
      head: "Status",
      cell: (row) => (row.campaign ? <Tag value={row.campaign.status} /> : NONE),
    },
    { key: "at", head: "Simulated", cell: (row) => (row.lastAnalysedAt ? ago(row.lastAnalysedAt) : "never") },
    spend,
    roi,
  ];
  return (
    <Section title="Campaigns" note="Latest simulated first">
      {campaigns.length === 0 ? (
        <Empty title="No campaign runs on these days" hint="Choose more days." />
      ) : (
        <DataTable
          caption="Campaigns, latest simulated first"
          columns={columns}
          rows={campaigns}
          rowKey={(row) => row.campaign?.id ?? ""}
        />
      )}
    </Section>
  );
}
