"""Agreement with annotators, against cases worked out by hand."""

import json
from math import isnan
from pathlib import Path

import pytest

from ml.evaluate.changepoint_files import UnusableAnnotations, read_annotated
from ml.evaluate.changepoint_harness import DETECTORS, compare
from ml.evaluate.changepoints import covering, f1


def test_who_marks_the_same_is_covered_whole():
    assert covering([[30, 60]], [30, 60], 100) == 1.0
    assert f1([[30, 60]], [30, 60]) == 1.0
    assert covering([[]], [], 100) == 1.0
    assert f1([[]], []) == 1.0


def test_covering_is_the_mean_over_rows_of_the_best_overlap():
    # Segments 0-40 and 40-100 against one of 100: overlaps of 40 / 100 and 60 / 100.
    assert covering([[40]], [], 100) == pytest.approx(0.4 * 0.4 + 0.6 * 0.6)
    # Against 0-50 and 50-100: 40 / 50 for the first, 50 / 60 for the second.
    assert covering([[40]], [50], 100) == pytest.approx(0.4 * 40 / 50 + 0.6 * 50 / 60)


def test_covering_is_the_mean_over_people():
    assert covering([[40], []], [40], 100) == pytest.approx((1.0 + 60 / 100) / 2)


def test_f1_has_precision_of_anybody_and_recall_of_everybody():
    # Found 0, 30, 80; somebody marked 0, 31 and 50: two of three are right, and of the people's two of three, and all.
    precision, recall = 2 / 3, (2 / 3 + 1 / 1) / 2
    assert f1([[31, 50], []], [30, 80]) == pytest.approx(2 * precision * recall / (precision + recall))


def test_a_change_is_found_within_five_rows_and_only_once():
    assert f1([[40]], [45]) == 1.0
    assert f1([[40]], [46]) == pytest.approx(0.5)
    # Two marks, one finding between them: it agrees with one.
    assert f1([[40, 44]], [42]) == pytest.approx(2 * 1.0 * (2 / 3) / (1.0 + 2 / 3))


def _write(folder: Path, **values: object) -> None:
    document = {"name": "one", "series": [{"label": "V1", "raw": [1, None, 3.5]}], **values}
    (folder / "one.json").write_text(json.dumps(document))
    (folder / "annotations.json").write_text(json.dumps({"one": {"6": [0, 2], "7": []}, "other": {"6": []}}))


def test_a_directory_in_the_layout_of_the_data_set_is_read(tmp_path: Path):
    folder = tmp_path / "tcpd"
    folder.mkdir()
    _write(folder)
    (series,) = read_annotated(folder)
    assert (series.name, series.values.shape, series.annotations) == ("one", (3, 1), ((2,), ()))
    assert isnan(series.values[1, 0])
    assert read_annotated(tmp_path)[0].name == "one"


def test_every_detector_is_held_against_every_series(tmp_path: Path):
    _write(tmp_path, series=[{"raw": [0.0] * 30 + [1.0] * 30}])
    results = list(compare(read_annotated(tmp_path)))
    assert [one.detector for one in results] == list(DETECTORS)
    assert {one.detector: one.found for one in results} == {"segments": (30,), "PELT l2": (30,), "no change": ()}
    assert json.loads(json.dumps(results[0].as_dict()))["rows"] == 60


@pytest.mark.parametrize(
    ("values", "told"),
    [({"series": [{"raw": ["x"]}]}, "not a series"), ({"series": []}, "no rows"), ({"name": "none"}, "no series")],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, values: dict[str, object], told: str):
    _write(tmp_path, **values)
    with pytest.raises(UnusableAnnotations, match=told):
        read_annotated(tmp_path)


def test_a_directory_without_annotations_is_refused(tmp_path: Path):
    with pytest.raises(UnusableAnnotations, match=r"no annotations\.json"):
        read_annotated(tmp_path)
