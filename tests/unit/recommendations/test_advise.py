"""Advice points where the truth rewards it, and is withheld with a reason where the evidence is thin."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest

from domain.campaigns.model import Channel, Money
from domain.ensemble.model import Confidence
from domain.metrics.model import MetricType
from domain.recommendations.advise import advise, priority
from domain.recommendations.estimate import MINIMUM_CERTAINTY, MINIMUM_IMPROVEMENT
from domain.recommendations.model import Advice, Effort, Recommendation, RecommendationKind
from domain.risk.model import Evidence, Risk, RiskKind
from domain.severity import Severity

GOOD, POOR = Channel.GOOGLE, Channel.FACEBOOK


@pytest.fixture
def ask(sure, new_id):
    """Asks for advice on a world."""

    def asked(world, risks=(), confidence: Confidence = sure) -> Advice:
        return advise(world.paths, world.history, world.campaign, risks, confidence, new_id)

    return asked


@pytest.fixture
def unequal(truth):
    """Two channels of equal spend of which one brings four times as much."""
    return {GOOD: truth(pull=12.0), POOR: truth(pull=3.0)}


def given(advice: Advice, kind: RecommendationKind) -> Recommendation | None:
    return next((r for r in advice.recommendations if r.kind is kind), None)


def reason(advice: Advice, name: str) -> str:
    return next(sentence for sentence in advice.withheld if sentence.startswith(name))


def test_money_moves_from_the_poor_channel_to_the_good_one_and_the_truth_rewards_it(make_world, unequal, ask):
    world = make_world(unequal)
    advice = given(ask(world), RecommendationKind.BUDGET_REALLOCATION)
    assert advice is not None
    assert advice.channel is GOOD
    assert str(POOR) in advice.title
    # Truth: 30 % off the poor channel and, spends being equal, 30 % onto the good one, elasticity 0.7.
    revenue = {c: world.paths.aggregate(c, MetricType.REVENUE, 0, 29).mean() for c in (GOOD, POOR)}
    truly = revenue[GOOD] * (1.3**0.7 - 1) + revenue[POOR] * (0.7**0.7 - 1)
    assert advice.impact.expected == pytest.approx(truly, rel=0.15)
    assert advice.impact.lower <= truly <= advice.impact.upper
    assert advice.impact.metric is MetricType.REVENUE


def test_no_advice_falls_short_of_its_limits(make_world, truth, ask):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        truths = {c: truth(pull=float(rng.uniform(2, 12))) for c in (GOOD, POOR, Channel.X)}
        for recommendation in ask(make_world(truths, seed=seed, count=100)).recommendations:
            impact = recommendation.impact
            assert impact.relative >= MINIMUM_IMPROVEMENT
            assert 1 - impact.probability_worse >= MINIMUM_CERTAINTY
            assert impact.lower <= impact.expected <= impact.upper
            assert impact.level == 0.8
            assert 1 <= recommendation.priority <= 10


def test_every_kind_is_either_given_or_withheld_with_one_sentence(make_world, unequal, ask):
    advice = ask(make_world(unequal))
    assert len(advice.recommendations) + len(advice.withheld) == len(RecommendationKind)
    assert all(sentence.endswith(".") and " is withheld: " in sentence for sentence in advice.withheld)


def test_reallocation_hardly_ever_harms_where_the_truth_is_drawn_at_random(make_world, truth, ask):
    made, harmful = 0, 0
    for seed in range(20):
        rng = np.random.default_rng(seed + 50)
        truths = {}
        for channel in (GOOD, POOR, Channel.X, Channel.LINKEDIN):
            elasticity, spend = float(rng.uniform(0.3, 0.95)), float(rng.uniform(40, 200))
            pull = float(np.exp(rng.normal(0, 0.6))) * spend ** (1 - elasticity)
            truths[channel] = truth(spend=spend, elasticity=elasticity, pull=pull, noise=0.1)
        world = make_world(truths, seed=seed, count=60)
        advice = given(ask(world), RecommendationKind.BUDGET_REALLOCATION)
        if advice is None:
            continue
        made += 1
        harmful += _true_gain(world, advice) < 0
    assert made >= 5
    assert harmful <= 1


def _true_gain(world, advice: Recommendation) -> float:
    """What the step as told in its own words brings under the world's own law."""
    givers, takers = advice.title.split(" of the ")[1].split(" budget to ")
    cut = float(advice.steps[0].rsplit(" by ", 1)[1].rstrip(" %.")) / 100
    raised = float(advice.steps[1].rsplit(" by ", 1)[1].rstrip(" %.")) / 100
    total = 0.0
    for names, factor in ((givers, 1 - cut), (takers, 1 + raised)):
        for name in names.split(" and "):
            revenue = world.paths.aggregate(Channel(name), MetricType.REVENUE, 0, 29).mean()
            total += revenue * (factor ** world.truths[Channel(name)].elasticity - 1)
    return total


