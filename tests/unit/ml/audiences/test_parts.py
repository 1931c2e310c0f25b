"""The parts that models of audiences are made of."""

import numpy as np
import pytest

from ml.audiences.logistic import fit_logistic
from ml.audiences.observations import effective_trials, log_odds, probability
from ml.audiences.origins import rolling_origins
from ml.audiences.own import Spread, measure_spread, own_effect


def _drawn(seed: int, truth: list[float], rows: int = 400, trials: int = 500):
    chance = np.random.default_rng(seed)
    columns = np.column_stack([np.ones(rows), chance.normal(size=(rows, len(truth) - 1))])
    did = chance.binomial(trials, probability(columns @ np.array(truth)))
    return columns, did / trials, np.full(rows, float(trials))


def test_a_regression_finds_the_coefficients_that_counts_were_drawn_from():
    columns, rate, weight = _drawn(1, [-1.0, 0.5, -0.3])
    found = fit_logistic(columns, rate, weight, np.full(3, 10.0))
    assert found == pytest.approx([-1.0, 0.5, -0.3], abs=0.03)


def test_a_narrow_prior_holds_a_coefficient_near_zero():
    columns, rate, weight = _drawn(2, [-1.0, 0.5])
    found = fit_logistic(columns, rate, weight / 1e4, np.array([10.0, 0.05]))
    assert abs(found[1]) < 0.1


def test_a_coefficient_with_the_wrong_sign_is_held_at_zero_and_the_others_are_fitted_without_it():
    columns, rate, weight = _drawn(3, [-1.0, 0.5, 0.4])
    found = fit_logistic(columns, rate, weight, np.full(3, 10.0), np.array([0, -1, 1]))
    assert found[1] == 0.0
    assert found[[0, 2]] == pytest.approx(fit_logistic(columns[:, [0, 2]], rate, weight, np.full(2, 10.0)), abs=1e-6)


def test_many_trials_of_one_send_tell_no_more_than_its_luck_allows():
    trials = np.array([1.0, 1e9])
    told = effective_trials(trials, np.full(2, 0.5), 0.04)
    assert told[0] == pytest.approx(1.0, abs=0.02)
    assert told[1] == pytest.approx(1 / (0.25 * 0.04), rel=1e-3)


def test_what_is_known_of_a_unit_is_shrunk_by_how_little_was_observed():
    spread, base = Spread(0.25, 0.01), log_odds(np.array([[0.05]]))
    good = probability(base + 1.0)[0]
    shrunk = [own_effect(base, good * trials, np.array([trials]), spread) for trials in (10.0, 1e3, 1e6)]
    assert 0 < shrunk[0].mean[0] < shrunk[1].mean[0] < shrunk[2].mean[0] < 1.0
    assert shrunk[0].variance > shrunk[1].variance > shrunk[2].variance
    assert own_effect(base, np.zeros(1), np.zeros(1), spread).variance == spread.units


def test_how_units_and_their_rows_vary_is_found_from_counts():
    chance = np.random.default_rng(4)
    units, days = 120, 30
    own = np.repeat(chance.normal(0, 0.4, units), days)
    logits = np.full(units * days, -3.0)
    trials = np.full(units * days, 2_000.0)
    did = chance.binomial(2_000, probability(logits + own + chance.normal(0, 0.12, units * days)))
    spread = measure_spread(logits, did, trials, np.repeat(np.arange(units), days).astype(str))
    assert np.sqrt(spread.units) == pytest.approx(0.4, abs=0.06)
    assert np.sqrt(spread.rows) == pytest.approx(0.12, abs=0.02)


def test_units_that_do_not_differ_have_no_effects_of_their_own():
    chance = np.random.default_rng(5)
    logits, trials = np.full(900, -3.0), np.full(900, 2_000.0)
    did = chance.binomial(2_000, probability(logits))
    spread = measure_spread(logits, did, trials, np.repeat(np.arange(30), 30).astype(str))
    assert spread.units < 0.002


def test_origins_are_four_a_span_apart_and_the_last_a_span_before_the_end():
    day = np.repeat(np.arange(364), 3)
    origins = rolling_origins(day)
    assert [363 - one.day for one in origins] == [112, 84, 56, 28]
    for one in origins:
        assert day[one.before].max() == one.day
        assert (day[one.after].min(), day[one.after].max()) == (one.day + 1, one.day + 28)


def test_a_short_history_has_fewer_origins_or_none():
    assert rolling_origins(np.repeat(np.arange(20), 2)) == []
    assert len(rolling_origins(np.repeat(np.arange(70), 2))) == 4
