import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useAction } from "@/api/useAction";
import { modelName } from "@/features/models/accuracy";
import { PromoteModelDocument, RollbackModelDocument } from "@/features/models/operations";
import type { Version } from "@/features/models/registry";
import { Confirm } from "@/kit/Confirm";
import { number } from "@/kit/format";

type PromoteProps = { version: Version; champion: Version | null; onDone: () => void };

/** Let a version serve, whatever the gate said of it. */
export function Promote({ version, champion, onDone }: PromoteProps) {
  const [asking, { open, close }] = useDisclosure();
  const action = useAction(PromoteModelDocument, { quiet: true });

  async function confirm(): Promise<void> {
    if (!(await action.run({ input: { modelId: version.id } }))) return;
    close();
    onDone();
  }

  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        onClick={open}
        aria-label={`Promote version ${version.number} of ${modelName(version.name)}`}
      >
        Promote
      </Button>
      <Confirm
        opened={asking}
        onClose={close}
        title={`Let version ${number(version.number)} serve?`}
        action="Promote it"
        running={action.running}
        fault={action.fault}
        onConfirm={() => void confirm()}
      >
        <Text size="sm">
          Predictions of {modelName(version.name)} come from version {number(version.number)} from then on.
          {champion &&
            ` Version ${number(champion.number)}, which serves now, retires; rolling back brings it back.`}
        </Text>
        <Text size="sm">
          The gate {version.verdict.passed ? "let it pass" : "did not let it pass"}:{" "}
          {version.verdict.statement}
        </Text>
      </Confirm>
    </>
  );
}

type RollBackProps = { champion: Version; former: Version; onDone: () => void };

/** Let the champion before the present one serve again. */
export function RollBack({ champion, former, onDone }: RollBackProps) {
  const [asking, { open, close }] = useDisclosure();
  const action = useAction(RollbackModelDocument, { quiet: true });
  const name = modelName(champion.name);

  async function confirm(): Promise<void> {
    if (!(await action.run({ input: { name: champion.name } }))) return;
    close();
    onDone();
  }

  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open} aria-label={`Roll back ${name}`}>
        Roll back
      </Button>
      <Confirm
        opened={asking}
        onClose={close}
        title={`Go back to version ${number(former.number)}?`}
        action="Roll back"
        danger
        running={action.running}
        fault={action.fault}
        onConfirm={() => void confirm()}
      >
        <Text size="sm">
          Version {number(former.number)} of {name} serves again. Version {number(champion.number)}, which
          serves now, counts as rejected and stays away until a later version passes the gate; you can still
          promote it by hand.
        </Text>
      </Confirm>
    </>
  );
}
