"""Reading simulations: results, history, what is shown before there is a result."""

import asyncio
from datetime import timedelta
from typing import Any

from domain.metrics.model import MetricType
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import LAST_DAY, World, gid, made_up_points

FULL = """query($id: ID!, $metrics: [MetricType!]) { simulation(id: $id) {
    id status horizonDays cached attempt createdAt startedAt completedAt failure { message }
    campaign { id name latestSimulation { id } }
    progress { simulationId status step stepsDone stepsTotal percent queuePosition etaSeconds message at }
    trajectories(metrics: $metrics) { metric points { at median mean intervals { level lower upper } actual } }
    scenarios { kind name probability narrative keyFactors { name effect importance description }
        trajectories(metrics: $metrics) { metric points { at median } } }
    risks { id kind severity probability impact { amount currency } window { start end } description
        evidence { label value unit threshold source } metric channel }
    recommendations { id kind priority title rationale steps effort timelineDays status channel
        impact { metric expected lower upper level relative probabilityWorse } evidence { label } }
    withheldRecommendations notes
    ensemble { strategy consensus diversity members { model version weight reason status latencyMs mase }
        weights { metric firstDay lastDay weights { model weight } } }
    dataQuality { score verdict observedDays issues { code effect } }
    confidence { value level statement coverage80 wape sampleSize flagged } } }"""


async def _full(world: World, identity: str, metrics: list[str] | None = None) -> dict[str, Any]:
    answer = await world.ask(FULL, id=identity, metrics=metrics)
    assert answer.errors == []
    return answer.data["simulation"]


async def test_a_finished_simulation_tells_everything(lived_in: LivedInWorld):
    shown = await _full(lived_in, gid("Simulation", lived_in.simulation.id))
    assert (shown["status"], shown["horizonDays"], shown["cached"], shown["attempt"]) == ("COMPLETED", 10, False, 1)
    assert shown["campaign"]["latestSimulation"]["id"] == shown["id"]
    assert (shown["progress"]["percent"], shown["progress"]["stepsDone"]) == (100.0, 11)
    metrics = {one["metric"] for one in shown["trajectories"]}
    assert metrics == {
        "IMPRESSIONS", "CLICKS", "CONVERSIONS", "SPEND", "REVENUE", "CTR", "CPC", "CPM", "CPA", "ROAS",
    }  # fmt: skip
    for trajectory in shown["trajectories"]:
        days = [point["at"] for point in trajectory["points"]]
        assert days[0] == f"{LAST_DAY + timedelta(days=1)}T00:00:00Z"
        assert len(days) == 10
        for point in trajectory["points"]:
            assert [interval["level"] for interval in point["intervals"]] == [0.5, 0.8, 0.95]
            ends = [x["lower"] for x in reversed(point["intervals"])] + [point["median"]]
            ends += [x["upper"] for x in point["intervals"]]
            assert ends == sorted(ends)
            assert point["actual"] is None
    assert (
        sum(one["probability"] for one in shown["scenarios"]) == 1.0
        or abs(sum(one["probability"] for one in shown["scenarios"]) - 1.0) < 1e-6
    )
    weights = [member["weight"] for member in shown["ensemble"]["members"]]
    assert abs(sum(weights) - 1.0) < 1e-6
    assert len(shown["risks"]) >= 1
    assert len(shown["recommendations"]) >= 1
    assert shown["confidence"]["sampleSize"] > 0


async def test_only_the_metrics_that_are_asked_for_are_told(lived_in: LivedInWorld):
    shown = await _full(lived_in, gid("Simulation", lived_in.simulation.id), ["ROAS", "CLICKS"])
    assert {one["metric"] for one in shown["trajectories"]} == {"CLICKS", "ROAS"}
    for scenario in shown["scenarios"]:
        assert {one["metric"] for one in scenario["trajectories"]} == {"CLICKS", "ROAS"}


async def test_ratios_are_those_of_the_totals(lived_in: LivedInWorld):
    """CTR times impressions is clicks for each path, hence nearly so for the means of a calm campaign."""
    shown = await _full(lived_in, gid("Simulation", lived_in.simulation.id))
    means = {one["metric"]: [point["mean"] for point in one["points"]] for one in shown["trajectories"]}
    for day, clicks in enumerate(means["CLICKS"]):
        assert abs(means["CTR"][day] * means["IMPRESSIONS"][day] / clicks - 1) < 0.02
        assert abs(means["CPC"][day] * clicks / means["SPEND"][day] - 1) < 0.02


async def test_what_was_observed_since_is_shown_beside_the_forecast(lived_in: LivedInWorld):
    campaign, identity = lived_in.campaign, gid("Simulation", lived_in.simulation.id)
    later = LAST_DAY + timedelta(days=4)
    async with lived_in.storage() as tx:
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, made_up_points(4, later, 2))
        await tx.commit()
    shown = await _full(lived_in, identity)
    expected: dict[tuple[str, str], float] = {}
    for point in made_up_points(4, later, 2):
        key = (point.metric.value, f"{point.day}T00:00:00Z")
        expected[key] = expected.get(key, 0.0) + point.value
    for trajectory in shown["trajectories"]:
        if trajectory["metric"] == "CTR":
            first = trajectory["points"][0]
            clicks, seen = (expected[metric, first["at"]] for metric in ("CLICKS", "IMPRESSIONS"))
            assert abs(first["actual"] - clicks / seen) < 1e-12
        if MetricType(trajectory["metric"]) in {MetricType.CLICKS, MetricType.SPEND}:
            actuals = [point["actual"] for point in trajectory["points"]]
            assert [one is not None for one in actuals] == [True] * 4 + [False] * 6
            for point in trajectory["points"][:4]:
                assert abs(point["actual"] - expected[trajectory["metric"], point["at"]]) < 1e-6


