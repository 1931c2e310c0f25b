import { Anchor, Group, Progress, Stack, Text, VisuallyHidden } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useQuery } from "urql";
import { BatchRows } from "@/features/audiences/BatchRows";
import { type Batch, isAtWork, type Standing, standingOf } from "@/features/audiences/batches";
import { PredictionBatchesDocument } from "@/features/audiences/operations";
import { StartBatch } from "@/features/audiences/StartBatch";
import type { Serving } from "@/features/audiences/serving";
import { NAMED } from "@/features/audiences/words";
import { JobActions } from "@/features/jobs/JobActions";
import { isOpen, type Job } from "@/features/jobs/jobs";
import { JobsDocument } from "@/features/jobs/operations";
import type { JobUpdates } from "@/features/jobs/useJobUpdates";
import { useMay } from "@/features/workspaces/Session";
import { Tag } from "@/kit/badges";
import { type Column, DataTable } from "@/kit/DataTable";
import { ago, NONE, number, time } from "@/kit/format";
import { Pager } from "@/kit/Pager";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

const SIZE = 10;

/** As many jobs as the API tells at once: those of the batches on the first pages. */
const PAST_JOBS = { first: 100, filter: { kinds: ["PREDICTION" as const] } };

type Props = { serving: Serving; updates: JobUpdates };

/** Everything of a kind predicted at once: what was asked for, how far it is, and its rows. */
export function BatchesTab({ serving, updates }: Props) {
  const { batch: open, after } = useSearch({ from: "/audiences" });
  const navigate = useNavigate({ from: "/audiences" });
  const may = useMay("ANALYST");
  // While one is open, the pages are those of its rows.
  const page = open ? null : (after ?? null);
  const [answer, refresh] = useQuery({
    query: PredictionBatchesDocument,
    variables: { first: SIZE, after: page },
  });
  const [past, refreshPast] = useQuery({ query: JobsDocument, variables: PAST_JOBS });
  const moved = [...updates.jobs.values()].filter((job) => job.kind === "PREDICTION");
  const changes = moved.map((job) => `${job.id} ${job.status}`).join();

  useEffect(() => {
    if (changes === "" && updates.lapses === 0) return;
    refresh({ requestPolicy: "network-only" });
    refreshPast({ requestPolicy: "network-only" });
  }, [changes, updates.lapses, refresh, refreshPast]);

  const known = new Map(past.data?.jobs.edges.map(({ node }) => [node.id, node]));
  const jobOf = (batch: Batch) => updates.jobs.get(batch.jobId) ?? known.get(batch.jobId);
  const show = (id: string | undefined) =>
    void navigate({
      search: (now) => ({ ...now, batch: id, after: undefined, before: undefined }),
      resetScroll: false,
    });

  return (
    <>
      {may && <StartBatch serving={serving} updates={updates} onStarted={show} />}
      {open && <BatchRows key={open} id={open} jobOf={jobOf} onClose={() => show(undefined)} />}
      <Section title="Batches" note="The newest first">
        <Answered
          answer={answer}
          onRetry={() => refresh({ requestPolicy: "network-only" })}
          rows={4}
          height={40}
        >
          {({ predictionBatches: { edges, pageInfo, totalCount } }) => (
            <Listed
              batches={edges.map((edge) => edge.node)}
              open={open}
              jobOf={jobOf}
              total={totalCount}
              isFirst={page === null}
              older={pageInfo.hasNextPage ? pageInfo.endCursor : null}
              onPage={(cursor) =>
                void navigate({
                  search: (now) => ({ ...now, batch: undefined, after: cursor ?? undefined }),
                  resetScroll: false,
                })
              }
            />
          )}
        </Answered>
      </Section>
    </>
  );
}

type ListedProps = {
  batches: readonly Batch[];
  open: string | undefined;
  jobOf: (batch: Batch) => Job | undefined;
  total: number;
  isFirst: boolean;
  older: string | null;
  onPage: (cursor: string | null) => void;
};

function Listed({ batches, open, jobOf, total, isFirst, older, onPage }: ListedProps) {
  const may = useMay("ANALYST");
  if (batches.length === 0) {
    return (
      <Empty
        title="Nothing was predicted at once yet"
        hint={
          may
            ? "Choose above what to predict. It takes some seconds, and its rows can be read as they come."
            : "Analysts can have everything of a kind predicted. It is listed here."
        }
      />
    );
  }
  const columns: Column<Batch>[] = [
    { key: "what", head: "What", cell: (batch) => <What batch={batch} /> },
    { key: "state", head: "State", cell: (batch) => <State standing={standingOf(batch, jobOf(batch))} /> },
    {
      key: "asked",
      head: "Asked for",
      cell: (batch) => (
        <span title={time(batch.createdAt)} style={{ whiteSpace: "nowrap" }}>
          {ago(batch.createdAt, Math.max(Date.now(), Date.parse(batch.createdAt)))}
        </span>
      ),
    },
    {
      key: "version",
      head: "Model",
      numeric: true,
      cell: (batch) => `Version ${number(batch.modelVersion)}`,
    },
    ...(may
      ? [
          {
            key: "actions",
            head: <VisuallyHidden>What can be done</VisuallyHidden>,
            numeric: true,
            cell: (batch: Batch) => <Stop job={jobOf(batch)} />,
          },
        ]
      : []),
  ];
  return (
    <Stack gap="sm">
      <DataTable
        caption="Batches of predictions, the newest first"
        columns={columns}
        rows={batches}
        rowKey={(batch) => batch.id}
        selected={open}
        minWidth={640}
      />
      <Pager
        told={total === 1 ? "1 batch" : `${number(total)} batches`}
        isFirst={isFirst}
        older={older}
        onPage={onPage}
      />
    </Stack>
  );
}

function What({ batch }: { batch: Batch }) {
  return (
    <Stack gap={0}>
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link to="/audiences" search={{ tab: "batches", batch: batch.id }} resetScroll={false} {...props} />
        )}
      >
        {NAMED[batch.kind].name}
        <VisuallyHidden> of {time(batch.createdAt)}</VisuallyHidden>
      </Anchor>
      {batch.subject && (
        <Text size="xs" c="dimmed">
          “{batch.subject}”
        </Text>
      )}
    </Stack>
  );
}

const Stop = ({ job }: { job: Job | undefined }) => job && isOpen(job) && <JobActions job={job} />;

/** What became of a batch, and how far it is. */
export function State({ standing }: { standing: Standing }) {
  const { status, done, total, percent } = standing;
  const rows = total === null ? `${number(done)} rows` : `${number(done)} of ${number(total)} rows`;
  return (
    <Stack gap={4} miw={150} role="status" aria-label="State of the batch">
      <Group gap="xs" wrap="nowrap">
        {status === null ? <Text size="sm">{done === total ? "Done" : NONE}</Text> : <Tag value={status} />}
        <Text size="sm" style={{ whiteSpace: "nowrap" }}>
          {status === "SUCCEEDED" ? `${number(done)} rows` : rows}
        </Text>
      </Group>
      {isAtWork(standing) && (
        <Progress value={percent ?? 0} size="sm" aria-label={`${number(percent ?? 0)} percent`} />
      )}
    </Stack>
  );
}
