import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import type { AudienceKind } from "@/features/audiences/operations";
import { NAMED } from "@/features/audiences/words";
import type { JobUpdates } from "@/features/jobs/useJobUpdates";
import { TrainModelDocument } from "@/features/models/operations";
import { TrainingProgress } from "@/features/models/TrainingProgress";
import { useMay } from "@/features/workspaces/Session";
import { Empty } from "@/kit/states";

type Props = { kind: AudienceKind; updates: JobUpdates };

/** Says that no model answers yet, and lets those who may have one trained. */
export function Untrained({ kind, updates }: Props) {
  const may = useMay("ADMIN");
  const { name, observed } = NAMED[kind];
  return (
    <Empty
      title={`No model of ${name.toLowerCase()} serves yet`}
      hint={`One is trained once a day from the ${observed} that the workspace observed; it takes sixty, over some weeks. ${
        may ? "You can have it trained now." : "An owner or admin can have it trained now."
      }`}
      action={may && <Train kind={kind} updates={updates} label="Train it now" />}
    />
  );
}

/** Have the model of a kind trained, and follow that. */
export function Train({ kind, updates, label }: Props & { label: string }) {
  const train = useAction(TrainModelDocument);
  const [begun, setBegun] = useState<string | null>(null);
  const job = updates.jobs.get(begun ?? "");
  const atWork = begun !== null && job?.finishedAt == null;

  async function begin(): Promise<void> {
    const data = await train.run({ input: { name: NAMED[kind].model } });
    if (data?.trainModel.job) setBegun(data.trainModel.job.id);
  }

  return (
    <Stack gap="sm" align="center" w="100%" maw={460}>
      <Button loading={train.running || atWork} onClick={() => void begin()}>
        {label}
      </Button>
      {job && (
        <div style={{ width: "100%", textAlign: "left" }}>
          <TrainingProgress job={job} />
        </div>
      )}
    </Stack>
  );
}
