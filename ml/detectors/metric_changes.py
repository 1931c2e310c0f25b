"""Finds days from which on daily metrics of a campaign had another level."""

from collections.abc import Mapping
from datetime import date, timedelta
from math import erfc, exp, log, sqrt

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from domain.forecasting.model import FloatArray
from domain.insights.model import MetricChange
from domain.marketplace.correlation.discovery import q_values
from domain.metrics.model import MetricType
from ml.detectors.changepoints import change_points

COMPARED_DAYS, LEAST_BEFORE, LEAST_AFTER = 28, 14, 7
"""Days of a level that are compared with the other at most, and how many it needs: two weeks before, one since."""

SEARCHED_DAYS = 180
"""Days that are searched at most."""

LEAST_CHANGE = log(1.15)
"""What changes less is of no interest, however clear."""

CLOSE = 0.8
"""Part of it that the four weeks on either side of some day must differ by, for a search to be worth its while."""

LEAST_SPREAD = 0.02
"""Relative: figures are rounded."""

FALSE_RATE = 0.05
"""Part of the changes found at once that may be false."""

WEEK = 7
_MAD_TO_STD = 1.4826


def metric_changes(series: Mapping[MetricType, FloatArray], last: date, since: date) -> tuple[MetricChange, ...]:
    """Return the changes; see the port ``MetricDetector``.

    Days at which a change is likely are those of ``ml.detectors.changepoints`` on the logarithms without the effect of
    the weekdays. Whether the levels really differ is judged by their medians over up to four weeks before and since, in
    standard errors that allow for the days' dependence on each other; how likely so clear a difference is somewhere in
    a series without a change is bounded by its probability times the number of days. All metrics share one limit on
    false discoveries (Benjamini and Hochberg).
    """
    judged: list[MetricChange] = []
    for metric, values in series.items():
        recent = values[-SEARCHED_DAYS:]
        first = max(len(recent) - 1 - (last - since).days, 0)
        logs = _even_logs(recent)
        if logs is None or not _may_have_moved(logs, first):
            continue
        cuts = change_points(logs, periods=(WEEK,))
        bounds = [0, *cuts, len(logs)]
        for place, cut in enumerate(cuts):
            before = logs[max(bounds[place], cut - COMPARED_DAYS) : cut]
            after = logs[cut : min(bounds[place + 2], cut + COMPARED_DAYS)]
            change = _judged(before, after, len(logs)) if cut >= first else None
            if change is not None:
                low, high, lasted, chance = change
                day = last - timedelta(days=len(logs) - 1 - cut)
                judged.append(MetricChange(metric, day, low, high, lasted, chance))
    rates = q_values(np.array([one.false_rate for one in judged]))
    clear = [
        MetricChange(one.metric, one.day, one.before, one.after, one.lasted, float(rate))
        for one, rate in zip(judged, rates, strict=True)
        if rate <= FALSE_RATE
    ]
    return tuple(sorted(clear, key=lambda one: (one.day, list(MetricType).index(one.metric))))


def _even_logs(values: FloatArray) -> FloatArray | None:
    """Return logarithms without the effect of the weekdays; none of what is too short, or mostly nothing."""
    seen = np.isfinite(values)
    if seen.sum() < LEAST_BEFORE + LEAST_AFTER or np.mean(values[seen] > 0) < 0.9:
        return None
    # Zeros have no logarithm: they count as a fiftieth of what is usual, a fall by any measure.
    logs = np.log(np.maximum(values, float(np.median(values[seen])) / 50.0))
    # Weekdays are compared within weeks, so that a change of level is no effect of a weekday.
    weeks = np.full(-(-len(logs) // WEEK) * WEEK, np.nan)
    weeks[-len(logs) :] = logs
    table = weeks.reshape(-1, WEEK)
    whole = table[np.isfinite(table).all(axis=1)]
    if len(whole) >= 3:
        effects = np.median(whole - np.median(whole, axis=1, keepdims=True), axis=0)
        table = table - (effects - effects.mean())
    even: FloatArray = table.reshape(-1)[-len(logs) :]
    return even


def _may_have_moved(logs: FloatArray, first: int) -> bool:
    """Return whether the weeks before and since any day from ``first`` on differ; spares the search where none do."""
    days = np.arange(max(first, LEAST_BEFORE), len(logs) - LEAST_AFTER + 1)
    beside = np.full(COMPARED_DAYS, np.nan)
    spans = sliding_window_view(np.concatenate([beside, logs, beside]), COMPARED_DAYS)
    seen = np.isfinite(spans).sum(axis=1)
    days = days[(seen[days] >= LEAST_BEFORE) & (seen[days + COMPARED_DAYS] >= LEAST_AFTER)]
    apart = np.abs(np.nanmedian(spans[days + COMPARED_DAYS], axis=1) - np.nanmedian(spans[days], axis=1))
    return any(_differs(logs, int(day)) for day in days[apart >= CLOSE * LEAST_CHANGE])


def _differs(logs: FloatArray, day: int) -> bool:
    before, after = logs[max(0, day - COMPARED_DAYS) : day], logs[day : day + COMPARED_DAYS]
    _, _, chance = _levels(before[np.isfinite(before)], after[np.isfinite(after)])
    return chance * len(logs) < 1.0


def _judged(before: FloatArray, after: FloatArray, days: int) -> tuple[float, float, int, float] | None:
    """Return both levels, the observed days since, and how likely so clear a change is by chance; none if too small."""
    before, after = before[np.isfinite(before)], after[np.isfinite(after)]
    if len(before) < LEAST_BEFORE or len(after) < LEAST_AFTER:
        return None
    low, high, chance = _levels(before, after)
    if abs(high - low) < LEAST_CHANGE:
        return None
    return exp(low), exp(high), len(after), min(max(days * chance, 1e-12), 1.0)


def _levels(before: FloatArray, after: FloatArray) -> tuple[float, float, float]:
    """Return both levels, and how likely they are that far apart by chance."""
    low, high = float(np.median(before)), float(np.median(after))
    off = [before - low, after - high]
    around = np.concatenate(off)
    spread = max(_MAD_TO_STD * float(np.median(np.abs(around))), LEAST_SPREAD)
    power = sum(float((one**2).sum()) for one in off)
    together = sum(float((one[1:] * one[:-1]).sum()) for one in off)
    # Around levels of their own, days look less dependent than they are (Marriott & Pope 1954), the more so as the cut
    # was chosen to part them.
    seen = together / power if power > 0.0 else 0.0
    dependence = min(max(seen + 2.0 * (1.0 + 3.0 * max(seen, 0.0)) / len(around), 0.0), 0.9)
    # The variance of a median of normal values is pi / 2 times that of their mean.
    widened = (np.pi / 2.0) * (1.0 + dependence) / (1.0 - dependence)
    error = spread * sqrt(widened * (1.0 / len(before) + 1.0 / len(after)))
    return low, high, erfc(abs(high - low) / error / sqrt(2.0))
