import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useAction } from "@/api/useAction";
import { type Job, mayRetry, stopOf } from "@/features/jobs/jobs";
import {
  CancelCampaignForecastsDocument,
  CancelPredictionBatchDocument,
  CancelSimulationDocument,
  RetrySimulationDocument,
} from "@/features/jobs/operations";
import { useViewer } from "@/features/workspaces/Session";
import { Confirm } from "@/kit/Confirm";

type Stop = NonNullable<ReturnType<typeof stopOf>>;

const LOST: Record<Stop, { title: string; text: string }> = {
  SIMULATION: {
    title: "Stop this simulation?",
    text: "What it has worked out so far is lost. You can run it again later, on the data of then.",
  },
  OUTLOOK: {
    title: "Stop forecasting the campaigns?",
    text: "The forecasts that are made already stay. The other campaigns keep the ones they had before.",
  },
  PREDICTION: {
    title: "Stop these predictions?",
    text: "The rows that are made already stay. The others are not made.",
  },
};

/** What can be done with a job: stop it, or run its simulation again. */
export function JobActions({ job }: { job: Job }) {
  const viewer = useViewer();
  const stop = stopOf(job, viewer);
  if (stop) return <StopJob job={job} stop={stop} />;
  return mayRetry(job, viewer) ? <RunAgain job={job} /> : null;
}

function StopJob({ job, stop }: { job: Job; stop: Stop }) {
  const [asking, { open, close }] = useDisclosure();
  const simulation = useAction(CancelSimulationDocument, { quiet: true });
  const outlook = useAction(CancelCampaignForecastsDocument, { quiet: true });
  const batch = useAction(CancelPredictionBatchDocument, { quiet: true });
  const { running, fault } = { SIMULATION: simulation, OUTLOOK: outlook, PREDICTION: batch }[stop];

  async function confirm(): Promise<void> {
    const runs = {
      SIMULATION: () => simulation.run({ input: { simulationId: job.subjectId } }),
      OUTLOOK: () => outlook.run({ input: { jobId: job.id } }),
      PREDICTION: () => batch.run({ input: { batchId: job.subjectId } }),
    };
    if (await runs[stop]()) close();
  }

  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        Stop
      </Button>
      <Confirm
        opened={asking}
        onClose={close}
        title={LOST[stop].title}
        action="Stop it"
        danger
        running={running}
        fault={fault}
        onConfirm={() => void confirm()}
      >
        <Text size="sm">{LOST[stop].text}</Text>
      </Confirm>
    </>
  );
}

function RunAgain({ job }: { job: Job }) {
  const retry = useAction(RetrySimulationDocument);
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={retry.running}
      onClick={() => void retry.run({ input: { simulationId: job.subjectId } })}
    >
      Run again
    </Button>
  );
}
