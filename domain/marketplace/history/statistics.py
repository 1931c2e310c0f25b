"""A series in numbers."""

from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.model import Blocks, StreamStatistics
from domain.marketplace.moments import DAY, moment

FloatArray = NDArray[np.float64]

MAD_TO_STD = 1.4826
"""A normal distribution's standard deviation over its median absolute deviation."""

MONTH = 30 * DAY
SEASONAL_SHARE = 0.1
"""Part of the variance that hours of the day must explain to be named; weekends half as much."""


def statistics(blocks: Blocks, time_zone: str) -> tuple[StreamStatistics, ...]:
    """Return the statistics of every series; one without a single value has zeros."""
    zone = ZoneInfo(time_zone)
    begins = [moment(blocks.begin + place * blocks.step) for place in range(blocks.values.shape[1])]
    weekend = np.array([begin.astimezone(zone).weekday() >= 5 for begin in begins], dtype=np.bool_)
    return tuple(_of(name, blocks.values[row], weekend, blocks) for row, name in enumerate(blocks.streams))


def _of(name: str, values: FloatArray, weekend: NDArray[np.bool_], blocks: Blocks) -> StreamStatistics:
    known = np.isfinite(values)
    there = values[known] if known.any() else np.zeros(1)
    p25, p50, p75, p90, p95 = np.percentile(there, [25, 50, 75, 90, 95]).tolist()
    mean = float(there.mean())
    return StreamStatistics(
        stream=name,
        mean=mean,
        median=p50,
        std=sample_std(there),
        low=float(there.min()),
        high=float(there.max()),
        p25=p25,
        p50=p50,
        p75=p75,
        p90=p90,
        p95=p95,
        weekday_mean=_mean(values[known & ~weekend], mean),
        weekend_mean=_mean(values[known & weekend], mean),
        trend_per_month=_trend(values, known, blocks.step) / mean if mean else 0.0,
        seasonality=_seasonality(values, known, weekend, blocks.step),
        spread=float(MAD_TO_STD * np.median(np.abs(there - p50))),
    )


def sample_std(values: FloatArray) -> float:
    """Return the standard deviation of a sample; 0 of a single value."""
    return float(values.std(ddof=1)) if len(values) > 1 else 0.0


def _mean(values: FloatArray, otherwise: float) -> float:
    return float(values.mean()) if len(values) else otherwise


def _trend(values: FloatArray, known: NDArray[np.bool_], step: int) -> float:
    """Return the change in 30 days by Theil and Sen's slope: the median over all pairs a whole number of weeks apart.

    Pairs within a week would take the season for a trend.
    """
    week = max(1, 7 * DAY // step)
    slopes = []
    for apart in range(week, len(values), week):
        both = known[apart:] & known[:-apart]
        slopes.append(((values[apart:] - values[:-apart]) / apart)[both])
    joined = np.concatenate(slopes) if slopes else np.zeros(0)
    return float(np.median(joined)) * MONTH / step if len(joined) else 0.0


def _seasonality(values: FloatArray, known: NDArray[np.bool_], weekend: NDArray[np.bool_], step: int) -> str:
    if known.sum() < 2 or float(np.var(values[known])) == 0.0:
        return "none"
    a_day = DAY // step if step < DAY else 1
    found = []
    if a_day > 1 and _explained(values, known, np.arange(len(values)) % a_day) >= SEASONAL_SHARE:
        found.append("daily")
    if _explained(values, known, weekend.astype(np.int64)) >= SEASONAL_SHARE / 2:
        found.append("weekly")
    return " and ".join(found) or "none"


def _explained(values: FloatArray, known: NDArray[np.bool_], group: NDArray[np.int64]) -> float:
    """Return the part of the variance that the means of the groups explain."""
    there, groups = values[known], group[known]
    total = float(((there - there.mean()) ** 2).sum())
    between = sum(
        float((groups == one).sum()) * float(there[groups == one].mean() - there.mean()) ** 2
        for one in np.unique(groups).tolist()
    )
    return between / total if total > 0 else 0.0
