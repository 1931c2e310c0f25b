"""Scenarios read off the predictive distribution of a campaign's outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.campaigns.model import Campaign, Channel
from domain.ensemble.limits import Limits, limits_of
from domain.ensemble.outcome import outcome_metric, outcome_total
from domain.ensemble.sampled import SampledPaths
from domain.ensemble.trajectories import trajectories
from domain.forecasting.model import FloatArray
from domain.metrics.baseline import weekday_level
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.response.elasticity import spend_response
from domain.scenarios.adjustments import adjust
from domain.scenarios.factors import key_factors, recent_totals, totals_of
from domain.scenarios.model import (
    AdjustmentFactor,
    KeyFactor,
    ScenarioKind,
    ScenarioOutcome,
    ScenarioRequest,
)
from domain.scenarios.narrative import narrate
from domain.scenarios.neighbours import near, ranks
from domain.scenarios.probabilities import plausibility, probabilities

PERCENTILES: dict[ScenarioKind, float] = {
    ScenarioKind.OPTIMISTIC: 75.0,
    ScenarioKind.REALISTIC: 50.0,
    ScenarioKind.PESSIMISTIC: 25.0,
}
"""Usual place of a kind in the distribution of outcomes."""

SAME = 5.0
"""Percentile points from the median within which a scenario *is* the median forecast: it is then explained against the
recent past, since a comparison with itself says nothing."""


@dataclass(frozen=True, slots=True)
class _Draft:
    request: ScenarioRequest
    paths: SampledPaths


def generate_scenarios(
    paths: SampledPaths,
    history: CampaignHistory,
    campaign: Campaign,
    requests: Sequence[ScenarioRequest],
    metrics: Sequence[MetricType],
    confidence_value: float,
    limits: Limits | None = None,
) -> tuple[ScenarioOutcome, ...]:
    """Return the scenarios asked for, in that order.

    Paths are ranked by the campaign's outcome: total revenue over the horizon, else conversions, else clicks, else the
    first metric forecast. A scenario is the conditional distribution of whole paths near its percentile, so it keeps
    every identity (clicks are impressions times CTR) and has intervals of its own. A custom scenario without percentile
    is the whole distribution, changed as asked. A change is made to what would be without limits, which hold for what
    comes of it: where a budget is a cap, half the spend lasts twice as long.

    Probabilities of the non-custom scenarios sum to 1, see `probabilities`; a custom one tells how plausible its
    outcome would be without the change, see `plausibility`.

    Args:
        paths: Equally likely futures, before limits.
        history: What was observed before them.
        campaign: Whose they are.
        requests: Scenarios wanted.
        metrics: Metrics to give trajectories of; those that cannot be derived are left out.
        confidence_value: Measured confidence in the forecast, 0 … 1.
        limits: What no future goes beyond; as campaign and history have it when none.
    """
    free, limits = paths, limits or limits_of(campaign, history)
    paths = limits.applied(free)
    metric = outcome_metric(paths)
    everything = outcome_total(paths, metric)
    places = ranks(everything)
    drafts = [_draft((free, paths), limits, history, metric, places, request) for request in requests]
    chances = _chances(drafts, metric, everything, confidence_value)
    median = near(paths, ranks(everything), 50.0)
    total = history.total(metric)
    level = None if total is None else weekday_level(total, history.end)
    outcomes = []
    for draft, chance in zip(drafts, chances, strict=True):
        factors = _factors(draft, median, history, metric)
        words = narrate(draft.request, draft.paths, everything, metric, factors, level, campaign.budget.currency)
        name = draft.request.name or draft.request.kind.value.capitalize()
        courses = trajectories(draft.paths, metrics)
        outcomes.append(ScenarioOutcome(draft.request.kind, name, chance, courses, factors, words))
    return tuple(outcomes)


def _draft(
    futures: tuple[SampledPaths, SampledPaths],
    limits: Limits,
    history: CampaignHistory,
    metric: MetricType,
    places: FloatArray,
    request: ScenarioRequest,
) -> _Draft:
    """Return the paths of a scenario from the futures without limits and the same ones within them."""
    percentile, (free, paths) = _percentile(request), futures
    source = free if request.adjustments else paths
    chosen = source if percentile is None else near(source, places, percentile)
    if not request.adjustments:
        return _Draft(request, chosen)
    budget = any(a.factor is AdjustmentFactor.BUDGET for a in request.adjustments)
    responses = {c: spend_response(history, c, metric) for c in _paid(paths)} if budget else {}
    return _Draft(request, limits.applied(adjust(chosen, request.adjustments, responses)))


def _paid(paths: SampledPaths) -> tuple[Channel, ...]:
    """Return the channels that a budget feeds: those with spend, or all when spend was not measured at all."""
    paid = tuple(c for c in paths.channels if (c, MetricType.SPEND) in paths.values)
    return paid or paths.channels


def _percentile(request: ScenarioRequest) -> float | None:
    return request.percentile if request.percentile is not None else PERCENTILES.get(request.kind)


def _chances(
    drafts: Sequence[_Draft], metric: MetricType, everything: FloatArray, confidence: float
) -> tuple[float, ...]:
    totals = [outcome_total(draft.paths, metric) for draft in drafts]
    usual = [index for index, draft in enumerate(drafts) if draft.request.kind is not ScenarioKind.CUSTOM]
    chances = [plausibility(own, everything) for own in totals]
    if usual:
        kinds = [drafts[index].request.kind for index in usual]
        centres = np.array([np.median(totals[index]) for index in usual])
        for index, chance in zip(usual, probabilities(kinds, centres, everything, confidence), strict=True):
            chances[index] = float(chance)
    return tuple(chances)


def _factors(
    draft: _Draft, median: SampledPaths, history: CampaignHistory, metric: MetricType
) -> tuple[KeyFactor, ...]:
    percentile = _percentile(draft.request)
    own, channels = totals_of(draft.paths), draft.paths.channels
    if not draft.request.adjustments and (percentile is None or abs(percentile - 50.0) <= SAME):
        recent = recent_totals(history, draft.paths)
        return key_factors(own, recent, channels, metric, "the same weekdays of the last 28 days")
    return key_factors(own, totals_of(median), channels, metric, "the median forecast")