async def test_until_it_has_completed_a_simulation_shows_placeholders(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    simulation = await world.a_simulation(campaign)
    shown = await _full(world, gid("Simulation", simulation.id))
    empty = ("trajectories", "scenarios", "risks", "recommendations", "withheldRecommendations", "notes")
    assert all(shown[name] == [] for name in empty)
    assert (shown["status"], shown["startedAt"], shown["completedAt"], shown["failure"]) == ("QUEUED", None, None, None)
    assert (shown["ensemble"]["members"], shown["ensemble"]["strategy"]) == ([], "none yet")
    assert (shown["confidence"]["value"], shown["confidence"]["flagged"]) == (0.0, True)
    assert shown["dataQuality"]["observedDays"] == 45
    assert shown["campaign"]["latestSimulation"] is None


async def test_each_type_with_an_id_is_found_by_it(lived_in: LivedInWorld):
    shown = await _full(lived_in, gid("Simulation", lived_in.simulation.id))
    viewer = await lived_in.ask("{ viewer { id workspace { id } } }")
    ids = {
        "Campaign": shown["campaign"]["id"],
        "Simulation": shown["id"],
        "Risk": shown["risks"][-1]["id"],
        "Recommendation": shown["recommendations"][-1]["id"],
        "Member": viewer.data["viewer"]["id"],
        "Workspace": viewer.data["viewer"]["workspace"]["id"],
    }
    for kind, identity in ids.items():
        answer = await lived_in.ask("query($id: ID!) { node(id: $id) { __typename id } }", id=identity)
        assert answer.data == {"node": {"__typename": kind, "id": identity}}


async def test_findings_are_the_same_through_node_and_simulation(lived_in: LivedInWorld):
    shown = await _full(lived_in, gid("Simulation", lived_in.simulation.id))
    document = """query($id: ID!) { node(id: $id) { ... on Risk { id kind probability description }
        ... on Recommendation { id title priority } } }"""
    for found in (*shown["risks"], *shown["recommendations"]):
        node = (await lived_in.ask(document, id=found["id"])).data["node"]
        assert node == {key: found[key] for key in node}


HISTORY = """query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { campaign(id: $id) {
    latestSimulation { id }
    simulations(first: $first, after: $after, last: $last, before: $before) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor node { id status campaign { name } } } } } }"""


async def test_the_history_of_a_campaign_pages_both_ways_newest_first(lived_in: LivedInWorld):
    campaign = lived_in.campaign
    asked = []
    for horizon in range(11, 36):
        lived_in.clock.advance(seconds=1)
        asked.append(gid("Simulation", (await lived_in.a_simulation(campaign, horizon)).id))
    newest_first = [*reversed(asked), gid("Simulation", lived_in.simulation.id)]
    for size, back in ((10, False), (10, True)):
        seen: list[str] = []
        cursor = None
        while True:
            place = {"last": size, "before": cursor} if back else {"first": size, "after": cursor}
            answer = await lived_in.ask(HISTORY, id=gid("Campaign", campaign.id), **place)
            page = answer.data["campaign"]["simulations"]
            ids = [edge["node"]["id"] for edge in page["edges"]]
            seen = ids + seen if back else seen + ids
            assert page["totalCount"] == 26
            if not page["pageInfo"]["hasPreviousPage" if back else "hasNextPage"]:
                break
            cursor = page["pageInfo"]["startCursor" if back else "endCursor"]
        assert seen == newest_first
    assert answer.data["campaign"]["latestSimulation"]["id"] == newest_first[-1]  # the only one that completed


async def test_a_cursor_of_one_campaigns_history_does_not_fit_another(lived_in: LivedInWorld):
    other = await lived_in.a_campaign("Other")
    page = await lived_in.ask(HISTORY, id=gid("Campaign", lived_in.campaign.id))
    cursor = page.data["campaign"]["simulations"]["pageInfo"]["endCursor"]
    answer = await lived_in.ask(HISTORY, id=gid("Campaign", other.id), after=cursor)
    assert answer.codes == ["INVALID_INPUT"]


async def test_the_latest_simulation_is_the_newest_that_completed(lived_in: LivedInWorld):
    lived_in.clock.advance(minutes=1)
    newer = await lived_in.completed(lived_in.campaign, 12)
    lived_in.clock.advance(minutes=1)
    await lived_in.a_simulation(lived_in.campaign, 13)
    answer = await lived_in.ask(HISTORY, id=gid("Campaign", lived_in.campaign.id))
    assert answer.data["campaign"]["latestSimulation"]["id"] == gid("Simulation", newer.id)


async def test_others_have_their_turn_between_the_lists_of_a_large_answer(lived_in: LivedInWorld):
    """Made in one go, the answer about a long horizon would hold up every other request for a third of a second."""
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    document = """query($id: ID!) { simulation(id: $id) {
        trajectories { points { median } } scenarios { trajectories { points { median } } } } }"""
    busy = asyncio.create_task(other())
    answer = await lived_in.ask(document, id=gid("Simulation", lived_in.simulation.id))
    busy.cancel()
    shown = answer.data["simulation"]
    lists = [*shown["trajectories"], *(one for each in shown["scenarios"] for one in each["trajectories"])]
    assert turns >= len(lists) >= 20
