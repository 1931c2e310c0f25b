/** Where a campaign can go from where it is, and rows as they are about to be. */

import type { ApprovalState, CampaignStatus } from "@/features/campaigns/operations";
import type { Campaign } from "@/features/campaigns/rows";

type Moves<State extends string> = Record<State, readonly { to: State; label: string }[]>;

/** The server decides; these are the moves that it allows. */
const STATUS_MOVES: Moves<CampaignStatus> = {
  DRAFT: [
    { to: "SCHEDULED", label: "Schedule" },
    { to: "ARCHIVED", label: "Archive" },
  ],
  SCHEDULED: [
    { to: "RUNNING", label: "Run now" },
    { to: "PAUSED", label: "Pause" },
    { to: "DRAFT", label: "Back to draft" },
  ],
  RUNNING: [
    { to: "PAUSED", label: "Pause" },
    { to: "COMPLETED", label: "Complete" },
  ],
  PAUSED: [
    { to: "RUNNING", label: "Resume" },
    { to: "COMPLETED", label: "Complete" },
  ],
  COMPLETED: [{ to: "ARCHIVED", label: "Archive" }],
  ARCHIVED: [],
};

const APPROVAL_MOVES: Moves<ApprovalState> = {
  DRAFT: [{ to: "IN_REVIEW", label: "Ask for approval" }],
  IN_REVIEW: [
    { to: "APPROVED", label: "Approve" },
    { to: "REJECTED", label: "Reject" },
  ],
  APPROVED: [{ to: "IN_REVIEW", label: "Review again" }],
  REJECTED: [{ to: "DRAFT", label: "Back to draft" }],
};

const NEEDS_APPROVAL: readonly CampaignStatus[] = ["SCHEDULED", "RUNNING"];

export type Move = {
  label: string;
  change: { status: CampaignStatus } | { approval: ApprovalState };
  /** Why it cannot be done now. */
  reason?: string;
};

export function statusMoves(campaign: Pick<Campaign, "status" | "approval">): Move[] {
  return STATUS_MOVES[campaign.status].map(({ to, label }) => ({
    label,
    change: { status: to },
    reason:
      NEEDS_APPROVAL.includes(to) && campaign.approval !== "APPROVED"
        ? "It must be approved first"
        : undefined,
  }));
}

/** @param mayApprove Whether the viewer is an owner or admin. */
export function approvalMoves(campaign: Pick<Campaign, "approval">, mayApprove: boolean): Move[] {
  return APPROVAL_MOVES[campaign.approval].map(({ to, label }) => ({
    label,
    change: { approval: to },
    reason:
      !mayApprove && (to === "APPROVED" || to === "REJECTED") ? "It takes an owner or admin" : undefined,
  }));
}

/** A change that was asked for. Without `updatedAt` the server has not answered yet. */
export type Pending = { status?: CampaignStatus; approval?: ApprovalState; updatedAt?: string };

/** Return rows with the changes that the list does not know of yet. */
export function withPending(
  rows: readonly Campaign[],
  pending: Readonly<Record<string, Pending>>,
): Campaign[] {
  return rows.map((row) => {
    const change = pending[row.id];
    if (!change || (change.updatedAt && Date.parse(row.updatedAt) >= Date.parse(change.updatedAt)))
      return row;
    return { ...row, status: change.status ?? row.status, approval: change.approval ?? row.approval };
  });
}
