"""Scenarios: coherent conditional futures, ordered, with honest probabilities."""

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.ensemble.model import Trajectory
from domain.metrics.model import MetricType
from domain.scenarios.generate import generate_scenarios
from domain.scenarios.model import (
    DEFAULT_SCENARIOS,
    Adjustment,
    AdjustmentFactor,
    ScenarioKind,
    ScenarioOutcome,
    ScenarioRequest,
)

EVERY = tuple(MetricType)


def median_total(outcome: ScenarioOutcome, metric: MetricType) -> float:
    trajectory = next(t for t in outcome.trajectories if t.metric is metric)
    return sum(point.mean for point in trajectory.points)


def of(outcome: ScenarioOutcome, metric: MetricType) -> Trajectory:
    return next(t for t in outcome.trajectories if t.metric is metric)


def what_if(*adjustments: Adjustment, percentile: float | None = None) -> ScenarioRequest:
    return ScenarioRequest(ScenarioKind.CUSTOM, "What if", percentile, adjustments)


def test_pessimistic_is_below_realistic_is_below_optimistic(make_world):
    world = make_world()
    best, usual, worst = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.7)
    assert (best.kind, usual.kind, worst.kind) == (
        ScenarioKind.OPTIMISTIC,
        ScenarioKind.REALISTIC,
        ScenarioKind.PESSIMISTIC,
    )
    totals = [median_total(s, MetricType.REVENUE) for s in (worst, usual, best)]
    assert totals == sorted(totals)
    assert totals[0] < totals[2]


def test_each_scenario_sits_at_its_percentile_of_the_outcome(make_world):
    world = make_world(count=1000)
    futures = world.paths.aggregate(None, MetricType.REVENUE, 0, 29)
    requests = [ScenarioRequest(ScenarioKind.CUSTOM, percentile=p) for p in (5.0, 25.0, 50.0, 75.0, 95.0)]
    found = generate_scenarios(world.paths, world.history, world.campaign, requests, EVERY, 0.7)
    for request, outcome in zip(requests, found, strict=True):
        expected = np.quantile(futures, request.percentile / 100)
        share = float((futures <= median_total(outcome, MetricType.REVENUE)).mean())
        assert share == pytest.approx(request.percentile / 100, abs=0.03), (expected, outcome.name)


@pytest.mark.parametrize("percentile", [0.0, 100.0])
def test_the_very_ends_of_the_distribution_can_be_asked_for(make_world, percentile):
    world = make_world()
    futures = world.paths.aggregate(None, MetricType.REVENUE, 0, 29)
    (found,) = generate_scenarios(
        world.paths, world.history, world.campaign, [what_if(percentile=percentile)], EVERY, 0.7
    )
    share = float((futures <= median_total(found, MetricType.REVENUE)).mean())
    assert abs(share - percentile / 100) < 0.06


def test_probabilities_of_the_usual_scenarios_sum_to_one_and_custom_ones_do_not_count(make_world):
    world = make_world()
    requests = (*DEFAULT_SCENARIOS, what_if(Adjustment(AdjustmentFactor.BUDGET, 1.5)))
    *usual, custom = generate_scenarios(world.paths, world.history, world.campaign, requests, EVERY, 0.7)
    assert sum(s.probability for s in usual) == pytest.approx(1.0)
    assert 0 <= custom.probability <= 1


def test_without_any_confidence_the_prior_is_told_and_with_it_the_futures(make_world):
    world = make_world()
    blind = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.0)
    assert [s.probability for s in blind] == pytest.approx([0.25, 0.5, 0.25])
    # Of normal outcomes, 26 % are nearest to the median and 37 % to each quartile.
    seeing = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 1.0)
    assert [s.probability for s in seeing] == pytest.approx([0.37, 0.26, 0.37], abs=0.05)


def test_a_scenario_is_a_distribution_with_nested_intervals(make_world):
    world = make_world()
    for outcome in generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.7):
        for point in of(outcome, MetricType.REVENUE).points:
            half, most, nearly_all = point.intervals
            assert nearly_all.lower <= most.lower <= half.lower <= point.median <= half.upper <= most.upper
            assert most.lower < most.upper


def test_a_constant_future_gives_the_same_scenario_three_times_with_prior_probabilities(make_world):
    world = make_world(level_noise=0.0)
    for values in world.paths.values.values():
        values[:] = values.mean()
    found = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.9)
    assert [s.probability for s in found] == pytest.approx([0.25, 0.5, 0.25])
    assert len({round(median_total(s, MetricType.REVENUE), 3) for s in found}) == 1


@pytest.mark.parametrize("metric", [MetricType.CONVERSIONS, MetricType.CLICKS, MetricType.IMPRESSIONS])
def test_the_outcome_is_what_was_measured_that_matters_most(make_world, metric):
    order = [MetricType.REVENUE, MetricType.CONVERSIONS, MetricType.CLICKS, MetricType.IMPRESSIONS]
    world = make_world(metrics=tuple(order[order.index(metric) :]))
    best, *_ = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.7)
    assert best.narrative.startswith(metric.value.capitalize())


