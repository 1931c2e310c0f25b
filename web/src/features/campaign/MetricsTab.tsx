import { Chip, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useQuery } from "urql";
import { ChannelPicker } from "@/features/campaign/ChannelPicker";
import type { CampaignHead } from "@/features/campaign/Head";
import {
  dotsFor,
  findings,
  hiddenIn,
  hiding,
  KINDS,
  type Kind,
  marketplace,
  marksFor,
  shown,
} from "@/features/campaign/happenings";
import {
  CampaignFindingsDocument,
  CampaignMeasuredDocument,
  CampaignPlanDocument,
  CampaignSeriesDocument,
  MarketplaceEventsDocument,
} from "@/features/campaign/operations";
import { type CampaignSearch, LOOKS, type Look } from "@/features/campaign/search";
import { daily, planOf } from "@/features/campaign/series";
import { Swatch, WhatHappened } from "@/features/campaign/WhatHappened";
import { MetricPicker } from "@/features/simulations/MetricPicker";
import { METRICS, unitOf } from "@/features/simulations/metrics";
import type { Channel, MetricType } from "@/features/simulations/operations";
import { useViewer } from "@/features/workspaces/Session";
import { TimeChart } from "@/kit/charts/TimeChart";
import { channelName, date, figure, metricName } from "@/kit/format";
import { DAY_MS } from "@/kit/range";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Props = {
  campaign: CampaignHead;
  search: CampaignSearch;
  onSearch: (more: CampaignSearch) => void;
};

/** What was observed, and what happened meanwhile. */
export function MetricsTab({ campaign, search, onSearch }: Props) {
  const [measured, refresh] = useQuery({ query: CampaignMeasuredDocument, variables: { id: campaign.id } });
  return (
    <Answered
      answer={measured}
      onRetry={() => refresh({ requestPolicy: "network-only" })}
      rows={1}
      height={420}
    >
      {(data) => {
        const metrics = METRICS.filter((one) => data.campaign?.metrics.some(({ metric }) => metric === one));
        const metric = metrics.find((one) => one === search.metric) ?? metrics[0];
        if (!metric) {
          return (
            <Section title="Metrics">
              <Empty
                title="Nothing was observed yet"
                hint="Import what the campaign brought, by day and channel, from the list of campaigns. It is shown here as soon as it is in."
              />
            </Section>
          );
        }
        return (
          <Observed
            campaign={campaign}
            metric={metric}
            metrics={metrics}
            search={search}
            onSearch={onSearch}
          />
        );
      }}
    </Answered>
  );
}

type ObservedProps = Props & { metric: MetricType; metrics: readonly MetricType[] };

