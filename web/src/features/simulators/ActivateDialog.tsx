import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useState } from "react";
import { useAction } from "@/api/useAction";
import type { Scenario, Stream } from "@/features/simulators/model";
import { ActivateScenarioDocument, type ActivateScenarioMutation } from "@/features/simulators/operations";
import { PreviewTable } from "@/features/simulators/PreviewTable";
import { time } from "@/kit/format";
import { Failure, Loading } from "@/kit/states";

type Props = {
  scenario: Scenario | null;
  streams: readonly Stream[];
  scenarios: readonly Scenario[];
  onClose: () => void;
};

/** Show what a scenario would do, and activate it. */
export function ActivateDialog({ scenario, streams, scenarios, onClose }: Props) {
  return (
    <Modal
      opened={scenario !== null}
      onClose={onClose}
      title={`Activate ${scenario?.name ?? ""}`}
      size="xl"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {scenario && <Ask scenario={scenario} streams={streams} scenarios={scenarios} onClose={onClose} />}
    </Modal>
  );
}

function Ask({ scenario, streams, scenarios, onClose }: Props & { scenario: Scenario }) {
  const trial = useAction(ActivateScenarioDocument, { quiet: true });
  const order = useAction(ActivateScenarioDocument, { quiet: true });
  const [told, setTold] = useState<ActivateScenarioMutation["activateScenario"] | null>(null);

  async function look(): Promise<void> {
    const done = await trial.run({ input: { scenarioId: scenario.id, dryRun: true } });
    setTold(done?.activateScenario ?? null);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each scenario
  useEffect(() => void look(), [scenario.id]);

  async function activate(): Promise<void> {
    const done = await order.run({ input: { scenarioId: scenario.id, dryRun: false } });
    if (!done) return;
    onClose();
    const { modifier } = done.activateScenario;
    notifications.show({
      title: `${scenario.name} is active`,
      message: modifier?.settledAt ? `Everything is settled by ${time(modifier.settledAt)}.` : undefined,
    });
  }

  return (
    <Stack gap="md">
      <Text size="sm">{scenario.description}</Text>
      {trial.fault && <Failure fault={trial.fault} onRetry={() => void look()} />}
      {!told && !trial.fault && <Loading rows={4} />}
      {told && (
        <>
          <PreviewTable
            preview={told.preview}
            warnings={told.warnings}
            streams={streams}
            scenarios={scenarios}
          />
          {told.events.length > 0 && (
            <Text size="sm">Events that it injects: {told.events.map(({ title }) => title).join(", ")}.</Text>
          )}
          {scenario.campaigns.length > 0 && (
            <Text size="sm">
              It moves metrics of: {scenario.campaigns.map(({ name }) => name).join(", ")}.
            </Text>
          )}
          <Text size="sm" c="dimmed">
            Everything is settled again after {told.estimatedDuration} of simulation time.
          </Text>
        </>
      )}
      {order.fault && <Failure fault={order.fault} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!told} loading={order.running} onClick={() => void activate()}>
          Activate
        </Button>
      </Group>
    </Stack>
  );
}
