import { Anchor, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { againstNaive, heldAt80, modelName } from "@/features/models/accuracy";
import {
  SimulationDataDocument,
  type SimulationDataQuery,
  SimulationWorthDocument,
  type SimulationWorthQuery,
} from "@/features/simulations/operations";
import { Tag } from "@/kit/badges";
import { type Column, DataTable } from "@/kit/DataTable";
import { date, figure, metricName, NONE, number, share } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Performance = NonNullable<SimulationWorthQuery["simulation"]>["performance"][number];
type Published = Performance["published"][number];
type Quality = NonNullable<SimulationDataQuery["simulation"]>["dataQuality"];

type Props = { simulationId: string; campaignId: string };

/** What a forecast rested on, and what it was worth once its days came. */
export function Worth({ simulationId, campaignId }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <Came simulationId={simulationId} />
      <Data simulationId={simulationId} campaignId={campaignId} />
    </SimpleGrid>
  );
}

function Came({ simulationId }: Pick<Props, "simulationId">) {
  const [answer, refresh] = useQuery({ query: SimulationWorthDocument, variables: { id: simulationId } });
  return (
    <Section title="What it was worth" note="Its days that have come, held against what was observed">
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={4}
        height={32}
      >
        {({ simulation }) =>
          simulation && simulation.performance.length > 0 ? (
            <Judged performances={simulation.performance} />
          ) : (
            <Empty
              title="No day of this forecast has come yet"
              hint="It is judged as soon as a day that it spoke of was observed whole. Import the metrics of those days, or let the simulator go on."
            />
          )
        }
      </Answered>
    </Section>
  );
}

const METRICS: Column<Published>[] = [
  { key: "metric", head: "Metric", cell: (one) => metricName(one.metric) },
  { key: "days", head: "Days", numeric: true, cell: ({ measures }) => number(measures.sampleSize) },
  { key: "wape", head: "Off by", numeric: true, cell: ({ measures }) => share(measures.wape, 1) },
  {
    key: "mae",
    head: "A day",
    numeric: true,
    cell: ({ metric, unit, measures }) =>
      measures.mae === null ? NONE : figure(measures.mae, unit ?? "", metric),
  },
  { key: "held", head: "80 % held", numeric: true, cell: ({ measures }) => share(heldAt80(measures)) },
  {
    key: "grade",
    head: "Grade",
    cell: ({ measures }) => (measures.grade ? <Tag value={measures.grade} /> : NONE),
  },
];

const MODELS: Column<Performance>[] = [
  { key: "model", head: "Model", cell: (one) => modelName(one.model) },
  { key: "wape", head: "Off by", numeric: true, cell: ({ measures }) => share(measures.wape, 1) },
  { key: "mase", head: "Against last week", cell: ({ measures }) => againstNaive(measures.mase) },
  { key: "held", head: "80 % held", numeric: true, cell: ({ measures }) => share(heldAt80(measures)) },
];

function Judged({ performances }: { performances: readonly Performance[] }) {
  const first = performances[0];
  if (!first) return null;
  const { published, measures } = first;
  return (
    <Stack gap="sm">
      <Text>
        {`It was off by ${share(measures.wape, 1)} over ${measures.sampleSize === 1 ? "1 daily figure" : `${number(measures.sampleSize)} daily figures`}, of each channel and metric by itself: ${againstNaive(measures.mase)}. The 80 % range held ${share(heldAt80(measures))} of them.`}
      </Text>
      {published.length > 0 && (
        <DataTable
          caption="The whole campaign by metric, all channels together"
          columns={METRICS}
          rows={published}
          rowKey={(one) => one.metric}
          minWidth={460}
        />
      )}
      <details>
        <summary>
          <Text span size="sm">
            Which model was nearest
          </Text>
        </summary>
        <DataTable
          caption="How near each model was"
          columns={MODELS}
          rows={performances}
          rowKey={(one) => one.model}
          minWidth={460}
        />
      </details>
    </Stack>
  );
}

function Data({ simulationId, campaignId }: Props) {
  const [answer, refresh] = useQuery({ query: SimulationDataDocument, variables: { id: simulationId } });
  return (
    <Section title="The data it was made from" note="As far as it could be trusted when it ran">
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={4}
        height={32}
      >
        {({ simulation }) =>
          simulation && (
            <>
              <Trusted quality={simulation.dataQuality} />
              <Anchor
                size="sm"
                style={{ alignSelf: "flex-start" }}
                renderRoot={(props) => (
                  <Link
                    to="/campaigns/$campaignId"
                    params={{ campaignId }}
                    search={{ tab: "quality" }}
                    {...props}
                  />
                )}
              >
                See how the data is now
              </Anchor>
            </>
          )
        }
      </Answered>
    </Section>
  );
}

const SHORT = 5;

function Trusted({ quality }: { quality: Quality }) {
  const { verdict, score, observedDays, firstDay, lastDay, issues } = quality;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Tag value={verdict} />
        <Text>
          {observedDays === 0
            ? "Nothing was observed"
            : `${share(score)} overall, ${observedDays === 1 ? "1 day" : `${number(observedDays)} days`} observed, ${date(firstDay)} to ${date(lastDay)}`}
        </Text>
      </Group>
      {issues.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing was found wrong with it.
        </Text>
      ) : (
        <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: "none" }}>
          {issues.slice(0, SHORT).map((issue) => (
            <Group
              component="li"
              key={`${issue.code} ${issue.start} ${issue.message}`}
              gap="xs"
              align="flex-start"
              wrap="nowrap"
            >
              <Tag value={issue.severity} />
              <div>
                <Text size="sm">{issue.message}</Text>
                <Text size="xs" c="dimmed">
                  {issue.effect}
                </Text>
              </div>
            </Group>
          ))}
        </Stack>
      )}
      {issues.length > SHORT && (
        <Text size="xs" c="dimmed">{`and ${number(issues.length - SHORT)} lesser ones`}</Text>
      )}
    </Stack>
  );
}
