"""Which moves of status and approval are allowed."""

from domain.campaigns.model import ApprovalState, CampaignStatus
from domain.errors import ErrorCode, Fault

STATUS_MOVES: dict[CampaignStatus, frozenset[CampaignStatus]] = {
    CampaignStatus.DRAFT: frozenset({CampaignStatus.SCHEDULED, CampaignStatus.ARCHIVED}),
    CampaignStatus.SCHEDULED: frozenset({CampaignStatus.RUNNING, CampaignStatus.PAUSED, CampaignStatus.DRAFT}),
    CampaignStatus.RUNNING: frozenset({CampaignStatus.PAUSED, CampaignStatus.COMPLETED}),
    CampaignStatus.PAUSED: frozenset({CampaignStatus.RUNNING, CampaignStatus.COMPLETED}),
    CampaignStatus.COMPLETED: frozenset({CampaignStatus.ARCHIVED}),
    CampaignStatus.ARCHIVED: frozenset(),
}

APPROVAL_MOVES: dict[ApprovalState, frozenset[ApprovalState]] = {
    ApprovalState.DRAFT: frozenset({ApprovalState.IN_REVIEW}),
    ApprovalState.IN_REVIEW: frozenset({ApprovalState.APPROVED, ApprovalState.REJECTED}),
    ApprovalState.APPROVED: frozenset({ApprovalState.IN_REVIEW}),
    ApprovalState.REJECTED: frozenset({ApprovalState.DRAFT}),
}

NEEDS_APPROVAL = frozenset({CampaignStatus.SCHEDULED, CampaignStatus.RUNNING})
"""Statuses that only an approved campaign reaches."""


def status_faults(old: CampaignStatus, new: CampaignStatus, approval: ApprovalState) -> list[Fault]:
    """Return what stands against a move of status; ``approval`` is the state after the same change."""
    if new is old:
        return []
    faults = []
    if new not in STATUS_MOVES[old]:
        allowed = ", ".join(sorted(STATUS_MOVES[old])) or "nothing"
        faults.append(
            Fault(
                ErrorCode.CONFLICT, f"A {old} campaign cannot become {new}.", ("status",), f"It can become {allowed}."
            )
        )
    if new in NEEDS_APPROVAL and approval is not ApprovalState.APPROVED:
        faults.append(
            Fault(
                ErrorCode.CONFLICT,
                f"Only an approved campaign can become {new}; this one is {approval}.",
                ("status",),
                "Move approval to IN_REVIEW, then to APPROVED.",
            )
        )
    return faults


def approval_faults(old: ApprovalState, new: ApprovalState) -> list[Fault]:
    """Return what stands against a move of approval."""
    if new is old or new in APPROVAL_MOVES[old]:
        return []
    allowed = ", ".join(sorted(APPROVAL_MOVES[old]))
    message = f"Approval cannot go from {old} to {new}."
    return [Fault(ErrorCode.CONFLICT, message, ("approval",), f"It can become {allowed}.")]
