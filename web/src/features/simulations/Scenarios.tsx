import { Badge, Button, Group, List, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useQuery } from "urql";
import { fileName, trajectoriesCsv } from "@/features/simulations/csv";
import { type By, comparable, outcomeColours, outcomesChart } from "@/features/simulations/fan";
import { means, type Totals, totalOf, totals, unitOf } from "@/features/simulations/metrics";
import {
  type MetricType,
  type SimulationOutcomesQuery,
  SimulationScenariosDocument,
} from "@/features/simulations/operations";
import { paint } from "@/kit/charts/model";
import { TimeChart } from "@/kit/charts/TimeChart";
import { save } from "@/kit/csv";
import { change, figure, metricName, share } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

export type Outcome = NonNullable<SimulationOutcomesQuery["simulation"]>["scenarios"][number];

/** Return the totals of a scenario: the means of its weeks, which add up to the mean of the whole. */
export function totalsOf(outcome: Outcome): Totals {
  return totals(means(outcome.trajectories));
}

type Props = {
  simulationId: string;
  campaignName: string;
  outcomes: readonly Outcome[];
  currency: string;
  metric: MetricType;
  by: By;
  /** Whether a moment lies within the campaign. */
  counted: (at: string) => boolean;
};

/** What may happen otherwise: the scenarios in one chart, and what each rests on. */
export function Scenarios({ simulationId, campaignName, outcomes, currency, metric, by, counted }: Props) {
  const [answer, refresh] = useQuery({
    query: SimulationScenariosDocument,
    variables: { id: simulationId, metrics: [metric], granularity: by === "week" ? "WEEK" : "DAY" },
  });
  const scenarios = answer.data?.simulation?.scenarios;
  const chart = useMemo(
    () =>
      outcomesChart(
        (scenarios ?? []).map(({ kind, name, trajectories }) => ({
          kind,
          name,
          points: comparable(
            (trajectories.find((one) => one.metric === metric)?.points ?? []).filter((one) =>
              counted(one.at),
            ),
            by,
          ),
        })),
      ),
    [scenarios, metric, by, counted],
  );
  const unit = unitOf(metric, currency);
  const colours = outcomeColours(outcomes);
  return (
    <Section
      title="Scenarios"
      note={`${metricName(metric)}: the median of each, side by side`}
      controls={
        <Button
          size="xs"
          variant="default"
          disabled={!scenarios}
          onClick={() =>
            save(
              `${fileName(campaignName, "scenarios", metric, by)}.csv`,
              trajectoriesCsv((scenarios ?? []).map(({ name, trajectories }) => ({ name, trajectories }))),
            )
          }
        >
          Export scenarios
        </Button>
      }
    >
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={1}
        height={240}
      >
        {() =>
          chart.times.length > 0 ? (
            <TimeChart
              label={`${metricName(metric)} by ${by} in each scenario`}
              height={240}
              format={(value) => figure(value, unit, metric)}
              {...chart}
            />
          ) : (
            <Empty title="Nothing to draw" hint={`No scenario has this metric by ${by}.`} />
          )
        }
      </Answered>
      <SimpleGrid cols={{ base: 1, md: Math.min(outcomes.length, 3) }} spacing="sm">
        {outcomes.map((outcome, index) => (
          <Card
            key={`${outcome.kind} ${outcome.name}`}
            outcome={outcome}
            currency={currency}
            colour={paint(colours[index])}
          />
        ))}
      </SimpleGrid>
    </Section>
  );
}

const SUMMED: readonly MetricType[] = ["REVENUE", "SPEND", "ROAS", "CONVERSIONS", "CPA", "CLICKS"];

function Card({ outcome, currency, colour }: { outcome: Outcome; currency: string; colour: string }) {
  const sums = useMemo(() => totalsOf(outcome), [outcome]);
  return (
    <Paper withBorder p="sm" radius="md" style={{ borderTop: `3px solid ${colour}` }}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Title order={3} size="h5">
            {outcome.name}
          </Title>
          <Badge variant="light" color="gray" tt="none" miw="max-content">
            {`${share(outcome.probability)} ${outcome.kind === "CUSTOM" ? "plausible" : "likely"}`}
          </Badge>
        </Group>
        <SimpleGrid cols={3} spacing={4} verticalSpacing={6}>
          {SUMMED.filter((metric) => totalOf(metric, sums) !== null).map((metric) => (
            <div key={metric}>
              <Text size="xs" c="dimmed">
                {metricName(metric)}
              </Text>
              <Text size="sm" fw={600}>
                {figure(totalOf(metric, sums), unitOf(metric, currency), metric)}
              </Text>
            </div>
          ))}
        </SimpleGrid>
        {outcome.keyFactors.length > 0 && (
          <div>
            <Text size="xs" c="dimmed" fw={600} mb={2}>
              What drives it
            </Text>
            <List size="sm" spacing={2} listStyleType="none">
              {outcome.keyFactors.slice(0, 4).map((factor) => (
                <List.Item key={factor.name} styles={{ itemWrapper: { width: "100%" } }}>
                  <Text span size="sm">
                    {factor.name}
                  </Text>
                  <Text span size="sm" fw={600}>
                    {` ${change(factor.effect)}`}
                  </Text>
                </List.Item>
              ))}
            </List>
          </div>
        )}
        <details>
          <summary>
            <Text span size="sm">
              The story
            </Text>
          </summary>
          <Text size="sm" mt={4}>
            {outcome.narrative}
          </Text>
        </details>
      </Stack>
    </Paper>
  );
}
