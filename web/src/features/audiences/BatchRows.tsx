import { Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useClient, useQuery } from "urql";
import { faultOf } from "@/api/faults";
import { State } from "@/features/audiences/BatchesTab";
import {
  type Batch,
  batchCsv,
  batchName,
  columnName,
  inOrder,
  isAtWork,
  type Row,
  standingOf,
} from "@/features/audiences/batches";
import { PredictionBatchDocument, type PredictionBatchQuery } from "@/features/audiences/operations";
import { NAMED, rate } from "@/features/audiences/words";
import type { Job } from "@/features/jobs/jobs";
import { fileName } from "@/features/simulations/csv";
import { save } from "@/kit/csv";
import { type Column, DataTable } from "@/kit/DataTable";
import { NONE, number, time } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

const SIZE = 20;

/** As many rows as the API hands out at once. */
const MOST = 100;

type Rows = NonNullable<PredictionBatchQuery["predictionBatch"]>["rows"];

type Props = {
  id: string;
  jobOf: (batch: Batch) => Job | undefined;
  onClose: () => void;
};

/** The rows of one batch, as they come. */
export function BatchRows({ id, jobOf, onClose }: Props) {
  const { after, before } = useSearch({ from: "/audiences" });
  const variables = useMemo(
    () => (before ? { id, last: SIZE, before } : { id, first: SIZE, after: after ?? null }),
    [id, after, before],
  );
  const [answer, refresh] = useQuery({ query: PredictionBatchDocument, variables });
  const batch = answer.data?.predictionBatch;
  const standing = batch && standingOf(batch, jobOf(batch));
  const done = standing?.done ?? 0;
  const behind = batch && (batch.rows.totalCount < done || standing?.status !== statusIn(batch));

  useEffect(() => {
    if (behind && done > 0) refresh({ requestPolicy: "network-only" });
  }, [behind, done, refresh]);

  return (
    <Section
      title={batch ? batchName(batch) : "Batch"}
      note={
        batch && `Asked for ${time(batch.createdAt)}, by version ${number(batch.modelVersion)} of the model`
      }
      controls={
        <Group gap="xs">
          {batch && <Download batch={batch} />}
          <Button size="compact-sm" variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      }
    >
      <Answered answer={answer} onRetry={() => refresh({ requestPolicy: "network-only" })} rows={8}>
        {({ predictionBatch }) =>
          predictionBatch && standing ? (
            <Stack gap="sm">
              {isAtWork(standing) && <State standing={standing} />}
              <Page rows={predictionBatch.rows} atWork={isAtWork(standing)} kind={predictionBatch.kind} />
            </Stack>
          ) : (
            <Empty title="There is no such batch" hint="Choose one from the list." />
          )
        }
      </Answered>
    </Section>
  );
}

/** What the batch alone tells of its state. */
const statusIn = (batch: Batch): string | null => (batch.finishedAt ? "SUCCEEDED" : null);

function Page({ rows, atWork, kind }: { rows: Rows; atWork: boolean; kind: Batch["kind"] }) {
  const navigate = useNavigate({ from: "/audiences" });
  const { edges, pageInfo, totalCount } = rows;
  const nodes = edges.map((edge) => edge.node);
  if (nodes.length === 0) {
    return atWork ? (
      <Text size="sm" c="dimmed">
        The first rows come in a moment.
      </Text>
    ) : (
      <Empty title="It has no rows" hint="It was stopped before the first, or nothing was observed lately." />
    );
  }
  const turn = (cursor: { after?: string; before?: string }) =>
    void navigate({
      search: (now) => ({ ...now, after: cursor.after, before: cursor.before }),
      replace: true,
      resetScroll: false,
    });
  const from = (nodes[0]?.number ?? 0) + 1;
  return (
    <>
      <DataTable
        caption={`Predictions of ${NAMED[kind].name.toLowerCase()}; the range holds in 8 of 10 cases`}
        columns={columnsOf(nodes)}
        rows={nodes}
        rowKey={(row) => String(row.number)}
        minWidth={300 + 130 * (nodes[0]?.rates.length ?? 0)}
      />
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {`${number(from)} to ${number(from + nodes.length - 1)} of ${number(totalCount)} rows`}
        </Text>
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            disabled={!pageInfo.hasPreviousPage}
            onClick={() => turn({ before: pageInfo.startCursor ?? undefined })}
          >
            Back
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={!pageInfo.hasNextPage}
            onClick={() => turn({ after: pageInfo.endCursor ?? undefined })}
          >
            Next
          </Button>
        </Group>
      </Group>
    </>
  );
}

function columnsOf(rows: readonly Row[]): Column<Row>[] {
  const rates = rows[0]?.rates ?? [];
  const columns = inOrder(rates).map((place): Column<Row> => {
    const name = columnName(rates[place]);
    return { key: name, head: name, numeric: true, cell: (row) => <Expected one={row.rates[place]} /> };
  });
  return [{ key: "label", head: "Case", cell: labelOf }, ...columns];
}

function Expected({ one }: { one: Row["rates"][number] | undefined }) {
  if (!one) return NONE;
  return (
    <>
      <Text size="sm">{rate(one.value)}</Text>
      <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
        {rate(one.low)} to {rate(one.high)}
      </Text>
    </>
  );
}

/** Name a case; a moment is told in the zone of whoever looks. */
function labelOf({ label, segment, at }: Row): string {
  return at && segment ? `${segment}, ${time(at)}` : label;
}

/** Hand out all rows of a batch as a file. */
function Download({ batch }: { batch: Batch & { rows: { totalCount: number } } }) {
  const client = useClient();
  const [fetched, setFetched] = useState<number | null>(null);

  async function load(): Promise<void> {
    const rows: Row[] = [];
    let after: string | null = null;
    do {
      setFetched(rows.length);
      const { data, error }: { data?: PredictionBatchQuery; error?: Parameters<typeof faultOf>[0] } =
        await client
          .query(
            PredictionBatchDocument,
            { id: batch.id, first: MOST, after },
            { requestPolicy: "network-only" },
          )
          .toPromise();
      if (error) {
        const { message, hint } = faultOf(error);
        notifications.show({ color: "red", title: message, message: hint });
        return setFetched(null);
      }
      const page: Rows | undefined = data?.predictionBatch?.rows;
      rows.push(...(page?.edges.map((edge) => edge.node) ?? []));
      after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    setFetched(null);
    save(`${fileName("predictions", batchName(batch))}.csv`, batchCsv(rows));
  }

  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={batch.rows.totalCount === 0}
      loading={fetched !== null}
      onClick={() => void load()}
    >
      Download as CSV
    </Button>
  );
}