def test_low_spend_variation_is_noticed_and_refused(make_world, truth, ask):
    advice = ask(
        make_world({GOOD: truth(pull=12.0, spend_variation=0.04), POOR: truth(pull=3.0, spend_variation=0.04)})
    )
    assert given(advice, RecommendationKind.BUDGET_REALLOCATION) is None
    assert "spend varied by only 4%" in reason(advice, "Budget reallocation")
    assert given(advice, RecommendationKind.CHANNEL_SHIFT) is None


def test_fewer_than_sixty_days_are_refused(make_world, unequal, ask):
    advice = ask(make_world(unequal, days=45))
    assert "only 45 days have both spend and outcome, 60 are needed" in reason(advice, "Budget reallocation")


def test_noise_that_hides_the_effect_is_refused(make_world, truth, ask):
    advice = ask(make_world({GOOD: truth(pull=12.0, noise=0.5), POOR: truth(pull=3.0, noise=0.5)}))
    assert "daily noise" in reason(advice, "Budget reallocation")


def test_channels_that_bring_the_same_keep_their_money(make_world, truth, ask):
    advice = ask(make_world({GOOD: truth(), POOR: truth()}))
    assert "times their mean" in reason(advice, "Budget reallocation")
    assert not advice.recommendations


def test_a_channel_far_below_all_others_is_given_up(make_world, truth, ask):
    advice = ask(make_world({GOOD: truth(pull=12.0), POOR: truth(pull=1.5)}))
    shift = given(advice, RecommendationKind.CHANNEL_SHIFT)
    assert shift is not None
    assert shift.channel is POOR
    assert shift.effort is Effort.HIGH
    assert shift.timeline_days == (7, 10)
    assert "replaces a budget reallocation" in shift.rationale


def test_a_channel_that_may_yet_do_well_is_not_given_up(make_world, truth, ask):
    world = make_world({GOOD: truth(pull=12.0), POOR: truth(pull=1.5)})
    world.paths.values[POOR, MetricType.REVENUE][:100] *= 6.0  # in a quarter of the futures it recovers
    assert given(ask(world), RecommendationKind.CHANNEL_SHIFT) is None


def test_channels_whose_answer_to_spend_is_unknown_take_no_part_beside_those_where_it_is(make_world, truth, ask):
    unknown = truth(pull=3.0, spend_variation=0.04)
    world = make_world({GOOD: truth(pull=14.0), POOR: truth(pull=3.0), Channel.X: unknown})
    advice = given(ask(world), RecommendationKind.BUDGET_REALLOCATION)
    assert advice is not None
    assert str(POOR) in advice.title
    assert " X " not in advice.title


