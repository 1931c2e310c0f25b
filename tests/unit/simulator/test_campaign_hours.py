"""Campaigns by the hour: any window is the same again, hours make the days, and the market moves the funnel."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.definitions import load_demo
from domain.campaigns.model import Channel
from domain.demo.hours import CampaignHours, day_number, summed
from domain.demo.mapping import Stage
from domain.demo.market import MarketFactors, calm_market
from domain.metrics.model import OBSERVED, MetricType
from simulator.campaigns.generator import generate_campaign_hours, generate_campaign_metrics

TODAY = date(2026, 4, 1)
ORIGIN = 24 * day_number(TODAY)
CAMPAIGNS = {campaign.key: campaign for campaign in load_demo().campaigns}
EXAMS = CAMPAIGNS["exam-season-search"]


def a_market(begin: int, end: int, seed: int = 1) -> MarketFactors:
    """A market that moves everything a little, each hour in a way of its own."""
    random = np.random.default_rng(seed)
    fixed = random.lognormal(0.0, 0.2, (len(Stage), 24 * 400))
    start = ORIGIN - 24 * 200
    return MarketFactors(begin, {stage: fixed[row, begin - start : end - start] for row, stage in enumerate(Stage)})


def moved(stage: Stage, factor: float, *, since: int = ORIGIN) -> MarketFactors:
    """Twenty days around today, calm but for one stage from an hour on."""
    calm = calm_market(ORIGIN - 240, ORIGIN + 240)
    hours = np.arange(calm.begin, calm.end)
    return MarketFactors(calm.begin, {**calm.stages, stage: np.where(hours >= since, factor, 1.0)})


def totals(hours: CampaignHours, first: int, end: int) -> dict[MetricType, float]:
    part = slice(first - hours.begin, end - hours.begin)
    return {
        metric: sum(float(values[part].sum()) for (_, kind), values in hours.values.items() if kind is metric)
        for metric in OBSERVED
    }


@settings(max_examples=25, deadline=None)
@given(
    key=st.sampled_from(list(CAMPAIGNS)),
    seed=st.integers(0, 2**63 - 1),
    first=st.integers(-24 * 180, 24 * 60),
    length=st.integers(1, 24 * 20),
)
def test_any_window_has_the_bits_of_the_whole(key, seed, first, length):
    campaign = CAMPAIGNS[key]
    begin, end = ORIGIN + first, ORIGIN + first + length
    whole = generate_campaign_hours(campaign, TODAY, a_market(begin - 50, end + 31), seed=seed)
    part = generate_campaign_hours(campaign, TODAY, a_market(begin, end), seed=seed)
    assert part.values.keys() == whole.values.keys()
    for series, values in part.values.items():
        assert (values == whole.values[series][50 : 50 + length]).all(), series


@pytest.mark.parametrize("key", ["exam-season-search", "holiday-intensive"])
def test_days_are_exactly_the_sums_of_their_hours(key):
    begin, end = ORIGIN - 24 * 3 + 5, ORIGIN + 24 * 3 + 9
    hours = generate_campaign_hours(CAMPAIGNS[key], TODAY, a_market(begin, end), seed=3)
    days = {(point.channel, point.metric, point.day): point.value for point in hours.days(1)}
    by_hour: dict[tuple[Channel, MetricType, date], list[float]] = {}
    for point in hours.points(begin, end):
        by_hour.setdefault((point.channel, point.metric, point.hour.date()), []).append(point.value)
    whole = {series for series, values in by_hour.items() if len(values) == 24}
    assert whole == days.keys()
    assert {day for _, _, day in whole} == {
        date(2026, 3, 30),
        date(2026, 3, 31),
        *(date(2026, 4, d) for d in (1, 2, 3)),
    }
    for series in whole:
        assert days[series] == summed(series[1], np.array(by_hour[series]))
        if series[1] not in (MetricType.SPEND, MetricType.REVENUE):
            assert days[series] == sum(by_hour[series])


def test_hours_that_are_calm_make_the_days_of_a_calm_market():
    hours = generate_campaign_hours(EXAMS, TODAY, calm_market(ORIGIN - 24 * 180, ORIGIN + 24 * 7), seed=1)
    daily = generate_campaign_metrics(EXAMS, seed=1, last_day=date(2026, 3, 31))
    assert [point for point in hours.days(1) if point.day < TODAY] == daily


@settings(max_examples=25, deadline=None)
@given(
    key=st.sampled_from(list(CAMPAIGNS)),
    seed=st.integers(0, 2**63 - 1),
    factors=st.lists(st.floats(0.2, 5.0), min_size=len(Stage), max_size=len(Stage)),
)
def test_no_market_makes_more_clicks_than_impressions_or_money_of_nothing(key, seed, factors):
    size = 30
    market = MarketFactors(ORIGIN, {stage: np.full(size, factor) for stage, factor in zip(Stage, factors, strict=True)})
    found = generate_campaign_hours(CAMPAIGNS[key], TODAY, market, seed=seed).values
    for channel in {channel for channel, _ in found}:
        at = {metric: found[channel, metric] for metric in OBSERVED}
        for part, whole in [
            (MetricType.REACH, MetricType.IMPRESSIONS),
            (MetricType.CLICKS, MetricType.IMPRESSIONS),
            (MetricType.ENGAGEMENT, MetricType.IMPRESSIONS),
            (MetricType.CONVERSIONS, MetricType.CLICKS),
        ]:
            assert (at[part] <= at[whole]).all(), (part, whole)
        assert all((values >= 0).all() for values in at.values())
        for metric in (MetricType.IMPRESSIONS, MetricType.REACH, MetricType.CLICKS, MetricType.CONVERSIONS):
            assert (at[metric] == np.round(at[metric])).all()
        assert ((at[MetricType.REVENUE] == 0) | (at[MetricType.CONVERSIONS] > 0)).all()


@pytest.mark.parametrize(
    ("stage", "factor", "raised", "kept"),
    [
        (Stage.CONVERSION_RATE, 1.5, {MetricType.CONVERSIONS: 1.5}, {MetricType.CLICKS, MetricType.SPEND}),
        (Stage.CLICK_RATE, 1.5, {MetricType.CLICKS: 1.5}, {MetricType.IMPRESSIONS, MetricType.SPEND}),
        (Stage.ORDER_VALUE, 1.5, {MetricType.REVENUE: 1.5}, {MetricType.CONVERSIONS, MetricType.SPEND}),
    ],
)
def test_a_stage_moves_what_follows_it_and_nothing_before_it(stage, factor, raised, kept):
    calm = generate_campaign_hours(EXAMS, TODAY, calm_market(ORIGIN - 240, ORIGIN + 240), seed=1)
    changed = generate_campaign_hours(EXAMS, TODAY, moved(stage, factor), seed=1)
    assert totals(changed, ORIGIN - 240, ORIGIN) == totals(calm, ORIGIN - 240, ORIGIN)
    usual, seen = totals(calm, ORIGIN, ORIGIN + 240), totals(changed, ORIGIN, ORIGIN + 240)
    for metric, ratio in raised.items():
        assert seen[metric] / usual[metric] == pytest.approx(ratio, rel=0.03)
    for metric in kept:
        assert seen[metric] == usual[metric]


def test_money_that_only_raises_the_price_shows_no_more():
    calm = generate_campaign_hours(EXAMS, TODAY, calm_market(ORIGIN - 240, ORIGIN + 240), seed=1)
    both = {**moved(Stage.SPEND, 1.5).stages, Stage.PRICE: moved(Stage.PRICE, 1.5).stages[Stage.PRICE]}
    dearer = generate_campaign_hours(EXAMS, TODAY, MarketFactors(ORIGIN - 240, both), seed=1)
    usual, seen = totals(calm, ORIGIN, ORIGIN + 240), totals(dearer, ORIGIN, ORIGIN + 240)
    assert seen[MetricType.SPEND] / usual[MetricType.SPEND] == pytest.approx(1.5, rel=0.001)
    assert seen[MetricType.IMPRESSIONS] == pytest.approx(usual[MetricType.IMPRESSIONS], rel=0.001)
    richer = generate_campaign_hours(EXAMS, TODAY, moved(Stage.SPEND, 1.5), seed=1)
    assert totals(richer, ORIGIN, ORIGIN + 240)[MetricType.IMPRESSIONS] > 1.1 * usual[MetricType.IMPRESSIONS]


def test_a_larger_market_never_gives_less():
    """Chance is kept, so what a factor raises rises in every single hour."""
    calm = generate_campaign_hours(EXAMS, TODAY, calm_market(ORIGIN - 240, ORIGIN + 240), seed=1)
    more = generate_campaign_hours(EXAMS, TODAY, moved(Stage.CONVERSION_RATE, 1.2), seed=1)
    for channel in (Channel.GOOGLE, Channel.OTHER):
        series = channel, MetricType.CONVERSIONS
        assert (more.values[series] >= calm.values[series]).all()
