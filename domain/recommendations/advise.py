"""Advice that the evidence carries, and a plain reason where it does not."""

import math
from collections.abc import Callable, Sequence
from uuid import UUID

from domain.campaigns.model import Campaign
from domain.ensemble.limits import Limits, limits_of
from domain.ensemble.model import Confidence
from domain.ensemble.outcome import days_that_count, first_days, outcome_metric, seed_of
from domain.ensemble.sampled import SampledPaths
from domain.metrics.history import CampaignHistory
from domain.recommendations.audience import expand
from domain.recommendations.creative import refresh
from domain.recommendations.estimate import shortfall
from domain.recommendations.model import Advice, Recommendation, RecommendationKind
from domain.recommendations.proposal import TERMS, Case, Proposal, Withheld
from domain.recommendations.reallocation import reallocate
from domain.recommendations.shift import shift
from domain.recommendations.timing import retime
from domain.risk.model import Risk, RiskKind
from domain.severity import Severity

_ADVISERS: dict[RecommendationKind, Callable[[Case], Proposal | Withheld]] = {
    RecommendationKind.BUDGET_REALLOCATION: reallocate,
    RecommendationKind.CREATIVE_REFRESH: refresh,
    RecommendationKind.AUDIENCE_EXPANSION: expand,
    RecommendationKind.CHANNEL_SHIFT: shift,
    RecommendationKind.TIMING_ADJUSTMENT: retime,
}

ANSWERS: dict[RecommendationKind, frozenset[RiskKind]] = {
    RecommendationKind.BUDGET_REALLOCATION: frozenset({RiskKind.PERFORMANCE_DIP, RiskKind.COMPETITOR_THREAT}),
    RecommendationKind.CHANNEL_SHIFT: frozenset({RiskKind.PERFORMANCE_DIP, RiskKind.COMPETITOR_THREAT}),
    RecommendationKind.CREATIVE_REFRESH: frozenset({RiskKind.PERFORMANCE_DIP, RiskKind.AUDIENCE_FATIGUE}),
    RecommendationKind.AUDIENCE_EXPANSION: frozenset({RiskKind.AUDIENCE_FATIGUE}),
    RecommendationKind.TIMING_ADJUSTMENT: frozenset({RiskKind.PERFORMANCE_DIP}),
}
"""Which risks a kind of step answers."""


def advise(
    paths: SampledPaths,
    history: CampaignHistory,
    campaign: Campaign,
    risks: Sequence[Risk],
    confidence: Confidence,
    new_id: Callable[[], UUID],
    limits: Limits | None = None,
) -> Advice:
    """Return steps with an expected improvement of 5 % or more that help with a probability of 0.6 or more.

    Every kind is considered; one that is not given is named in ``withheld`` with its reason. Draws are seeded by the
    paths: equal input gives equal advice. Effects are of each step alone, over the
    forecast days within the campaign; they do not add up. They move money and spend no more of it, so that a cap on the
    budget holds with them as without. For a campaign that is over there is nothing to advise.

    Args:
        paths: Equally likely futures, before limits.
        history: What was observed before them.
        campaign: Whose they are.
        risks: What was found to threaten it; a step that answers a grave one is more urgent.
        confidence: In the forecast; what it lacks widens every interval.
        new_id: Gives each recommendation its id.
        limits: What no future goes beyond; as campaign and history have it when none.
    """
    limits = limits or limits_of(campaign, history)
    if limits.over(paths.start):
        return Advice((), tuple(f"{TERMS[kind].name} is withheld: the campaign is over." for kind in _ADVISERS))
    paths = limits.applied(paths)
    futures = first_days(paths, days_that_count(paths, campaign.end_date))
    case = Case(futures, history, campaign, confidence, outcome_metric(futures), seed_of(futures))
    given: list[Recommendation] = []
    withheld: list[str] = []
    for kind, adviser in _ADVISERS.items():
        found = adviser(case)
        reason = found.reason if isinstance(found, Withheld) else shortfall(found.impact)
        if reason is not None:
            withheld.append(f"{TERMS[kind].name} is withheld: {reason}.")
        elif isinstance(found, Proposal):
            given.append(_recommendation(found, risks, new_id()))
    given.sort(key=lambda r: (-r.priority, -r.impact.relative * (1 - r.impact.probability_worse)))
    return Advice(tuple(given), tuple(withheld))


def _recommendation(proposal: Proposal, risks: Sequence[Risk], new_id: UUID) -> Recommendation:
    terms = TERMS[proposal.kind]
    answered = [r for r in risks if r.kind in ANSWERS[proposal.kind] and _concerns(r, proposal)]
    rationale = proposal.rationale
    if answered:
        names = ", ".join(sorted({r.kind.value.lower().replace("_", " ") for r in answered}))
        rationale += f" It also answers a risk that was found: {names}."
    return Recommendation(
        new_id,
        proposal.kind,
        priority(proposal.impact.relative, 1 - proposal.impact.probability_worse, _gravest(answered)),
        proposal.title,
        rationale,
        proposal.steps,
        terms.effort,
        terms.timeline_days,
        proposal.impact,
        proposal.evidence,
        proposal.channel,
    )


def priority(relative: float, better: float, gravest: Severity | None) -> int:
    """Return 1 … 10: ``1 + 8 * (1 - exp(-relative * better / 0.15))`` rounded, one more when it answers a grave risk.

    So an expected, probability-weighted improvement of 5 % is a 3, of 15 % a 6, of 40 % an 8.
    """
    base = 1 + 8 * (1 - math.exp(-max(0.0, relative * better) / 0.15))
    grave = gravest is not None and gravest.rank >= Severity.HIGH.rank
    return min(10, max(1, round(base) + int(grave)))


def _concerns(risk: Risk, proposal: Proposal) -> bool:
    return risk.channel is None or proposal.channel is None or risk.channel is proposal.channel


def _gravest(risks: Sequence[Risk]) -> Severity | None:
    return max((r.severity for r in risks), key=lambda severity: severity.rank, default=None)