def test_worn_creatives_are_refreshed_where_ctr_falls(make_world, truth, ask):
    world = make_world({GOOD: truth(ctr_trend=-0.008), POOR: truth()})
    refresh = given(ask(world), RecommendationKind.CREATIVE_REFRESH)
    assert refresh is not None
    assert refresh.channel is GOOD
    assert (refresh.effort, refresh.timeline_days) == (Effort.MEDIUM, (5, 7))
    lost = next(e for e in refresh.evidence if e.label.startswith("Loss of CTR"))
    assert lost.value == pytest.approx(1 - np.exp(-0.008 * 56), abs=0.05)
    # Half of the lost rate returns after a week.
    later = world.paths.values[GOOD, MetricType.REVENUE][:, 7:].sum(axis=1).mean()
    assert refresh.impact.expected == pytest.approx(0.5 * np.expm1(0.008 * 56) * later, rel=0.2)


def test_steady_creatives_are_left_alone(make_world, truth, ask):
    alarms = sum(
        given(ask(make_world({GOOD: truth(noise=noise), POOR: truth(noise=noise)}, seed=s, count=50)), kind) is not None
        for s in range(12)
        for noise in (0.2, 0.7)
        for kind in (RecommendationKind.CREATIVE_REFRESH, RecommendationKind.AUDIENCE_EXPANSION)
    )
    assert alarms <= 1


def test_a_channel_that_is_run_down_needs_no_new_creatives(make_world, truth, ask):
    world = make_world({GOOD: truth(ctr_trend=-0.008), POOR: truth()})
    for metric in (MetricType.IMPRESSIONS, MetricType.CLICKS):
        world.history.values[GOOD, metric][-28:] *= 0.5
    assert given(ask(world), RecommendationKind.CREATIVE_REFRESH) is None


def test_an_audience_that_still_grows_needs_no_other(make_world, truth, ask):
    advice = ask(make_world({GOOD: truth(frequency=3.0, saturation=0.98, tiring=1.5)}))
    assert "reach still grows with impressions" in reason(advice, "Audience expansion")


def test_a_saturated_audience_is_widened(make_world, truth, ask):
    tired = {GOOD: truth(frequency=3.0, saturation=0.4, tiring=0.6)}
    expansion = given(ask(make_world(tired)), RecommendationKind.AUDIENCE_EXPANSION)
    assert expansion is not None
    assert expansion.channel is GOOD
    slope = next(e.value for e in expansion.evidence if e.label.startswith("Elasticity of CTR"))
    assert slope == pytest.approx(-0.6, abs=0.1)


def test_an_audience_that_does_not_tire_is_left_alone(make_world, truth, ask):
    advice = ask(make_world({GOOD: truth(frequency=3.0, saturation=0.4)}))
    assert "cannot be told from chance" in reason(advice, "Audience expansion")


def test_better_weekdays_get_more_money(make_world, truth, ask):
    rhythm = (2.0, 2.0, 1.0, 1.0, 0.5, 0.4, 0.4)
    timing = given(ask(make_world({GOOD: truth(rhythm=rhythm)})), RecommendationKind.TIMING_ADJUSTMENT)
    assert timing is not None
    assert timing.title.startswith("Spend more on Monday, Tuesday")
    assert "Friday" in timing.title.split("less on")[1]
    assert (timing.effort, timing.timeline_days) == (Effort.LOW, (1, 2))


def test_weekday_differences_by_chance_are_not_acted_upon(make_world, truth, ask):
    alarms, told = 0, 0
    for seed in range(30):
        # Elasticity 1: outcome per money is the same on every weekday.
        advice = ask(make_world({GOOD: truth(elasticity=1.0, pull=1.0, noise=0.9)}, seed=seed, count=50))
        alarms += given(advice, RecommendationKind.TIMING_ADJUSTMENT) is not None
        told += any("does not differ between weekdays beyond chance" in sentence for sentence in advice.withheld)
    assert alarms <= 1
    assert told >= 28


