"""Profiles of days and forecasts by the hour, asked for."""

import math
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest

from domain.campaigns.model import Campaign, Channel
from domain.metrics.model import HourlyPoint, MetricType
from domain.simulations.model import Simulation
from domain.workspaces.model import Role
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import LAST_DAY, World, gid

PROFILE = """query($id: ID!, $metric: MetricType!, $channel: Channel) { campaign(id: $id) {
    hourlyProfile(metric: $metric, channel: $channel) { metric channel days firstDay lastDay reason
        weekdays { weekday days hours { hour share intervals { level lower upper } } } } } }"""

AHEAD = """query($id: ID!, $metrics: [MetricType!]) { simulation(id: $id) {
    trajectories(metrics: $metrics) { metric points { mean } }
    hourlyForecast(metrics: $metrics) { days reason
        trajectories { metric points { at median mean actual days intervals { level lower upper } } } } } }"""


async def measure(world: World, campaign: Campaign, days: int, last: date = LAST_DAY) -> None:
    """Store hours of whole days that peak at noon."""
    random, points = np.random.default_rng(1), []
    begin = datetime.combine(last - timedelta(days=days - 1), time(), UTC)
    for number in range(days * 24):
        hour = begin + timedelta(hours=number)
        shown = float(random.poisson(500.0 * (1.0 - 0.6 * math.cos(hour.hour / 24 * math.tau))))
        clicks = float(random.binomial(int(shown), 0.03))
        points.append(HourlyPoint(Channel.GOOGLE, MetricType.IMPRESSIONS, hour, shown))
        points.append(HourlyPoint(Channel.GOOGLE, MetricType.CLICKS, hour, clicks))
    async with world.storage() as tx:
        await tx.hourly_metrics.upsert(campaign.workspace_id, campaign.id, points)
        await tx.commit()


async def _profile(world: World, campaign: Campaign, metric: str, channel: str | None = None) -> dict[str, Any]:
    answer = await world.ask(PROFILE, Role.VIEWER, id=gid("Campaign", campaign.id), metric=metric, channel=channel)
    assert answer.errors == []
    found: dict[str, Any] = answer.data["campaign"]["hourlyProfile"]
    return found


async def _ahead(world: World, simulation: Simulation, metrics: list[str] | None = None) -> dict[str, Any]:
    answer = await world.ask(AHEAD, Role.VIEWER, id=gid("Simulation", simulation.id), metrics=metrics)
    assert answer.errors == []
    found: dict[str, Any] = answer.data["simulation"]
    return found


@pytest.mark.parametrize("channel", [None, "GOOGLE"])
async def test_a_campaign_measured_by_the_hour_has_a_profile(world: World, channel: str | None):
    campaign = await world.a_campaign()
    await measure(world, campaign, 20)
    found = await _profile(world, campaign, "IMPRESSIONS", channel)
    assert (found["metric"], found["channel"], found["days"], found["reason"]) == ("IMPRESSIONS", channel, 20, None)
    assert (found["firstDay"], found["lastDay"]) == (str(LAST_DAY - timedelta(days=19)), str(LAST_DAY))
    assert [one["weekday"] for one in found["weekdays"]] == list(range(1, 8))
    for weekday in found["weekdays"]:
        shares = [one["share"] for one in weekday["hours"]]
        assert sum(shares) == pytest.approx(1.0)
        assert 10 <= max(range(24), key=shares.__getitem__) <= 14
        assert [one["level"] for one in weekday["hours"][0]["intervals"]] == [0.5, 0.8, 0.95]


async def test_without_a_profile_the_reason_is_told(world: World):
    daily, measured = await world.a_campaign("Daily"), await world.a_campaign("Measured")
    await world.observe(daily, 60)
    await measure(world, measured, 20)
    for campaign, metric, channel, reason in (
        (daily, "CLICKS", None, "Nothing was measured by the hour."),
        (measured, "CLICKS", "TIKTOK", "Nothing was measured by the hour."),
        (measured, "CTR", None, "CTR is a ratio"),
    ):
        found = await _profile(world, campaign, metric, channel)
        assert (found["weekdays"], found["firstDay"], found["lastDay"]) == ([], None, None)
        assert reason in found["reason"]


