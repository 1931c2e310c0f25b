import { Button, Group, Stack, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import type { Job } from "@/features/jobs/jobs";
import { modelName } from "@/features/models/accuracy";
import { TrainModelDocument } from "@/features/models/operations";
import { mayPromote, type Trained, type Version } from "@/features/models/registry";
import { TrainingProgress } from "@/features/models/TrainingProgress";
import { Promote, RollBack } from "@/features/models/VersionActions";
import { useMay } from "@/features/workspaces/Session";
import { Tag } from "@/kit/badges";
import { type Column, DataTable } from "@/kit/DataTable";
import { ago, date, number, time } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

/** How many versions stand there before one asks for all. */
const FEW = 5;

type Props = {
  trained: Trained;
  /** Its training that was begun here. */
  job: Job | undefined;
  onTraining: (jobId: string) => void;
  onOpen: (versionId: string) => void;
  onChanged: () => void;
};

/** One model: what it does, which version serves, and what can be done with it. */
export function ModelCard({ trained, job, onTraining, onOpen, onChanged }: Props) {
  const { name, description, champion, former, versions } = trained;
  const may = useMay("ADMIN");
  const train = useAction(TrainModelDocument);

  async function begin(): Promise<void> {
    const data = await train.run({ input: { name } });
    if (data?.trainModel.job) onTraining(data.trainModel.job.id);
  }

  return (
    <Section
      title={modelName(name)}
      note={description}
      controls={
        may && (
          <Group gap="xs">
            {champion && former && <RollBack champion={champion} former={former} onDone={onChanged} />}
            <Button
              size="compact-sm"
              loading={train.running || (job !== undefined && job.finishedAt === null)}
              onClick={() => void begin()}
            >
              Train now
            </Button>
          </Group>
        )
      }
    >
      {job && <TrainingProgress job={job} />}
      {versions.length === 0 ? (
        <Empty
          title="Not trained yet"
          hint={`It learns once a day from what the workspace observed${may ? ", or now if you ask" : ""}. Sixty observations are needed at least.`}
        />
      ) : (
        <Stack gap="sm">
          {champion ? (
            <Serving champion={champion} />
          ) : (
            <Text size="sm">No version serves: none passed the gate yet.</Text>
          )}
          <Versions trained={trained} onOpen={onOpen} onChanged={onChanged} />
        </Stack>
      )}
    </Section>
  );
}

function Serving({ champion }: { champion: Version }) {
  return (
    <div>
      <Text size="sm">
        <strong>Version {number(champion.number)} serves.</strong> {champion.verdict.statement}
      </Text>
      <Text size="sm" c="dimmed">
        {champion.drift
          ? `Drift, looked at ${ago(champion.drift.at)}: ${champion.drift.statement}`
          : "Drift is looked at with the next training, once there are newer data."}
      </Text>
    </div>
  );
}

type VersionsProps = Pick<Props, "trained" | "onOpen" | "onChanged">;

function Versions({ trained, onOpen, onChanged }: VersionsProps) {
  const { name, versions, champion } = trained;
  const [all, setAll] = useState(false);
  const may = useMay("ADMIN");
  const columns: Column<Version>[] = [
    {
      key: "number",
      head: "Version",
      cell: (version) => (
        <UnstyledButton
          fz="sm"
          td="underline"
          onClick={() => onOpen(version.id)}
          aria-label={`Version ${version.number} of ${modelName(name)}: details`}
        >
          Version {number(version.number)}
        </UnstyledButton>
      ),
    },
    { key: "stage", head: "Stage", cell: (version) => <Tag value={version.stage} /> },
    {
      key: "trained",
      head: "Trained",
      cell: (version) => <span title={time(version.trainedAt)}>{ago(version.trainedAt)}</span>,
    },
    { key: "until", head: "Data until", cell: (version) => date(version.until) },
    {
      key: "observations",
      head: "Observations",
      numeric: true,
      cell: (version) => number(version.observations),
    },
    { key: "gate", head: "Gate", cell: (version) => <Gate version={version} /> },
    ...(may
      ? [
          {
            key: "actions",
            head: <VisuallyHidden>What can be done</VisuallyHidden>,
            numeric: true,
            cell: (version: Version) =>
              mayPromote(version) && <Promote version={version} champion={champion} onDone={onChanged} />,
          },
        ]
      : []),
  ];
  return (
    <>
      <DataTable
        caption={`Versions of ${modelName(name)}`}
        columns={columns}
        rows={all ? versions : versions.slice(0, FEW)}
        rowKey={(version) => version.id}
        minWidth={680}
      />
      {versions.length > FEW && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${number(versions.length)}`}
        </Button>
      )}
    </>
  );
}

/** What the gate said, in a word. */
export function Gate({ version }: { version: Pick<Version, "verdict"> }) {
  const { passed, undecided } = version.verdict;
  return (
    <Text size="sm" c={passed ? "green" : undecided ? undefined : "orange"}>
      {passed ? "Passed" : undecided ? "Undecided" : "Not passed"}
    </Text>
  );
}
