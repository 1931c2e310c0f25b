"""Are the values believable?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from domain.campaigns.model import Channel
from domain.forecasting.model import FloatArray
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.quality.model import QualityDimension, QualityIssue
from domain.quality.observed import BoolArray, day_at
from domain.severity import Severity
from domain.wording import counted

OUTLIER_Z = 6.0
"""Robust deviations from the usual; 3.5 is customary for well-behaved data (Iglewicz & Hoaglin 1993), campaign counts
have heavier tails."""

SHIFT_Z = 2.5
SHIFT_RATIO = 1.5
SHIFT_DAYS = 14
"""A level shift is told from two spans of this many observed days, one on each side."""

_SMALLEST_SAMPLE = 10
_MAD_TO_SIGMA = 1.4826
_LEAST_VARIATION = 0.05
_WEEKS_FOR_WEEKDAYS = 4
_SHARE_WITHOUT = 0.05
_AROUND = 14
_SHOWN = 3


def accuracy_of(history: CampaignHistory) -> tuple[float, list[QualityIssue]]:
    """Return the score and the flaws.

    The score starts at 1 and loses the share of outlying values five times over, and the share of series that are
    constant or all zero by half.
    """
    issues: list[QualityIssue] = []
    outlying, values, lifeless = 0, 0, 0
    for (channel, metric), series in history.values.items():
        seen = series[~np.isnan(series)]
        values += len(seen)
        dead = list(_lifeless(channel, metric, seen, history))
        lifeless += len(dead)
        odd = outliers(series)
        outlying += int(odd.sum())
        issues += [*dead, *_outlier_issue(channel, metric, series, odd, history)]
        issues += _shift_issue(channel, metric, series, history)
    score = 1 - 5 * outlying / max(values, 1) - 0.5 * lifeless / max(len(history.values), 1)
    return max(score, 0.0), issues


def outliers(series: FloatArray) -> BoolArray:
    """Return which values stand out from the 29 days around them, whatever the weekday and the trend.

    Distances are measured in units of the usual one (``_steadied``), which a few wild values cannot move.
    Shape ``(days,)``.
    """
    found = np.zeros(len(series), dtype=np.bool_)
    observed = np.flatnonzero(~np.isnan(series))
    if len(observed) < _SMALLEST_SAMPLE:
        return found
    steadied = _steadied(series)
    found[observed] = np.abs(_residuals(steadied, observed)) > OUTLIER_Z * _sigma(series, steadied, observed)
    return found


def _steadied(series: FloatArray) -> FloatArray:
    """Return square roots without the weekday's part; their spread hardly depends on the level (Anscombe 1948)."""
    return _without_weekdays(np.sqrt(np.maximum(series, 0.0)))


def _residuals(steadied: FloatArray, observed: NDArray[np.intp]) -> FloatArray:
    padded = np.pad(steadied, _AROUND, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)
    residuals: FloatArray = steadied[observed] - np.nanmedian(around[observed], axis=1)
    return residuals


def _sigma(series: FloatArray, steadied: FloatArray, observed: NDArray[np.intp]) -> float:
    """Return the usual distance from the surroundings: the median absolute deviation, with two floors.

    A count of lumps of one size (single conversions, single orders) scatters by half the root of a lump; the smallest
    positive value is taken for one where many days without any show that lumps are few. And figures that hardly move
    are not held to account for moving by a few percent.
    """
    values = series[observed]
    positive = values[values > 0]
    few = 0 < len(positive) <= (1 - _SHARE_WITHOUT) * len(values)
    lump = float(positive.min()) if few else 1.0
    spread = _MAD_TO_SIGMA * float(np.median(np.abs(_residuals(steadied, observed))))
    return max(spread, 0.5 * float(np.sqrt(lump)), 0.5 * _LEAST_VARIATION * float(np.sqrt(np.median(values))))


def _without_weekdays(values: FloatArray) -> FloatArray:
    result = values.copy()
    if np.count_nonzero(~np.isnan(values)) < _WEEKS_FOR_WEEKDAYS * 7:
        return result
    middle = np.nanmedian(values)
    for weekday in range(7):
        part = values[weekday::7]
        if not np.isnan(part).all():
            result[weekday::7] = part - np.nanmedian(part) + middle
    return result


