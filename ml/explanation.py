"""What each feature adds to a prediction of boosted trees."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.forecasting.model import FloatArray


@dataclass(frozen=True, slots=True)
class Contributions:
    """SHAP values of rows, exact for trees (Lundberg et al. 2020, From local explanations to global understanding).

    For every row, ``base`` plus the sum of ``values`` is what the trees predict before any link function.

    Attributes:
        names: Of the features.
        values: Shape ``(rows, features)``, in the unit of the raw prediction.
        base: What the trees predict on average over their training rows. Shape ``(rows,)``.
    """

    names: tuple[str, ...]
    values: FloatArray
    base: FloatArray

    def shares(self) -> dict[str, float]:
        """Return the mean absolute contribution of each feature over that of all, most first.

        All are zero when no feature moves any prediction.
        """
        mean = np.abs(self.values).mean(axis=0)
        total = float(mean.sum())
        shares = {name: float(one) / total if total > 0 else 0.0 for name, one in zip(self.names, mean, strict=True)}
        return dict(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))


def contributions(booster: Any, rows: FloatArray, names: Sequence[str]) -> Contributions:  # noqa: ANN401 - untyped
    """Explain predictions of a LightGBM model with one output.

    Args:
        booster: The model.
        rows: Features. Shape ``(rows, features)``, at least one row.
        names: Of the features, in order of the columns.

    Raises:
        ValueError: There is no row, or the columns are not those of the model.
    """
    if not len(rows) or rows.shape[1] != len(names) or booster.num_feature() != len(names):
        raise ValueError(f"rows of {booster.num_feature()} features are needed to explain this model")
    found = np.asarray(booster.predict(rows, pred_contrib=True, num_threads=1), dtype=np.float64)
    if found.shape[1] != len(names) + 1:
        raise ValueError("only models with one output can be explained")
    return Contributions(tuple(names), found[:, :-1], found[:, -1])
