/** Batches of predictions: where each is in its life, and its rows as a file. */

import type { BatchFragment, RowFragment } from "@/features/audiences/operations";
import { NAMED, rateName } from "@/features/audiences/words";
import { isOpen, type Job, type JobStatus } from "@/features/jobs/jobs";
import { type Cell, csv } from "@/kit/csv";
import { date } from "@/kit/format";

export type Batch = BatchFragment;
export type Row = RowFragment;

export type Standing = {
  /** What became of it; null where nothing tells. */
  status: JobStatus | null;
  /** Rows that it has, and will have. */
  done: number;
  total: number | null;
  percent: number | null;
};

/** Join a batch with its job, of which more may be known.
 *
 * @param job As it is now; none when it is too long ago.
 */
export function standingOf(batch: Batch, job: Job | undefined): Standing {
  const subject = job?.subject?.__typename === "PredictionBatch" ? job.subject : null;
  const done = Math.max(batch.done, subject?.done ?? 0);
  const total = batch.total ?? subject?.total ?? null;
  const status = batch.finishedAt ? "SUCCEEDED" : (job?.status ?? null);
  const share = total ? (100 * done) / total : (job?.percent ?? null);
  return { status, done, total, percent: status === "SUCCEEDED" ? 100 : share };
}

export const isAtWork = ({ status }: Standing): boolean => status !== null && isOpen({ status });

/** Name a batch by what it foretells. */
export function batchName({
  kind,
  subject,
  createdAt,
}: Pick<Batch, "kind" | "subject" | "createdAt">): string {
  return `${NAMED[kind].name}${subject ? `, “${subject}”` : ""}, ${date(createdAt)}`;
}

/** Name the column of a rate. */
export function columnName({ rate, horizonDays }: Row["rates"][number]): string {
  return horizonDays === null ? rateName(rate) : `${rateName(rate)}, ${horizonDays} d`;
}

/** Write rows as a CSV: each rate with its band. */
export function batchCsv(rows: readonly Row[]): string {
  const rates = rows[0]?.rates ?? [];
  const heads = rates.flatMap(({ rate, horizonDays }) => {
    const name = horizonDays === null ? rate.toLowerCase() : `${rate.toLowerCase()}_${horizonDays}d`;
    return [name, `${name}_low`, `${name}_high`];
  });
  const lines = rows.map((row): Cell[] => [
    row.number,
    row.label,
    row.segment,
    row.at,
    row.contentKey,
    ...row.rates.flatMap((one) => [one.value, one.low, one.high]),
  ]);
  return csv([["number", "label", "segment", "at", "content", ...heads], ...lines]);
}
