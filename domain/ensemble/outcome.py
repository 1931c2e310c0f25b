"""The outcome of a campaign: the one metric that its futures are ranked by."""

import zlib
from datetime import date

import numpy as np

from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray
from domain.metrics.model import MetricType

RANKING: tuple[MetricType, ...] = (
    MetricType.REVENUE,
    MetricType.CONVERSIONS,
    MetricType.CLICKS,
    MetricType.ENGAGEMENT,
    MetricType.REACH,
    MetricType.IMPRESSIONS,
    MetricType.SPEND,
)
"""What matters most first. Spend stands last: it is an outcome only when nothing else was measured."""


def outcome_metric(paths: SampledPaths) -> MetricType:
    """Return the first metric of the ranking that was forecast and is not zero throughout.

    When all are zero, the first that was forecast.
    """
    present = [metric for metric in RANKING if any(kind is metric for _, kind in paths.values)]
    for metric in present:
        if any(values.any() for (_, kind), values in paths.values.items() if kind is metric):
            return metric
    return present[0]


def outcome_total(paths: SampledPaths, metric: MetricType) -> FloatArray:
    """Return the campaign's total of a forecast, observed metric over the horizon. Shape ``(paths,)``."""
    total = paths.aggregate(None, metric, 0, paths.horizon - 1)
    if total is None:
        raise ValueError(f"{metric} was not forecast")
    return total


def days_that_count(paths: SampledPaths, end: date | None) -> int:
    """Return how many forecast days lie within the campaign.

    The whole horizon for an open-ended campaign, and for one whose end lies before the forecast starts although it went
    on, see ``limits``: there, the question is how it would go on still.
    """
    if end is None or end < paths.start:
        return paths.horizon
    return min(paths.horizon, (end - paths.start).days + 1)


def first_days(paths: SampledPaths, days: int) -> SampledPaths:
    """Return the same paths, cut after their first days."""
    if days >= paths.horizon:
        return paths
    return SampledPaths(paths.start, {key: values[:, :days] for key, values in paths.values.items()})


def seed_of(paths: SampledPaths) -> int:
    """Return a seed that is the same for the same paths, so that every figure drawn on them can be repeated."""
    seed = 0
    for (channel, metric), values in sorted(paths.values.items(), key=lambda item: (item[0][0], item[0][1])):
        seed = zlib.crc32(
            np.ascontiguousarray(values[:, :1]).tobytes(), zlib.crc32(f"{channel}{metric}".encode(), seed)
        )
    return seed
