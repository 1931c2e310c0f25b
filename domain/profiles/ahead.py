"""The first days of a forecast by the hour: the distribution of a day times that of its hours' shares."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from domain.ensemble.model import Trajectory, TrajectoryPoint
from domain.ensemble.sampled import divide
from domain.ensemble.trajectories import intervals_of, quantiles_of
from domain.forecasting.model import MEDIAN, QUANTILES, FloatArray
from domain.metrics.model import RATIOS, MetricType
from domain.profiles.fit import learn, too_few, whole_days
from domain.profiles.history import HourlyHistory
from domain.profiles.model import AHEAD_DAYS, DAY_HOURS, HourlyForecast, HourPoint, HourTrajectory
from domain.profiles.shares import HourShares

SAMPLES = 400
"""Pairs of a day's total and a day's shares behind each hour."""

_LEVELS = (np.arange(SAMPLES) + 0.5) / SAMPLES

_TURNS = np.arange(SAMPLES) * ((5**0.5 - 1) / 2) % 1.0
"""Where each total finds its shares, 0 … 1: multiples of the golden ratio meet all pairs evenly and need no chance."""

Actuals = Mapping[tuple[MetricType, datetime], float]


def hours_ahead(
    trajectories: Sequence[Trajectory], history: HourlyHistory | None, first: date, actuals: Actuals
) -> HourlyForecast:
    """Return the first seven days of a forecast by the hour.

    An hour's distribution is that of its day's total times that of its share, taken as independent. The means of a
    count's or an amount's hours sum to the mean of the day. A ratio is the day's ratio times the quotient of the two
    shares, both from the same observed day, so that it varies no more than the two do against each other.

    Args:
        trajectories: Of the campaign, by day.
        history: What was observed by the hour before ``first``; none when nothing was.
        first: First forecast day.
        actuals: What was observed since, by metric and hour.
    """
    fitted = {one.metric: _factors(history, one.metric) for one in trajectories}
    found = tuple(
        HourTrajectory(one.metric, _points(one, factors, first, actuals))
        for one in trajectories
        if (factors := fitted[one.metric]) is not None
    )
    missing = [one.metric for one in trajectories if fitted[one.metric] is None]
    days = max((len(whole_days(history, None, *_parts(one.metric))) for one in trajectories), default=0)
    if not found:
        return HourlyForecast(days, (), too_few(history, days))
    reason = f"{', '.join(missing)}: too few whole days with values were measured by the hour." if missing else None
    return HourlyForecast(days, found, reason)


class _Factors:
    """What a day's value is multiplied with to get its hours': shares, or for a ratio the quotient of two."""

    def __init__(self, top: HourShares, bottom: HourShares | None) -> None:
        self._top, self._bottom = top, bottom

    def means(self, weekday: int) -> FloatArray:
        """Return the expected factors. Shape ``(24,)``."""
        own = self._top.means[weekday]
        return own if self._bottom is None else divide(own, self._bottom.means[weekday])

    def draws(self, weekday: int) -> FloatArray:
        """Return equally likely factors, ``nan`` where a ratio is undefined. Shape ``(draws, 24)``."""
        own = self._top.draws(weekday)
        return own if self._bottom is None else divide(own, self._bottom.draws(weekday))


def _parts(metric: MetricType) -> tuple[MetricType, ...]:
    ratio = RATIOS.get(metric)
    return (metric,) if ratio is None else (ratio.numerator, ratio.denominator)


def _factors(history: HourlyHistory | None, metric: MetricType) -> _Factors | None:
    parts = _parts(metric)
    # Both parts of a ratio are learnt from the same days, so that their draws belong together.
    rows = whole_days(history, None, *parts)
    learnt = [learn(history, None, part, rows) for part in parts]
    shares = [one for one in learnt if one is not None]
    if len(shares) < len(parts):
        return None
    return _Factors(shares[0], shares[1] if len(shares) > 1 else None)


def _points(trajectory: Trajectory, factors: _Factors, first: date, actuals: Actuals) -> tuple[HourPoint, ...]:
    end = first + timedelta(days=AHEAD_DAYS)
    points: list[HourPoint] = []
    for point in trajectory.points:
        if first <= point.day < end:
            points += _day(trajectory.metric, point, factors, actuals)
    return tuple(points)


def _day(metric: MetricType, point: TrajectoryPoint, factors: _Factors, actuals: Actuals) -> list[HourPoint]:
    means, drawn = factors.means(point.day.weekday()), factors.draws(point.day.weekday())
    quantiles = quantiles_of(_totals(point)[:, None] * drawn[(_TURNS * len(drawn)).astype(np.int64)])
    begin = datetime.combine(point.day, time(), UTC)
    points = []
    for hour in range(DAY_HOURS):
        mean, of_hour, at = point.mean * float(means[hour]), quantiles[:, hour], begin + timedelta(hours=hour)
        if not np.isnan(mean) and not np.isnan(of_hour).any():
            points.append(HourPoint(at, float(of_hour[MEDIAN]), mean, intervals_of(of_hour), actuals.get((metric, at))))
    return points


def _totals(point: TrajectoryPoint) -> FloatArray:
    """Return equally likely totals of a day, ascending: its quantiles joined by lines, which go on as they end."""
    bands = [(one.lower, one.upper) for one in point.intervals]
    known = np.array([*(lower for lower, _ in reversed(bands)), point.median, *(upper for _, upper in bands)])
    levels = np.array(QUANTILES)
    low = known[0] - (known[1] - known[0]) * levels[0] / (levels[1] - levels[0])
    high = known[-1] + (known[-1] - known[-2]) * (1 - levels[-1]) / (levels[-1] - levels[-2])
    joined: FloatArray = np.interp(_LEVELS, [0.0, *levels, 1.0], [max(low, 0.0), *known, high])
    return joined
