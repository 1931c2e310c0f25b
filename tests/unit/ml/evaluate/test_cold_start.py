"""Campaigns hidden behind their first days, and what is told of them."""

import json
from datetime import date, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from domain.forecasting.model import Panel, Series, SeriesKind
from ml.evaluate.cold_start import ENSEMBLE, LAST_RESORT, PEERS, SEEN, cases_of, evaluate_cold_start
from ml.evaluate.datasets import DataSet
from pulsecast.cli.evaluate import app

WEEK = np.array([1.0, 1.0, 1.0, 1.1, 1.2, 0.6, 0.5])
BEGIN = date(2026, 1, 5)


def values_of(number, days=50):
    chance = np.random.default_rng([4, number])
    return np.round(1_000 * chance.lognormal(0, 0.7) * WEEK[np.arange(days) % 7] * chance.lognormal(0, 0.1, days))


def data_set(count=8, days=50):
    series = [Series(f"c{n}/clicks", "clicks", SeriesKind.COUNT, BEGIN, values_of(n, days)) for n in range(count)]
    return DataSet("made up", Panel(tuple(series)), ())


def told(rows, days, model):
    return next(row for row in rows if (row.days, row.model) == (days, model))


def test_what_others_show_of_the_week_beats_a_campaigns_own_last_days():
    rows = evaluate_cold_start(data_set(), lambda done, count: None)
    assert {row.days for row in rows} == set(SEEN)
    assert told(rows, 3, "peer_prior").mase < 0.7 * told(rows, 3, LAST_RESORT).mase
    assert told(rows, 3, "peer_prior").mase < 0.5 * told(rows, 3, PEERS).mase
    assert told(rows, 3, ENSEMBLE).pinball == pytest.approx(told(rows, 3, "peer_prior").pinball)
    assert told(rows, 13, ENSEMBLE).mase < told(rows, 0, "peer_prior").mase
    assert all(row.series == 8 for row in rows)


def test_a_campaign_is_predicted_from_its_first_days_and_never_from_itself():
    whole = data_set()
    hidden = {case.seen.key: case for case in cases_of(whole, 3)}
    changed = [
        Series(one.key, one.group, one.kind, one.start, np.r_[one.values[:3], one.values[3:] * 9])
        if one.key == "c2/clicks"
        else one
        for one in whole.panel.series
    ]
    again = {case.seen.key: case for case in cases_of(DataSet("changed", Panel(tuple(changed)), ()), 3)}
    for model, values in hidden["c2/clicks"].said.items():
        assert np.array_equal(values, again["c2/clicks"].said[model])
    assert not np.array_equal(hidden["c1/clicks"].said[PEERS], again["c1/clicks"].said[PEERS])


def test_three_campaigns_have_too_few_others():
    assert evaluate_cold_start(data_set(3), lambda done, count: None) == ()


def test_the_command_prints_a_table_and_writes_the_same_figures(tmp_path):
    file, out = tmp_path / "campaigns.csv", tmp_path / "cold.json"
    rows = ["unique_id,ds,clicks"]
    for number in range(6):
        for day, value in enumerate(values_of(number)):
            rows.append(f"c{number},{BEGIN + timedelta(days=day)},{value:.0f}")
    file.write_text("\n".join(rows))
    answer = CliRunner().invoke(app, ["cold-start", "--data", str(file), "--json", str(out)])
    assert answer.exit_code == 0, answer.output
    assert "campaigns · clicks" in answer.output
    for row in json.loads(out.read_text()):
        assert f"{row['mase']:.2f}" in answer.output
        assert row["model"] in answer.output


def test_too_few_campaigns_are_said_so(tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("unique_id,ds,y\n" + "\n".join(f"a,{BEGIN + timedelta(days=n)},{n + 5}" for n in range(40)))
    answer = CliRunner().invoke(app, ["cold-start", "--data", str(file)])
    assert answer.exit_code == 1
    assert "four campaigns" in answer.output