async def test_a_simulation_is_told_by_the_hour_where_hours_were_measured(lived_in: LivedInWorld):
    await measure(lived_in, lived_in.campaign, 21)
    shown = await _ahead(lived_in, lived_in.simulation)
    forecast = shown["hourlyForecast"]
    assert forecast["days"] == 21
    assert [one["metric"] for one in forecast["trajectories"]] == ["IMPRESSIONS", "CLICKS", "CTR"]
    assert "SPEND" in forecast["reason"]
    begin = datetime.combine(LAST_DAY + timedelta(days=1), time(), UTC)
    daily = {one["metric"]: [point["mean"] for point in one["points"]] for one in shown["trajectories"]}
    for trajectory in forecast["trajectories"]:
        points = trajectory["points"]
        assert [datetime.fromisoformat(one["at"]) for one in points] == [
            begin + timedelta(hours=hour) for hour in range(168)
        ]
        assert {(one["actual"], one["days"]) for one in points} == {(None, 1)}
        if trajectory["metric"] != "CTR":
            for day in range(7):
                of_day = sum(one["mean"] for one in points[24 * day : 24 * day + 24])
                assert of_day == pytest.approx(daily[trajectory["metric"]][day])


async def test_hours_that_came_since_stand_beside_and_teach_nothing(lived_in: LivedInWorld):
    await measure(lived_in, lived_in.campaign, 21)
    before = (await _ahead(lived_in, lived_in.simulation, ["CLICKS"]))["hourlyForecast"]
    await measure(lived_in, lived_in.campaign, 3, LAST_DAY + timedelta(days=3))
    after = (await _ahead(lived_in, lived_in.simulation, ["CLICKS"]))["hourlyForecast"]
    told = [one.pop("actual") for one in after["trajectories"][0]["points"]]
    assert [one is not None for one in told] == [True] * 72 + [False] * 96
    for one in before["trajectories"][0]["points"]:
        one.pop("actual")
    assert after == before


async def test_without_hours_the_simulation_says_why(lived_in: LivedInWorld):
    shown = (await _ahead(lived_in, lived_in.simulation))["hourlyForecast"]
    assert shown == {"days": 0, "trajectories": [], "reason": "Nothing was measured by the hour."}


async def test_before_there_is_a_forecast_there_are_no_hours(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    await measure(world, campaign, 21)
    shown = (await _ahead(world, await world.a_simulation(campaign)))["hourlyForecast"]
    assert shown == {"days": 0, "trajectories": [], "reason": "There is no forecast of this."}


async def test_hours_of_another_workspace_are_never_read(lived_in: LivedInWorld):
    await measure(lived_in, lived_in.campaign, 21)
    there = lived_in.past.simulations[lived_in.there.workspace.id]
    asked = """query($id: ID!) { simulation(id: $id) { hourlyForecast { days }
        campaign { hourlyProfile(metric: CLICKS) { days } } } }"""
    foreign = await lived_in.ask(asked, id=gid("Simulation", there.id))
    assert (foreign.data, foreign.errors) == ({"simulation": None}, [])
    theirs = await lived_in.ask(asked, tenant=lived_in.there, id=gid("Simulation", there.id))
    assert theirs.errors == []
    own = {"hourlyForecast": {"days": 0}, "campaign": {"hourlyProfile": {"days": 0}}}
    assert theirs.data == {"simulation": own}
    services, principal = lived_in.product.services, lived_in.there.principals[Role.OWNER]
    mine = lived_in.campaign.id
    found = await services.profiles.profiles(principal, [mine], (MetricType.CLICKS, None))
    assert found[mine].days == 0
    around = await services.profiles.around(principal, [(mine, LAST_DAY + timedelta(days=1))], ())
    assert [(one.before, one.since) for one in around.values()] == [(None, {})]
