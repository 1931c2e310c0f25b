"""Boosted trees over all series of a panel at once: a median, and bands measured on days that were held back."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from ml.bands import LEVELS, Z
from ml.features import CATEGORICAL, NAMES, IntArray, PanelTable

SEED = 7

MOST_ROWS = 12_000
"""Training rows; more were no more accurate and cost time."""

FIRST_ORIGIN = 14
"""Days of a series that a training row has seen at least."""

HELD_BACK = 28
"""Last days that measure the bands, at most a quarter of the panel."""

FEWEST_ROWS = 60
"""Rows to learn from, and a third of that to measure on, below which trees are noise."""

MEDIAN_ROUNDS, SPREAD_ROUNDS = 100, 40

LOW, HIGH = 0.1, 0.9
"""Levels whose trees tell how the spread varies; the held-back days tell how wide it is."""

LEAST_SPREAD = 0.05
"""Least half width in log terms: at the usual level, a tenth of it."""

MOST_SPREADS = 10.0
"""Errors beyond so many expected spreads count as so many: one surprise must not stretch every band of the panel."""

HEADROOM = 0.7
"""Log terms by which a forecast may exceed the largest multiple of the local scale ever seen: it may double."""

PARAMETERS: dict[str, Any] = {
    "num_leaves": 15,
    "learning_rate": 0.08,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "max_bin": 63,
    # On two busy cores two threads were ten times slower than one; parallel work is the engine's.
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": SEED,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows to build: series, last seen day and days ahead. Shape ``(rows,)`` each."""

    series: IntArray
    origin: IntArray
    ahead: IntArray

    def where(self, chosen: NDArray[np.bool_]) -> "Rows":
        """Return the chosen rows."""
        return Rows(self.series[chosen], self.origin[chosen], self.ahead[chosen])


def boosted_quantiles(table: PanelTable, horizon: int) -> FloatArray:
    """Forecast every series of a table from its last day.

    The median minimises the absolute error of scale-free log targets. Two quantile models give the spread that each
    row may expect. The same three, trained without the last days, are held against those days: the quantiles of their
    absolute errors in units of the expected spread are the bands (conformalised quantile regression, Romano,
    Patterson & Candès 2019, with a factor for each interval).

    Returns:
        Shape ``(series, horizon, len(QUANTILES))`` in the units of the series.

    Raises:
        ValueError: There are too few rows to learn from.
    """
    rows, target = _training(table, horizon)
    features = table.rows(rows.series, rows.origin, rows.ahead)
    held = rows.origin + rows.ahead >= table.days - min(HELD_BACK, table.days // 4)
    if (~held).sum() < FEWEST_ROWS or held.sum() < FEWEST_ROWS // 3:
        raise ValueError("too few past days to learn from")
    factors = _factors(_Trees.fit(features[~held], target[~held]), features[held], target[held])
    future = _future(table, horizon)
    median, below, above = _Trees.fit(features, target).predict(table.rows(future.series, future.origin, future.ahead))
    spread = np.where(Z > 0, above[:, None], below[:, None])
    transformed = np.minimum(median[:, None] + factors * spread, target.max() + HEADROOM)
    restored = [table.restore(column, future.series, future.origin) for column in transformed.T]
    return np.stack(restored, axis=1).reshape(len(table.keys), horizon, len(LEVELS))


@dataclass(frozen=True, slots=True)
class _Trees:
    median: Any
    low: Any
    high: Any

    @classmethod
    def fit(cls, features: FloatArray, target: FloatArray) -> "_Trees":
        import lightgbm  # noqa: PLC0415

        data = lightgbm.Dataset(
            features,
            target,
            feature_name=list(NAMES),
            categorical_feature=list(CATEGORICAL),
            params={"max_bin": PARAMETERS["max_bin"], "num_threads": 1, "verbosity": -1},
            free_raw_data=False,
        )

        def train(rounds: int, **objective: object) -> Any:  # noqa: ANN401 - the library is untyped
            return lightgbm.train({**PARAMETERS, **objective}, data, rounds)

        return cls(
            train(MEDIAN_ROUNDS, objective="regression_l1"),
            train(SPREAD_ROUNDS, objective="quantile", alpha=LOW),
            train(SPREAD_ROUNDS, objective="quantile", alpha=HIGH),
        )

    def predict(self, features: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the median and the spread below and above it, each of shape ``(rows,)``."""
        median, low, high = (
            np.asarray(trees.predict(features, num_threads=1)) for trees in (self.median, self.low, self.high)
        )
        return median, np.maximum(median - low, LEAST_SPREAD), np.maximum(high - median, LEAST_SPREAD)


def _factors(trees: _Trees, features: FloatArray, target: FloatArray) -> FloatArray:
    """Return how many spreads each level lies from the median. Shape ``(len(QUANTILES),)``.

    Each pair of levels takes the quantile of the absolute errors that its interval must hold. Held-back days may have
    been calm, so that a factor is never below the one of a normal distribution with the spread that was learnt.
    """
    median, below, above = trees.predict(features)
    error = target - median
    scaled = np.minimum(np.abs(error) / np.where(error > 0, above, below), MOST_SPREADS)
    measured = np.quantile(scaled, np.abs(2.0 * LEVELS - 1.0))
    return np.asarray(np.sign(Z) * np.maximum(measured, np.abs(Z) / NormalDist().inv_cdf(HIGH)))


def _training(table: PanelTable, horizon: int) -> tuple[Rows, FloatArray]:
    """Draw rows whose outcome was observed, spread evenly over series, origins and days ahead; always the same ones."""
    random = np.random.default_rng(SEED)
    first = np.argmax(~np.isnan(table.values), axis=1) + FIRST_ORIGIN - 1
    series, origin = np.nonzero(np.arange(table.days)[None, :] >= first[:, None])
    repeats = int(np.clip(round(MOST_ROWS / max(len(series), 1)), 1, horizon))
    series, origin = np.repeat(series, repeats), np.repeat(origin, repeats)
    rows = Rows(series, origin, random.integers(1, horizon + 1, len(series)))
    rows = rows.where(rows.origin + rows.ahead < table.days)
    if len(rows.series) > MOST_ROWS:
        chosen = np.zeros(len(rows.series), dtype=np.bool_)
        chosen[random.choice(len(chosen), MOST_ROWS, replace=False)] = True
        rows = rows.where(chosen)
    target = table.targets(rows.series, rows.origin, rows.ahead)
    seen = ~np.isnan(target)
    return rows.where(seen), target[seen]


def _future(table: PanelTable, horizon: int) -> Rows:
    count = len(table.keys)
    return Rows(
        np.repeat(np.arange(count), horizon),
        np.full(count * horizon, table.days - 1),
        np.tile(np.arange(1, horizon + 1), count),
    )
