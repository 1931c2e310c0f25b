import { Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { ChannelPicker } from "@/features/campaign/ChannelPicker";
import type { CampaignHead } from "@/features/campaign/Head";
import { HeatMap } from "@/features/campaign/hours/HeatMap";
import { busiest, clock, type Profile } from "@/features/campaign/hours/hours";
import { UnusualHours } from "@/features/campaign/hours/UnusualHours";
import {
  CampaignHoursDocument,
  CampaignMeasuredDocument,
  type Channel,
  type MetricType,
} from "@/features/campaign/operations";
import type { CampaignSearch } from "@/features/campaign/search";
import { MetricPicker } from "@/features/simulations/MetricPicker";
import { METRICS } from "@/features/simulations/metrics";
import { useViewer } from "@/features/workspaces/Session";
import { date, metricName, number, share, weekdayName } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

/** What is counted has shares of a day; a ratio has none. */
const COUNTED: readonly MetricType[] = [
  "IMPRESSIONS",
  "REACH",
  "CLICKS",
  "CONVERSIONS",
  "ENGAGEMENT",
  "SPEND",
  "REVENUE",
];

type Props = {
  campaign: CampaignHead;
  search: CampaignSearch;
  onSearch: (more: CampaignSearch) => void;
};

/** How the campaign is spread over the hours of a week, and hours that were not as usual. */
export function HoursTab({ campaign, search, onSearch }: Props) {
  const [measured, refresh] = useQuery({ query: CampaignMeasuredDocument, variables: { id: campaign.id } });
  return (
    <Answered
      answer={measured}
      onRetry={() => refresh({ requestPolicy: "network-only" })}
      rows={1}
      height={380}
    >
      {(data) => {
        const known = new Set(data.campaign?.metrics.map((one) => one.metric));
        const metrics = METRICS.filter((one) => COUNTED.includes(one) && known.has(one));
        const metric = metrics.find((one) => one === search.metric) ?? metrics[0];
        if (!metric) {
          return (
            <Section title="Hours of the week">
              <NoHours reason="Nothing was observed yet." />
            </Section>
          );
        }
        return (
          <Stack gap="md">
            <Week
              campaign={campaign}
              metric={metric}
              metrics={metrics}
              channel={campaign.channels.find((one) => one === search.channel) ?? null}
              onSearch={onSearch}
            />
            <UnusualHours campaignId={campaign.id} />
          </Stack>
        );
      }}
    </Answered>
  );
}

type WeekProps = {
  campaign: CampaignHead;
  metric: MetricType;
  metrics: readonly MetricType[];
  channel: Channel | null;
  onSearch: (more: CampaignSearch) => void;
};

function Week({ campaign, metric, metrics, channel, onSearch }: WeekProps) {
  const [answer, refresh] = useQuery({
    query: CampaignHoursDocument,
    variables: { id: campaign.id, metric, channel },
  });
  return (
    <Section
      title="Hours of the week"
      note={`How the ${metricName(metric).toLowerCase()} of a day ${metric === "SPEND" || metric === "REVENUE" ? "is" : "are"} spread over its hours`}
      minHeight={380}
      controls={
        <Group gap="xs">
          <MetricPicker value={metric} metrics={metrics} onChange={(next) => onSearch({ metric: next })} />
          <ChannelPicker
            channels={campaign.channels}
            value={channel}
            onChange={(next) => onSearch({ channel: next })}
          />
        </Group>
      }
    >
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={7}
        height={30}
      >
        {(data) => {
          const profile = data.campaign?.hourlyProfile;
          if (!profile || profile.weekdays.length === 0) return <NoHours reason={profile?.reason ?? null} />;
          return (
            <>
              <Told profile={profile} />
              <HeatMap profile={profile} />
            </>
          );
        }}
      </Answered>
    </Section>
  );
}

function Told({ profile }: { profile: Profile }) {
  const most = busiest(profile);
  if (!most) return null;
  return (
    <Text>
      {`Most falls on ${weekdayName(most.weekday)} at ${clock(most.hour.hour)}: ${share(most.hour.share, 1)} of the day, where an even day has ${share(1 / 24, 1)} an hour.`}
      <Text span size="sm" c="dimmed">
        {` Learnt from ${number(profile.days)} whole days, ${date(profile.firstDay)} to ${date(profile.lastDay)}.`}
      </Text>
    </Text>
  );
}

/** Says why there are no hours, and how hourly figures get in. */
function NoHours({ reason }: { reason: string | null }) {
  const { demo } = useViewer().workspace;
  return (
    <Empty
      title="Hours cannot be told"
      hint={`${reason ?? "This campaign is measured by the day."} Figures by the hour come with the campaigns of the demo, as its simulator runs. Files are imported by the day, and daily figures do not say when in the day something happened.`}
      action={
        demo && (
          <Button variant="default" renderRoot={(props) => <Link to="/simulator" {...props} />}>
            See the simulator
          </Button>
        )
      }
    />
  );
}
