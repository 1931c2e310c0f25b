"""A rate's earlier level, and what the forecast makes of it week by week."""

from dataclasses import dataclass

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.sampled import SampledPaths, divide
from domain.forecasting.model import FloatArray
from domain.metrics.baseline import MINIMUM_DAYS, RECENT_DAYS, window_sums
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType


@dataclass(frozen=True, slots=True)
class RateLevel:
    """The level of a rate, as a ratio of sums.

    Attributes:
        before: Over the 28 days before the last 28; the same as ``recent`` when those were not observed.
        recent: Over the last 28 days.
        volume: Mean of the denominator a day over the period of ``before``.
        days: Which days ``before`` is about, in words.
    """

    before: float
    recent: float
    volume: float
    days: str


def rate_level(
    history: CampaignHistory, channel: Channel, numerator: MetricType, denominator: MetricType
) -> RateLevel | None:
    """Return the level of a channel's rate; none with fewer than 14 days of both metrics in the last 28."""
    top, bottom = history.of(channel, numerator), history.of(channel, denominator)
    if top is None or bottom is None:
        return None
    recent = _over(top[-RECENT_DAYS:], bottom[-RECENT_DAYS:])
    if recent is None:
        return None
    earlier = _over(top[-2 * RECENT_DAYS : -RECENT_DAYS], bottom[-2 * RECENT_DAYS : -RECENT_DAYS])
    if earlier is None:
        return RateLevel(recent[0], recent[0], recent[1], "the last 28 days")
    return RateLevel(earlier[0], recent[0], earlier[1], "the 28 days before the last 28")


def weekly_rate(
    paths: SampledPaths, channel: Channel, numerator: MetricType, denominator: MetricType, days: int, length: int
) -> FloatArray | None:
    """Return a channel's rate over every window of the first ``days`` forecast days. Shape ``(paths, windows)``."""
    top, bottom = paths.values.get((channel, numerator)), paths.values.get((channel, denominator))
    if top is None or bottom is None:
        return None
    return divide(window_sums(top[:, :days], length), window_sums(bottom[:, :days], length))


def _over(top: FloatArray, bottom: FloatArray) -> tuple[float, float] | None:
    seen = np.isfinite(top) & np.isfinite(bottom)
    if seen.sum() < MINIMUM_DAYS or top[seen].sum() <= 0 or bottom[seen].sum() <= 0:
        return None
    return float(top[seen].sum() / bottom[seen].sum()), float(bottom[seen].mean())
