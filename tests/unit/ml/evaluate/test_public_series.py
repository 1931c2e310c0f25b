"""How right the detectors are on public series, with bounds that a change for the worse would cross."""

from pathlib import Path
from statistics import fmean

import pytest

from ml.detectors.changepoints import change_points
from ml.detectors.seasonal import ALARM
from ml.evaluate.changepoint_files import read_annotated
from ml.evaluate.changepoints import covering, f1
from ml.evaluate.nab import best_threshold, nab_score
from ml.evaluate.nab_files import read_labelled
from ml.evaluate.nab_harness import rolling_robust_z, seasonal, windowed_gaussian

PUBLIC = Path(__file__).resolve().parents[5] / "shared" / "data"
QUICK = {"artificialNoAnomaly", "artificialWithAnomaly", "realAdExchange", "realAWSCloudwatch", "realTraffic"}


def _folder(name: str) -> Path:
    folder = PUBLIC / name
    if not folder.is_dir():
        pytest.skip(f"the public series are not at {folder}")
    return folder


@pytest.mark.slow
def test_anomalies_of_public_series_are_told_and_few_others():
    series = [one for one in read_labelled(_folder("anomaly")) if one.group in QUICK]
    scores = [seasonal(one) for one in series]
    used, best = nab_score(series, scores, ALARM), nab_score(series, scores, best_threshold(series, scores))
    assert used.score >= 62.0
    assert used.event_f1 >= 0.55
    assert used.false_a_day <= 0.08
    assert best.score >= used.score
    ads = [(one, score) for one, score in zip(series, scores, strict=True) if one.group == "realAdExchange"]
    of_ads = nab_score([one for one, _ in ads], [score for _, score in ads], ALARM)
    assert of_ads.score >= 70.0
    for usual in (rolling_robust_z, windowed_gaussian):
        others = [usual(one) for one in series]
        assert used.score >= nab_score(series, others, best_threshold(series, others)).score + 10.0


def test_change_points_of_public_series_agree_with_people():
    series = read_annotated(_folder("changepoint"))
    found = [change_points(one.values) for one in series]
    pairs = list(zip(series, found, strict=True))
    assert fmean(covering(one.annotations, cuts, len(one.values)) for one, cuts in pairs) >= 0.75
    assert fmean(f1(one.annotations, cuts) for one, cuts in pairs) >= 0.81
