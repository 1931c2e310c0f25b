"""Gaps: why a subscriber did not get events, in words that begin with a code for programs."""

from domain.streams.model import Gap


def expired(missed: int | None) -> Gap:
    """Tell that what came after a resume point is no longer kept."""
    return Gap(
        missed,
        "RESUME_POINT_EXPIRED: not everything after the cursor is still kept; it goes on with the oldest that is.",
    )


def fell_behind(missed: int | None) -> Gap:
    """Tell that somebody read more slowly than events are kept."""
    return Gap(missed, "FELL_BEHIND: events came faster than they were read, and the oldest are no longer kept.")


def not_made(missed: int | None) -> Gap:
    """Tell that events were only counted."""
    return Gap(
        missed, "ONLY_COUNTED: at this speed events that nothing follows from are counted and numbered but not made."
    )


def jumped(before: str, after: str) -> Gap:
    """Tell that the clock was set forward; nothing happened in between."""
    return Gap(None, f"CLOCK_JUMPED: simulation time went from {before} to {after}.")


def other_simulator() -> Gap:
    """Tell that a resume point belongs to a simulator that is no more."""
    return Gap(
        None, "RESUME_POINT_EXPIRED: the cursor belongs to an earlier simulator of this workspace; it goes on live."
    )


def together(first: Gap | None, second: Gap | None) -> Gap | None:
    """Return two gaps as one."""
    if first is None or second is None:
        return first or second
    missed = None if first.missed is None or second.missed is None else first.missed + second.missed
    reason = first.reason if first.reason == second.reason else f"{first.reason} {second.reason}"
    return Gap(missed, reason)
