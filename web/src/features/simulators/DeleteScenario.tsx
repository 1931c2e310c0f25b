import { Text } from "@mantine/core";
import { useAction } from "@/api/useAction";
import type { Scenario } from "@/features/simulators/model";
import { DeleteScenarioDocument } from "@/features/simulators/operations";
import { Confirm } from "@/kit/Confirm";

type Props = {
  scenario: Scenario | null;
  /** Whether it acts now. */
  acting: boolean;
  onDeleted: () => void;
  onClose: () => void;
};

/** Ask before a scenario of the workspace's own is removed. */
export function DeleteScenario({ scenario, acting, onDeleted, onClose }: Props) {
  const { run, running, fault, clear } = useAction(DeleteScenarioDocument, { quiet: true });

  async function remove(): Promise<void> {
    if (scenario && (await run({ input: { scenarioId: scenario.id } }))) onDeleted();
  }

  return (
    <Confirm
      opened={scenario !== null}
      title={`Delete ${scenario?.name ?? ""}?`}
      action="Delete it"
      danger
      running={running}
      fault={fault}
      onConfirm={() => void remove()}
      onClose={() => {
        clear();
        onClose();
      }}
    >
      <Text size="sm">
        It goes for everybody in the workspace and does not come back, unless its document was downloaded.
      </Text>
      {acting && <Text size="sm">It acts now, and goes on until it is over or stopped.</Text>}
    </Confirm>
  );
}
