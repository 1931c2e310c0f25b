"""Move part of the budget to where it brings more."""

from domain.metrics.wording import money, name_of, percent
from domain.recommendations.model import RecommendationKind
from domain.recommendations.proposal import Case, Proposal, Withheld
from domain.recommendations.returns import Transfer, best_transfer, named

BELOW = 0.8
"""Times the mean return under which a channel gives money away."""

LARGEST = 0.3
"""Largest share of a channel's budget that moves at once."""


def reallocate(case: Case) -> Proposal | Withheld:
    """Propose to move up to 30 % of the budget of channels below 0.8 times the mean return to those above 1.2 times.

    Returns diminish: the outcome of a channel changes with ``factor ** elasticity``, the elasticity drawn anew for
    every future from what the history says about it.
    """
    kind = RecommendationKind.BUDGET_REALLOCATION
    found = best_transfer(case, kind, BELOW, LARGEST, 0.5)
    return found if isinstance(found, Withheld) else _proposal(case, kind, found)


def _proposal(case: Case, kind: RecommendationKind, found: Transfer) -> Proposal:
    givers, takers = named(found.donors), named(found.receivers)
    amount, outcome = money(found.move.amount, case.currency), name_of(case.outcome)
    lowest, highest = found.donors[-1].relative, found.receivers[0].relative
    return Proposal(
        kind,
        f"Move {percent(found.move.share)} of the {givers} budget to {takers}",
        f"A unit of money on {takers} brings up to {highest:.2f} times the mean {outcome}, on {givers} as little as "
        f"{lowest:.2f} times. Moving {amount} over {case.paths.horizon} days changes {outcome} by "
        f"{found.impact.relative:+.1%}, diminishing returns included.",
        (
            f"Lower the daily budget of {givers} by {percent(found.move.share)}.",
            f"Raise the daily budget of {takers} by {percent(found.move.growth - 1)}.",
            f"Compare {outcome} per money spent after one whole week; undo the step if it has fallen.",
        ),
        found.impact,
        found.evidence,
        found.receivers[0].channel,
    )