function Observed({ campaign, metric, metrics, search, onSearch }: ObservedProps) {
  const look = search.look ?? "90d";
  const channel = (campaign.channels.find((one) => one === search.channel) ?? null) as Channel | null;
  const hidden = useMemo(() => hiddenIn(search.hide), [search.hide]);
  const [answer, refresh] = useQuery({
    query: CampaignSeriesDocument,
    variables: { id: campaign.id, metrics: [metric], channel },
  });
  const points = answer.data?.campaign?.metrics.find((one) => one.metric === metric)?.points;
  const series = useMemo(() => daily(points ?? [], LOOKS[look]), [points, look]);
  const first = series.times[0] ?? 0;
  const last = series.times.at(-1) ?? 0;
  const plan = usePlan(campaign.id, channel, metric, first);
  const around = useHappenings(campaign.id, first, last);
  const happenings = useMemo(
    () => shown(around.all, { first, last: last + DAY_MS - 1, hidden }),
    [around.all, first, last, hidden],
  );
  const chart = useMemo(() => {
    // What was found concerns all channels together: on one channel's line it would mislead.
    const marked = channel ? happenings.filter((one) => one.metric === null) : happenings;
    const { times, values, planned } = planOf(series, plan);
    return {
      times,
      lines: [
        { label: metricName(metric), values, filled: true },
        ...(planned
          ? [{ label: "Planned spend", values: planned, colour: "muted" as const, dashed: true }]
          : []),
        ...dotsFor(metric, marked, times, values),
      ],
      marks: marksFor(metric, marked),
    };
  }, [series, plan, metric, happenings, channel]);
  const unit = unitOf(metric, campaign.budget.currency);

  return (
    <Stack gap="md">
      <Section
        title="Metrics"
        note={
          first > 0 ? `${metricName(metric)} by day, ${range(first, last)}` : `${metricName(metric)} by day`
        }
        minHeight={440}
        controls={
          <Controls
            campaign={campaign}
            metric={metric}
            metrics={metrics}
            channel={channel}
            look={look}
            onSearch={onSearch}
          />
        }
      >
        <Answered
          answer={answer}
          onRetry={() => refresh({ requestPolicy: "network-only" })}
          rows={1}
          height={320}
        >
          {() =>
            series.times.length > 0 ? (
              <TimeChart
                label={`${metricName(metric)} by day`}
                height={320}
                format={(value) => figure(value, unit, metric)}
                {...chart}
              />
            ) : (
              <Empty
                title="Nothing was observed here"
                hint={
                  channel
                    ? `${channelName(channel)} has no ${metricName(metric).toLowerCase()}. Choose another channel or metric.`
                    : "Choose another metric."
                }
              />
            )
          }
        </Answered>
        <Chip.Group
          multiple
          value={Object.keys(KINDS).filter((kind) => !hidden.has(kind))}
          onChange={(kinds) => onSearch({ hide: hiding(kinds) })}
        >
          <Group gap="xs" role="group" aria-label="What is marked">
            {around.kinds.map((kind) => (
              <Chip key={kind} value={kind} size="xs" variant="outline">
                <Swatch kind={kind} />
                {KINDS[kind]}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {around.fault && (
          <Text size="xs" c="dimmed">
            {around.fault}
          </Text>
        )}
      </Section>
      <WhatHappened
        happenings={happenings}
        metric={metric}
        loading={around.loading}
        onMetric={(next) => onSearch({ metric: next })}
      />
    </Stack>
  );
}

type ControlsProps = {
  campaign: CampaignHead;
  metric: MetricType;
  metrics: readonly MetricType[];
  channel: Channel | null;
  look: Look;
  onSearch: (more: CampaignSearch) => void;
};

function Controls({ campaign, metric, metrics, channel, look, onSearch }: ControlsProps) {
  return (
    <Group gap="xs">
      <MetricPicker value={metric} metrics={metrics} onChange={(next) => onSearch({ metric: next })} />
      <ChannelPicker
        channels={campaign.channels}
        value={channel}
        onChange={(next) => onSearch({ channel: next })}
      />
      <SegmentedControl
        aria-label="Days shown"
        size="xs"
        value={look}
        onChange={(next) => onSearch({ look: next as Look })}
        data={Object.entries(LOOKS).map(([value, days]) => ({
          value,
          label: days ? `${days} days` : "All",
        }))}
      />
    </Group>
  );
}

const range = (first: number, last: number): string =>
  `${date(new Date(first).toISOString())} to ${date(new Date(last).toISOString())}`;

function usePlan(id: string, channel: Channel | null, metric: MetricType, first: number) {
  const start = new Date(first).toISOString().slice(0, 10);
  const variables = useMemo(
    () => ({
      id,
      channel,
      range: { start, end: new Date(Date.parse(start) + 730 * DAY_MS).toISOString().slice(0, 10) },
    }),
    [id, channel, start],
  );
  const [answer] = useQuery({
    query: CampaignPlanDocument,
    variables,
    pause: metric !== "SPEND" || first === 0,
  });
  return metric === "SPEND" ? answer.data?.campaign?.plannedSpend : undefined;
}

function useHappenings(id: string, first: number, last: number) {
  const { demo } = useViewer().workspace;
  const [found] = useQuery({ query: CampaignFindingsDocument, variables: { id } });
  const variables = useMemo(
    () => ({
      range: { start: new Date(first).toISOString(), end: new Date(last + DAY_MS).toISOString() },
    }),
    [first, last],
  );
  const [market] = useQuery({
    query: MarketplaceEventsDocument,
    variables,
    pause: !demo || first === 0,
  });
  const all = useMemo(
    () => [
      ...(found.data?.campaign ? findings(found.data.campaign) : []),
      ...(demo && market.data?.simulator ? marketplace(market.data.simulator) : []),
    ],
    [found.data, market.data, demo],
  );
  const kinds: Kind[] = demo
    ? ["changes", "unusual", "events", "lesser", "scenarios"]
    : ["changes", "unusual"];
  return {
    all,
    kinds,
    loading: found.fetching && !found.data,
    fault: market.error
      ? "Events of the marketplace cannot be shown right now. They appear once the simulator runs."
      : found.error
        ? "New levels and unusual days cannot be shown right now."
        : null,
  };
}
