"""The score of the anomaly benchmark, against cases worked out by hand."""

import json
from math import exp, inf, isnan, nan
from pathlib import Path

import numpy as np
import pytest

from ml.evaluate.nab import best_threshold, nab_score, probation, sigmoid
from ml.evaluate.nab_files import LabelledSeries, UnusableLabels, read_labelled


def worth(position: float) -> float:
    """The published sigmoid, written down once more."""
    return 2.0 / (1.0 + exp(5.0 * position)) - 1.0


def a_series(rows: int = 1_000, *windows: tuple[int, int], name: str = "one") -> LabelledSeries:
    return LabelledSeries(name, "group", np.arange(rows) * 300, np.zeros(rows), windows)


def alarms(series: LabelledSeries, *rows: int) -> np.ndarray:
    scores = np.zeros(len(series.values))
    scores[list(rows)] = 1.0
    return scores


def scored(series: LabelledSeries, *rows: int) -> float:
    return nab_score([series], [alarms(series, *rows)], 0.5).score


def test_early_is_worth_one_and_the_end_of_a_stretch_nothing():
    assert sigmoid(np.array([0.0]))[0] == 0.0
    assert sigmoid(np.array([-1.0]))[0] == pytest.approx(0.98661, abs=1e-5)
    assert sigmoid(np.array([1.0]))[0] == pytest.approx(-0.98661, abs=1e-5)
    assert sigmoid(np.array([3.01]))[0] == -1.0


def test_silence_scores_nothing_and_each_stretch_told_at_once_a_hundred():
    series = a_series(1_000, (300, 399), (600, 699))
    assert scored(series) == 0.0
    assert scored(series, 300, 600) == pytest.approx(100.0)
    assert scored(series, 300) == pytest.approx(50.0)


def test_the_earliest_alarm_of_a_stretch_counts():
    series = a_series(1_000, (300, 399))
    middle = worth(-(399 - 350 + 1) / 100) / worth(-1.0)
    assert scored(series, 350) == pytest.approx(100.0 * (middle + 1.0) / 2.0)
    assert scored(series, 350, 360, 390) == scored(series, 350)


def test_false_alarms_cost_by_how_far_behind_a_stretch_they_are():
    series = a_series(1_000, (300, 399))
    before = scored(series, 300, 200)
    assert before == pytest.approx(100.0 - 100.0 * 0.11 / 2.0)
    near = scored(series, 300, 410)
    assert near == pytest.approx(100.0 + 100.0 * 0.11 * worth(11 / 99) / 2.0)
    assert scored(series, 300, 900) == pytest.approx(before)
    assert near > before


def test_alarms_under_probation_cost_nothing():
    assert probation(1_000) == 150
    assert probation(20_000) == 750
    series = a_series(1_000, (300, 399))
    assert scored(series, 149, 300) == pytest.approx(100.0)
    assert scored(series, 150, 300) < 100.0


def test_the_threshold_is_the_best_one_common_to_all_series():
    one, two = a_series(1_000, (300, 399)), a_series(1_000, (600, 699), name="two")
    first, second = np.zeros(1_000), np.zeros(1_000)
    first[[300, 500]] = 0.9, 0.4
    second[[600, 700]] = 0.5, 0.1
    assert best_threshold([one, two], [first, second]) == 0.5
    assert nab_score([one, two], [first, second], 0.5).score == pytest.approx(100.0)
    tried = [nab_score([one, two], [first, second], at).score for at in (0.9, 0.4, 0.1)]
    assert max(tried) < 100.0


def test_silence_is_the_best_threshold_of_who_is_always_wrong():
    series = a_series(1_000, (300, 399))
    assert best_threshold([series], [alarms(series, 200)]) == inf
    assert best_threshold([series], [np.full(1_000, nan)]) == inf


def test_events_are_told_stretches_and_false_alarms_by_series_and_day():
    series = a_series(1_000, (300, 399), (600, 699))
    found = nab_score([series], [alarms(series, 310, 320, 500, 550, 800)], 0.5)
    assert (found.told, found.stretches, found.false_incidents) == (1, 2, 3)
    assert (found.precision, found.recall) == (0.25, 0.5)
    assert found.event_f1 == pytest.approx(2 * 0.25 * 0.5 / 0.75)
    assert found.false_a_day == pytest.approx(3 / (0.85 * 999 * 300 / 86_400))
    empty = nab_score([a_series(1_000)], [np.zeros(1_000)], 0.5)
    assert isnan(empty.score)
    assert (empty.precision, empty.recall) == (1.0, 1.0)


def _write(folder: Path, rows: list[str], windows: list[list[str]]) -> None:
    (folder / "real").mkdir()
    (folder / "real" / "one.csv").write_text("\n".join(["timestamp,value", *rows]))
    (folder / "combined_windows.json").write_text(json.dumps({"real/one.csv": windows}))


def test_a_directory_in_the_layout_of_the_benchmark_is_read(tmp_path: Path):
    rows = [f"2015-03-01 0{hour}:00:00,{hour}" for hour in range(5)]
    folder = tmp_path / "nab"
    folder.mkdir()
    _write(folder, [*rows, "2015-03-01 05:00:00,"], [["2015-03-01 01:00:00.000000", "2015-03-01 02:30:00.000000"]])
    (series,) = read_labelled(folder)
    assert (series.name, series.group, series.windows) == ("one", "real", ((1, 2),))
    assert np.diff(series.times).tolist() == [3_600] * 5
    assert series.values[:5].tolist() == [0, 1, 2, 3, 4]
    assert isnan(series.values[5])
    assert read_labelled(tmp_path)[0].name == "one"


@pytest.mark.parametrize(
    ("rows", "windows", "told"),
    [
        (["2015-03-01 00:00:00,1", "yesterday,2"], [], "not a series"),
        (["2015-03-01 00:00:00,1"], [], "fewer than two rows"),
        (
            ["2015-03-01 00:00:00,1", "2015-03-02 00:00:00,1"],
            [["2016-01-01 00:00:00", "2016-01-02 00:00:00"]],
            "empty or overlap",
        ),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, rows: list[str], windows: list[list[str]], told: str):
    _write(tmp_path, rows, windows)
    with pytest.raises(UnusableLabels, match=told):
        read_labelled(tmp_path)


def test_a_directory_without_labels_is_refused(tmp_path: Path):
    with pytest.raises(UnusableLabels, match=r"no combined_windows\.json"):
        read_labelled(tmp_path)
