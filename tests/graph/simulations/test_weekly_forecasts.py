"""Forecasts by week: totals read off the paths, whole weeks and parts of weeks, what came."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import LAST_DAY, gid, made_up_points

ASKED = """query($id: ID!, $by: Granularity! = DAY) { simulation(id: $id) {
    trajectories(granularity: $by) { metric points { at days median mean actual intervals { level lower upper } } }
    scenarios { trajectories(granularity: $by) { metric points { at days median } } } } }"""


async def _by(world: LivedInWorld, by: str) -> dict[str, Any]:
    answer = await world.ask(ASKED, id=gid("Simulation", world.simulation.id), by=by)
    assert answer.errors == []
    shown: dict[str, Any] = answer.data["simulation"]
    return shown


def _day(at: str) -> date:
    return datetime.fromisoformat(at).date()


async def test_weeks_are_told_for_every_metric_that_days_are(lived_in: LivedInWorld):
    daily, weekly = await _by(lived_in, "DAY"), await _by(lived_in, "WEEK")
    assert [one["metric"] for one in weekly["trajectories"]] == [one["metric"] for one in daily["trajectories"]]
    assert all(one["points"] for one in weekly["trajectories"])
    for trajectory in weekly["trajectories"]:
        assert sum(point["days"] for point in trajectory["points"]) == 10
        assert all(_day(point["at"]).weekday() == 0 for point in trajectory["points"])
        assert _day(trajectory["points"][0]["at"]) <= LAST_DAY + timedelta(days=1)
    assert {point["days"] for one in daily["trajectories"] for point in one["points"]} == {1}


async def test_means_of_weeks_are_sums_of_means_but_bands_are_their_own(lived_in: LivedInWorld):
    daily, weekly = await _by(lived_in, "DAY"), await _by(lived_in, "WEEK")
    days, weeks = (
        {one["metric"]: one["points"] for one in shown["trajectories"]}["CLICKS"] for shown in (daily, weekly)
    )
    whole = next(week for week in weeks if week["days"] == 7)
    inside = [day for day in days if timedelta(0) <= _day(day["at"]) - _day(whole["at"]) < timedelta(days=7)]
    assert abs(sum(day["mean"] for day in inside) / whole["mean"] - 1) < 1e-9
    width = whole["intervals"][1]["upper"] - whole["intervals"][1]["lower"]
    added = sum(day["intervals"][1]["upper"] - day["intervals"][1]["lower"] for day in inside)
    assert 0 < width < added


async def test_weekly_rates_agree_with_weekly_counts(lived_in: LivedInWorld):
    weekly = await _by(lived_in, "WEEK")
    means = {one["metric"]: [point["mean"] for point in one["points"]] for one in weekly["trajectories"]}
    for week, clicks in enumerate(means["CLICKS"]):
        assert abs(means["CTR"][week] * means["IMPRESSIONS"][week] / clicks - 1) < 0.02


async def test_scenarios_have_weeks_too(lived_in: LivedInWorld):
    weekly = await _by(lived_in, "WEEK")
    for scenario in weekly["scenarios"]:
        assert scenario["trajectories"]
        assert all(sum(point["days"] for point in one["points"]) == 10 for one in scenario["trajectories"])


async def test_what_came_is_told_of_a_week_once_all_its_forecast_days_came(lived_in: LivedInWorld):
    campaign = lived_in.campaign
    end = LAST_DAY + timedelta(days=1)
    end += timedelta(days=6 - end.weekday())
    count = (end - LAST_DAY).days
    points = made_up_points(count, end, 2)
    for done, told in ((points[:0], False), (points, True)):
        async with lived_in.storage() as tx:
            await tx.metrics.upsert(campaign.workspace_id, campaign.id, done)
            await tx.commit()
        shown = {one["metric"]: one["points"] for one in (await _by(lived_in, "WEEK"))["trajectories"]}
        assert [week["actual"] is not None for week in shown["CLICKS"]] == [told, *[False] * (len(shown["CLICKS"]) - 1)]
    sums = {name: sum(one.value for one in points if one.metric == name) for name in ("CLICKS", "IMPRESSIONS")}
    assert abs(shown["CLICKS"][0]["actual"] - sums["CLICKS"]) < 1e-6
    assert abs(shown["CTR"][0]["actual"] - sums["CLICKS"] / sums["IMPRESSIONS"]) < 1e-12


async def test_by_the_hour_is_refused_with_the_way_to_go(lived_in: LivedInWorld):
    answer = await lived_in.ask(ASKED, id=gid("Simulation", lived_in.simulation.id), by="HOUR")
    assert [error["extensions"]["code"] for error in answer.errors] == ["INVALID_INPUT"]
    assert "hourlyForecast" in str(answer.errors[0])
