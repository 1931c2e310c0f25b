"""Rows that models of all series together learn from, and those that they answer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from ml.features import IntArray, PanelTable

SEED = 7

FIRST_ORIGIN = 14
"""Days of a series that a training row has seen at least."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows to build: series, last seen day and days ahead. Shape ``(rows,)`` each."""

    series: IntArray
    origin: IntArray
    ahead: IntArray

    @property
    def target(self) -> IntArray:
        """Day that is asked about."""
        return self.origin + self.ahead

    def where(self, chosen: NDArray[np.bool_] | IntArray) -> "Rows":
        """Return the chosen rows, by a mask or by their places."""
        return Rows(self.series[chosen], self.origin[chosen], self.ahead[chosen])


def training_rows(table: PanelTable, horizon: int, most: int) -> tuple[Rows, FloatArray]:
    """Draw rows whose outcome was observed, spread evenly over series, origins and days ahead; always the same ones.

    Returns:
        At most ``most`` rows and their scale-free targets.
    """
    random = np.random.default_rng(SEED)
    first = table.first + FIRST_ORIGIN - 1
    series, origin = np.nonzero(np.arange(table.days)[None, :] >= first[:, None])
    repeats = int(np.clip(round(most / max(len(series), 1)), 1, horizon))
    series, origin = np.repeat(series, repeats), np.repeat(origin, repeats)
    rows = Rows(series, origin, random.integers(1, horizon + 1, len(series)))
    rows = rows.where(rows.target < table.days)
    if len(rows.series) > most:
        chosen = np.zeros(len(rows.series), dtype=np.bool_)
        chosen[random.choice(len(chosen), most, replace=False)] = True
        rows = rows.where(chosen)
    target = table.targets(rows.series, rows.origin, rows.ahead)
    seen = ~np.isnan(target)
    return rows.where(seen), target[seen]


def future_rows(table: PanelTable, horizon: int) -> Rows:
    """Return the rows of every series from its last day, the days ahead of a series beside each other."""
    count = len(table.keys)
    return Rows(
        np.repeat(np.arange(count), horizon),
        np.full(count * horizon, table.days - 1),
        np.tile(np.arange(1, horizon + 1), count),
    )
