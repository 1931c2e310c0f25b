"""What is unusual in the metrics of a campaign, asked for."""

import math
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from domain.campaigns.model import Campaign, Channel
from domain.insights.judging import ANOMALY_DAYS
from domain.metrics.model import HourlyPoint, MetricType
from domain.workspaces.model import Role
from tests.fixtures.product import LAST_DAY, World, gid

FINDINGS = """query($id: ID!, $metrics: [MetricType!]) { campaign(id: $id) {
    anomalies(metrics: $metrics) { metric unit day observed usual score confidence }
    changePoints(metrics: $metrics) { metric unit day before after relative observedDays confidence } } }"""


async def test_a_level_that_changed_is_a_change_point_with_both_levels(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 120)
    await world.observe(campaign, 20, factor=0.5)
    answer = await world.ask(FINDINGS, Role.VIEWER, id=gid("Campaign", campaign.id))
    assert answer.errors == []
    found = {one["metric"]: one for one in answer.data["campaign"]["changePoints"]}
    assert {"IMPRESSIONS", "CLICKS"} <= set(found)
    clicks = found["CLICKS"]
    assert abs((date.fromisoformat(clicks["day"]) - LAST_DAY).days + 19) <= 1
    assert clicks["relative"] == pytest.approx(-0.5, abs=0.1)
    assert clicks["after"] / clicks["before"] - 1 == pytest.approx(clicks["relative"])
    assert clicks["observedDays"] >= 18
    assert (clicks["unit"], found.get("SPEND", {}).get("unit", "EUR")) == ("count", "EUR")
    assert all(0.95 <= one["confidence"] <= 1 for one in found.values())


async def test_unusual_days_of_four_weeks_are_told_newest_first_and_of_the_metrics_asked_for(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 120)
    for back in (3, 10, ANOMALY_DAYS + 5):
        await world.observe(campaign, 1, last=LAST_DAY - timedelta(days=back), factor=0.1)
    answer = await world.ask(FINDINGS, id=gid("Campaign", campaign.id), metrics=["CLICKS"])
    assert answer.errors == []
    told = answer.data["campaign"]["anomalies"]
    assert [one["day"] for one in told] == [str(LAST_DAY - timedelta(days=back)) for back in (3, 10)]
    for one in told:
        assert one["metric"] == "CLICKS"
        assert one["observed"] < 0.3 * one["usual"]
        assert one["score"] < -3
    assert answer.data["campaign"]["changePoints"] == []


async def test_a_campaign_without_metrics_or_with_quiet_ones_has_nothing_unusual(world: World):
    empty, quiet = await world.a_campaign("Empty"), await world.a_campaign("Quiet")
    await world.observe(quiet, 120)
    for campaign in (empty, quiet):
        answer = await world.ask(FINDINGS, id=gid("Campaign", campaign.id))
        assert answer.errors == []
        assert answer.data["campaign"] == {"anomalies": [], "changePoints": []}


async def _measured(world: World, campaign: Campaign, hours: int) -> datetime:
    """Store hours with a strong day, of which one is far too low, and return when that was."""
    random, last = np.random.default_rng(1), datetime.combine(LAST_DAY, time(20), UTC)
    low = last - timedelta(hours=30)
    points = []
    for back in range(hours):
        hour = last - timedelta(hours=back)
        shown = 1_000.0 * (1.0 + 0.5 * math.sin(hour.hour / 24 * math.tau)) * random.normal(1.0, 0.03)
        shown = shown * 0.2 if hour == low else shown
        points.append(HourlyPoint(Channel.GOOGLE, MetricType.IMPRESSIONS, hour, round(shown)))
        points.append(HourlyPoint(Channel.GOOGLE, MetricType.CLICKS, hour, round(shown * 0.05)))
    async with world.storage() as tx:
        await tx.hourly_metrics.upsert(campaign.workspace_id, campaign.id, points)
        await tx.commit()
    return low


async def test_an_hour_far_below_its_like_is_told_with_what_was_usual(world: World):
    measured, daily = await world.a_campaign("Measured"), await world.a_campaign("Daily")
    await world.observe(daily, 60)
    low = await _measured(world, measured, 40 * 24)
    asked = """{ campaigns(first: 5) { edges { node { name
        unusualHours(metrics: [IMPRESSIONS, CTR]) { metric unit at observed usual score } } } } }"""
    answer = await world.ask(asked)
    assert answer.errors == []
    found = {edge["node"]["name"]: edge["node"]["unusualHours"] for edge in answer.data["campaigns"]["edges"]}
    assert found["Daily"] == []
    (one,) = [one for one in found["Measured"] if datetime.fromisoformat(one["at"]) == low]
    assert (one["metric"], one["unit"]) == ("IMPRESSIONS", "count")
    assert one["observed"] < 0.3 * one["usual"]
    assert one["score"] >= 5
    assert len(found["Measured"]) <= 3


async def test_each_campaign_of_a_list_has_its_own(world: World):
    changed, quiet = await world.a_campaign("Changed"), await world.a_campaign("Quiet")
    await world.observe(changed, 100)
    await world.observe(changed, 14, factor=0.4)
    await world.observe(quiet, 60, last=LAST_DAY - timedelta(days=200))
    asked = "{ campaigns(first: 5) { edges { node { name changePoints(metrics: [CLICKS]) { metric } } } } }"
    answer = await world.ask(asked)
    assert answer.errors == []
    found = {edge["node"]["name"]: edge["node"]["changePoints"] for edge in answer.data["campaigns"]["edges"]}
    assert found == {"Changed": [{"metric": "CLICKS"}], "Quiet": []}
