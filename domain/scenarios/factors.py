"""What makes a scenario differ: drivers of each channel, compared by log contributions."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from domain.campaigns.model import Channel
from domain.ensemble.sampled import SampledPaths
from domain.metrics.baseline import spread, weekday_level
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.metrics.wording import percent
from domain.scenarios.model import KeyFactor

MOST = 5
"""Factors told."""

LEAST_SHARE = 0.02
"""Share of the difference below which a factor is noise."""

_CHAIN = (MetricType.IMPRESSIONS, MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.REVENUE)
_RATES = {
    (MetricType.IMPRESSIONS, MetricType.CLICKS): "CTR",
    (MetricType.CLICKS, MetricType.CONVERSIONS): "Conversion rate",
    (MetricType.CONVERSIONS, MetricType.REVENUE): "Revenue per conversion",
    (MetricType.SPEND, MetricType.REVENUE): "ROAS",
}

Totals = Callable[[Channel, MetricType], float | None]
"""The total of an observed metric of a channel over the horizon."""


@dataclass(frozen=True, slots=True)
class _Contribution:
    name: str
    effect: float
    amount: float


def key_factors(
    scenario: Totals, reference: Totals, channels: tuple[Channel, ...], outcome: MetricType, against: str
) -> tuple[KeyFactor, ...]:
    """Return what explains the difference in outcome, most important first, at most five.

    A channel's outcome is a product (impressions x CTR x conversion rate x revenue per conversion, as far as they were
    forecast; spend x ROAS when there are no volumes). Its difference is split by the additive logarithmic mean Divisia
    index (LMDI-I; Ang, 2005): ``L(y1, y0) * ln(x1 / x0)`` for each driver, ``L`` being the logarithmic mean; the parts
    add up to the difference exactly. A driver's importance is its share of the sum of absolute parts over all channels.

    Args:
        scenario: Totals of the scenario.
        reference: Totals that it is compared with.
        channels: Channels forecast.
        outcome: Metric that the scenarios are ranked by.
        against: The reference in words, such as ``"the median forecast"``.
    """
    parts = [part for channel in channels for part in _channel(scenario, reference, channel, outcome)]
    whole = sum(abs(part.amount) for part in parts)
    if whole <= 0:
        return ()
    ordered = sorted(parts, key=lambda part: (-abs(part.amount), part.name))[:MOST]
    told = [part for part in ordered if abs(part.amount) / whole >= LEAST_SHARE]
    return tuple(_factor(part, abs(part.amount) / whole, against) for part in told)


def totals_of(paths: SampledPaths) -> Totals:
    """Return mean totals over the horizon; ratios of such means are exact, so the parts of a product agree."""

    def total(channel: Channel, metric: MetricType) -> float | None:
        values = paths.values.get((channel, metric))
        return None if values is None else float(values.sum(axis=1).mean())

    return total


def recent_totals(history: CampaignHistory, paths: SampledPaths) -> Totals:
    """Return what the horizon would total if every weekday stayed as in the last 28 observed days."""

    def total(channel: Channel, metric: MetricType) -> float | None:
        values = history.of(channel, metric)
        level = None if values is None else weekday_level(values, history.end)
        return None if level is None else float(spread(level, paths.start, paths.horizon).sum())

    return total


def _channel(scenario: Totals, reference: Totals, channel: Channel, outcome: MetricType) -> tuple[_Contribution, ...]:
    after, before = scenario(channel, outcome), reference(channel, outcome)
    if after is None or before is None or after == before:
        return ()
    chain = _present(scenario, reference, channel, outcome)
    if min(after, before) <= 0 or any(value <= 0 for pair in chain.values() for value in pair):
        effect = after / before - 1 if before > 0 else 1.0
        return (_Contribution(f"{_title(outcome)} on {channel}", effect, after - before),)
    mean = (after - before) / math.log(after / before)
    parts, previous, old, new = [], None, 1.0, 1.0
    for metric, (was, now) in chain.items():
        ratio = (now / new) / (was / old)
        name = (
            _title(metric)
            if previous is None
            else _RATES.get((previous, metric), f"{_title(metric)} per {previous.lower()}")
        )
        parts.append(_Contribution(f"{name} on {channel}", ratio - 1, mean * math.log(ratio)))
        previous, old, new = metric, was, now
    return tuple(parts)


def _present(
    scenario: Totals, reference: Totals, channel: Channel, outcome: MetricType
) -> dict[MetricType, tuple[float, float]]:
    wanted = _CHAIN[: _CHAIN.index(outcome)] if outcome in _CHAIN else ()
    chain = _pairs(scenario, reference, channel, wanted)
    if not chain and outcome in _CHAIN:
        chain = _pairs(scenario, reference, channel, (MetricType.SPEND,))
    return chain | _pairs(scenario, reference, channel, (outcome,))


def _pairs(
    scenario: Totals, reference: Totals, channel: Channel, metrics: tuple[MetricType, ...]
) -> dict[MetricType, tuple[float, float]]:
    pairs = {metric: (reference(channel, metric), scenario(channel, metric)) for metric in metrics}
    return {metric: (was, now) for metric, (was, now) in pairs.items() if was is not None and now is not None}


def _title(metric: MetricType) -> str:
    return metric.value.capitalize()


def _factor(part: _Contribution, share: float, against: str) -> KeyFactor:
    direction = "above" if part.effect >= 0 else "below"
    words = f"{part.name}: {percent(abs(part.effect))} {direction} {against} ({percent(share)} of all movement)."
    return KeyFactor(part.name, part.effect, share, words)