def test_key_factors_name_the_driver_that_makes_the_difference(make_world):
    world = make_world(level_noise=0.0)
    rng = np.random.default_rng(3)
    rates = np.exp(rng.normal(0, 0.3, world.paths.count))[:, None]
    for metric in (MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.REVENUE):
        world.paths.values[Channel.GOOGLE, metric] *= rates
    best, _, worst = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.7)
    for outcome, sign in ((best, 1), (worst, -1)):
        assert outcome.key_factors[0].name == "CTR on GOOGLE"
        assert outcome.key_factors[0].importance > 0.7
        assert outcome.key_factors[0].effect * sign > 0.1
        assert sum(factor.importance for factor in outcome.key_factors) <= 1 + 1e-9


def test_the_realistic_scenario_is_explained_against_the_recent_past(make_world):
    world = make_world()
    for metric in world.paths.values:
        if metric[0] is Channel.GOOGLE and metric[1] is MetricType.REVENUE:
            world.paths.values[metric] *= 1.5
    (usual,) = generate_scenarios(
        world.paths, world.history, world.campaign, [ScenarioRequest(ScenarioKind.REALISTIC)], EVERY, 0.7
    )
    assert usual.key_factors[0].name == "Revenue per conversion on GOOGLE"
    assert usual.key_factors[0].effect == pytest.approx(0.5, abs=0.01)
    assert "last 28 days" in usual.key_factors[0].description


def test_the_narrative_tells_total_dip_and_spike_by_date_and_no_weekend(make_world):
    world = make_world(horizon=28)
    for (_, metric), values in world.paths.values.items():
        if metric is MetricType.REVENUE:
            values[:, 10] *= 0.5
            values[:, 17] *= 1.8
    usual = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.7)[1]
    assert f"Dips beyond the weekday pattern: {world.paths.day(10)} (-" in usual.narrative
    assert f"Spikes beyond the weekday pattern: {world.paths.day(17)} (+" in usual.narrative
    assert usual.narrative.count("2026-") == 2


def test_a_turn_is_told_as_inflection(make_world):
    world = make_world(horizon=28)
    bend = np.concatenate([np.linspace(1, 1.6, 14), np.linspace(1.6, 0.9, 14)])
    for values in world.paths.values.values():
        values[:] *= bend
    usual = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.7)[1]
    day = usual.narrative.split("Inflection on ")[1][:10]
    assert str(world.paths.day(11)) <= day <= str(world.paths.day(16))


def test_a_quiet_campaign_has_no_marks(make_world):
    world = make_world()
    usual = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.7)[1]
    assert "No day departs notably" in usual.narrative


@pytest.mark.parametrize("history_days", [1, 7, 13])
@pytest.mark.parametrize("horizon", [1, 5, 30])
def test_short_histories_and_horizons_still_give_scenarios(make_world, history_days, horizon):
    world = make_world(days=history_days, horizon=horizon, count=50)
    found = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.2)
    assert all(len(of(s, MetricType.REVENUE).points) == horizon for s in found)


def test_a_future_of_nothing_is_told_as_nothing(make_world):
    world = make_world()
    for values in world.paths.values.values():
        values[:] = 0.0
    found = generate_scenarios(world.paths, world.history, world.campaign, DEFAULT_SCENARIOS, EVERY, 0.7)
    assert sum(s.probability for s in found) == pytest.approx(1.0)
    assert all("0 EUR" in s.narrative for s in found)


def test_more_budget_does_nothing_for_a_channel_that_costs_nothing(make_world):
    world = make_world(level_noise=0.0)
    del world.paths.values[Channel.FACEBOOK, MetricType.SPEND]
    free = world.paths.aggregate(Channel.FACEBOOK, MetricType.REVENUE, 0, 29).mean()
    paid = world.paths.aggregate(Channel.GOOGLE, MetricType.REVENUE, 0, 29).mean()
    (found,) = generate_scenarios(
        world.paths, world.history, world.campaign, [what_if(Adjustment(AdjustmentFactor.BUDGET, 0.0))], EVERY, 0.7
    )
    assert median_total(found, MetricType.REVENUE) == pytest.approx(free, rel=0.01)
    assert paid > 0.3 * free


def test_equal_input_gives_equal_scenarios(make_world):
    world = make_world()
    requests = (*DEFAULT_SCENARIOS, what_if(Adjustment(AdjustmentFactor.BUDGET, 0.7)))
    first = generate_scenarios(world.paths, world.history, world.campaign, requests, EVERY, 0.7)
    assert first == generate_scenarios(world.paths, world.history, world.campaign, requests, EVERY, 0.7)
