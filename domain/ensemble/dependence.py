"""How the series of a campaign move together, and how long they stay where they are."""

import numpy as np

from domain.forecasting.model import FloatArray, Panel, Series

MEMORY_DAYS = 120
"""Days of history that dependence is measured on."""

SHRINKAGE_DAYS = 20.0
"""Days at which a measured correlation counts half."""

LONGEST_MEMORY = 0.95
"""Highest day-to-day correlation; a slow drift must not freeze the paths."""

OUTLIER = 3.0
"""Residuals are cut at this many robust standard deviations: one mishap is not a correlation."""


def autocorrelations(panel: Panel) -> FloatArray:
    """Return the correlation of each series' residuals with those of the day before.

    Shrunk towards zero and kept within 0 … ``LONGEST_MEMORY``. Shape ``(series,)``.
    """
    found = []
    for one in panel.series:
        residuals = _residuals(one)
        before, after = residuals[:-1], residuals[1:]
        both = ~np.isnan(before) & ~np.isnan(after)
        pairs = int(both.sum())
        power = float(np.nanmean(residuals**2)) if pairs else 0.0
        raw = float((before[both] * after[both]).mean()) / power if power > 0 else 0.0
        found.append(min(max(raw * pairs / (pairs + SHRINKAGE_DAYS), 0.0), LONGEST_MEMORY))
    return np.array(found)


def correlations(panel: Panel) -> FloatArray:
    """Return the correlation of the series' residuals on the same day, shrunk towards none.

    Days on which one of two series was not observed count as no correlation, which keeps the matrix positive
    semi-definite; shrinking makes it definite. Shape ``(series, series)``, ones on the diagonal.
    """
    count = len(panel.series)
    days = min(MEMORY_DAYS, max(len(one.values) for one in panel.series))
    aligned = np.zeros((count, days))
    for row, one in enumerate(panel.series):
        residuals = np.nan_to_num(_residuals(one))
        aligned[row, days - len(residuals) :] = residuals
    power = np.sqrt((aligned**2).sum(axis=1))
    scaled = aligned / np.where(power > 0, power, 1.0)[:, None]
    share = days / (days + SHRINKAGE_DAYS + count)
    matrix: FloatArray = share * (scaled @ scaled.T)
    np.fill_diagonal(matrix, 1.0)
    return matrix


def _residuals(series: Series) -> FloatArray:
    """Return what is left after weekday means, in robust standard deviations and cut at ``OUTLIER``."""
    values = series.values[-MEMORY_DAYS:].copy()
    # Differences in the last digits are rounding, not movement.
    dust = 1e-9 * float(np.nanmax(values, initial=0.0))
    for weekday in range(7):
        same = values[weekday::7]
        if not np.isnan(same).all():
            values[weekday::7] = same - np.nanmean(same)
    if np.isnan(values).all():
        return values
    spread = 1.4826 * float(np.nanmedian(np.abs(values))) or float(np.nanstd(values))
    return np.clip(values / spread, -OUTLIER, OUTLIER) if spread > dust else 0.0 * values
