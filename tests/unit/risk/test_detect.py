"""Risks: what is planted is found where it is, what is not there is not, and money is never made up."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.metrics.model import MetricType
from domain.risk.detect import detect_risks
from domain.risk.finding import by_ratio
from domain.risk.model import Risk, RiskKind
from domain.severity import Severity

VOLUMES = (MetricType.IMPRESSIONS, MetricType.CLICKS, MetricType.CONVERSIONS)


def find(world, new_id, kind: RiskKind) -> list[Risk]:
    found = detect_risks(world.paths, world.history, world.campaign, new_id)
    return [risk for risk in found if risk.kind is kind]


def scale(world, metrics, days, factor, rows=slice(None)) -> None:
    for (_, metric), values in world.paths.values.items():
        if metric in metrics:
            values[rows, days] *= factor


def test_stationary_campaigns_raise_no_alarm(make_world, new_id):
    worlds = [make_world(seed=seed, count=100) for seed in range(40)]
    alarms = [risk.kind for w in worlds for risk in detect_risks(w.paths, w.history, w.campaign, new_id)]
    assert len(alarms) <= 1, alarms


def test_noisy_stationary_campaigns_rarely_raise_an_alarm(make_world, truth, new_id):
    noisy = {Channel.GOOGLE: truth(noise=0.3), Channel.X: truth(noise=0.3)}
    worlds = [make_world(noisy, seed=seed, count=100, level_noise=0.08) for seed in range(40)]
    alarmed = [w for w in worlds if detect_risks(w.paths, w.history, w.campaign, new_id)]
    assert len(alarmed) <= 4


def test_a_planted_dip_is_found_in_its_window_with_its_probability(make_world, new_id):
    world = make_world(count=500)
    scale(world, {MetricType.REVENUE}, slice(12, 19), 0.6, slice(0, 300))
    (dip,) = find(world, new_id, RiskKind.PERFORMANCE_DIP)
    assert abs((dip.start - world.paths.day(12)).days) <= 1
    assert (dip.end - dip.start).days == 6
    assert dip.probability == pytest.approx(0.6, abs=0.03)
    assert dip.metric is MetricType.REVENUE
    assert dip.severity is Severity.HIGH  # 40 % is 2.7 times the threshold of 15 %
    lost = 0.4 * world.history.total(MetricType.REVENUE)[-28:].sum() / 4
    assert float(dip.impact.amount) == pytest.approx(lost, rel=0.15)


def test_a_dip_past_a_fifth_on_most_futures_is_at_least_high(make_world, new_id):
    world = make_world()
    scale(world, {MetricType.REVENUE}, slice(0, 30), 0.76)
    (dip,) = find(world, new_id, RiskKind.PERFORMANCE_DIP)
    assert dip.severity is Severity.HIGH
    assert dip.probability > 0.9


def test_an_unlikely_dip_is_not_told(make_world, new_id):
    world = make_world(count=500)
    scale(world, {MetricType.REVENUE}, slice(12, 19), 0.6, slice(0, 100))
    assert not find(world, new_id, RiskKind.PERFORMANCE_DIP)


def test_a_past_spike_does_not_make_an_ordinary_future_a_dip(make_world, new_id):
    world = make_world()
    for (_, metric), values in world.history.values.items():
        if metric is MetricType.REVENUE:
            values[-10] *= 12
    assert not find(world, new_id, RiskKind.PERFORMANCE_DIP)


def test_a_forecast_that_is_merely_wide_is_no_dip(make_world, new_id):
    world = make_world(count=500, level_noise=0.4)
    course = world.paths.aggregate(None, MetricType.REVENUE, 0, 6)
    usual = world.history.total(MetricType.REVENUE)[-28:].sum() / 4
    assert (course < 0.85 * usual).mean() > 0.3
    assert not find(world, new_id, RiskKind.PERFORMANCE_DIP)


def test_days_after_the_campaign_ends_are_nobodys_dip(make_world, new_id):
    world = make_world(days=120, end=date(2026, 5, 10))
    scale(world, {MetricType.REVENUE}, slice(12, 30), 0.3)
    assert not find(world, new_id, RiskKind.PERFORMANCE_DIP)


def test_lost_conversions_are_valued_at_what_they_have_cost(make_world, new_id):
    world = make_world(metrics=(MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.SPEND))
    scale(world, {MetricType.CONVERSIONS}, slice(0, 30), 0.5)
    (dip,) = find(world, new_id, RiskKind.PERFORMANCE_DIP)
    weekly = world.history.total(MetricType.SPEND)[-28:].sum() / 4
    assert float(dip.impact.amount) == pytest.approx(0.5 * weekly, rel=0.2)


def test_less_spend_alone_is_no_dip_in_performance(make_world, new_id):
    world = make_world(metrics=(MetricType.SPEND,))
    scale(world, {MetricType.SPEND}, slice(0, 30), 0.3)
    assert not detect_risks(world.paths, world.history, world.campaign, new_id)


def test_money_is_never_invented(make_world, new_id):
    world = make_world(metrics=(*VOLUMES, MetricType.ENGAGEMENT, MetricType.REACH))
    scale(world, {MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.ENGAGEMENT}, slice(0, 30), 0.5)
    found = detect_risks(world.paths, world.history, world.campaign, new_id)
    assert {risk.kind for risk in found} == {RiskKind.PERFORMANCE_DIP, RiskKind.AUDIENCE_FATIGUE}
    assert all(risk.impact is None for risk in found)
    assert all("EUR" not in risk.description for risk in found)


def test_an_overrun_is_known_to_the_day(make_world, new_id):
    world = make_world(budget=1.0)
    for (_, metric), values in world.history.values.items():
        if metric is MetricType.SPEND:
            values[:] = 50.0
    for (_, metric), values in world.paths.values.items():
        if metric is MetricType.SPEND:
            values[:] = 50.0
            values[:40] = 60.0  # a tenth of the futures spends more
    spent = 2 * 50.0 * 120
    world = make_world_with_budget(world, spent + 100 * 30 - 50)
    (risk,) = find(world, new_id, RiskKind.BUDGET_OVERRUN)
    assert risk.probability == 1.0
    # A tenth passes on day 25, which is not more than the limit of a tenth; all on day 30.
    assert risk.start == world.paths.day(29)
    assert risk.end == world.paths.day(29)
    assert float(risk.impact.amount) == pytest.approx(0.9 * 50 + 0.1 * 650)
    assert risk.severity is Severity.MEDIUM  # certain, yet below 5 % of the budget


def make_world_with_budget(world, budget):
    from dataclasses import replace

    money = replace(world.campaign.budget, amount=Decimal(repr(budget)))
    return replace(world, campaign=replace(world.campaign, budget=money))


def test_an_overrun_with_a_tenth_of_the_futures_or_less_is_not_told(make_world, new_id):
    world = make_world()
    ends = world.history.total(MetricType.SPEND).sum() + world.paths.aggregate(None, MetricType.SPEND, 0, 29)
    above, below = float(np.quantile(ends, 0.92)), float(np.quantile(ends, 0.85))
    assert not find(make_world_with_budget(world, above), new_id, RiskKind.BUDGET_OVERRUN)
    (risk,) = find(make_world_with_budget(world, below), new_id, RiskKind.BUDGET_OVERRUN)
    assert risk.probability == pytest.approx(0.15, abs=0.01)


def test_an_overrun_starts_when_more_than_a_tenth_of_the_futures_are_past_the_budget(make_world, new_id):
    world = make_world(metrics=(MetricType.SPEND,))
    for values in world.history.values.values():
        values[:] = 50.0
    for values in world.paths.values.values():
        values[:] = 50.0
        values[:80] = 60.0  # a fifth of the futures spends more, on both channels
    (risk,) = find(make_world_with_budget(world, 2 * 50.0 * 120 + 120 * 20 - 1), new_id, RiskKind.BUDGET_OVERRUN)
    assert risk.start == world.paths.day(19)
    assert (risk.end, risk.probability) == (world.paths.day(29), 1.0)


def test_spend_before_the_campaign_began_does_not_count(make_world, new_id):
    from dataclasses import replace

    world = make_world(budget=7000.0)
    assert find(world, new_id, RiskKind.BUDGET_OVERRUN)
    later = replace(world.campaign, start_date=world.history.end + timedelta(days=1))
    assert not find(replace(world, campaign=later), new_id, RiskKind.BUDGET_OVERRUN)


def test_forecast_spend_before_the_campaign_begins_does_not_count(make_world, new_id):
    from dataclasses import replace

    world = make_world()
    ten_days = world.paths.aggregate(None, MetricType.SPEND, 20, 29)
    world = make_world_with_budget(world, float(ten_days.max()) + 1)
    later = replace(world.campaign, start_date=world.paths.day(20))
    assert not find(replace(world, campaign=later), new_id, RiskKind.BUDGET_OVERRUN)
    sooner = replace(world.campaign, start_date=world.paths.day(15))
    (risk,) = find(replace(world, campaign=sooner), new_id, RiskKind.BUDGET_OVERRUN)
    assert risk.start > world.paths.day(20)


def test_a_budget_that_is_already_spent_is_overrun_from_the_first_day(make_world, new_id):
    world = make_world(budget=100.0)
    (risk,) = find(world, new_id, RiskKind.BUDGET_OVERRUN)
    assert (risk.probability, risk.start) == (1.0, world.paths.start)
    assert risk.severity is Severity.CRITICAL


def test_fatigue_is_found_on_the_channel_that_tires(make_world, truth, new_id):
    tired = {Channel.GOOGLE: truth(), Channel.FACEBOOK: truth(ctr_trend=-0.006)}
    (risk,) = find(make_world(tired), new_id, RiskKind.AUDIENCE_FATIGUE)
    assert risk.channel is Channel.FACEBOOK
    assert risk.probability > 0.9
    assert any(e.threshold in {0.12, 0.15} for e in risk.evidence)


def test_a_channel_that_is_switched_off_is_not_tired(make_world, truth, new_id):
    world = make_world({Channel.FACEBOOK: truth(ctr_trend=-0.006)})
    for (_, metric), values in world.paths.values.items():
        if metric is not MetricType.SPEND:
            values[:] *= 0.3
    assert not find(world, new_id, RiskKind.AUDIENCE_FATIGUE)


def test_dearer_impressions_at_unchanged_spend_point_at_the_market(make_world, new_id):
    world = make_world()
    scale(world, {*VOLUMES, MetricType.REVENUE, MetricType.REACH, MetricType.ENGAGEMENT}, slice(0, 30), 1 / 1.6)
    found = find(world, new_id, RiskKind.COMPETITOR_THREAT)
    assert {risk.channel for risk in found} == {Channel.GOOGLE, Channel.FACEBOOK}
    assert all(risk.metric is MetricType.CPM and risk.impact is not None for risk in found)
    assert all("no competitor data were used" in risk.description for risk in found)
    assert all(any("Competitor data used" in e.label and e.value == 0 for e in risk.evidence) for risk in found)


def test_a_price_that_rises_with_own_spend_is_no_competitor(make_world, new_id):
    world = make_world()
    scale(world, {MetricType.SPEND}, slice(0, 30), 3.0)
    scale(world, {*VOLUMES, MetricType.REVENUE, MetricType.REACH, MetricType.ENGAGEMENT}, slice(0, 30), 3.0**0.7)
    cpm = world.paths.of(None, MetricType.CPM).mean()
    assert cpm > 1.3 * np.nanmean(world.history.total(MetricType.CPM))
    assert not find(world, new_id, RiskKind.COMPETITOR_THREAT)


def test_the_gravest_comes_first_and_every_claim_has_evidence(make_world, new_id):
    world = make_world(budget=100.0)
    scale(world, {MetricType.REVENUE}, slice(0, 30), 0.8)
    found = detect_risks(world.paths, world.history, world.campaign, new_id)
    ranks = [risk.severity.rank for risk in found]
    assert len(found) >= 2
    assert ranks == sorted(ranks, reverse=True)
    assert all(any(e.threshold is not None for e in risk.evidence) for risk in found)
    assert len({risk.id for risk in found}) == len(found)


@pytest.mark.parametrize(
    ("ratio", "severity"),
    [(1.0, Severity.LOW), (1.5, Severity.MEDIUM), (2.0, Severity.HIGH), (3.0, Severity.CRITICAL)],
)
def test_severity_follows_the_ratio_of_value_to_threshold(ratio, severity):
    assert by_ratio(ratio) is severity


@pytest.mark.parametrize("days", [1, 7, 13, 20])
@pytest.mark.parametrize("horizon", [1, 5, 30])
def test_short_histories_and_horizons_are_answered_without_error(make_world, new_id, days, horizon):
    world = make_world(days=days, horizon=horizon, count=50)
    assert all(0 <= r.probability <= 1 for r in detect_risks(world.paths, world.history, world.campaign, new_id))


def test_gaps_and_zeros_are_answered_without_error(make_world, new_id):
    world = make_world(count=50)
    for index, values in enumerate(world.history.values.values()):
        values[index % 5 :: 3] = np.nan
        values[index % 7 :: 4] = 0.0
    for values in world.paths.values.values():
        values[:, ::2] = 0.0
    assert all(np.isfinite(r.probability) for r in detect_risks(world.paths, world.history, world.campaign, new_id))
