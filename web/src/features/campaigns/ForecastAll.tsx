import { Alert, Button, Group, Progress, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useQuery, useSubscription } from "urql";
import { useAction } from "@/api/useAction";
import {
  CampaignForecastJobDocument,
  type CampaignForecastJobSubscription,
  CancelCampaignForecastsDocument,
  ForecastCampaignsDocument,
  RunningForecastDocument,
} from "@/features/campaigns/operations";
import { duration, number, words } from "@/kit/format";

type Job = CampaignForecastJobSubscription["jobUpdates"]["job"];

const HORIZON_DAYS = 30;

export type Forecasting = {
  begin: () => void;
  cancel: () => void;
  beginning: boolean;
  /** Whether one is at work. */
  atWork: boolean;
  cancelling: boolean;
  /** The job that is followed. */
  jobId: string | null;
  job: Job | null;
  /** Why nothing is heard of it. */
  silence: string | null;
  dismiss: () => void;
};

const isOver = (job: Job | null): boolean =>
  job !== null && job.status !== "QUEUED" && job.status !== "RUNNING";

/** Forecast all campaigns of the workspace, and follow that; one that runs already is followed as well.
 *
 * @param onDone Told when it has ended.
 */
export function useForecasting(onDone: () => void): Forecasting {
  const start = useAction(ForecastCampaignsDocument);
  const stop = useAction(CancelCampaignForecastsDocument);
  const [found] = useQuery({ query: RunningForecastDocument, requestPolicy: "network-only" });
  const [begun, setBegun] = useState<string | null>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const known = begun ?? found.data?.jobs.edges[0]?.node.id ?? null;
  const jobId = known === dismissed ? null : known;
  const [told] = useSubscription({
    query: CampaignForecastJobDocument,
    variables: { jobId: jobId ?? "" },
    pause: jobId === null,
  });
  const heard = told.data?.jobUpdates.job;
  const job = heard && heard.id === jobId ? heard : null;
  const over = isOver(job);

  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when the job ends
  useEffect(() => {
    if (over) onDone();
  }, [over, jobId]);

  async function begin(): Promise<void> {
    const data = await start.run({ input: { horizonDays: HORIZON_DAYS } });
    const id = data?.forecastCampaigns.job?.id;
    if (id) setBegun(id);
  }

  return {
    begin: () => void begin(),
    cancel: () => jobId && void stop.run({ input: { jobId } }),
    beginning: start.running,
    atWork: jobId !== null && !over,
    cancelling: stop.running,
    jobId,
    job,
    silence: told.error && !over ? "What it does is not known now. It goes on all the same." : null,
    dismiss: () => setDismissed(jobId),
  };
}

const ENDS: Partial<Record<Job["status"], { colour: string; title: string }>> = {
  SUCCEEDED: { colour: "green", title: "The campaigns are forecast" },
  CANCELLED: { colour: "gray", title: "Forecasting was stopped" },
  FAILED: { colour: "red", title: "Forecasting failed" },
  DEAD: { colour: "red", title: "Forecasting failed" },
};

/** How far the forecasting of all campaigns is, and what came of it. */
export function ForecastProgress({ forecasting }: { forecasting: Forecasting }) {
  const { job, jobId, silence, cancel, cancelling, dismiss } = forecasting;
  if (jobId === null) return null;
  const end = job && ENDS[job.status];
  if (end) {
    return (
      <Alert
        color={end.colour}
        title={end.title}
        role="status"
        withCloseButton
        closeButtonLabel="Hide this"
        onClose={dismiss}
      >
        {job.failure ?? job.note ?? "Outlooks that were made stay."}
      </Alert>
    );
  }
  const percent = job?.percent ?? 0;
  return (
    <Alert color="blue" title="Forecasting campaigns" role="status">
      <Group wrap="nowrap" align="center">
        <Progress value={percent} flex={1} aria-label="How far it is" animated />
        <Text size="sm" miw={44} ta="right">
          {number(percent)} %
        </Text>
        <Button size="compact-sm" variant="default" onClick={cancel} loading={cancelling}>
          Stop
        </Button>
      </Group>
      <Text size="sm" mt={4}>
        {silence ?? stateOf(job)}
      </Text>
    </Alert>
  );
}

function stateOf(job: Job | null): string {
  if (!job || job.status === "QUEUED") return "It waits for its turn.";
  return job.etaSeconds
    ? `About ${duration(job.etaSeconds)} left.`
    : job.step
      ? `Step: ${words(job.step)}.`
      : "At work.";
}
