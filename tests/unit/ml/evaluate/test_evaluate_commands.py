"""``pulsecast evaluate anomalies`` and ``changepoints`` as a user types them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from pulsecast.cli.evaluate import app


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    begin, random = datetime(2024, 1, 1, tzinfo=UTC), np.random.default_rng(1)
    windows = {}
    for name in ("one", "two"):
        times = [begin + timedelta(hours=hour) for hour in range(1_000)]
        values = 100 + 30 * np.sin(np.arange(1_000) / 24 * 2 * np.pi) + random.normal(0, 3, 1_000)
        values[700] = 200.0
        rows = [f"{time:%Y-%m-%d %H:%M:%S},{value:.2f}" for time, value in zip(times, values, strict=True)]
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.csv").write_text("\n".join(["timestamp,value", *rows]))
        windows[f"{name}/{name}.csv"] = (
            [[f"{times[680]:%Y-%m-%d %H:%M:%S}", f"{times[780]:%Y-%m-%d %H:%M:%S}"]] if name == "one" else []
        )
    (tmp_path / "combined_windows.json").write_text(json.dumps(windows))
    return tmp_path


def test_anomalies_are_told_by_detector_group_and_series_with_the_same_figures_in_the_file(labelled: Path):
    out = labelled / "anomalies.out"
    answer = CliRunner().invoke(app, ["anomalies", "--data", str(labelled), "--json", str(out)])
    assert answer.exit_code == 0, answer.output
    rows = json.loads(out.read_text())
    assert {row["detector"] for row in rows} == {"seasonal", "robust z", "windowed Gaussian"}
    assert {(row["group"], row["series"]) for row in rows} >= {(None, None), ("one", None), ("one", "one")}
    best = next(row for row in rows if row["detector"] == "seasonal" and row["group"] is None)
    assert (best["told"], best["marked"], best["numberOfSeries"]) == (1, 1, 2)
    assert best["score"] > 50
    quiet = next(row for row in rows if row["series"] == "two")
    assert quiet["score"] is None
    for heading in ("score", "event F1", "precision", "recall", "false a day", "seconds", "seasonal, as used"):
        assert heading in answer.output
    for row in rows:
        if row["group"] is None:
            assert f"{row['score']:.1f}" in answer.output


def test_change_points_are_told_by_series_and_detector_with_the_same_figures_in_the_file(tmp_path: Path):
    series = {"name": "step", "series": [{"raw": [1.0] * 40 + [5.0] * 40}]}
    (tmp_path / "step.json").write_text(json.dumps(series))
    (tmp_path / "annotations.json").write_text(json.dumps({"step": {"6": [40], "7": [38]}}))
    out = tmp_path / "changes.out"
    answer = CliRunner().invoke(app, ["changepoints", "--data", str(tmp_path), "--json", str(out)])
    assert answer.exit_code == 0, answer.output
    own, pelt, none = json.loads(out.read_text())
    assert (own["detector"], own["found"], own["f1"]) == ("segments", [40], 1.0)
    assert (pelt["detector"], none["detector"], none["found"]) == ("PELT l2", "no change", [])
    for row in (own, pelt, none):
        assert f"{row['covering']:.2f} / {row['f1']:.2f}" in answer.output
        assert f"{row['covering']:.3f}" in answer.output


@pytest.mark.parametrize(("command", "told"), [("anomalies", "combined_windows.json"), ("changepoints", "annotations")])
def test_a_directory_without_labels_is_refused_with_what_is_missing(tmp_path: Path, command: str, told: str):
    answer = CliRunner().invoke(app, [command, "--data", str(tmp_path)])
    assert answer.exit_code == 2
    assert told in answer.output
