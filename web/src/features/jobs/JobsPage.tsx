import { Alert, Select, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { useQuery } from "urql";
import { JobActions } from "@/features/jobs/JobActions";
import {
  GROUPS,
  type Group as Grouped,
  type Job,
  joined,
  KINDS,
  kindName,
  requesterOf,
  told,
  tookSeconds,
} from "@/features/jobs/jobs";
import { JobsDocument } from "@/features/jobs/operations";
import { useJobUpdates } from "@/features/jobs/useJobUpdates";
import { Progression, Work } from "@/features/jobs/Work";
import { useMay, useViewer } from "@/features/workspaces/Session";
import { type Column, DataTable } from "@/kit/DataTable";
import { ago, duration, number, time } from "@/kit/format";
import { Page } from "@/kit/Page";
import { Pager } from "@/kit/Pager";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";
import { useNow } from "@/kit/useNow";

const SIZE = 25;

/** The background work of the workspace, as it goes on. */
export function JobsPage() {
  const { status, kind, after } = useSearch({ from: "/jobs" });
  const navigate = useNavigate({ from: "/jobs" });
  const updates = useJobUpdates();
  const variables = useMemo(
    () => ({
      first: SIZE,
      after: after ?? null,
      filter: {
        statuses: status ? [...GROUPS[status].statuses] : null,
        kinds: kind ? [kind] : null,
      },
    }),
    [status, kind, after],
  );
  const [answer, refresh] = useQuery({ query: JobsDocument, variables });

  useEffect(() => {
    if (updates.lapses > 0) refresh({ requestPolicy: "network-only" });
  }, [updates.lapses, refresh]);

  return (
    <Page
      title="Jobs"
      note={updates.jobs.size > 0 || answer.data ? told(updates.jobs.values()) : "Background work"}
      controls={
        <Filters
          status={status}
          kind={kind}
          onChange={(next) => void navigate({ search: next, replace: true })}
        />
      }
    >
      {updates.fault && (
        <Alert color="orange" role="alert" title="The list does not move">
          {updates.fault}
        </Alert>
      )}
      <Section
        title="Work"
        note="The newest first. Jobs survive a restart of the server and go on where they were."
        minHeight={420}
      >
        <Answered
          answer={answer}
          onRetry={() => refresh({ requestPolicy: "network-only" })}
          rows={8}
          height={44}
        >
          {({ jobs }) => (
            <Listed
              jobs={joined(
                jobs.edges.map((edge) => edge.node),
                updates.jobs,
                { group: status, kind },
                { newest: !after, more: jobs.pageInfo.hasNextPage },
              )}
              filtered={Boolean(status ?? kind)}
              total={jobs.totalCount}
              older={jobs.pageInfo.hasNextPage ? jobs.pageInfo.endCursor : null}
              isFirst={!after}
              onPage={(cursor) =>
                void navigate({ search: (now) => ({ ...now, after: cursor ?? undefined }) })
              }
            />
          )}
        </Answered>
      </Section>
    </Page>
  );
}

type FiltersProps = {
  status: Grouped | undefined;
  kind: (typeof KINDS)[number] | undefined;
  onChange: (search: { status?: Grouped; kind?: (typeof KINDS)[number] }) => void;
};

function Filters({ status, kind, onChange }: FiltersProps) {
  return (
    <>
      <Select
        aria-label="Status"
        placeholder="Any status"
        clearable
        size="sm"
        w={190}
        value={status ?? null}
        onChange={(next) => onChange({ status: (next as Grouped) ?? undefined, kind })}
        data={Object.entries(GROUPS).map(([value, { name }]) => ({ value, label: name }))}
      />
      <Select
        aria-label="Kind of work"
        placeholder="Any work"
        clearable
        size="sm"
        w={210}
        value={kind ?? null}
        onChange={(next) => onChange({ status, kind: (next as (typeof KINDS)[number]) ?? undefined })}
        data={KINDS.map((value) => ({ value, label: kindName(value) }))}
      />
    </>
  );
}

type ListedProps = {
  jobs: readonly Job[];
  filtered: boolean;
  total: number;
  older: string | null;
  isFirst: boolean;
  onPage: (cursor: string | null) => void;
};

function Listed({ jobs, filtered, total, older, isFirst, onPage }: ListedProps) {
  const now = useNow();
  const may = useMay("ANALYST");
  const viewer = useViewer();
  if (jobs.length === 0) {
    return filtered ? (
      <Empty title="No such work" hint="Nothing fits the filters. Choose others, or clear them." />
    ) : (
      <Empty
        title="No work yet"
        hint="Simulations, imports and trainings leave jobs here. Run a simulation of a campaign to see one."
      />
    );
  }
  const columns: Column<Job>[] = [
    { key: "work", head: "Work", cell: (job) => <Work job={job} /> },
    { key: "status", head: "Status", cell: (job) => <Progression job={job} /> },
    {
      key: "asked",
      head: "Asked for",
      cell: (job) => (
        <Stack gap={2} maw={160}>
          <span title={time(job.createdAt)} style={{ whiteSpace: "nowrap" }}>
            {ago(job.createdAt, Math.max(now, Date.parse(job.createdAt)))}
          </span>
          <Text size="xs" c="dimmed">
            {requesterOf(job, viewer)}
          </Text>
        </Stack>
      ),
    },
    { key: "took", head: "Took", numeric: true, cell: (job) => duration(wholeSeconds(job, now)) },
    { key: "attempts", head: "Begun", numeric: true, cell: (job) => `${number(job.attempts)}×` },
    ...(may
      ? [
          {
            key: "actions",
            head: <VisuallyHidden>What can be done</VisuallyHidden>,
            numeric: true,
            cell: (job: Job) => <JobActions job={job} />,
          },
        ]
      : []),
  ];
  return (
    <Stack gap="sm">
      <DataTable
        caption="Background work, the newest first"
        columns={columns}
        rows={jobs}
        rowKey={(job) => job.id}
        minWidth={820}
      />
      <Pager
        told={`${total === 1 ? "1 job" : `${number(total)} jobs`}${filtered ? " that fit" : ""}`}
        isFirst={isFirst}
        older={older}
        onPage={onPage}
      />
    </Stack>
  );
}

/** Seconds that move on while a job is at work are shown whole. */
function wholeSeconds(job: Job, now: number): number | null {
  const seconds = tookSeconds(job, now);
  return seconds !== null && !job.finishedAt ? Math.round(seconds) : seconds;
}
