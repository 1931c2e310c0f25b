import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { useMemo } from "react";
import { useQuery } from "urql";
import { CampaignMetricsDocument } from "@/features/campaign/operations";
import { fileName, trajectoriesCsv } from "@/features/simulations/csv";
import {
  type By,
  comparable,
  fanChart,
  pastOf,
  type Trajectory,
  wholePast,
} from "@/features/simulations/fan";
import { MetricPicker } from "@/features/simulations/MetricPicker";
import { unitOf } from "@/features/simulations/metrics";
import type { MetricType } from "@/features/simulations/operations";
import { TimeChart } from "@/kit/charts/TimeChart";
import { save } from "@/kit/csv";
import { figure, metricName } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty, Loading } from "@/kit/states";

type Props = {
  campaign: { id: string; name: string; endDate?: string | null; budget: { currency: string } };
  /** First forecast day. */
  start: string;
  horizonDays: number;
  /** By the granularity that is shown; undefined while on its way. */
  trajectories: readonly Trajectory[] | undefined;
  metric: MetricType;
  metrics: readonly MetricType[];
  by: By;
  onMetric: (metric: MetricType) => void;
  onBy: (by: By) => void;
};

/** The fan: what was, then the median of what may come, within ranges that grow with the distance. */
export function FanChart({
  campaign,
  start,
  horizonDays,
  trajectories,
  metric,
  metrics,
  by,
  onMetric,
  onBy,
}: Props) {
  const range = useMemo(() => pastOf(start, horizonDays, by), [start, horizonDays, by]);
  const [past] = useQuery({
    query: CampaignMetricsDocument,
    variables: { id: campaign.id, range, granularity: by === "week" ? "WEEK" : "DAY", channel: null },
  });
  const points = trajectories?.find((one) => one.metric === metric)?.points;
  const observed = past.data?.campaign?.metrics.find((one) => one.metric === metric)?.points;
  const chart = useMemo(() => {
    if (!points) return null;
    const shown = comparable(points, by);
    return fanChart({
      points: shown,
      past: wholePast(observed ?? [], by, range.start, start),
      by,
      endDate: campaign.endDate,
    });
  }, [points, observed, by, range, start, campaign.endDate]);
  const unit = unitOf(metric, campaign.budget.currency);
  const parted = by === "week" && points?.some((point) => point.days < 7);

  return (
    <Section
      title="Forecast"
      note={`${metricName(metric)} by ${by}, with the weeks before it`}
      minHeight={440}
      controls={
        <Group gap="xs">
          <MetricPicker value={metric} metrics={metrics} onChange={onMetric} />
          <SegmentedControl
            aria-label="Width of the periods"
            size="xs"
            value={by}
            onChange={(next) => onBy(next as By)}
            data={[
              { value: "day", label: "Days" },
              { value: "week", label: "Weeks" },
            ]}
          />
          <Button
            size="xs"
            variant="default"
            disabled={!trajectories}
            onClick={() =>
              save(
                `${fileName(campaign.name, start.slice(0, 10), by)}.csv`,
                trajectoriesCsv([{ name: "Forecast", trajectories: trajectories ?? [] }]),
              )
            }
          >
            Export CSV
          </Button>
        </Group>
      }
    >
      {chart ? (
        chart.times.length > 0 ? (
          <TimeChart
            label={`${metricName(metric)} by ${by}: observed, then the median of the forecast within its ranges`}
            height={340}
            format={(value) => figure(value, unit, metric)}
            {...chart}
          />
        ) : (
          <Empty
            title={`Nothing to show by ${by}`}
            hint={
              by === "week"
                ? "The forecast covers no whole week, or was stored before there were weeks. Look at the days, or run it again."
                : "This metric was not forecast."
            }
          />
        )
      ) : (
        <Loading rows={1} height={340} />
      )}
      {parted && (
        <Text size="xs" c="dimmed">
          Weeks that the forecast covers only in part are not drawn: they would look like a fall. The export
          has them, with how many days each covers.
        </Text>
      )}
    </Section>
  );
}
