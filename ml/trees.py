"""Boosted trees for the median of scale-free log values and for the spread around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.forecasting.model import FloatArray
from ml.bands import LEVELS, Z

MEDIAN_ROUNDS, SPREAD_ROUNDS = 120, 40
"""Trees for the median, and for each of the outer quantiles."""

LOW, HIGH = 0.1, 0.9
"""Levels whose trees tell how wide the spread is; the others follow as in a normal distribution."""

LEAST_SPREAD = 0.05
"""Least distance of these from the median in log terms: at the usual level, a tenth of it."""

PARTS: tuple[str, ...] = ("median", "low", "high")
"""The models, by their names."""

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
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class SpreadTrees:
    """LightGBM models of the median, which minimises the absolute error, and of the 10 % and 90 % quantiles."""

    median: Any
    low: Any
    high: Any

    @classmethod
    def fit(
        cls, features: FloatArray, target: FloatArray, *, names: Sequence[str], categorical: Sequence[str], seed: int
    ) -> "SpreadTrees":
        """Learn from rows.

        Args:
            features: Shape ``(rows, len(names))``; ``nan`` where unknown.
            target: What came, in scale-free log terms. Shape ``(rows,)``.
            names: Of the columns.
            categorical: Those that are numbers of categories.
            seed: The same rows and seed give the same trees.
        """
        import lightgbm  # noqa: PLC0415 - takes a second

        parameters = {**PARAMETERS, "seed": seed}
        data = lightgbm.Dataset(
            features,
            target,
            feature_name=list(names),
            categorical_feature=list(categorical),
            params=parameters,
            free_raw_data=False,
        )

        def train(rounds: int, **objective: object) -> Any:  # noqa: ANN401 - the library is untyped
            return lightgbm.train({**parameters, **objective}, data, rounds)

        return cls(
            train(MEDIAN_ROUNDS, objective="regression_l1"),
            train(SPREAD_ROUNDS, objective="quantile", alpha=LOW),
            train(SPREAD_ROUNDS, objective="quantile", alpha=HIGH),
        )

    def quantiles(self, features: FloatArray) -> FloatArray:
        """Return quantiles in scale-free log terms: a normal distribution with one spread to each side.

        Shape ``(rows, len(QUANTILES))``, non-decreasing along the second axis.
        """
        median, low, high = (np.asarray(part.predict(features, num_threads=1)) for part in self.parts.values())
        unit = Z / Z[LEVELS == HIGH]
        below, above = np.maximum(median - low, LEAST_SPREAD), np.maximum(high - median, LEAST_SPREAD)
        return np.asarray(median[:, None] + unit * np.where(Z > 0, above[:, None], below[:, None]))

    @property
    def parts(self) -> dict[str, Any]:
        """The models by name, in the order of ``PARTS``."""
        return {part: getattr(self, part) for part in PARTS}
