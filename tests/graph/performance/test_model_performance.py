"""How good models were: filled by what comes after a run, for one run and over all."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.campaigns.model import Campaign
from domain.metrics.model import MetricType
from domain.ports.jobs import Job, JobKind
from domain.workspaces.model import Role
from tests.fixtures.product import LAST_DAY, World, drive, gid, job_of

MEASURES = """sampleSize mape wape smape mase rmse mae r2 pinball scaledPinball coverage { level observed }
    grade gradedBy againstExpected"""
TABLE = f"""model versions measures {{ {MEASURES} }} horizons {{ firstDay lastDay measures {{ sampleSize wape }} }}
    metrics {{ metric unit measures {{ {MEASURES} }} horizons {{ firstDay measures {{ sampleSize }} }} }}
    published {{ metric unit measures {{ {MEASURES} }} }}
    alerts {{ kind severity metric value limit sampleSize text }}
    overTime {{ start end measures {{ sampleSize wape mase }} }}"""
OVERALL = f"query($range: DateRangeInput) {{ modelPerformance(range: $range) {{ {TABLE} }} }}"
OF_RUN = f"""query($id: ID!) {{ simulation(id: $id) {{ performance {{ {TABLE} }}
    trajectories(metrics: [SPEND]) {{ points {{ at median actual }} }} }} }}"""

FIRST = LAST_DAY + timedelta(days=1)


async def _overall(world: World, role: Role = Role.VIEWER, **variables: Any) -> dict[str, Any]:
    answer = await world.ask(OVERALL, role, **variables)
    assert answer.errors == []
    return {one["model"]: one for one in answer.data["modelPerformance"]}


async def _of_run(world: World, simulation: Any) -> dict[str, Any]:
    answer = await world.ask(OF_RUN, id=gid("Simulation", simulation.id))
    assert answer.errors == []
    return answer.data["simulation"]


async def _come(world: World, campaign: Campaign, days: int, *, factor: float = 1.0) -> None:
    """Observe the first forecast days as an import does, and do the job that it leaves."""
    await world.observe(campaign, days, last=LAST_DAY + timedelta(days=days), factor=factor)
    job = Job(world.ids.new(), JobKind.BACKTEST, campaign.workspace_id, campaign.id)
    await drive(world.product.handlers[JobKind.BACKTEST], job)


@pytest.fixture
async def campaign(world: World) -> Campaign:
    """A campaign with a quarter of history."""
    made = await world.a_campaign()
    await world.observe(made, 90)
    return made


async def test_before_a_day_has_come_there_is_nothing_to_tell(world: World, campaign: Campaign):
    simulation = await world.completed(campaign)
    assert await _overall(world) == {}
    shown = await _of_run(world, simulation)
    assert shown["performance"] == []
    assert {point["actual"] for point in shown["trajectories"][0]["points"]} == {None}


async def test_days_that_come_score_every_member_and_the_ensemble(world: World, campaign: Campaign):
    simulation = await world.completed(campaign)
    await _come(world, campaign, 10)
    found = await _overall(world)
    members = {member.name for member in world.engine.members()}
    assert set(found) == {"ensemble", *members}
    assert next(iter(found)) == "ensemble"
    for one in found.values():
        measures = one["measures"]
        assert measures["sampleSize"] == 10 * 10
        assert 0 < measures["wape"] < 1
        assert [held["level"] for held in measures["coverage"]] == [0.5, 0.8, 0.95]
        assert measures["rmse"] is None
        assert [part["firstDay"] for part in one["horizons"]] == [1, 8]
        assert [part["measures"]["sampleSize"] for part in one["horizons"]] == [70, 30]
        assert {metric["metric"] for metric in one["metrics"]} == {"IMPRESSIONS", "CTR", "CVR", "SPEND", "VALUE"}
        assert {metric["unit"] for metric in one["metrics"]} == {"count", "ratio", "EUR"}
        for metric in one["metrics"]:
            # Revenue per conversion never varied, so there is nothing to be wrong about, and nothing to explain.
            assert (metric["measures"]["rmse"] >= metric["measures"]["mae"] > 0) is (metric["metric"] != "VALUE")
            assert (metric["measures"]["r2"] is None) is (metric["metric"] == "VALUE")
    shown = await _of_run(world, simulation)
    assert [one | {"overTime": []} for one in found.values()] == shown["performance"]
    assert all(point["actual"] > 0 for point in shown["trajectories"][0]["points"])


async def test_what_was_published_is_held_against_what_the_campaign_came_to(world: World, campaign: Campaign):
    simulation = await world.completed(campaign)
    await _come(world, campaign, 10)
    shown = await _of_run(world, simulation)
    points = shown["trajectories"][0]["points"]
    errors = [abs(point["actual"] - point["median"]) for point in points]
    published = {one["metric"]: one for one in shown["performance"][0]["published"]}
    assert set(published) == {m.value for m in MetricType} - {"REACH", "ENGAGEMENT"}
    spend = published["SPEND"]["measures"]
    assert spend["mae"] == pytest.approx(sum(errors) / len(errors), rel=1e-5)
    assert spend["wape"] == pytest.approx(sum(errors) / sum(point["actual"] for point in points), rel=1e-5)
    assert [one["published"] for one in shown["performance"][1:]] == [[]] * (len(shown["performance"]) - 1)


async def test_corrected_days_are_scored_again(world: World, campaign: Campaign):
    await world.completed(campaign)
    await _come(world, campaign, 10, factor=3.0)
    wrong = (await _overall(world))["ensemble"]["measures"]
    await _come(world, campaign, 10)
    right = (await _overall(world))["ensemble"]["measures"]
    assert right["sampleSize"] == wrong["sampleSize"]
    assert right["wape"] < wrong["wape"] / 2


async def test_looking_again_changes_nothing(world: World, campaign: Campaign):
    await world.completed(campaign)
    await _come(world, campaign, 3)
    before = await _overall(world)
    job = Job(world.ids.new(), JobKind.BACKTEST, campaign.workspace_id, campaign.id)
    await drive(world.product.handlers[JobKind.BACKTEST], job)
    assert await _overall(world) == before


async def test_a_result_that_was_taken_counts_once(world: World, campaign: Campaign):
    first, twin = await world.completed(campaign), await world.completed(campaign)
    assert twin.cached
    await _come(world, campaign, 5)
    assert (await _overall(world))["ensemble"]["measures"]["sampleSize"] == 5 * 10
    assert (await _of_run(world, twin))["performance"] == (await _of_run(world, first))["performance"]


async def test_days_that_come_while_a_run_works_are_scored_when_it_ends(world: World, campaign: Campaign):
    simulation = await world.a_simulation(campaign)
    handler, job = world.handler(), job_of(simulation)
    for step in handler.steps():
        if step == "SCENARIOS":
            await _come(world, campaign, 4)
        await handler.run(job, step)
    assert (await _overall(world))["ensemble"]["measures"]["sampleSize"] == 4 * 10


async def test_a_range_takes_forecasts_by_their_first_day(world: World, campaign: Campaign):
    await world.completed(campaign, 5)
    await _come(world, campaign, 1)
    await world.completed(campaign, 5)
    await _come(world, campaign, 5)
    both = (await _overall(world))["ensemble"]
    assert [(one["start"], one["measures"]["sampleSize"]) for one in both["overTime"]] == [
        (FIRST.isoformat(), 50),
        ((FIRST + timedelta(days=1)).isoformat(), 40),
    ]
    later = {"start": (FIRST + timedelta(days=1)).isoformat(), "end": (FIRST + timedelta(days=9)).isoformat()}
    only = (await _overall(world, range=later))["ensemble"]
    assert only["measures"]["sampleSize"] == 40
    assert len(only["overTime"]) == 1
    before = {"start": date(2020, 1, 1).isoformat(), "end": LAST_DAY.isoformat()}
    assert await _overall(world, range=before) == {}


async def test_a_range_that_ends_before_it_starts_is_refused(world: World):
    answer = await world.ask(OVERALL, range={"start": "2026-02-01", "end": "2026-01-01"})
    assert answer.errors[0]["extensions"]["code"] == "INVALID_TIME_RANGE"


async def test_another_workspace_sees_nothing_of_it(world: World, campaign: Campaign):
    await world.completed(campaign)
    await _come(world, campaign, 5)
    answer = await world.ask(OVERALL, tenant=world.there)
    assert answer.data == {"modelPerformance": []}
    assert (await world.ask(OVERALL, None)).errors[0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_forecasts_that_fail_are_told_once_and_in_words(world: World, campaign: Campaign):
    await world.completed(campaign)
    await _come(world, campaign, 7, factor=4.0)
    alerts = (await _overall(world))["ensemble"]["alerts"]
    whole = {one["kind"]: one for one in alerts if one["metric"] is None}
    assert whole["ACCURACY"]["severity"] == "HIGH"
    assert "times what backtests promised" in whole["ACCURACY"]["text"]
    asked = "{ insights(filter: {kinds: [MODEL_DEGRADED]}) { edges { node { title severity text } } } }"
    told = [edge["node"] for edge in (await world.ask(asked)).data["insights"]["edges"]]
    assert "Forecasts are less accurate than their backtests promised" in {one["title"] for one in told}
    await _come(world, campaign, 8, factor=4.0)
    again = [edge["node"] for edge in (await world.ask(asked)).data["insights"]["edges"]]
    assert again == told


async def test_every_database_gives_the_same_figures(world: World, sql_world: World):
    figures = []
    for one in (world, sql_world):
        campaign = await one.a_campaign()
        await one.observe(campaign, 60)
        await one.completed(campaign, 5)
        await _come(one, campaign, 3)
        await _come(one, campaign, 4, factor=1.5)
        figures.append((await _overall(one))["seasonal_naive"])
    in_memory, stored = figures
    for one, other in zip(in_memory["metrics"], stored["metrics"], strict=True):
        for name, figure in one["measures"].items():
            close = isinstance(figure, float)
            assert other["measures"][name] == (pytest.approx(figure, rel=1e-9) if close else figure)
    assert stored["horizons"][0]["measures"]["sampleSize"] == 4 * 10
