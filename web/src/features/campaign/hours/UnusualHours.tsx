import { Text } from "@mantine/core";
import { useQuery } from "urql";
import { rarity } from "@/features/campaign/hours/hours";
import { CampaignUnusualHoursDocument, type CampaignUnusualHoursQuery } from "@/features/campaign/operations";
import { type Column, DataTable } from "@/kit/DataTable";
import { change, figure, metricName, NONE, time } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Anomaly = NonNullable<CampaignUnusualHoursQuery["campaign"]>["unusualHours"][number];

const COLUMNS: Column<Anomaly>[] = [
  { key: "at", head: "From", cell: (one) => time(one.at) },
  { key: "metric", head: "Metric", cell: (one) => metricName(one.metric) },
  {
    key: "observed",
    head: "Observed",
    numeric: true,
    cell: (one) => figure(one.observed, one.unit, one.metric),
  },
  {
    key: "usual",
    head: "Usual at that hour",
    numeric: true,
    cell: (one) => figure(one.usual, one.unit, one.metric),
  },
  {
    key: "change",
    head: "Against usual",
    numeric: true,
    cell: (one) => (one.usual === 0 ? NONE : change(one.observed / one.usual - 1)),
  },
  { key: "score", head: "How rare", cell: (one) => <Text size="sm">{rarity(one.score)}</Text> },
];

/** Hours of the last week that were not as usual. */
export function UnusualHours({ campaignId }: { campaignId: string }) {
  const [answer, refresh] = useQuery({ query: CampaignUnusualHoursDocument, variables: { id: campaignId } });
  return (
    <Section
      title="Unusual hours"
      note="Of the last week, newest first, in your time zone: when a metric began to be unusual. Each is held against the same hour of the days before."
    >
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={4}
        height={36}
      >
        {({ campaign }) =>
          campaign && campaign.unusualHours.length > 0 ? (
            <DataTable
              caption="Unusual hours of the last week"
              columns={COLUMNS}
              rows={campaign.unusualHours}
              rowKey={(one) => `${one.metric} ${one.at}`}
              minWidth={700}
            />
          ) : (
            <Empty
              title="No hour stands out"
              hint="All hours of the last week were about as usual, or the campaign is measured by the day: then unusual days are marked on its metrics."
            />
          )
        }
      </Answered>
    </Section>
  );
}
