"""Daily and weekly predictive distributions, read off the paths."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.model import Interval, Trajectory, TrajectoryPoint, TrajectoryWeek
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import INTERVAL_LEVELS, MEDIAN, QUANTILES, FloatArray
from domain.metrics.model import MetricType


def trajectories(paths: SampledPaths, metrics: Sequence[MetricType] = ()) -> tuple[Trajectory, ...]:
    """Return the campaign's trajectories, in the order of the enumeration.

    Args:
        paths: Sampled courses.
        metrics: Metrics asked for; all when empty. One that cannot be derived is left out.
    """
    return _trajectories(paths, None, metrics)


def channel_trajectories(
    paths: SampledPaths, metrics: Sequence[MetricType] = ()
) -> dict[Channel, tuple[Trajectory, ...]]:
    """Return the trajectories of each channel, in the order of the enumeration."""
    return {channel: _trajectories(paths, channel, metrics) for channel in paths.channels}


def trajectory_of(paths: SampledPaths, channel: Channel | None, metric: MetricType) -> Trajectory | None:
    """Return one trajectory, of a channel or (none) of the campaign; none when the metric cannot be derived.

    A ratio over nothing is undefined: such paths are left out of that day's or week's distribution, and a day or week
    in which no path defines it is missing. Weeks are quantiles of each path's own total, not sums of daily quantiles.
    """
    values = paths.of(channel, metric)
    if values is None or np.isnan(values).all():
        return None
    quantiles, means = quantiles_of(values), _means(values)
    defined = np.flatnonzero(~np.isnan(means))
    points = tuple(_point(paths, int(day), quantiles[:, day], float(means[day])) for day in defined)
    return Trajectory(metric, points, _weeks(paths, channel, metric))


def quantiles_of(values: FloatArray) -> FloatArray:
    """Return quantiles over the paths that define a period, ``nan`` where none does.

    Args:
        values: Shape ``(paths, periods)``.

    Returns:
        Shape ``(len(QUANTILES), periods)``.
    """
    if not np.isnan(values).any():
        return np.quantile(values, QUANTILES, axis=0)
    result = np.full((len(QUANTILES), values.shape[1]), np.nan)
    for day in range(values.shape[1]):
        defined = values[~np.isnan(values[:, day]), day]
        if len(defined):
            result[:, day] = np.quantile(defined, QUANTILES)
    return result


def intervals_of(quantiles: FloatArray) -> tuple[Interval, ...]:
    """Return the central intervals of a period's quantiles, narrowest first. Shape ``(len(QUANTILES),)``."""
    return tuple(
        Interval(level, float(quantiles[MEDIAN - 1 - index]), float(quantiles[MEDIAN + 1 + index]))
        for index, level in enumerate(INTERVAL_LEVELS)
    )


def _trajectories(
    paths: SampledPaths, channel: Channel | None, metrics: Sequence[MetricType]
) -> tuple[Trajectory, ...]:
    asked = [metric for metric in MetricType if not metrics or metric in metrics]
    found = (trajectory_of(paths, channel, metric) for metric in asked)
    return tuple(trajectory for trajectory in found if trajectory is not None)


def _weeks(paths: SampledPaths, channel: Channel | None, metric: MetricType) -> tuple[TrajectoryWeek, ...]:
    totals = paths.by_week(channel, metric)
    if totals is None:
        return ()
    quantiles, means = quantiles_of(totals), _means(totals)
    found = []
    for index, (first, last) in enumerate(paths.weeks()):
        if not np.isnan(means[index]):
            begin = paths.day(first)
            monday, of_week = begin - timedelta(days=begin.weekday()), quantiles[:, index]
            median, mean = float(of_week[MEDIAN]), float(means[index])
            found.append(TrajectoryWeek(monday, begin, last - first + 1, median, mean, intervals_of(of_week)))
    return tuple(found)


def _means(values: FloatArray) -> FloatArray:
    defined = ~np.isnan(values)
    counts = defined.sum(axis=0)
    sums = np.where(defined, values, 0.0).sum(axis=0)
    means: FloatArray = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return means


def _point(paths: SampledPaths, day: int, quantiles: FloatArray, mean: float) -> TrajectoryPoint:
    return TrajectoryPoint(paths.day(day), float(quantiles[MEDIAN]), mean, intervals_of(quantiles))
