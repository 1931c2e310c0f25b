"""Finds days on which daily metrics of a campaign were not as they usually are on that weekday, and lasting changes."""

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from domain.insights.model import HourAnomaly, MetricAnomaly, MetricChange
from domain.marketplace.correlation.discovery import q_values
from domain.metrics.model import MetricType
from domain.ports.metric_detection import MetricDetector
from ml.detectors.metric_changes import SEARCHED_DAYS, metric_changes
from ml.detectors.seasonal import SeasonalDetector

FloatArray = NDArray[np.float64]

LEARNT_DAYS = 84
"""Twelve weeks: each weekday is known from a dozen days."""

LEAST_DAYS = 28
"""Observed days before one that is judged."""

LEVEL_DAYS = 14
HOUR, LEARNT_HOURS = 3_600.0, 35 * 24
FALSE_RATE = 0.05
"""Part of the anomalies found at once that may be false."""

LEAST_CHANGE = math.log(1.2)
"""What differs less from the usual is of no interest, however clear."""

LEAST_SPREAD = 0.04
"""Relative: figures are rounded, and nothing is that steady for long."""

_MAD_TO_STD = 1.4826
_COUNTS = frozenset(
    {MetricType.IMPRESSIONS, MetricType.REACH, MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.ENGAGEMENT}
)


class WeekdayMetricDetector(MetricDetector):
    """Holds the logarithm of a day against the median level of two weeks and the median effect of its weekday.

    How far days usually are from what was expected of them is the median absolute deviation of the past. Distances are
    judged by a Student distribution with 8 degrees of freedom, as daily figures have heavier tails than a normal one;
    all days and metrics judged together share one limit on false discoveries (Benjamini and Hochberg).
    """

    @property
    def learnt_days(self) -> int:
        """Twelve weeks, and what their first days are held against."""
        return LEARNT_DAYS + LEVEL_DAYS

    def anomalies(self, series: Mapping[MetricType, FloatArray], last: date, since: date) -> tuple[MetricAnomaly, ...]:
        """Return the anomalies; see the port."""
        judged: list[MetricAnomaly] = []
        for metric, values in series.items():
            first = max(len(values) - 1 - (last - since).days, 0)
            for index in range(first, len(values)):
                past = values[max(0, index - LEARNT_DAYS - LEVEL_DAYS) : index]
                found = _judged(metric, past, float(values[index]))
                if found is not None:
                    usual, score = found
                    day = last - timedelta(days=len(values) - 1 - index)
                    judged.append(MetricAnomaly(metric, day, float(values[index]), usual, score, chance(score)))
        rates = q_values(np.array([one.false_rate for one in judged]))
        clear = [
            MetricAnomaly(one.metric, one.day, one.observed, one.usual, one.score, float(rate))
            for one, rate in zip(judged, rates, strict=True)
            if rate <= FALSE_RATE and _notable(one)
        ]
        return tuple(sorted(clear, key=lambda one: (one.day, list(MetricType).index(one.metric))))

    @property
    def compared_days(self) -> int:
        """Half a year."""
        return SEARCHED_DAYS

    def changes(self, series: Mapping[MetricType, FloatArray], last: date, since: date) -> tuple[MetricChange, ...]:
        """Return the changes of level; see the port."""
        return metric_changes(series, last, since)

    @property
    def learnt_hours(self) -> int:
        """Five weeks."""
        return LEARNT_HOURS

    def unusual_hours(
        self, series: Mapping[MetricType, FloatArray], last: datetime, since: datetime
    ) -> tuple[HourAnomaly, ...]:
        """Return the unusual hours, as ``ml.detectors.seasonal`` has it; see the port."""
        found = []
        for metric, values in series.items():
            hours = [last - timedelta(hours=back) for back in reversed(range(len(values)))]
            times = np.array([hour.timestamp() for hour in hours]).astype(np.int64)
            judged = SeasonalDetector(HOUR).judge(times, values)
            for row in np.flatnonzero(judged.alarms):
                if hours[row] >= since and math.isfinite(judged.expected[row]):
                    observed, usual = float(values[row]), float(judged.expected[row])
                    found.append(HourAnomaly(metric, hours[row], observed, usual, float(judged.scores[row])))
        return tuple(sorted(found, key=lambda one: (one.hour, list(MetricType).index(one.metric))))


def chance(score: float) -> float:
    """Return how likely a distance at least as great is, in either direction, by Student's t with 8 degrees."""
    angle = math.atan(abs(score) / math.sqrt(8.0))
    square = math.cos(angle) ** 2
    inside = math.sin(angle) * (1.0 + square / 2.0 + 3.0 * square**2 / 8.0 + 5.0 * square**3 / 16.0)
    return min(max(1.0 - inside, 1e-12), 1.0)


def _notable(one: MetricAnomaly) -> bool:
    return abs(math.log(max(one.observed, one.usual / 1e6) / one.usual)) >= LEAST_CHANGE


def _judged(metric: MetricType, past: FloatArray, value: float) -> tuple[float, float] | None:
    """Return what was expected of the day after the past, and how far it is away; none when that cannot be said."""
    seen = np.isfinite(past)
    if not math.isfinite(value) or seen.sum() < LEAST_DAYS or np.mean(past[seen] > 0) < 0.9:
        return None
    # Zeros have no logarithm: they count as a fiftieth of what is usual, a fall by any measure.
    floor = float(np.median(past[seen])) / 50.0
    logs = np.log(np.maximum(np.append(past, value), floor))
    even = logs - _weekdays(logs)
    errors = even - _rolling(even, LEVEL_DAYS, 0)
    known = errors[:-1][np.isfinite(errors[:-1])]
    if len(known) < LEAST_DAYS - LEVEL_DAYS or not math.isfinite(errors[-1]):
        return None
    usual = float(np.exp(logs[-1] - errors[-1]))
    spread = max(_MAD_TO_STD * float(np.median(np.abs(known))), LEAST_SPREAD)
    if metric in _COUNTS:
        spread = max(spread, 1.0 / math.sqrt(max(usual, 1.0)))
    return usual, float(errors[-1]) / spread


def _weekdays(logs: FloatArray) -> FloatArray:
    """Return the effect of each day's weekday, learnt without the last day."""
    past = logs[:-1]
    offsets = past - _rolling(past, 3, 4)
    effects = np.zeros(7)
    for weekday in range(7):
        own = offsets[weekday::7]
        own = own[np.isfinite(own)]
        if len(own):
            # A weekday that was seen a few times only is taken to be half like the others.
            effects[weekday] = float(np.median(own)) * len(own) / (len(own) + 1.0)
    effect: FloatArray = effects[np.arange(len(logs)) % 7]
    return effect


def _rolling(values: FloatArray, back: int, ahead: int) -> FloatArray:
    """Return for each day the median of so many days before it and ahead, itself the first of those; nan of none."""
    empty = np.full(back, np.nan), np.full(max(ahead - 1, 0), np.nan)
    padded = np.concatenate([empty[0], values, empty[1]])
    windows = np.sort(sliding_window_view(padded, back + ahead)[: len(values)], axis=1)
    seen = np.isfinite(windows).sum(axis=1)
    rows = np.arange(len(values))
    median: FloatArray = (windows[rows, np.maximum(seen - 1, 0) // 2] + windows[rows, seen // 2 % (back + ahead)]) / 2
    return np.where(seen > 0, median, np.nan)
