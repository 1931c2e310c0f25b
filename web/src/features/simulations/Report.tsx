import { Grid, SimpleGrid, Text } from "@mantine/core";
import { useMemo } from "react";
import { useQuery } from "urql";
import { CampaignMetricsDocument } from "@/features/campaign/operations";
import { Answer, ConfidenceCard } from "@/features/simulations/Answer";
import { Ensemble } from "@/features/simulations/Ensemble";
import { countedUntil, expectationOf, lastDayOf, within } from "@/features/simulations/expectation";
import { FanChart } from "@/features/simulations/FanChart";
import type { By, Trajectory } from "@/features/simulations/fan";
import { Hours } from "@/features/simulations/Hours";
import { METRICS } from "@/features/simulations/metrics";
import {
  type MetricType,
  SimulationOutcomesDocument,
  SimulationReportDocument,
  SimulationTrajectoriesDocument,
} from "@/features/simulations/operations";
import { Recommendations } from "@/features/simulations/Recommendations";
import { Risks } from "@/features/simulations/Risks";
import type { SimulationHead } from "@/features/simulations/RunState";
import { Scenarios } from "@/features/simulations/Scenarios";
import { Worth } from "@/features/simulations/Worth";
import { DAY_MS, isoDay } from "@/kit/range";
import { Answered, Empty, Loading } from "@/kit/states";

export type ReportCampaign = {
  id: string;
  name: string;
  endDate?: string | null;
  budget: { currency: string };
};

type Props = {
  campaign: ReportCampaign;
  simulation: SimulationHead;
  metric: string | undefined;
  by: By;
  onMetric: (metric: MetricType) => void;
  onBy: (by: By) => void;
};

/** The result of a simulation: the answer first, then its course, what threatens, what to do, and how it was made. */
export function Report({ campaign, simulation, metric: wanted, by, onMetric, onBy }: Props) {
  const { id } = simulation;
  const { currency } = campaign.budget;
  const [report, refreshReport] = useQuery({ query: SimulationReportDocument, variables: { id } });
  const [days, refreshDays] = useQuery({
    query: SimulationTrajectoriesDocument,
    variables: { id, granularity: "DAY" },
  });
  const [weeks] = useQuery({
    query: SimulationTrajectoriesDocument,
    variables: { id, granularity: "WEEK" },
    pause: by === "day",
  });
  const [outcomes, refreshOutcomes] = useQuery({ query: SimulationOutcomesDocument, variables: { id } });
  const trajectories = days.data?.simulation?.trajectories;
  const start = startOf(trajectories);
  const metrics = METRICS.filter((metric) => trajectories?.some((one) => one.metric === metric));
  const metric = metrics.find((one) => one === wanted) ?? metrics[0];
  const counted = useMemo(() => countedUntil(campaign.endDate), [campaign.endDate]);
  const shown = useMemo(() => {
    const asked = (by === "week" ? weeks.data : days.data)?.simulation?.trajectories;
    return asked && within(asked, by, campaign.endDate);
  }, [by, weeks.data, days.data, campaign.endDate]);
  const scenarios = outcomes.data?.simulation?.scenarios;

  return (
    <>
      <Grid>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Answered
            answer={days}
            onRetry={() => refreshDays({ requestPolicy: "network-only" })}
            rows={3}
            height={90}
          >
            {() =>
              start && trajectories ? (
                <Expected
                  campaign={campaign}
                  start={start}
                  trajectories={trajectories}
                  outcomes={scenarios ?? []}
                />
              ) : (
                <Empty title="Nothing was forecast" hint="This run holds no metric. Run it again." />
              )
            }
          </Answered>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Answered
            answer={report}
            onRetry={() => refreshReport({ requestPolicy: "network-only" })}
            rows={3}
            height={60}
          >
            {(data) => data.simulation && <ConfidenceCard confidence={data.simulation.confidence} />}
          </Answered>
        </Grid.Col>
      </Grid>
      {start && metric && (
        <FanChart
          campaign={campaign}
          start={start}
          horizonDays={simulation.horizonDays}
          trajectories={shown}
          metric={metric}
          metrics={metrics}
          by={by}
          onMetric={onMetric}
          onBy={onBy}
        />
      )}
      {report.data?.simulation ? (
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Risks risks={report.data.simulation.risks} />
          <Recommendations
            recommendations={report.data.simulation.recommendations}
            withheld={report.data.simulation.withheldRecommendations}
            currency={currency}
          />
        </SimpleGrid>
      ) : (
        report.fetching && <Loading rows={2} height={180} />
      )}
      {metric && (
        <Answered
          answer={outcomes}
          onRetry={() => refreshOutcomes({ requestPolicy: "network-only" })}
          rows={2}
          height={180}
        >
          {() => (
            <Scenarios
              simulationId={id}
              campaignName={campaign.name}
              outcomes={scenarios ?? []}
              currency={currency}
              metric={metric}
              by={by}
              counted={counted}
            />
          )}
        </Answered>
      )}
      {metric && <Hours simulationId={id} metric={metric} currency={currency} />}
      {report.data?.simulation && (
        <Ensemble ensemble={report.data.simulation.ensemble} notes={report.data.simulation.notes} />
      )}
      <Worth simulationId={id} campaignId={campaign.id} />
    </>
  );
}

type ExpectedProps = {
  campaign: ReportCampaign;
  start: string;
  trajectories: readonly Trajectory[];
  outcomes: Parameters<typeof expectationOf>[0]["outcomes"];
};

function Expected({ campaign, start, trajectories, outcomes }: ExpectedProps) {
  const last = lastDayOf(trajectories, campaign.endDate);
  const days = Math.round((Date.parse(last) - Date.parse(start)) / DAY_MS) + 1;
  const range = useMemo(
    () => ({
      start: isoDay(new Date(Date.parse(start) - days * DAY_MS)),
      end: isoDay(new Date(Date.parse(start) - DAY_MS)),
    }),
    [start, days],
  );
  const [past] = useQuery({
    query: CampaignMetricsDocument,
    variables: { id: campaign.id, range, granularity: "DAY", channel: null },
    pause: days < 1,
  });
  const expectation = useMemo(
    () =>
      expectationOf({
        trajectories,
        outcomes,
        past: past.data?.campaign?.metrics ?? [],
        start,
        last,
      }),
    [trajectories, outcomes, past.data, start, last],
  );
  if (days < 1) {
    return <Text>The campaign ended before the forecast begins: there is nothing ahead to expect.</Text>;
  }
  return <Answer currency={campaign.budget.currency} expectation={expectation} />;
}

function startOf(trajectories: readonly Trajectory[] | undefined): string | null {
  const firsts = (trajectories ?? []).flatMap((one) => one.points[0]?.at ?? []);
  return firsts.sort()[0] ?? null;
}
