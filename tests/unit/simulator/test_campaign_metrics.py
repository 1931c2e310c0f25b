"""Generated campaign metrics: the same every time, physically possible, and with the truth that was planted."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.definitions import load_demo
from domain.campaigns.model import Channel
from domain.demo.model import AnomalyKind, DemoCampaign, DemoChannel
from domain.metrics.history import CampaignHistory, history_of
from domain.metrics.model import OBSERVED, MetricPoint, MetricType
from simulator.campaigns.generator import generate_campaign_metrics

LAST = date(2026, 3, 31)
CAMPAIGNS = {campaign.key: campaign for campaign in load_demo().campaigns}


def metrics(key: str, seed: int = 1, last_day: date = LAST, days: int = 180) -> list[MetricPoint]:
    return generate_campaign_metrics(CAMPAIGNS[key], seed=seed, last_day=last_day, days=days)


def history(campaign: DemoCampaign, seed: int = 1) -> CampaignHistory:
    found = history_of(generate_campaign_metrics(campaign, seed=seed, last_day=LAST))
    assert found is not None
    return found


def channel_of(key: str, channel: Channel) -> DemoChannel:
    return next(each for each in CAMPAIGNS[key].channels if each.channel is channel)


def slope(found: CampaignHistory, channel: Channel) -> float:
    """Elasticity of impressions to spend, by least squares on logarithms beside weekday, trend and season terms."""
    spend, impressions = found.of(channel, MetricType.SPEND), found.of(channel, MetricType.IMPRESSIONS)
    weekday = np.eye(7)[np.arange(found.days) % 7]
    waves = [f(2 * np.pi * n * np.arange(found.days) / 365) for n in (1, 2, 3) for f in (np.sin, np.cos)]
    terms = np.column_stack([np.log(spend), weekday, np.arange(found.days), *waves])
    return float(np.linalg.lstsq(terms, np.log(impressions), rcond=None)[0][0])


@pytest.mark.parametrize("key", list(CAMPAIGNS))
def test_every_campaign_has_180_days_of_all_metrics_on_every_channel(key):
    points = metrics(key)
    campaign = CAMPAIGNS[key]
    end = campaign.last_observed(LAST)
    expected = {end - timedelta(days=ago) for ago in range(180)}
    assert {point.day for point in points} == expected
    assert len(points) == 180 * len(OBSERVED) * len(campaign.channels)
    assert len({(point.channel, point.metric, point.day) for point in points}) == len(points)
    assert {point.version for point in points} == {1}


def test_data_end_with_the_campaign_or_its_pause():
    assert max(point.day for point in metrics("exam-season-search")) == LAST
    assert max(point.day for point in metrics("brand-video")) == LAST + timedelta(days=1 - 9)
    assert max(point.day for point in metrics("summer-pause")) == LAST - timedelta(days=24)


def test_there_is_nothing_before_the_first_day_of_a_campaign():
    points = metrics("referral-push", days=1000)
    assert min(point.day for point in points) == CAMPAIGNS["referral-push"].start_date(LAST + timedelta(days=1))


def test_the_same_seed_gives_the_same_data_and_another_one_does_not():
    assert metrics("back-to-school-social", seed=5) == metrics("back-to-school-social", seed=5)
    assert metrics("back-to-school-social", seed=5) != metrics("back-to-school-social", seed=6)


def test_another_channel_or_campaign_changes_nothing_about_the_others():
    campaign = CAMPAIGNS["back-to-school-social"]
    fewer = replace(campaign, channels=campaign.channels[1:])
    kept = {channel.channel for channel in fewer.channels}
    assert generate_campaign_metrics(fewer, seed=1, last_day=LAST) == [
        point for point in metrics(campaign.key) if point.channel in kept
    ]


def test_campaigns_that_differ_in_their_key_alone_have_chance_of_their_own():
    campaign = CAMPAIGNS["brand-video"]
    other = replace(campaign, key="brand-video-2")
    assert generate_campaign_metrics(other, seed=1, last_day=LAST) != metrics("brand-video")


@pytest.mark.parametrize("days", [0, -1])
def test_no_days_are_refused(days):
    with pytest.raises(ValueError, match="positive"):
        metrics("brand-video", days=days)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**63 - 1),
    key=st.sampled_from(list(CAMPAIGNS)),
    last_day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    days=st.integers(1, 200),
    scale=st.sampled_from([0.001, 0.1, 1.0, 1000.0]),
)
def test_identities_hold_on_every_day_whatever_the_seed(seed, key, last_day, days, scale):
    campaign = CAMPAIGNS[key]
    channels = tuple(replace(each, daily_budget=each.daily_budget * scale) for each in campaign.channels)
    points = generate_campaign_metrics(replace(campaign, channels=channels), seed=seed, last_day=last_day, days=days)
    found = history_of(points)
    assert found is not None
    for channel in found.channels:
        at = {metric: found.of(channel, metric) for metric in OBSERVED}
        assert all(np.isfinite(values).all() and (values >= 0).all() for values in at.values())
        for part, whole in [
            (MetricType.REACH, MetricType.IMPRESSIONS),
            (MetricType.CLICKS, MetricType.IMPRESSIONS),
            (MetricType.ENGAGEMENT, MetricType.IMPRESSIONS),
            (MetricType.CONVERSIONS, MetricType.CLICKS),
        ]:
            assert (at[part] <= at[whole]).all(), (part, whole)
        for metric in (MetricType.IMPRESSIONS, MetricType.REACH, MetricType.CLICKS, MetricType.CONVERSIONS):
            assert (at[metric] == np.round(at[metric])).all()
        for money in (MetricType.SPEND, MetricType.REVENUE):
            assert (at[money] == np.round(at[money], 2)).all()
        assert ((at[MetricType.REVENUE] == 0) | (at[MetricType.CONVERSIONS] > 0)).all()


@pytest.mark.parametrize("key", ["back-to-school-social", "exam-season-search"])
def test_an_anomaly_changes_the_days_and_channels_it_was_planted_on_and_no_others(key):
    campaign = CAMPAIGNS[key]
    (anomaly,) = campaign.anomalies
    first = anomaly.first_day(campaign.last_observed(LAST))
    planted = {first + timedelta(days=offset) for offset in range(anomaly.days)}
    undisturbed = generate_campaign_metrics(replace(campaign, anomalies=()), seed=1, last_day=LAST)
    pairs = list(zip(undisturbed, metrics(key), strict=True))
    changed = [seen for usual, seen in pairs if seen != usual]
    assert {point.day for point in changed} == planted
    assert {point.channel for point in changed} == set(anomaly.channels or (c.channel for c in campaign.channels))
    if anomaly.kind is AnomalyKind.TRACKING_OUTAGE:
        assert {point.metric for point in changed} <= {MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.REVENUE}
    else:
        assert MetricType.SPEND not in {point.metric for point in changed}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_tracking_outage_loses_nine_of_ten_clicks_for_two_days(seed):
    campaign = CAMPAIGNS["back-to-school-social"]
    usual, seen = history(replace(campaign, anomalies=()), seed), history(campaign, seed)
    share = seen.total(MetricType.CLICKS) / usual.total(MetricType.CLICKS)
    outage = np.flatnonzero(share < 0.9)
    assert list(outage) == [179 - 63, 179 - 62]
    assert share[outage] == pytest.approx(0.1, abs=0.06)
    assert (seen.total(MetricType.IMPRESSIONS) == usual.total(MetricType.IMPRESSIONS)).all()
    # Visible without knowing the undisturbed data: the two lowest click-through rates of the whole history.
    assert set(np.argsort(seen.total(MetricType.CTR))[:2]) == set(outage)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_price_war_makes_clicks_40_percent_dearer_for_five_days(seed):
    campaign = CAMPAIGNS["exam-season-search"]
    days = slice(179 - 40, 179 - 35)
    costs = []
    for version in (replace(campaign, anomalies=()), campaign):
        found = history(version, seed)
        clicks = found.of(Channel.GOOGLE, MetricType.CLICKS)[days].sum()
        costs.append(found.of(Channel.GOOGLE, MetricType.SPEND)[days].sum() / clicks)
    assert costs[1] / costs[0] == pytest.approx(1.4, abs=0.08)


def test_saturation_can_be_learned_where_budgets_vary_and_not_where_they_do_not():
    varied = CAMPAIGNS["exam-season-search"]
    found = history(varied)
    assert slope(found, Channel.OTHER) - slope(found, Channel.GOOGLE) > 0.3
    for channel in (Channel.OTHER, Channel.GOOGLE):
        k = channel_of(varied.key, channel).half_point
        assert slope(found, channel) == pytest.approx(k / (1 + k), abs=0.2)
    steady = history(CAMPAIGNS["brand-video"])
    for which, spread in ((found, (0.25, 0.6)), (steady, (0.0, 0.15))):
        spend = which.of(which.channels[0], MetricType.SPEND)
        weekly = spend[: 7 * 25].reshape(25, 7).sum(axis=1)
        assert spread[0] < np.log(weekly).std() < spread[1]


def test_an_unrefreshed_creative_wears_out_and_a_refresh_restores_it():
    ctr = {}
    for key, channel in (("maths-month-tiktok", Channel.TIKTOK), ("back-to-school-social", Channel.TIKTOK)):
        found = history(CAMPAIGNS[key])
        clicks, shown = found.of(channel, MetricType.CLICKS), found.of(channel, MetricType.IMPRESSIONS)
        ctr[key] = lambda first, last, c=clicks, i=shown: c[first:last].sum() / i[first:last].sum()
    worn = ctr["maths-month-tiktok"]
    assert worn(166, 180) < 0.6 * worn(124, 131)  # the latest refresh is 55 days ago, on day 124
    fresh = ctr["back-to-school-social"]
    assert fresh(174, 179) > 1.15 * fresh(169, 174)  # refreshed five days ago, on day 174


def test_the_referral_budget_runs_out_before_the_campaign_ends_and_the_others_last():
    for campaign in CAMPAIGNS.values():
        if campaign.ends_in_days is None or campaign.paused_days_ago is not None:
            continue
        spend = history(campaign).total(MetricType.SPEND)
        unseen = max(campaign.starts_days_ago - 180, 0) * spend[:30].mean()
        projected = spend.sum() + unseen + max(campaign.ends_in_days, 0) * spend[-28:].mean()
        assert (projected > float(campaign.budget.amount) * 1.05) == (campaign.key == "referral-push"), campaign.key


def test_weekdays_and_the_school_year_show():
    campaign = CAMPAIGNS["exam-season-search"]
    found = history_of(generate_campaign_metrics(campaign, seed=1, last_day=date(2026, 12, 31)))
    assert found is not None
    shown = found.total(MetricType.IMPRESSIONS)
    days = [found.start + timedelta(days=offset) for offset in range(found.days)]

    def mean(pick) -> float:
        return float(np.mean([value for day, value in zip(days, shown, strict=True) if pick(day)]))

    assert mean(lambda day: day.weekday() == 6) > 1.2 * mean(lambda day: day.weekday() == 4)
    assert mean(lambda day: day.month == 11) > 1.4 * mean(lambda day: day.month == 8)
    assert mean(lambda day: day >= date(2026, 12, 21)) < 0.6 * mean(lambda day: day.month == 11)
