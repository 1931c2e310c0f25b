"""How well the hours of a day are told from earlier days, beside days of equal hours."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from domain.ensemble.trajectories import quantiles_of
from domain.forecasting.model import INTERVAL_LEVELS, MEDIAN, FloatArray
from domain.metrics.model import OBSERVED, MetricType
from domain.profiles.history import HourlyHistory
from domain.profiles.model import DAY_HOURS, MINIMUM_DAYS
from domain.profiles.shares import IntArray, learn_shares

SEEN = (7, 14, 28, 56)
"""Days before an origin that a profile is learnt from."""

AHEAD = 7
"""Days after an origin that it is held against; origins are as far apart."""

ORIGINS = 8

_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class HoursJudged:
    """What profiles from so many days did for a metric over all campaigns.

    Attributes:
        days: Days that each profile was learnt from, at most.
        wape: Absolute errors of the hours over their sum, each day's total being given.
        flat: The same for days of equal hours.
        coverage: Share of hours held by the intervals of 50, 80 and 95 %.
        hours: Hours judged.
    """

    metric: MetricType
    days: int
    wape: float
    flat: float
    coverage: tuple[float, ...]
    hours: int

    def as_dict(self) -> dict[str, object]:
        """Return plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Week:
    """One profile held against the days after it. Sums over their hours."""

    error: float
    flat: float
    total: float
    held: FloatArray
    hours: int


def judge_hours(
    campaigns: Sequence[HourlyHistory], tell: Callable[[int, int], None] = lambda _done, _total: None
) -> tuple[HoursJudged, ...]:
    """Hold profiles of campaigns, all channels together, against the days that came after.

    Up to eight origins, a week apart, at the end of each campaign; days without anything are left out.

    Args:
        campaigns: Their hours.
        tell: Told how many of how many are done.

    Returns:
        By days seen and metric; metrics without a single profile are missing.
    """
    weeks: dict[tuple[int, MetricType], list[_Week]] = {}
    for done, campaign in enumerate(campaigns):
        tell(done, len(campaigns))
        for metric in OBSERVED:
            values = campaign.of(None, metric)
            if values is not None:
                for days in SEEN:
                    weeks.setdefault((days, metric), []).extend(_weeks(values, campaign.weekdays(), days))
    return tuple(_judged(metric, days, found) for (days, metric), found in sorted(weeks.items(), key=_place) if found)


def _place(entry: tuple[tuple[int, MetricType], list[_Week]]) -> tuple[int, int]:
    (days, metric), _ = entry
    return days, OBSERVED.index(metric)


def _weeks(values: FloatArray, weekdays: IntArray, days: int) -> Iterator[_Week]:
    whole = values.sum(axis=1) > 0
    for back in range(1, ORIGINS + 1):
        origin = len(values) - back * AHEAD
        seen, later = np.arange(max(origin - days, 0), max(origin, 0)), np.arange(max(origin, 0), origin + AHEAD)
        seen, later = seen[whole[seen]], later[whole[later]]
        if len(seen) >= MINIMUM_DAYS and len(later):
            yield _week(values, weekdays, seen, later)


def _week(values: FloatArray, weekdays: IntArray, seen: IntArray, later: IntArray) -> _Week:
    learnt = learn_shares(values[seen], weekdays[seen])
    actual, held = values[later], np.zeros(len(INTERVAL_LEVELS))
    totals = actual.sum(axis=1, keepdims=True)
    for row, weekday in zip(actual / totals, weekdays[later], strict=True):
        quantiles = quantiles_of(learnt.draws(int(weekday)))
        held += [
            np.sum((row >= quantiles[MEDIAN - width] - _SAME) & (row <= quantiles[MEDIAN + width] + _SAME))
            for width in range(1, len(INTERVAL_LEVELS) + 1)
        ]
    error = float(np.abs(actual - totals * learnt.means[weekdays[later]]).sum())
    flat = float(np.abs(actual - totals / DAY_HOURS).sum())
    return _Week(error, flat, float(totals.sum()), held, actual.size)


def _judged(metric: MetricType, days: int, weeks: Sequence[_Week]) -> HoursJudged:
    total, hours = sum(one.total for one in weeks), sum(one.hours for one in weeks)
    held = np.sum([one.held for one in weeks], axis=0) / hours
    return HoursJudged(
        metric=metric,
        days=days,
        wape=sum(one.error for one in weeks) / total,
        flat=sum(one.flat for one in weeks) / total,
        coverage=tuple(held.tolist()),
        hours=hours,
    )
