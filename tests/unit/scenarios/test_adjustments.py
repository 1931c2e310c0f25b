"""What-if changes act on whole futures and break no identity."""

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.ensemble.outcome import outcome_total
from domain.metrics.model import MetricType
from domain.response.elasticity import SpendResponse
from domain.scenarios.adjustments import adjust
from domain.scenarios.model import Adjustment, AdjustmentFactor

KNOWN = {channel: SpendResponse(0.5, 1e-6, 100, None) for channel in Channel}


def totals(paths, metric):
    return outcome_total(paths, metric)


@pytest.mark.parametrize("factor", list(AdjustmentFactor))
def test_identities_hold_after_every_adjustment(make_world, factor):
    world = make_world()
    changed = adjust(world.paths, [Adjustment(factor, 1.4, 5, 20)], KNOWN)
    for channel in changed.channels:
        value = {metric: changed.values[channel, metric] for (where, metric) in changed.values if where is channel}
        assert (value[MetricType.REACH] <= value[MetricType.IMPRESSIONS] + 1e-9).all()
        assert (value[MetricType.CONVERSIONS] <= value[MetricType.CLICKS] + 1e-9).all()
        ctr = changed.of(channel, MetricType.CTR)
        np.testing.assert_allclose(value[MetricType.CLICKS], value[MetricType.IMPRESSIONS] * ctr)
        rate = world.truths[channel].conversion_rate
        np.testing.assert_allclose(value[MetricType.CONVERSIONS], value[MetricType.CLICKS] * rate)
    campaign = sum(changed.values[c, MetricType.CLICKS] for c in changed.channels)
    np.testing.assert_allclose(changed.of(None, MetricType.CLICKS), campaign)


def test_an_adjustment_touches_only_its_days_and_not_the_given_paths(make_world):
    world = make_world()
    before = {key: values.copy() for key, values in world.paths.values.items()}
    changed = adjust(world.paths, [Adjustment(AdjustmentFactor.SEASONALITY, 2.0, 3, 4)], KNOWN)
    clicks, old = changed.of(None, MetricType.CLICKS), world.paths.of(None, MetricType.CLICKS)
    np.testing.assert_allclose(clicks[:, 2:4], 2 * old[:, 2:4])
    np.testing.assert_allclose(clicks[:, [0, 1, 4, 29]], old[:, [0, 1, 4, 29]])
    for key, values in world.paths.values.items():
        np.testing.assert_array_equal(values, before[key])


def test_budget_has_diminishing_returns(make_world):
    world = make_world()
    more = adjust(world.paths, [Adjustment(AdjustmentFactor.BUDGET, 2.0)], KNOWN)
    np.testing.assert_allclose(totals(more, MetricType.SPEND), 2 * totals(world.paths, MetricType.SPEND))
    gain = totals(more, MetricType.REVENUE) / totals(world.paths, MetricType.REVENUE)
    np.testing.assert_allclose(gain, 2**0.5, rtol=1e-4)


def test_what_is_not_known_about_returns_widens_the_outcome(make_world):
    world = make_world(level_noise=0.0)
    vague = {channel: SpendResponse(0.5, 0.2, 100, None) for channel in Channel}
    change = [Adjustment(AdjustmentFactor.BUDGET, 2.0)]
    spread = [np.std(totals(adjust(world.paths, change, r), MetricType.REVENUE)) for r in (KNOWN, vague)]
    assert spread[1] > 3 * spread[0]


def test_no_budget_means_no_volume(make_world):
    world = make_world()
    none = adjust(world.paths, [Adjustment(AdjustmentFactor.BUDGET, 0.0)], KNOWN)
    assert totals(none, MetricType.REVENUE).max() == 0


def test_competition_makes_impressions_dearer_at_unchanged_spend(make_world):
    world = make_world()
    changed = adjust(world.paths, [Adjustment(AdjustmentFactor.COMPETITION, 1.3)], KNOWN)
    np.testing.assert_allclose(totals(changed, MetricType.SPEND), totals(world.paths, MetricType.SPEND))
    rise = changed.of(None, MetricType.CPM) / world.paths.of(None, MetricType.CPM)
    np.testing.assert_allclose(rise, 1.3**0.3)
    np.testing.assert_allclose(changed.of(None, MetricType.CTR), world.paths.of(None, MetricType.CTR))


def test_fresh_creatives_make_no_more_clicks_than_impressions(make_world):
    world = make_world()
    old = world.paths.of(None, MetricType.CLICKS)
    for (channel, metric), values in world.paths.values.items():
        if metric is MetricType.IMPRESSIONS:
            values[:] = 4 * world.paths.values[channel, MetricType.CLICKS]
    changed = adjust(world.paths, [Adjustment(AdjustmentFactor.CREATIVE_FATIGUE, 0.1, 3, 4)], KNOWN)
    np.testing.assert_allclose(changed.of(None, MetricType.CTR)[:, 2:4], 1.0)
    np.testing.assert_allclose(changed.of(None, MetricType.CLICKS)[:, 4:], old[:, 4:])
    for channel in changed.channels:
        kept = world.paths.values[channel, MetricType.CONVERSIONS] / world.paths.values[channel, MetricType.CLICKS]
        rate = changed.values[channel, MetricType.CONVERSIONS] / changed.values[channel, MetricType.CLICKS]
        np.testing.assert_allclose(rate, kept)


def test_fatigue_lowers_ctr_at_unchanged_impressions(make_world):
    world = make_world()
    changed = adjust(world.paths, [Adjustment(AdjustmentFactor.CREATIVE_FATIGUE, 1.25)], KNOWN)
    np.testing.assert_allclose(changed.of(None, MetricType.CTR), 0.8 * world.paths.of(None, MetricType.CTR))
    np.testing.assert_allclose(changed.of(None, MetricType.IMPRESSIONS), world.paths.of(None, MetricType.IMPRESSIONS))


def test_adjustments_act_one_after_another(make_world):
    world = make_world()
    twice = adjust(world.paths, [Adjustment(AdjustmentFactor.SEASONALITY, 1.1)] * 2, KNOWN)
    np.testing.assert_allclose(totals(twice, MetricType.CLICKS), 1.21 * totals(world.paths, MetricType.CLICKS))
