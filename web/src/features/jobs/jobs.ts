/** Jobs as they are listed: what is known from a page of them, overtaken by what came since. */

import type { JobRowFragment } from "@/features/jobs/operations";
import { duration, NONE, number, words } from "@/kit/format";

export type Job = JobRowFragment;
export type JobStatus = Job["status"];

export const KINDS = ["SIMULATION", "BACKTEST", "TRAINING", "PREDICTION", "OUTLOOK"] as const;
export type Kind = (typeof KINDS)[number];

/** What a job does, as a person says it. */
const KIND_NAMES: Record<Kind, string> = {
  SIMULATION: "Simulation",
  BACKTEST: "Comparison of models",
  TRAINING: "Training",
  PREDICTION: "Audience predictions",
  OUTLOOK: "Forecast of campaigns",
};

export const kindName = (kind: string): string => KIND_NAMES[kind as Kind] ?? words(kind);

/** Groups of statuses that one looks for together. */
export const GROUPS = {
  open: { name: "Waiting or at work", statuses: ["QUEUED", "RUNNING"] },
  done: { name: "Done", statuses: ["SUCCEEDED"] },
  failed: { name: "Failed or given up", statuses: ["FAILED", "DEAD"] },
  cancelled: { name: "Cancelled", statuses: ["CANCELLED"] },
} as const satisfies Record<string, { name: string; statuses: readonly JobStatus[] }>;

export type Group = keyof typeof GROUPS;

export const isOpen = (job: Pick<Job, "status">): boolean =>
  job.status === "QUEUED" || job.status === "RUNNING";

export type Wanted = { group?: Group; kind?: Kind };

/** Return whether a job is of those looked for. */
export function isWanted(job: Job, { group, kind }: Wanted): boolean {
  const statuses: readonly JobStatus[] | undefined = group && GROUPS[group].statuses;
  return (!statuses || statuses.includes(job.status)) && (!kind || job.kind === kind);
}

export type Place = {
  /** Whether the page is the first, on which new jobs appear. */
  newest: boolean;
  /** Whether there are older jobs on further pages. */
  more: boolean;
};

/** Join a page of jobs with what came since: each job as it is now, new ones first.
 *
 * @param updates The newest state of each job that changed, by id.
 */
export function joined(
  page: readonly Job[],
  updates: ReadonlyMap<string, Job>,
  wanted: Wanted,
  { newest, more }: Place,
): Job[] {
  const listed = new Set(page.map((job) => job.id));
  const last = more ? page.at(-1) : undefined;
  const added = [...updates.values()].filter(
    (job) => newest && !listed.has(job.id) && (!last || age(job) <= age(last)),
  );
  return [...added, ...page.map((job) => updates.get(job.id) ?? job)]
    .filter((job) => isWanted(job, wanted))
    .sort((a, b) => age(a) - age(b));
}

const age = (job: Job): number => -Date.parse(job.createdAt);

/** Say how many jobs are at work and how many wait. */
export function told(jobs: Iterable<Job>): string {
  let running = 0;
  let queued = 0;
  for (const job of jobs) {
    if (job.status === "RUNNING") running += 1;
    if (job.status === "QUEUED") queued += 1;
  }
  return running + queued === 0
    ? "Nothing is at work"
    : `${number(running)} at work, ${number(queued)} waiting`;
}

/** Say how long a job took, or takes until now. */
export function tookSeconds(job: Job, now: number): number | null {
  if (!job.startedAt) return null;
  const end = job.finishedAt ? Date.parse(job.finishedAt) : isOpen(job) ? now : null;
  return end === null ? null : Math.max(0, (end - Date.parse(job.startedAt)) / 1000);
}

/** Say when a job will have ended, or what it waits for. */
export function outlookOf(job: Job): string {
  const left = job.etaSeconds === null ? null : `about ${duration(Math.max(1, Math.round(job.etaSeconds)))}`;
  if (job.status === "QUEUED") {
    const place = job.queuePosition === null ? "waiting" : `number ${number(job.queuePosition)} in the queue`;
    return left ? `${place}, ${left} left` : place;
  }
  return job.status === "RUNNING" && left ? `${left} left` : NONE;
}

/** Say why a job did not end well; none when it did, or when it has not ended. */
export function troubleOf(job: Job): { message: string; hint: string | null } | null {
  if (job.status === "DEAD") {
    const count = job.attempts === 1 ? "once" : `${number(job.attempts)} times`;
    return {
      message: job.failure ?? "The process that ran it ended too often.",
      hint: `It was begun ${count} and given up. Look into the log of the server before you start it anew.`,
    };
  }
  if (job.status !== "FAILED") return null;
  const failure = job.subject?.__typename === "Simulation" ? job.subject.failure : null;
  return { message: failure?.message ?? job.failure ?? "It failed.", hint: failure?.hint ?? null };
}

/** Who looks at jobs. */
export type Looking = { id: string; role: "OWNER" | "ADMIN" | "ANALYST" | "VIEWER" };

/** An analyst changes only own simulations; forecasts and predictions are for everyone at the desk to stop. */
function mayChange({ kind, subject }: Job, viewer: Looking): boolean {
  if (viewer.role !== "ANALYST" || kind !== "SIMULATION") return viewer.role !== "VIEWER";
  return subject?.__typename === "Simulation" && subject.requestedById === viewer.id;
}

/** Say who asked for a job. */
export function requesterOf({ requestedBy, requestedById }: Job, viewer: Looking): string {
  if (requestedById === null) return "System";
  if (requestedById === viewer.id) return "You";
  return requestedBy?.name ?? "A former member";
}

/** Which stop there is for a job: the API has one for some kinds only, and not for everyone. */
export function stopOf(job: Job, viewer: Looking): "SIMULATION" | "OUTLOOK" | "PREDICTION" | null {
  if (!isOpen(job) || !mayChange(job, viewer)) return null;
  return job.kind === "SIMULATION" || job.kind === "OUTLOOK" || job.kind === "PREDICTION" ? job.kind : null;
}

/** Return whether a simulation may be run again, and whether that may bring it to its end. */
export function mayRetry(job: Job, viewer: Looking): boolean {
  const { subject } = job;
  if (subject?.__typename !== "Simulation" || isOpen(job) || !mayChange(job, viewer)) return false;
  return (
    subject.status === "CANCELLED" || (subject.status === "FAILED" && subject.failure?.retryable !== false)
  );
}
