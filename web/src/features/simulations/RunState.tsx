import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import { RetrySimulationDocument, type SimulationHeadQuery } from "@/features/simulations/operations";
import { STEPS } from "@/features/simulations/progress";
import { RunProgress } from "@/features/simulations/RunProgress";
import { useMay } from "@/features/workspaces/Session";
import { time } from "@/kit/format";

export type SimulationHead = NonNullable<SimulationHeadQuery["simulation"]>;

type Props = {
  simulation: SimulationHead;
  /** Told when what is known of it is out of date. */
  onChanged: () => void;
};

/** What stands where the result of a run will be: its progress, or why there is none and what to do. */
export function RunState({ simulation, onChanged }: Props) {
  if (simulation.status === "QUEUED" || simulation.status === "RUNNING") {
    return (
      <RunProgress
        key={`${simulation.id} ${simulation.attempt}`}
        id={simulation.id}
        horizonDays={simulation.horizonDays}
        onEnded={onChanged}
      />
    );
  }
  if (simulation.status === "FAILED") return <Failed simulation={simulation} onChanged={onChanged} />;
  if (simulation.status === "CANCELLED") {
    return (
      <Alert color="gray" title="This simulation was cancelled">
        <Group justify="space-between">
          <Text size="sm">Stopped {time(simulation.completedAt)}. Run it again for a result.</Text>
          <Retry simulation={simulation} onChanged={onChanged} />
        </Group>
      </Alert>
    );
  }
  return null;
}

function Failed({ simulation, onChanged }: Props) {
  const { failure } = simulation;
  const step = STEPS.find((one) => one.step === failure?.step);
  return (
    <Alert color="red" title="This simulation could not be finished" role="alert">
      <Stack gap="xs">
        <Text size="sm" fw={600}>
          {failure?.message ?? "Why is not known."}
        </Text>
        {failure && <Text size="sm">{failure.hint}</Text>}
        <Group justify="space-between">
          <Text size="xs">
            {[
              step && `It stopped at: ${step.does.toLowerCase()}.`,
              failure?.reference && `Reference for support: ${failure.reference}.`,
            ]
              .filter(Boolean)
              .join(" ")}
          </Text>
          {failure?.category === "INSUFFICIENT_DATA" && (
            <Button
              size="compact-sm"
              variant="default"
              renderRoot={(props) => (
                <Link
                  to="/campaigns/$campaignId"
                  params={{ campaignId: simulation.campaign.id }}
                  search={{ tab: "quality" }}
                  {...props}
                />
              )}
            >
              See what is missing
            </Button>
          )}
          {failure?.retryable && <Retry simulation={simulation} onChanged={onChanged} />}
        </Group>
      </Stack>
    </Alert>
  );
}

function Retry({ simulation, onChanged }: Props) {
  const may = useMay("ANALYST");
  const retry = useAction(RetrySimulationDocument);
  // It is at work from now on, which the page knows a moment later.
  const [asked, setAsked] = useState(false);
  if (!may) return null;
  async function again(): Promise<void> {
    if (!(await retry.run({ input: { simulationId: simulation.id } }))) return;
    setAsked(true);
    onChanged();
  }
  return (
    <Button size="compact-sm" variant="default" loading={retry.running || asked} onClick={() => void again()}>
      Run it again
    </Button>
  );
}
