import { GROUPS, type Group, KINDS, type Kind } from "@/features/jobs/jobs";

export type JobsSearch = {
  status?: Group;
  kind?: Kind;
  /** Where the page begins; the newest jobs without. */
  after?: string;
};

/** Read what the address of the jobs holds; what cannot be is left out. */
export function jobsSearch(raw: Record<string, unknown>): JobsSearch {
  const { status, kind, after } = raw;
  return {
    ...(typeof status === "string" && Object.hasOwn(GROUPS, status) && { status: status as Group }),
    ...(KINDS.includes(kind as Kind) && { kind: kind as Kind }),
    ...(typeof after === "string" && after !== "" && { after }),
  };
}
