import { Alert, Button, Group, Text } from "@mantine/core";
import { useQuery } from "urql";
import type { By } from "@/features/simulations/fan";
import { type MetricType, SimulationHeadDocument } from "@/features/simulations/operations";
import { Report, type ReportCampaign } from "@/features/simulations/Report";
import { RunState, type SimulationHead } from "@/features/simulations/RunState";
import { useMay } from "@/features/workspaces/Session";
import { ago, number, time } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Props = {
  campaign: ReportCampaign & { dataVersion: number };
  /** The run that is asked for, or the newest one; none when there is none. */
  run: string | null;
  /** The newest run that completed, which is shown while another one has no result. */
  latest: string | null;
  metric: string | undefined;
  by: By;
  onMetric: (metric: MetricType) => void;
  onBy: (by: By) => void;
  onRun: () => void;
  /** Told when the campaign's runs have changed. */
  onChanged: () => void;
};

/** What is ahead of the campaign: the run that is asked for, and while it has no result the one before. */
export function ForecastTab(props: Props) {
  const { run, latest, campaign, onChanged } = props;
  if (!run) return <First campaign={campaign} onRun={props.onRun} />;
  return <Asked {...props} key={run} run={run} latest={latest} onChanged={onChanged} />;
}

function First({ campaign, onRun }: Pick<Props, "campaign" | "onRun">) {
  const may = useMay("ANALYST");
  if (campaign.dataVersion === 0) {
    return (
      <Section title="Forecast">
        <Empty
          title="Nothing was observed yet"
          hint="Import the campaign's metrics from the list of campaigns: from 14 observed days on the models learn from them. Until then a simulation tells what comparable campaigns of this workspace did, with wide ranges."
          action={
            <Group gap="xs" justify="center">
              <Button component="a" href="/campaigns" variant="default">
                Go to the campaigns
              </Button>
              {may && <Button onClick={onRun}>Run a simulation</Button>}
            </Group>
          }
        />
      </Section>
    );
  }
  return (
    <Section title="Forecast">
      <Empty
        title="This campaign was not simulated yet"
        hint="A simulation takes some seconds. It tells what to expect, how sure that is, what may go wrong, and what to do."
        action={may ? <Button onClick={onRun}>Run a simulation</Button> : undefined}
      />
    </Section>
  );
}

function Asked({ campaign, run, latest, metric, by, onMetric, onBy, onChanged }: Props & { run: string }) {
  const [answer, refresh] = useQuery({ query: SimulationHeadDocument, variables: { id: run } });
  const simulation = answer.data?.simulation;
  const completed = simulation?.status === "COMPLETED";
  const other = !completed && latest !== run ? latest : null;
  const show = { campaign, metric, by, onMetric, onBy };

  function changed(): void {
    refresh({ requestPolicy: "network-only" });
    onChanged();
  }

  return (
    <Answered answer={answer} onRetry={() => refresh({ requestPolicy: "network-only" })} rows={4} height={90}>
      {() => {
        if (!simulation || simulation.campaign.id !== campaign.id) {
          return (
            <Empty
              title="There is no such simulation of this campaign"
              hint="It may have been deleted. The history lists those that are there."
            />
          );
        }
        return (
          <>
            <RunState simulation={simulation} onChanged={changed} />
            {completed && <Shown simulation={simulation} latest={latest} {...show} />}
            {other && <Meanwhile id={other} {...show} />}
          </>
        );
      }}
    </Answered>
  );
}

type ShowProps = Pick<Props, "campaign" | "metric" | "by" | "onMetric" | "onBy">;

function Shown({
  simulation,
  latest,
  ...show
}: ShowProps & { simulation: SimulationHead; latest: string | null }) {
  const { id, horizonDays, completedAt, createdAt } = simulation;
  return (
    <>
      <Text size="sm" c="dimmed">
        {`${number(horizonDays)} days ahead, simulated ${ago(completedAt ?? createdAt)} (${time(completedAt ?? createdAt)})`}
        {latest !== null && latest !== id && " · a newer simulation is in the history"}
      </Text>
      <Report simulation={simulation} {...show} />
    </>
  );
}

/** The last result, while the run that is asked for has none. */
function Meanwhile({ id, ...show }: ShowProps & { id: string }) {
  const [answer] = useQuery({ query: SimulationHeadDocument, variables: { id } });
  const simulation = answer.data?.simulation;
  if (!simulation) return null;
  return (
    <>
      <Alert color="gray" p="xs">
        <Text size="sm">{`Below is the last forecast, of ${time(simulation.completedAt ?? simulation.createdAt)}.`}</Text>
      </Alert>
      <Report simulation={simulation} {...show} />
    </>
  );
}
