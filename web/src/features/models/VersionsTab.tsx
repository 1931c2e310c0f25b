import { Alert, Stack } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import type { Job } from "@/features/jobs/jobs";
import { useJobUpdates } from "@/features/jobs/useJobUpdates";
import { ModelCard } from "@/features/models/ModelCard";
import { ModelsDocument } from "@/features/models/operations";
import { byModel } from "@/features/models/registry";
import { TrainingProgress } from "@/features/models/TrainingProgress";
import { VersionDrawer } from "@/features/models/VersionDrawer";
import { Section } from "@/kit/Section";
import { Answered } from "@/kit/states";

/** The models that learn, with their versions. */
export function VersionsTab() {
  const { version } = useSearch({ from: "/models" });
  const navigate = useNavigate({ from: "/models" });
  const [answer, refresh] = useQuery({ query: ModelsDocument });
  const updates = useJobUpdates();
  // Jobs do not say which model they train; those that were begun here are known.
  const [begun, setBegun] = useState<ReadonlyMap<string, string>>(new Map());

  const trainings = [...updates.jobs.values()].filter((job) => job.kind === "TRAINING");
  const ended = trainings.filter((job) => job.finishedAt !== null).length;
  const others = trainings.filter((job) => job.finishedAt === null && ![...begun.values()].includes(job.id));
  useEffect(() => {
    if (ended + updates.lapses > 0) refresh({ requestPolicy: "network-only" });
  }, [ended, updates.lapses, refresh]);

  function open(id: string | undefined): void {
    void navigate({ search: (now) => ({ ...now, version: id }) });
  }

  return (
    <Stack gap="md">
      {updates.fault && (
        <Alert color="orange" role="alert" title="Trainings cannot be followed">
          {updates.fault}
        </Alert>
      )}
      {others.length > 0 && <Others jobs={others} />}
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={4}
        height={180}
      >
        {(data) =>
          byModel(data).map((trained) => (
            <ModelCard
              key={trained.name}
              trained={trained}
              job={updates.jobs.get(begun.get(trained.name) ?? "")}
              onTraining={(id) => setBegun((now) => new Map(now).set(trained.name, id))}
              onOpen={open}
              onChanged={() => refresh({ requestPolicy: "network-only" })}
            />
          ))
        }
      </Answered>
      <VersionDrawer id={version} onClose={() => open(undefined)} />
    </Stack>
  );
}

function Others({ jobs }: { jobs: readonly Job[] }) {
  return (
    <Section title="Trainings at work" note="Begun by the schedule, or by somebody else">
      <Stack gap="sm">
        {jobs.map((job) => (
          <TrainingProgress key={job.id} job={job} />
        ))}
      </Stack>
    </Section>
  );
}
