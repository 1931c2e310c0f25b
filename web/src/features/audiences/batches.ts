/** Batches of predictions: where each is in its life, and its rows as a file. */

import type { BatchFragment, RowFragment } from "@/features/audiences/operations";
import { NAMED, rateName } from "@/features/audiences/words";
import { isOpen, type Job, type JobStatus } from "@/features/jobs/jobs";
import { type Cell, csv } from "@/kit/csv";
import { date, NONE } from "@/kit/format";

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

/** Name a batch by what it predicts. */
export function batchName({
  kind,
  subject,
  createdAt,
}: Pick<Batch, "kind" | "subject" | "createdAt">): string {
  return `${NAMED[kind].name}${subject ? `, “${subject}”` : ""}, ${date(createdAt)}`;
}

/** Return the places of a row's rates in the order in which columns stand: by rate, then by horizon. */
export function inOrder(rates: Row["rates"]): number[] {
  const names = [...new Set(rates.map((one) => one.rate))];
  const order = (place: number) => {
    const one = rates[place];
    return one ? 1_000 * names.indexOf(one.rate) + (one.horizonDays ?? 0) : 0;
  };
  return rates.map((_, place) => place).sort((a, b) => order(a) - order(b));
}

/** Name the column of a rate. */
export function columnName(one: Row["rates"][number] | undefined): string {
  if (!one) return NONE;
  const { rate, horizonDays } = one;
  return horizonDays === null ? rateName(rate) : `${rateName(rate)}, ${horizonDays}\u00a0d`;
}

/** Write rows as a CSV: each rate with its band. */
export function batchCsv(rows: readonly Row[]): string {
  const rates = rows[0]?.rates ?? [];
  const order = inOrder(rates);
  const heads = order.flatMap((place) => {
    const name = headOf(rates[place]);
    return [name, `${name}_low`, `${name}_high`];
  });
  const lines = rows.map((row): Cell[] => [
    row.number,
    row.label,
    row.segment,
    row.at,
    row.contentKey,
    ...order.flatMap((place): Cell[] => {
      const one = row.rates[place];
      return one ? [one.value, one.low, one.high] : [null, null, null];
    }),
  ]);
  return csv([["number", "label", "segment", "at", "content", ...heads], ...lines]);
}

function headOf(one: Row["rates"][number] | undefined): string {
  const name = one?.rate.toLowerCase() ?? "";
  return one?.horizonDays == null ? name : `${name}_${one.horizonDays}d`;
}
