"""Replace creatives that wear out."""

from dataclasses import dataclass

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.outcome import outcome_total
from domain.forecasting.model import FloatArray
from domain.metrics.model import MetricType
from domain.metrics.wording import name_of, percent
from domain.recommendations.estimate import estimate
from domain.recommendations.model import RecommendationKind
from domain.recommendations.proposal import TERMS, Case, Proposal, Withheld
from domain.response.elasticity import weekdays_of
from domain.response.regression import Fit, regress
from domain.risk.model import Evidence

SPAN = 56
"""Days over which a decline is looked for."""

FEWEST = 28
"""Days with clicks and impressions that a trend needs."""

SIGNIFICANCE = 0.05
"""Probability of a decline by chance, shared out over the channels looked at."""

DECLINE = 0.10
"""Loss of CTR over the span from which creatives count as worn."""

PERSISTS = 0.75
"""Impressions of the second half over those of the first from which the audience is still being shown the ads."""

RECOVERY = (0.5, 0.15)
"""Mean and standard deviation of the share of the lost CTR that new creatives win back. An assumption; the width says
that it is one."""

FOLLOWS_CLICKS = frozenset({MetricType.REVENUE, MetricType.CONVERSIONS, MetricType.CLICKS})
"""Outcomes that rise with clicks at unchanged rates further down."""


@dataclass(frozen=True, slots=True)
class Wear:
    """A channel's decline: log CTR a day, with standard error, over ``days``."""

    channel: Channel
    slope: float
    error: float
    days: int
    p_value: float

    @property
    def loss(self) -> float:
        """Share of the CTR lost over the span."""
        return 1 - float(np.exp(self.slope * self.days))


def refresh(case: Case) -> Proposal | Withheld:
    """Propose new creatives where CTR has a significant downward trend while impressions persist.

    New creatives win back part of what was lost, from the seventh day on; conversions and revenue follow the clicks.
    """
    kind = RecommendationKind.CREATIVE_REFRESH
    if case.outcome not in FOLLOWS_CLICKS:
        return Withheld(f"the outcome, {name_of(case.outcome)}, does not follow clicks")
    measured = [c for c in case.paths.channels if _ctr(case, c) is not None]
    if not measured:
        return Withheld("clicks and impressions were not observed together")
    limit = SIGNIFICANCE / len(measured)
    wears = [w for c in measured if (w := _wear(case, c)) is not None and w.p_value < limit and w.loss >= DECLINE]
    usable = [w for w in wears if (w.channel, case.outcome) in case.paths.values]
    if not usable:
        return Withheld(f"no channel's CTR fell by {percent(DECLINE)} or more over {SPAN} days beyond chance")
    delay = TERMS[kind].timeline_days[1]
    if case.paths.horizon <= delay:
        return Withheld(f"new creatives take {delay} days, which is the whole horizon")
    return _proposal(case, kind, tuple(sorted(usable, key=lambda w: -w.loss)), delay)


def _ctr(case: Case, channel: Channel) -> FloatArray | None:
    clicks = case.history.of(channel, MetricType.CLICKS)
    impressions = case.history.of(channel, MetricType.IMPRESSIONS)
    if clicks is None or impressions is None:
        return None
    clicks, impressions = clicks[-SPAN:], impressions[-SPAN:]
    shown = np.isfinite(impressions) & (impressions > 0) & (clicks > 0)
    half = len(impressions) // 2
    if shown.sum() < FEWEST or np.nansum(impressions[half:]) < PERSISTS * np.nansum(impressions[:half]):
        return None
    rate: FloatArray = np.where(shown, clicks / np.where(shown, impressions, 1.0), np.nan)
    return rate


def _wear(case: Case, channel: Channel) -> Wear | None:
    rate = _ctr(case, channel)
    if rate is None:
        return None
    time = np.arange(len(rate), dtype=np.float64)[:, None]
    fit: Fit | None = regress(np.log(rate), time, weekdays_of(case.history)[-SPAN:], trend=False)
    if fit is None:
        return None
    return Wear(channel, float(fit.coefficients[0]), float(fit.errors[0]), len(rate), fit.p_value(0, negative=True))


def _proposal(case: Case, kind: RecommendationKind, wears: tuple[Wear, ...], delay: int) -> Proposal:
    generator = np.random.default_rng(case.seed)
    recovered = np.clip(generator.normal(*RECOVERY, case.paths.count), 0.0, 1.0)
    delta = np.zeros(case.paths.count)
    for wear in wears:
        slopes = generator.normal(wear.slope, wear.error, case.paths.count)
        gain = recovered * np.expm1(-slopes * wear.days)
        delta += gain * case.paths.values[wear.channel, case.outcome][:, delay:].sum(axis=1)
    impact = estimate(case, kind, outcome_total(case.paths, case.outcome), delta)
    names = " and ".join(str(w.channel) for w in wears)
    losses = ", ".join(f"{percent(w.loss)} on {w.channel}" for w in wears)
    return Proposal(
        kind,
        f"Refresh the creatives on {names}",
        f"CTR fell beyond chance over {wears[0].days} days ({losses}) while impressions persisted. Winning back "
        f"about half of it from day {delay + 1} on changes {name_of(case.outcome)} by {impact.relative:+.1%}.",
        (
            f"Brief and produce three new creatives for {names}; keep the offer, change picture and first line.",
            "Run them beside the present ones for three days with equal budgets.",
            "Pause those below the mean CTR and watch the next two weeks for the same decline.",
        ),
        impact,
        tuple(e for w in wears for e in _evidence(w)),
        wears[0].channel if len(wears) == 1 else None,
    )


def _evidence(wear: Wear) -> tuple[Evidence, ...]:
    return (
        Evidence(f"Loss of CTR on {wear.channel} over {wear.days} days", wear.loss, "ratio", DECLINE, "history"),
        Evidence(f"Probability of that by chance on {wear.channel}", wear.p_value, "ratio", SIGNIFICANCE, "history"),
    )
