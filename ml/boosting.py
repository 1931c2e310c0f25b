"""Boosted trees over all series of a panel at once."""

import numpy as np

from domain.forecasting.model import FloatArray
from ml.bands import LEVELS
from ml.features import CATEGORICAL, NAMES, PanelTable
from ml.rows import SEED, future_rows, training_rows
from ml.trees import SpreadTrees

ROWS_OF_SERIES, LEAST_ROWS, MOST_ROWS = 300, 6_000, 30_000
"""Training rows by the number of series, and their bounds; more were no more accurate and cost time."""

FEWEST_ROWS = 60
"""Rows to learn from, below which trees are noise."""

HEADROOM = 0.7
"""Log terms by which a forecast may exceed the largest multiple of the local scale ever seen: it may double."""


def boosted_quantiles(table: PanelTable, horizon: int) -> FloatArray:
    """Forecast every series of a table from its last day.

    Holding days back to widen the spread cost half of the time and made the ensemble no better: its own calibration
    sees what the whole combination held.

    Returns:
        Shape ``(series, horizon, len(QUANTILES))`` in the units of the series.

    Raises:
        ValueError: There are too few rows to learn from.
    """
    most = int(np.clip(ROWS_OF_SERIES * len(table.keys), LEAST_ROWS, MOST_ROWS))
    rows, target = training_rows(table, horizon, most)
    if len(target) < FEWEST_ROWS:
        raise ValueError("too few past days to learn from")
    learnt = table.rows(rows.series, rows.origin, rows.ahead)
    trees = SpreadTrees.fit(learnt, target, names=NAMES, categorical=CATEGORICAL, seed=SEED)
    future = future_rows(table, horizon)
    said = trees.quantiles(table.rows(future.series, future.origin, future.ahead))
    transformed = np.minimum(said, target.max() + HEADROOM)
    restored = [table.restore(column, future.series, future.origin) for column in transformed.T]
    return np.stack(restored, axis=1).reshape(len(table.keys), horizon, len(LEVELS))
