import { Group, Progress, Text } from "@mantine/core";
import { type Job, outlookOf, troubleOf } from "@/features/jobs/jobs";
import { Tag } from "@/kit/badges";
import { NONE, number, words } from "@/kit/format";

const STEPS: Record<string, string> = {
  COLLECT: "Collecting the data",
  FIT: "Learning",
  GATE: "Being tried on the past",
  STORE: "Being stored",
  WATCH: "Looking for drift",
};

/** How far a training is, and what came of it. */
export function TrainingProgress({ job }: { job: Job }) {
  const trouble = troubleOf(job);
  const left = outlookOf(job);
  const text =
    job.status === "RUNNING"
      ? [STEPS[job.step ?? ""] ?? words(job.step ?? "AT_WORK"), left === NONE ? null : left]
          .filter(Boolean)
          .join(", ")
      : job.status === "QUEUED"
        ? left
        : (trouble?.message ?? job.note ?? "");
  return (
    <div role="status" aria-label="Training">
      <Group gap="xs" mb={4} wrap="nowrap" align="flex-start">
        <Tag value={job.status} />
        <Text size="sm">{text}</Text>
      </Group>
      {job.finishedAt === null && (
        <Progress
          value={job.percent ?? 0}
          size="sm"
          aria-label={`Training, ${number(job.percent ?? 0)} percent`}
        />
      )}
    </div>
  );
}
