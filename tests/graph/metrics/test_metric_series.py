"""Observed metrics over time."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.campaigns.model import Campaign, Channel
from domain.metrics.model import MetricPoint, MetricType
from domain.workspaces.model import Role
from tests.fixtures.product import World, gid

SERIES = """query($id: ID!, $range: DateRangeInput, $granularity: Granularity, $metrics: [MetricType!],
    $channel: Channel) { campaign(id: $id) {
    metrics(range: $range, granularity: $granularity, metrics: $metrics, channel: $channel) {
        metric unit points { at value } } } }"""

MONDAY = date(2026, 5, 4)

M, C = MetricType, Channel


@pytest.fixture
async def campaign(world: World) -> Campaign:
    """Ten days from a Monday on two channels; Facebook has no clicks, and the third day no spend at all."""
    campaign = await world.a_campaign()
    points = []
    for number in range(10):
        day = MONDAY + timedelta(days=number)
        values = {
            (C.GOOGLE, M.IMPRESSIONS): 1_000.0,
            (C.GOOGLE, M.CLICKS): 10.0 + number,
            (C.GOOGLE, M.CONVERSIONS): float(number % 2),
            (C.FACEBOOK, M.IMPRESSIONS): 3_000.0,
        }
        if number != 2:
            values |= {(C.GOOGLE, M.SPEND): 20.0, (C.GOOGLE, M.REVENUE): 50.0}
        points += [MetricPoint(channel, metric, day, value, 1) for (channel, metric), value in values.items()]
    async with world.storage() as tx:
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, points)
        await tx.commit()
    return campaign


async def _series(world: World, campaign: Campaign, **given: Any) -> dict[str, dict[str, Any]]:
    answer = await world.ask(SERIES, Role.VIEWER, id=gid("Campaign", campaign.id), **given)
    assert answer.errors == []
    return {one["metric"]: one for one in answer.data["campaign"]["metrics"]}


def _values(series: dict[str, Any]) -> list[float]:
    return [point["value"] for point in series["points"]]


async def test_channels_are_summed_and_ratios_are_ratios_of_the_sums(world: World, campaign: Campaign):
    series = await _series(world, campaign)
    assert set(series) == {
        "IMPRESSIONS", "CLICKS", "CONVERSIONS", "SPEND", "REVENUE", "CTR", "CPC", "CPM", "CPA", "ROAS",
    }  # fmt: skip
    assert _values(series["IMPRESSIONS"]) == [4_000.0] * 10
    assert _values(series["CLICKS"]) == [10.0 + number for number in range(10)]
    assert _values(series["CTR"])[0] == 10 / 4_000
    assert _values(series["CPM"])[0] == 1_000 * 20 / 4_000
    assert _values(series["ROAS"]) == [2.5] * 9


async def test_units_say_what_a_value_is(world: World, campaign: Campaign):
    units = {metric: one["unit"] for metric, one in (await _series(world, campaign)).items()}
    assert {units[metric] for metric in ("SPEND", "REVENUE", "CPC", "CPM", "CPA")} == {"EUR"}
    assert {units[metric] for metric in ("CTR", "ROAS")} == {"ratio"}
    assert {units[metric] for metric in ("IMPRESSIONS", "CLICKS", "CONVERSIONS")} == {"count"}


async def test_days_without_data_and_ratios_over_nothing_are_left_out(world: World, campaign: Campaign):
    series = await _series(world, campaign)
    third = f"{MONDAY + timedelta(days=2)}T00:00:00Z"
    assert third not in [point["at"] for point in series["SPEND"]["points"]]
    assert third not in [point["at"] for point in series["CPC"]["points"]]
    assert len(series["CPA"]["points"]) == 5  # every other day has no conversion


async def test_points_ascend_from_the_first_to_the_last_day(world: World, campaign: Campaign):
    points = (await _series(world, campaign))["CLICKS"]["points"]
    assert [point["at"] for point in points] == [f"{MONDAY + timedelta(days=n)}T00:00:00Z" for n in range(10)]


async def test_weeks_start_on_monday_and_their_ratios_are_those_of_the_week(world: World, campaign: Campaign):
    series = await _series(world, campaign, granularity="WEEK")
    first, second = sum(10 + n for n in range(7)), sum(10 + n for n in range(7, 10))
    assert [point["at"] for point in series["CLICKS"]["points"]] == ["2026-05-04T00:00:00Z", "2026-05-11T00:00:00Z"]
    assert _values(series["CLICKS"]) == [first, second]
    assert _values(series["CTR"]) == pytest.approx([first / 28_000, second / 12_000])
    assert _values(series["CPA"]) == pytest.approx([6 * 20 / 3, 3 * 20 / 2])


async def test_ranges_are_inclusive_at_both_ends(world: World, campaign: Campaign):
    day = str(MONDAY + timedelta(days=3))
    series = await _series(world, campaign, range={"start": day, "end": day})
    assert _values(series["CLICKS"]) == [13.0]
    outside = await _series(world, campaign, range={"start": "2027-01-01", "end": "2027-02-01"})
    assert outside == {}


async def test_one_channel_alone(world: World, campaign: Campaign):
    series = await _series(world, campaign, channel="GOOGLE")
    assert _values(series["CTR"])[0] == 10 / 1_000
    assert set(await _series(world, campaign, channel="FACEBOOK")) == {"IMPRESSIONS"}
    assert await _series(world, campaign, channel="TIKTOK") == {}


async def test_asked_for_metrics_are_given_even_when_they_are_empty(world: World, campaign: Campaign):
    series = await _series(world, campaign, metrics=["CTR", "REACH"])
    assert set(series) == {"CTR", "REACH"}
    assert len(series["CTR"]["points"]) == 10
    assert series["REACH"] == {"metric": "REACH", "unit": "count", "points": []}


async def test_null_means_the_default(world: World, campaign: Campaign):
    assert await _series(world, campaign, granularity=None, range=None, metrics=None) == await _series(world, campaign)


async def test_hours_are_refused_with_what_to_ask_for(world: World, campaign: Campaign):
    answer = await world.ask(SERIES, id=gid("Campaign", campaign.id), granularity="HOUR")
    (error,) = answer.errors
    assert error["extensions"]["code"] == "INVALID_INPUT"
    assert error["extensions"]["argument"] == ["granularity"]
    assert "DAY" in error["extensions"]["hint"]


@pytest.mark.parametrize(
    ("start", "end", "argument"),
    [("2026-05-02", "2026-05-01", ["range", "end"]), ("2000-01-01", "2026-05-01", ["range"])],
)
async def test_ranges_that_end_before_they_start_or_are_too_long_are_refused(
    world: World, campaign: Campaign, start: str, end: str, argument: list[str]
):
    answer = await world.ask(SERIES, id=gid("Campaign", campaign.id), range={"start": start, "end": end})
    (error,) = answer.errors
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID_TIME_RANGE", argument)


async def test_a_campaign_without_data_has_no_series_and_an_honest_quality_report(world: World):
    campaign = await world.a_campaign()
    assert await _series(world, campaign) == {}
    document = "query($id: ID!) { campaign(id: $id) { dataQuality { verdict observedDays firstDay issues { code } } } }"
    report = (await world.ask(document, id=gid("Campaign", campaign.id))).data["campaign"]["dataQuality"]
    assert (report["verdict"], report["observedDays"], report["firstDay"]) == ("INSUFFICIENT", 0, None)


async def test_the_quality_of_a_campaign_does_not_depend_on_who_is_asked_about_with_it(world: World):
    """Three years are looked at, of each campaign its own."""
    old, new = await world.a_campaign("Old"), await world.a_campaign("New")
    await world.observe(new, 1_500)
    await world.observe(old, 30, last=date(2023, 1, 1))
    document = "query($id: ID!) { campaign(id: $id) { dataQuality { observedDays firstDay score } } }"
    alone = (await world.ask(document, id=gid("Campaign", new.id))).data["campaign"]["dataQuality"]
    both = await world.ask(
        "{ campaigns(orderBy: {field: NAME, descending: false}) { edges { node { dataQuality {"
        " observedDays firstDay score } } } } }"
    )
    assert both.data["campaigns"]["edges"][0]["node"]["dataQuality"] == alone
    assert alone["observedDays"] == 1_096
