import { Anchor, Box, Group, Progress, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Job, kindName, outlookOf, troubleOf } from "@/features/jobs/jobs";
import { Tag } from "@/kit/badges";
import { NONE, number, words } from "@/kit/format";

/** What a job is about, what it does, and what came of it. */
export function Work({ job }: { job: Job }) {
  const trouble = troubleOf(job);
  const step = job.status === "RUNNING" && job.step ? words(job.step) : null;
  return (
    <Stack gap={2} maw={{ base: 240, sm: 460 }}>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {kindName(job.kind)}
        </Text>
        {/* On a phone the column of the status is out of sight. */}
        <Box hiddenFrom="sm">
          <Tag value={job.status} />
        </Box>
      </Group>
      <Text size="sm">
        <Subject job={job} />
      </Text>
      {(step ?? job.note) && (
        <Text size="xs" c="dimmed">
          {step ?? job.note}
        </Text>
      )}
      {trouble && (
        <Text size="xs" c="red">
          {trouble.message}
          {trouble.hint && ` ${trouble.hint}`}
        </Text>
      )}
    </Stack>
  );
}

function Subject({ job }: { job: Job }) {
  const { subject } = job;
  switch (subject?.__typename) {
    case "Simulation":
      return (
        <>
          <CampaignLink id={subject.campaign.id} name={subject.campaign.name} />
          {`, ${number(subject.horizonDays)} days`}
        </>
      );
    case "Campaign":
      return <CampaignLink id={subject.id} name={subject.name} />;
    case "Model":
      return (
        <Anchor
          size="sm"
          underline="always"
          renderRoot={(props) => (
            <Link to="/models" search={{ tab: "versions", version: subject.id }} {...props} />
          )}
        >
          {`${words(subject.name)}, version ${number(subject.number)}`}
        </Anchor>
      );
    case "PredictionBatch": {
      const total = subject.total === null ? "" : ` of ${number(subject.total)}`;
      const title = subject.emailSubject ? ` “${subject.emailSubject}”` : "";
      return `${words(subject.kind)}${title} by version ${number(subject.modelVersion)}, ${number(subject.done)}${total} rows`;
    }
    case "Workspace":
      return "The campaigns of the workspace";
    default:
      if (job.modelName) return words(job.modelName);
      return job.kind === "TRAINING" ? "A model that is made no more" : "What it was about is deleted";
  }
}

function CampaignLink({ id, name }: { id: string; name: string }) {
  return (
    <Anchor
      size="sm"
      underline="always"
      renderRoot={(props) => <Link to="/campaigns/$campaignId" params={{ campaignId: id }} {...props} />}
    >
      {name}
    </Anchor>
  );
}

/** Where a job is in its life, in a word, a bar while it is at work, and what is left. */
export function Progression({ job }: { job: Job }) {
  const left = outlookOf(job);
  return (
    <Stack gap={4} miw={150}>
      <span>
        <Tag value={job.status} />
      </span>
      {job.status === "RUNNING" && (
        <Progress
          value={job.percent ?? 0}
          size="sm"
          aria-label={`${kindName(job.kind)}, ${number(job.percent)} percent`}
        />
      )}
      {left !== NONE && (
        <Text size="xs" c="dimmed">
          {job.status === "RUNNING" && job.percent !== null ? `${number(job.percent)} %, ${left}` : left}
        </Text>
      )}
    </Stack>
  );
}
