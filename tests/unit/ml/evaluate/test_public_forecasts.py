"""How right the ensemble is on public series, with bounds that a change for the worse would cross."""

from pathlib import Path

import pytest

from infra.compute.inline import InlineCompute
from ml.evaluate.datasets import read_data_set
from ml.evaluate.harness import Plan, evaluate
from ml.evaluate.summary import standings

PUBLIC = Path(__file__).resolve().parents[5] / "shared" / "data"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "series", "naive", "held80"),
    [
        ("ads/geolift_pretest_daily.csv", None, 0.80, (0.74, 0.90)),
        ("ads/geolift_mmm_positive_daily.csv", None, 0.32, (0.70, 0.97)),
        ("bench/nn5_daily.csv", 8, 0.85, (0.72, 0.92)),
    ],
)
async def test_the_ensemble_beats_what_one_would_otherwise_use_and_its_bands_hold(file, series, naive, held80):
    path = PUBLIC / file
    if not path.is_file():
        pytest.skip(f"the public series are not at {path}")
    rows = await evaluate(read_data_set(path, series), Plan(14, 2), InlineCompute(), lambda done, total: None)
    (found,) = standings(rows)
    assert found.naive < naive
    assert found.weekday < 1.0
    assert found.ets < 1.0
    assert found.msis < 1.4
    low, high = held80
    assert low < found.coverage80 < high
    assert found.coverage95 > 0.89
