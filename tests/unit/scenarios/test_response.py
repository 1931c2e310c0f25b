"""The answer to spend is found where the days show it, and distrusted where they do not."""

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.metrics.model import MetricType
from domain.response.elasticity import PRIOR_ERROR, PRIOR_MEAN, spend_response
from domain.response.regression import regress


@pytest.mark.parametrize("elasticity", [0.3, 0.6, 0.9])
def test_the_true_elasticity_is_found_within_its_error(make_world, truth, elasticity):
    hits = 0
    for seed in range(20):
        world = make_world({Channel.GOOGLE: truth(elasticity=elasticity, noise=0.1)}, seed=seed, count=2)
        found = spend_response(world.history, Channel.GOOGLE, MetricType.REVENUE)
        assert found.weakness is None
        hits += abs(found.elasticity - elasticity) <= 2 * found.error
    assert hits >= 17


def test_without_spend_the_prior_is_all_there_is(make_world):
    world = make_world(metrics=(MetricType.REVENUE,), count=2)
    found = spend_response(world.history, Channel.GOOGLE, MetricType.REVENUE)
    assert (found.elasticity, found.error) == (PRIOR_MEAN, PRIOR_ERROR)
    assert found.weakness is not None


def test_constant_spend_tells_nothing_and_says_so(make_world):
    world = make_world(count=2)
    world.history.values[Channel.GOOGLE, MetricType.SPEND][:] = 100.0
    found = spend_response(world.history, Channel.GOOGLE, MetricType.REVENUE)
    assert found.elasticity == PRIOR_MEAN
    assert found.weakness == "spend did not vary apart from weekdays and trend"


def test_an_estimate_vaguer_than_the_prior_is_called_so(make_world, truth):
    world = make_world({Channel.GOOGLE: truth(spend_variation=0.13, noise=0.28)}, days=63, count=2)
    found = spend_response(world.history, Channel.GOOGLE, MetricType.IMPRESSIONS)
    assert found.weakness is not None
    assert found.weakness.startswith("the elasticity is known to ±")


def test_clicks_stand_in_for_rare_conversions(make_world):
    world = make_world(count=2)
    expected = spend_response(world.history, Channel.GOOGLE, MetricType.CLICKS)
    world.history.values[Channel.GOOGLE, MetricType.CONVERSIONS][::3] = 0.0
    assert spend_response(world.history, Channel.GOOGLE, MetricType.CONVERSIONS) == expected


def test_draws_stay_where_money_does_no_harm_and_returns_do_not_increase(make_world):
    world = make_world(metrics=(MetricType.REVENUE,), count=2)
    draws = spend_response(world.history, Channel.GOOGLE, MetricType.REVENUE).draws(5000, np.random.default_rng(1))
    assert draws.min() >= 0.05
    assert draws.max() <= 1.0


def test_weekday_rhythm_is_not_taken_for_an_effect():
    rng = np.random.default_rng(5)
    weekdays = (np.arange(140) % 7).astype(float)
    rhythm = np.where(weekdays > 4, -0.5, 0.1)
    spend = rhythm + rng.normal(0, 0.2, 140)
    volume = rhythm + rng.normal(0, 0.1, 140)  # shares the rhythm, not the effect
    fit = regress(volume, spend[:, None], weekdays, trend=True)
    assert fit is not None
    assert abs(fit.coefficients[0]) < 3 * fit.errors[0]


def test_autocorrelated_noise_is_not_counted_as_independent_evidence():
    rng = np.random.default_rng(6)
    weekdays = (np.arange(200) % 7).astype(float)
    false_alarms = 0
    for _ in range(200):
        noise = np.zeros(200)
        for day in range(1, 200):
            noise[day] = 0.6 * noise[day - 1] + rng.normal(0, 0.1)
        fit = regress(noise, np.arange(200.0)[:, None], weekdays, trend=False)
        assert fit is not None
        false_alarms += fit.p_value(0, negative=True) < 0.05
    assert false_alarms <= 20
