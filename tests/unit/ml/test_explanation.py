"""Contributions of features add up to the prediction."""

from typing import Any

import numpy as np
import pytest

from domain.forecasting.model import FloatArray
from ml.explanation import contributions
from ml.training.artefact import trees_of

NAMES = ("strong", "weak", "noise")


@pytest.fixture(scope="module")
def rows() -> FloatArray:
    return np.random.default_rng(5).normal(size=(400, 3))


@pytest.fixture(scope="module")
def booster(rows: FloatArray) -> Any:
    import lightgbm

    target = 3.0 * rows[:, 0] + np.where(rows[:, 1] > 0, 0.5, -0.5)
    data = lightgbm.Dataset(rows, target, feature_name=list(NAMES))
    return lightgbm.train({"verbosity": -1, "num_threads": 1, "seed": 1, "deterministic": True}, data, 30)


def test_contributions_and_base_sum_to_the_prediction_of_every_row(booster: Any, rows: FloatArray) -> None:
    found = contributions(booster, rows, NAMES)
    assert found.values.shape == rows.shape
    np.testing.assert_allclose(found.base + found.values.sum(axis=1), booster.predict(rows), atol=1e-9)
    assert np.ptp(found.base) == 0.0


def test_shares_sum_to_one_and_name_what_moves_the_prediction_first(booster: Any, rows: FloatArray) -> None:
    shares = contributions(booster, rows, NAMES).shares()
    assert list(shares) == ["strong", "weak", "noise"]
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["noise"] < 0.05 < shares["weak"] < shares["strong"]


def test_a_model_that_was_read_from_its_text_is_explained_alike(booster: Any, rows: FloatArray) -> None:
    again = trees_of(booster.model_to_string())
    np.testing.assert_array_equal(contributions(again, rows, NAMES).values, contributions(booster, rows, NAMES).values)


def test_missing_values_are_explained_too(booster: Any, rows: FloatArray) -> None:
    holes = rows[:5].copy()
    holes[:, 0] = np.nan
    found = contributions(booster, holes, NAMES)
    np.testing.assert_allclose(found.base + found.values.sum(axis=1), booster.predict(holes), atol=1e-9)


def test_a_model_that_never_split_gives_no_feature_a_share(rows: FloatArray) -> None:
    import lightgbm

    data = lightgbm.Dataset(rows, np.zeros(len(rows)))
    constant = lightgbm.train({"verbosity": -1, "num_threads": 1}, data, 2)
    assert set(contributions(constant, rows, NAMES).shares().values()) == {0.0}


def test_rows_that_are_not_of_the_model_are_refused(booster: Any, rows: FloatArray) -> None:
    with pytest.raises(ValueError, match="3 features"):
        contributions(booster, rows[:, :2], NAMES[:2])
    with pytest.raises(ValueError, match="3 features"):
        contributions(booster, rows[:0], NAMES)