def test_lower_confidence_in_the_forecast_widens_the_interval(make_world, unequal, ask, sure):
    world = make_world(unequal)
    unsure = Confidence(0.3, "low", "3 of 10 such forecasts held.", 0.3, 0.4, 10, True)
    narrow = given(ask(world), RecommendationKind.BUDGET_REALLOCATION)
    wide = given(ask(world, confidence=unsure), RecommendationKind.BUDGET_REALLOCATION)
    assert narrow is not None
    assert wide is not None
    assert wide.impact.upper - wide.impact.lower > 1.5 * (narrow.impact.upper - narrow.impact.lower)
    assert wide.impact.expected == narrow.impact.expected


def test_only_days_within_the_campaign_count(make_world, unequal, ask):
    whole = given(ask(make_world(unequal)), RecommendationKind.BUDGET_REALLOCATION)
    third = given(ask(make_world(unequal, end=date(2026, 5, 10))), RecommendationKind.BUDGET_REALLOCATION)
    assert whole is not None
    assert third is not None
    assert third.impact.expected == pytest.approx(whole.impact.expected / 3, rel=0.15)
    assert "over 10 days" in third.rationale


def test_equal_input_gives_equal_advice(make_world, unequal, ask):
    first, second = ask(make_world(unequal)), ask(make_world(unequal))
    assert [r.impact for r in first.recommendations] == [r.impact for r in second.recommendations]
    assert first.withheld == second.withheld


def test_a_step_that_answers_a_grave_risk_is_more_urgent_and_says_so(make_world, truth, ask):
    world = make_world({GOOD: truth(ctr_trend=-0.008), POOR: truth()})
    risk = Risk(
        UUID(int=9),
        RiskKind.AUDIENCE_FATIGUE,
        Severity.HIGH,
        0.9,
        Money(Decimal(1), "EUR"),
        date(2026, 5, 1),
        date(2026, 5, 7),
        "",
        (Evidence("", 1.0, "ratio"),),
        MetricType.CTR,
        GOOD,
    )
    calm = given(ask(world), RecommendationKind.CREATIVE_REFRESH)
    urgent = given(ask(world, [risk]), RecommendationKind.CREATIVE_REFRESH)
    assert calm is not None
    assert urgent is not None
    assert urgent.priority == calm.priority + 1
    assert "audience fatigue" in urgent.rationale


def test_priority_grows_with_effect_and_stays_within_bounds():
    assert priority(0.05, 1.0, None) == 3
    assert priority(0.15, 1.0, None) == 6
    assert priority(5.0, 1.0, Severity.CRITICAL) == 10
    assert priority(-1.0, 1.0, None) == 1


@pytest.mark.parametrize("days", [1, 7, 20, 60])
@pytest.mark.parametrize("horizon", [1, 5])
def test_short_histories_get_reasons_and_no_error(make_world, unequal, ask, days, horizon):
    advice = ask(make_world(unequal, days=days, horizon=horizon, count=30))
    assert len(advice.recommendations) + len(advice.withheld) == len(RecommendationKind)


@pytest.mark.parametrize("metric", [MetricType.IMPRESSIONS, MetricType.CLICKS, MetricType.SPEND])
def test_a_campaign_with_one_metric_gets_reasons_and_no_error(make_world, unequal, ask, metric):
    advice = ask(make_world(unequal, metrics=(metric,), count=30))
    assert not advice.recommendations
    assert len(advice.withheld) == len(RecommendationKind)


def test_constant_and_empty_series_get_reasons_and_no_error(make_world, unequal, ask):
    for constant in (0.0, 7.0):
        world = make_world(unequal, count=30)
        for values in (*world.history.values.values(), *world.paths.values.values()):
            values[:] = constant
        assert not ask(world).recommendations


def test_gaps_are_answered_without_error(make_world, unequal, ask):
    world = make_world(unequal, count=30)
    for index, values in enumerate(world.history.values.values()):
        values[index % 5 :: 3] = np.nan
    advice = ask(world)
    assert len(advice.recommendations) + len(advice.withheld) == len(RecommendationKind)
