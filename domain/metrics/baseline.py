"""The recent level of a metric by weekday, so that a weekend is never mistaken for a dip."""

from datetime import date, timedelta

import numpy as np

from domain.forecasting.model import FloatArray

RECENT_DAYS = 28
"""Four whole weeks: every weekday counts equally."""

MINIMUM_DAYS = 14
"""Observed days, and two for every weekday, below which there is no level to speak of."""


def weekday_level(values: FloatArray, end: date, days: int = RECENT_DAYS) -> FloatArray | None:
    """Return the mean of each weekday, Monday first, over the last days of a daily series.

    A day further than three scaled median absolute deviations from its weekday's median is pulled back to that
    distance, so that one past spike does not make an ordinary future look like a dip. Series that are often zero are
    left as they are: there, the rare days are the signal.

    Args:
        values: Daily, ending on ``end``, ``nan`` where unobserved.
        end: Day of the last value.
        days: How far to look back.

    Returns:
        Shape ``(7,)``; none when too little was observed.
    """
    recent = values[-days:]
    first = end - timedelta(days=len(recent) - 1)
    weekdays = (first.weekday() + np.arange(len(recent))) % 7
    seen = np.isfinite(recent)
    counts = np.bincount(weekdays[seen], minlength=7)
    if seen.sum() < MINIMUM_DAYS or counts.min() < 2:
        return None
    medians = np.array([np.median(recent[seen & (weekdays == day)]) for day in range(7)])
    offsets = recent - medians[weekdays]
    limit = 3 * 1.4826 * float(np.median(np.abs(offsets[seen])))
    dense = limit > 0 and (recent[seen] > 0).mean() >= 0.8
    calm = medians[weekdays] + np.clip(offsets, -limit, limit) if dense else recent
    return np.array([np.mean(calm[seen & (weekdays == day)]) for day in range(7)])


def level_error(values: FloatArray, end: date, level: FloatArray, days: int = RECENT_DAYS) -> float:
    """Return the standard error of a level, relative to its mean: how far it may be off by the noise of its own days.

    Args:
        values: What the level was taken from.
        end: Day of the last value.
        level: By weekday, Monday first, with a positive mean.
        days: How far was looked back.
    """
    recent = values[-days:]
    expected = spread(level, end - timedelta(days=len(recent) - 1), len(recent))
    offsets = (recent - expected)[np.isfinite(recent)]
    return float(np.sqrt((offsets**2).sum() / max(1, len(offsets) - 7) / len(offsets)) / level.mean())


def spread(level: FloatArray, start: date, horizon: int) -> FloatArray:
    """Return the level of each of ``horizon`` days from ``start`` on. Shape ``(horizon,)``."""
    expected: FloatArray = level[(start.weekday() + np.arange(horizon)) % 7]
    return expected


def window_sums(values: FloatArray, length: int) -> FloatArray:
    """Return sums over every window of ``length`` consecutive days along the last axis."""
    total = np.cumsum(values, axis=-1)
    head = np.zeros((*total.shape[:-1], 1))
    padded = np.concatenate([head, total], axis=-1)
    sums: FloatArray = padded[..., length:] - padded[..., :-length]
    return sums
