"""Give up most of a channel in favour of a better one."""

from domain.metrics.wording import money, name_of, percent
from domain.recommendations.model import RecommendationKind
from domain.recommendations.proposal import Case, Proposal, Withheld
from domain.recommendations.returns import Transfer, best_transfer, named

BELOW = 0.5
"""Times the mean return under which a channel is given up."""

LARGEST = 0.6
"""Largest share that leaves: enough to matter, and enough left to notice when the channel recovers."""

SURE = 0.9
"""Share of futures in which the channel has to stay below."""


def shift(case: Case) -> Proposal | Withheld:
    """Propose to move most of a channel whose return stays below half the mean in 90 % of the futures.

    An alternative to the smaller reallocation, not an addition to it.
    """
    kind = RecommendationKind.CHANNEL_SHIFT
    found = best_transfer(case, kind, BELOW, LARGEST, SURE)
    return found if isinstance(found, Withheld) else _proposal(case, kind, found)


def _proposal(case: Case, kind: RecommendationKind, found: Transfer) -> Proposal:
    givers, takers = named(found.donors), named(found.receivers)
    outcome = name_of(case.outcome)
    return Proposal(
        kind,
        f"Shift the campaign from {givers} to {takers}",
        f"In {percent(min(c.surely_below for c in found.donors))} of the forecast futures {givers} stays below half "
        f"the mean {outcome} per money spent. Moving {money(found.move.amount, case.currency)} to {takers} changes "
        f"{outcome} by {found.impact.relative:+.1%}. It replaces a budget reallocation and is not meant on top of one.",
        (
            f"Plan and build further ad groups on {takers}, which has to carry {percent(found.move.growth - 1)} more.",
            f"Lower {givers} in two steps to {percent(1 - found.move.share)} of its budget over ten days.",
            f"Raise {takers} by the same amount of money in the same two steps.",
            f"Keep {givers} at that level for a month to notice a recovery.",
        ),
        found.impact,
        found.evidence,
        found.donors[-1].channel,
    )
