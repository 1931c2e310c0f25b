"""``pulsecast evaluate forecasts`` as a user types it."""

import json
from datetime import date, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from pulsecast.cli.evaluate import app


@pytest.fixture
def csv(tmp_path):
    random = np.random.default_rng(1)
    rows = ["unique_id,ds,y"]
    for name in "ab":
        for index in range(70):
            day = date(2024, 1, 1) + timedelta(days=index)
            rows.append(f"{name},{day},{100 + 20 * (day.weekday() < 5) + random.integers(0, 10)}")
    path = tmp_path / "small.csv"
    path.write_text("\n".join(rows))
    return path


@pytest.mark.slow
def test_it_prints_a_table_and_writes_the_same_figures_to_a_file(csv, tmp_path):
    out = tmp_path / "accuracy.json"
    arguments = ["forecasts", "--data", str(csv), "--horizon", "7", "--origins", "1", "--json", str(out)]
    answer = CliRunner().invoke(app, [*arguments, "--processes", "1"])
    assert answer.exit_code == 0, answer.output
    rows = json.loads(out.read_text())
    assert {"seasonal_naive", "exponential_smoothing", "gradient_boosting", "ensemble"} <= {
        row["model"] for row in rows
    }
    for row in rows:
        assert row["model"] in answer.output
        assert f"{row['mase']:.3f}" in answer.output
    for heading in ("MASE", "sMAPE", "WAPE", "pinball", "80 %", "95 %", "seconds"):
        assert heading in answer.output


def test_a_path_without_csv_files_is_refused_with_its_name(tmp_path):
    answer = CliRunner().invoke(app, ["forecasts", "--data", str(tmp_path)])
    assert answer.exit_code == 2
    assert "no CSV file" in answer.output


def test_data_must_be_named():
    answer = CliRunner().invoke(app, ["forecasts"])
    assert answer.exit_code == 2
    assert "--data" in answer.output


def test_help_shows_an_example():
    answer = CliRunner().invoke(app, ["forecasts", "--help"])
    assert answer.exit_code == 0
    assert "Example: pulsecast evaluate forecasts --data" in answer.output
