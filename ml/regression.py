"""One linear regression over all series of a panel: few figures to learn, so that little history is enough."""

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from ml.bands import Z
from ml.features import NAMES, PanelTable
from ml.history import WEEK
from ml.rows import Rows, future_rows, training_rows

MOST_ROWS = 30_000
"""Training rows."""

FEWEST_ROWS = 60
"""Below, more is guessed than learnt."""

BASE = "weekday_mean_4"
"""What is forecast where nothing was learnt; the others are taken relative to it."""

LOGARITHMS: tuple[str, ...] = (
    "weekday_1", "weekday_2", "weekday_3", "weekday_4", "weekday_mean_8", "last_day", "day_before", "mean_7", "mean_91",
    "month_ago", "two_months_ago", "weekday_median_4", "weekday_median_8", "median_28", "mean_28_before",
)  # fmt: skip

PLAIN: tuple[str, ...] = ("deviation_28", "zeros_28", "drift")

PENALTY = 1e-3
"""Of a squared coefficient, per training row."""

WEEK_PENALTY = 300.0
"""Of a coefficient of one week ahead that differs from that of all, in rows."""

FEWEST_OF_WEEK = 200
"""Rows of a week ahead from which it has coefficients of its own."""

ROUNDS = 3
"""Reweighted solutions: enough for the coefficients to settle."""

LEAST_ERROR = 0.3
"""Errors below this share of the median one count alike, so that no row takes all of the weight."""

FEWEST_OF_SERIES = 20
"""Rows of a series from which its own spread is read."""

DEVIATION = 1.4826
"""Of a normal distribution, over its median absolute error."""


def regressed_quantiles(table: PanelTable, horizon: int) -> FloatArray:
    """Forecast every series of a table from its last day.

    The absolute error of scale-free log targets is minimised by iteratively reweighted least squares (Holland & Welsch
    1977, Robust regression using iteratively reweighted least-squares). Weeks ahead differ from the common coefficients
    as far as their rows insist. Bands are normal, as wide as the errors of the series that were left.

    Returns:
        Shape ``(series, horizon, len(QUANTILES))`` in the units of the series.

    Raises:
        ValueError: There are too few rows to learn from.
    """
    rows, target = training_rows(table, horizon, MOST_ROWS)
    if len(target) < FEWEST_ROWS:
        raise ValueError("too few past days to learn from")
    learnt, base = _design(table, rows)
    future = future_rows(table, horizon)
    asked, expected = _design(table, future)
    week, weeks = (rows.ahead - 1) // WEEK, (future.ahead - 1) // WEEK
    common = _solve(learnt, target - base, np.zeros(learnt.shape[1]), PENALTY * len(target))
    centre, left = asked @ common, target - base - learnt @ common
    for index in np.unique(weeks):
        own = week == index
        if own.sum() >= FEWEST_OF_WEEK:
            coefficients = _solve(learnt[own], (target - base)[own], common, WEEK_PENALTY)
            centre[weeks == index] = asked[weeks == index] @ coefficients
            left[own] = (target - base)[own] - learnt[own] @ coefficients
    spread = _spread(left, rows.series, len(table.keys))[future.series]
    transformed = (expected + centre)[:, None] + Z * spread[:, None]
    restored = [table.restore(column, future.series, future.origin) for column in transformed.T]
    return np.stack(restored, axis=1).reshape(len(table.keys), horizon, len(Z))


def _design(table: PanelTable, rows: Rows) -> tuple[FloatArray, FloatArray]:
    """Return the columns and the base that they are relative to; what the history does not reach is as the base."""
    found = table.rows(rows.series, rows.origin, rows.ahead)
    base = np.nan_to_num(found[:, NAMES.index(BASE)], nan=float(np.log(2.0)))
    logarithms = found[:, [NAMES.index(name) for name in LOGARITHMS]] - base[:, None]
    plain = found[:, [NAMES.index(name) for name in PLAIN]]
    return np.column_stack([np.nan_to_num(logarithms), np.nan_to_num(plain), np.ones(len(found))]), base


def _solve(columns: FloatArray, target: FloatArray, prior: FloatArray, penalty: float) -> FloatArray:
    weights: FloatArray = np.ones(len(target))
    found: FloatArray = prior
    identity = penalty * np.eye(columns.shape[1])
    for _ in range(ROUNDS + 1):
        weighted = columns * weights[:, None]
        found = np.asarray(
            np.linalg.solve(columns.T @ weighted + identity, weighted.T @ target + penalty * prior), dtype=np.float64
        )
        error = np.abs(target - columns @ found)
        usual = float(np.median(error))
        if usual <= 0.0:
            break
        weights = np.asarray(1.0 / np.maximum(error / usual, LEAST_ERROR), dtype=np.float64)
    return found


def _spread(left: FloatArray, series: NDArray[np.int64], count: int) -> FloatArray:
    """Return the deviation of each series, that of all where it has few rows. Shape ``(series,)``."""
    size = np.abs(left)
    common = float(np.median(size))
    found = np.full(count, common)
    for index in np.unique(series):
        own = size[series == index]
        if len(own) >= FEWEST_OF_SERIES:
            found[index] = np.median(own)
    return DEVIATION * found