def _outlier_issue(
    channel: Channel, metric: MetricType, series: FloatArray, odd: BoolArray, history: CampaignHistory
) -> Iterator[QualityIssue]:
    positions = np.flatnonzero(odd)
    if not len(positions):
        return
    shown = ", ".join(f"{series[at]:,.6g} on {day_at(history, int(at))}" for at in positions[:_SHOWN])
    more = f" and {len(positions) - _SHOWN} more" if len(positions) > _SHOWN else ""
    yield QualityIssue(
        QualityDimension.ACCURACY,
        Severity.MEDIUM,
        "OUTLIER",
        f"{counted(len(positions), 'value')} of {_name(channel, metric)} stand out: {shown}{more}; "
        f"the usual value is about {np.nanmedian(series):,.6g}.",
        "Such days widen the bands, and may shift the level for a while.",
        "Check them in the ad tool and import them again if they were wrong.",
        day_at(history, int(positions[0])),
        day_at(history, int(positions[-1])),
    )


def _lifeless(
    channel: Channel, metric: MetricType, seen: FloatArray, history: CampaignHistory
) -> Iterator[QualityIssue]:
    if len(seen) < 7 or np.ptp(seen) > 0:
        return
    zero = not seen.any()
    name = _name(channel, metric)
    yield QualityIssue(
        QualityDimension.ACCURACY,
        Severity.MEDIUM if zero else Severity.LOW,
        "ALL_ZERO" if zero else "CONSTANT",
        f"{name} is zero on all {len(seen)} days." if zero else f"{name} is {seen[0]:,.6g} on all {len(seen)} days.",
        "Nothing else can be forecast than more of the same; ratios with it are undefined."
        if zero
        else "The forecast repeats the value, and its band says nothing about real change.",
        "Check that it is tracked." if zero else "Check that these are daily figures, not a total or a default.",
        history.start,
        history.end,
    )


def _shift_issue(
    channel: Channel, metric: MetricType, series: FloatArray, history: CampaignHistory
) -> Iterator[QualityIssue]:
    found = level_shift(series)
    if found is None:
        return
    at, before, after = found
    yield QualityIssue(
        QualityDimension.ACCURACY,
        Severity.LOW,
        "LEVEL_SHIFT",
        f"{_name(channel, metric)} moved from about {before:,.6g} to about {after:,.6g} a day.",
        "Models need some weeks to trust the new level; until then bands are wider.",
        "Nothing, if budget or audience changed then; else check whether tracking changed.",
        day_at(history, at),
        day_at(history, at),
    )


def level_shift(series: FloatArray) -> tuple[int, float, float] | None:
    """Find the clearest lasting change of level.

    The medians of the 14 observed days on each side of a day are compared in units of the usual distance of one day;
    14 days hold each weekday twice. A shift must also be by half or more, so that drift is none.

    Returns:
        Position of the first day on the new level, the median before, the median after; none when there is no shift.
    """
    observed = np.flatnonzero(~np.isnan(series))
    if len(observed) < 2 * SHIFT_DAYS:
        return None
    steadied = _steadied(series)
    medians = _medians(steadied[observed])
    size = np.abs(medians[SHIFT_DAYS:] - medians[:-SHIFT_DAYS]) / _sigma(series, steadied, observed)
    levels = _medians(series[observed])
    before, after = levels[:-SHIFT_DAYS], levels[SHIFT_DAYS:]
    size[np.maximum(before, after) < SHIFT_RATIO * np.minimum(before, after)] = 0.0
    clearest = int(np.argmax(size))
    if size[clearest] < SHIFT_Z:
        return None
    return int(observed[clearest + SHIFT_DAYS]), float(before[clearest]), float(after[clearest])


def _medians(values: FloatArray) -> FloatArray:
    medians: FloatArray = np.median(np.lib.stride_tricks.sliding_window_view(values, SHIFT_DAYS), axis=1)
    return medians


def _name(channel: Channel, metric: MetricType) -> str:
    return f"{metric.capitalize()} of {channel}"
