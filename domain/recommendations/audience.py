"""Widen an audience that is shown the same thing too often."""

from dataclasses import dataclass

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.outcome import outcome_total
from domain.forecasting.model import FloatArray
from domain.metrics.model import MetricType
from domain.metrics.wording import name_of, percent
from domain.recommendations.creative import FOLLOWS_CLICKS
from domain.recommendations.estimate import estimate
from domain.recommendations.model import RecommendationKind
from domain.recommendations.proposal import TERMS, Case, Proposal, Withheld
from domain.response.elasticity import weekdays_of
from domain.response.regression import regress
from domain.risk.model import Evidence

SPAN = 180
"""Days looked at."""

FEWEST = 56
"""Days with impressions, reach and clicks needed."""

HIGH = 2.0
"""Impressions per person reached and day from which frequency is high."""

RISEN = 1.25
"""Factor on the frequency of the 28 days before the last 28 from which it is high too."""

SATURATING = 0.9
"""Elasticity of reach to impressions below which more impressions reach ever fewer new people."""

SIGNIFICANCE = 0.05
"""Probability by chance that CTR falls with frequency, shared out over the channels looked at."""

WIDER = 1.25
"""Factor on the audience; frequency falls by its inverse at unchanged impressions."""


@dataclass(frozen=True, slots=True)
class Saturation:
    """A channel that shows too much to too few.

    Attributes:
        frequency: Impressions per person reached and day, over the last 28 days.
        risen: The same over that of the 28 days before.
        reach: Elasticity of reach to impressions.
        response: Elasticity of CTR to frequency, with standard error; negative when people tire.
    """

    channel: Channel
    frequency: float
    risen: float
    reach: float
    response: float
    error: float
    p_value: float

    @property
    def saturated(self) -> bool:
        """Whether frequency is high and reach saturating."""
        return (self.frequency >= HIGH or self.risen >= RISEN) and self.reach < SATURATING


def expand(case: Case) -> Proposal | Withheld:
    """Propose a wider audience where frequency is high, reach saturates, and CTR falls with frequency.

    All three are measured on the channel's own days, with weekday effects and trend removed; the effect of a lower
    frequency on CTR is the one found there. Without reach there is nothing to measure.
    """
    kind = RecommendationKind.AUDIENCE_EXPANSION
    if case.outcome not in FOLLOWS_CLICKS:
        return Withheld(f"the outcome, {name_of(case.outcome)}, does not follow clicks")
    measured = [s for c in case.paths.channels if (s := _saturation(case, c)) is not None]
    if not measured:
        return Withheld(
            f"no channel has {FEWEST} days with impressions, reach and clicks that vary enough to measure it"
        )
    saturated = [s for s in measured if s.saturated]
    if not saturated:
        highest = max(s.frequency for s in measured)
        return Withheld(
            f"people are reached {highest:.2f} times a day at most, and reach still grows with impressions; "
            f"{HIGH:.1f} times and saturating reach would call for it"
        )
    tired = [s for s in saturated if s.p_value < SIGNIFICANCE / len(measured)]
    tired = [s for s in tired if (s.channel, case.outcome) in case.paths.values]
    delay = TERMS[kind].timeline_days[1]
    if not tired or case.paths.horizon <= delay:
        names = " and ".join(str(s.channel) for s in saturated)
        return Withheld(f"frequency on {names} is high, but that CTR suffers from it cannot be told from chance")
    return _proposal(case, kind, tuple(sorted(tired, key=lambda s: s.response)), delay)


def _saturation(case: Case, channel: Channel) -> Saturation | None:
    metrics = (MetricType.IMPRESSIONS, MetricType.REACH, MetricType.CLICKS)
    found = [case.history.of(channel, metric) for metric in metrics]
    series = [values[-SPAN:] for values in found if values is not None]
    if len(series) < 3:
        return None
    positive = np.all([values > 0 for values in series], axis=0)
    if positive.sum() < FEWEST:
        return None
    shown, reached, clicks = (np.where(positive, values, np.nan) for values in series)
    weekdays = weekdays_of(case.history)[-SPAN:]
    growth = regress(np.log(reached), np.log(shown)[:, None], weekdays, trend=True)
    response = regress(np.log(clicks / shown), np.log(shown / reached)[:, None], weekdays, trend=True)
    recent, before = _frequency(shown, reached, 0), _frequency(shown, reached, 28)
    if growth is None or response is None or recent is None or before is None:
        return None
    slope, error = float(response.coefficients[0]), float(response.errors[0])
    chance = response.p_value(0, negative=True)
    return Saturation(channel, recent, recent / before, float(growth.coefficients[0]), slope, error, chance)


def _frequency(shown: FloatArray, reached: FloatArray, back: int) -> float | None:
    window = slice(len(shown) - back - 28, len(shown) - back)
    people = float(np.nansum(reached[window]))
    return float(np.nansum(shown[window])) / people if people > 0 else None


def _proposal(case: Case, kind: RecommendationKind, tired: tuple[Saturation, ...], delay: int) -> Proposal:
    generator = np.random.default_rng(case.seed)
    delta = np.zeros(case.paths.count)
    for one in tired:
        responses = generator.normal(one.response, one.error, case.paths.count)
        gain = np.power(WIDER, -responses) - 1
        delta += gain * case.paths.values[one.channel, case.outcome][:, delay:].sum(axis=1)
    impact = estimate(case, kind, outcome_total(case.paths, case.outcome), delta)
    names = " and ".join(str(s.channel) for s in tired)
    worst = tired[0]
    return Proposal(
        kind,
        f"Widen the audience on {names}",
        f"On {worst.channel} a person sees the campaign {worst.frequency:.2f} times a day, 10 % more impressions "
        f"reach {percent(1.1**worst.reach - 1)} more people, and CTR changes by {1.1**worst.response - 1:+.1%} for "
        f"10 % more frequency. A quarter more people from day {delay + 1} on changes {name_of(case.outcome)} by "
        f"{impact.relative:+.1%}.",
        (
            f"Add lookalike or neighbouring audiences on {names}, about a quarter of the present size.",
            f"Cap frequency at {worst.frequency / WIDER:.1f} impressions per person and day.",
            "Leave the budget as it is and compare CTR of new and old audience after one whole week.",
        ),
        impact,
        tuple(e for s in tired for e in _evidence(s)),
        worst.channel if len(tired) == 1 else None,
    )


def _evidence(one: Saturation) -> tuple[Evidence, ...]:
    where = f"on {one.channel}"
    return (
        Evidence(f"Impressions per person reached and day {where}", one.frequency, "count", HIGH, "history"),
        Evidence(f"Elasticity of reach to impressions {where}", one.reach, "ratio", SATURATING, "history"),
        Evidence(f"Elasticity of CTR to frequency {where}", one.response, "ratio", None, "history"),
        Evidence(f"Probability of that by chance {where}", one.p_value, "ratio", SIGNIFICANCE, "history"),
    )
