"""On which days a condition holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isclose

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from domain.metrics.model import RATIOS, MetricType
from domain.rules.model import Comparator, Condition, Direction, Firing, Form, Outcome, RuleKind

Series = Mapping[MetricType, FloatArray]
"""Daily values over all channels, ``nan`` where nothing was observed; all of one length."""

LEAST_OBSERVED = 0.7
"""Part of a period's days that must have been observed for it to count."""

TO_SIGMA = 1.4826
"""From the median absolute deviation to the standard deviation of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was compared on each day.

    Attributes:
        value: ``nan`` where it is not known. Shape ``(days,)``.
        reference: What it was held against.
        holds: Whether the condition held. Shape ``(days,)``.
    """

    value: FloatArray
    reference: float
    holds: NDArray[np.bool_]


def judge_days(condition: Condition, series: Series) -> Judged | None:
    """Judge each day by what was known on it; none when a metric was never observed.

    A threshold on a forecast is judged here as one on observed days.
    """
    if condition.metric not in series or (condition.other is not None and condition.other not in series):
        return None
    if condition.kind is RuleKind.TREND:
        return _trend(condition, series)
    if condition.kind is RuleKind.ANOMALY:
        return _anomaly(condition, series[condition.metric])
    value = series[condition.metric]
    if condition.other is not None:
        value = _together(condition.form, value, series[condition.other])
    reference = condition.value or 0.0
    holds = np.array([compare(one, condition.comparator, reference) for one in value.tolist()], dtype=np.bool_)
    return Judged(value, reference, holds)


def firings(judged: Judged, start: date) -> list[Firing]:
    """Return days in a row on which a condition held as one firing each, oldest first.

    Args:
        judged: Of each day.
        start: The first of them.
    """
    return [
        Firing(start + timedelta(days=first), length, float(judged.value[first]), judged.reference)
        for first, length in _runs(judged.holds)
    ]


def change_after(outcome: Outcome, series: Series) -> FloatArray:
    """Return, for each day, how much the outcome's metric changes after it; ``nan`` where it is not known.

    The mean of the days after it is held against that of as many days up to it. Shape ``(days,)``.
    """
    mean = rolling(series, outcome.metric, outcome.within_days)
    after = np.full(len(mean), np.nan)
    after[: -outcome.within_days] = mean[outcome.within_days :]
    with np.errstate(divide="ignore", invalid="ignore"):
        change = after / mean - 1.0
    return np.where(np.isfinite(change), change, np.nan)


def moved(change: float, direction: Direction, least: float) -> bool:
    """Tell whether a relative change goes where it should, far enough; one that is not known does not."""
    return change >= least if direction is Direction.INCREASING else change <= -least


def rolling(series: Series, metric: MetricType, days: int) -> FloatArray:
    """Return the mean of a metric over the days up to each one; a ratio is that of the sums, never a mean of ratios.

    ``nan`` where less than 70 % of the days were observed. Shape ``(days,)``.
    """
    ratio = RATIOS.get(metric)
    if ratio is None:
        return _mean(series[metric], days)
    if ratio.numerator not in series or ratio.denominator not in series:
        return np.full(len(series[metric]), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = ratio.scale * _mean(series[ratio.numerator], days) / _mean(series[ratio.denominator], days)
    return np.where(np.isfinite(found), found, np.nan)


def compare(value: float, comparator: Comparator | None, reference: float) -> bool:
    """Hold a value against another; one that is not known fulfils nothing."""
    if np.isnan(value):
        return False
    equal = isclose(value, reference, rel_tol=1e-9, abs_tol=1e-12)
    return {
        Comparator.ABOVE: value > reference and not equal,
        Comparator.AT_LEAST: value > reference or equal,
        Comparator.BELOW: value < reference and not equal,
        Comparator.AT_MOST: value < reference or equal,
        Comparator.EQUAL: equal,
        Comparator.NOT_EQUAL: not equal,
    }[comparator or Comparator.EQUAL]


def _trend(condition: Condition, series: Series) -> Judged:
    days, least = condition.period_days or 1, condition.least_change or 0.0
    mean = rolling(series, condition.metric, days)
    before = np.full(len(mean), np.nan)
    before[days:] = mean[:-days]
    with np.errstate(divide="ignore", invalid="ignore"):
        change = mean / before - 1.0
    change = np.where(np.isfinite(change), change, np.nan)
    direction = condition.direction or Direction.INCREASING
    holds = np.array([moved(one, direction, least) for one in change.tolist()], dtype=np.bool_)
    return Judged(change, least if direction is Direction.INCREASING else -least, holds)


def _anomaly(condition: Condition, values: FloatArray) -> Judged:
    """Hold each day against the median of those before it, in deviations that outliers do not widen."""
    days, least = condition.period_days or 1, condition.least_z or 0.0
    score = np.full(len(values), np.nan)
    for day in range(days, len(values)):
        past = values[day - days : day]
        past = past[~np.isnan(past)]
        if len(past) >= LEAST_OBSERVED * days:
            usual = float(np.median(past))
            sigma = TO_SIGMA * float(np.median(np.abs(past - usual)))
            if sigma > 0:
                score[day] = (values[day] - usual) / sigma
    return Judged(score, least, np.nan_to_num(np.abs(score)) >= least)


def _together(form: Form | None, value: FloatArray, other: FloatArray) -> FloatArray:
    if form is Form.DIFFERENCE:
        return value - other
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = value / other
    return np.where(np.isfinite(ratio), ratio, np.nan)


def _mean(values: FloatArray, days: int) -> FloatArray:
    seen = ~np.isnan(values)
    whole = np.concatenate([[0.0], np.cumsum(np.where(seen, values, 0.0))])
    count = np.concatenate([[0.0], np.cumsum(seen)])
    found = np.full(len(values), np.nan)
    if len(values) >= days:
        observed = count[days:] - count[:-days]
        sums = whole[days:] - whole[:-days]
        enough = observed >= LEAST_OBSERVED * days
        found[days - 1 :] = np.where(enough, sums / np.maximum(observed, 1.0), np.nan)
    return found


def _runs(holds: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for day, held in enumerate([*holds.tolist(), False]):
        if held and first is None:
            first = day
        elif not held and first is not None:
            yield first, day - first
            first = None
