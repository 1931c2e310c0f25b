"""Nested documents take a fixed number of SQL statements, however many rows they show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from domain.campaigns.model import Campaign, CampaignFilter, CampaignOrder
from domain.insights.findings import anomaly_insight
from domain.insights.model import MetricAnomaly
from domain.metrics.model import MetricType
from domain.models.recipe import version_id_of
from domain.paging import PageRequest
from domain.ports.jobs import Job, JobKind
from tests.fixtures.product import World, gid
from tests.fixtures.trained import a_version

READING = ("SELECT", "WITH")


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """Collect the statements that read or write rows."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith((*READING, "INSERT", "UPDATE", "DELETE")):
            statements.append(statement)

    engine = world.storage.engine.sync_engine  # type: ignore[attr-defined]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def _filled(world: World, campaigns: int) -> list[Campaign]:
    """Campaigns with metrics, each with a finished simulation; one result is computed and given to all."""
    made = [await world.a_campaign(f"Campaign {number:02}") for number in range(campaigns)]
    await world.observe(made[0], 30)
    first = await world.completed(made[0], 5)
    async with world.storage() as tx:
        result = await tx.simulations.result(first.workspace_id, first.id)
        await tx.commit()
    assert result is not None
    for campaign in made[1:]:
        await world.observe(campaign, 30)
        simulation = await world.a_simulation(campaign, 5)
        async with world.storage() as tx:
            await tx.simulations.adopt_result(campaign.workspace_id, simulation.id, first.id)
            await tx.simulations.transition(
                campaign.workspace_id,
                simulation.id,
                from_statuses=[simulation.status],
                to=first.status,
                at=world.clock.now(),
            )
            await tx.commit()
    return made


NESTED = """{ campaigns(first: 20) { totalCount edges { node {
    name metrics(metrics: [CLICKS, CTR]) { metric points { value } } dataQuality { score }
    latestSimulation { status progress { percent } campaign { name } confidence { value }
        trajectories(metrics: [CLICKS]) { metric points { median actual } }
        risks { kind } recommendations { kind } scenarios { kind } } } } } }"""

RESULTS = """{ campaigns(first: 20) { edges { node { latestSimulation { risks { kind }
    trajectories(metrics: [CLICKS]) { points { actual } } } } } } }"""

PERFORMANCE = """{ campaigns(first: 20) { edges { node { latestSimulation { performance { model
    measures { wape } } } } } } }"""

BY_THE_HOUR = """{ campaigns(first: 20) { edges { node { latestSimulation {
    hourlyForecast(metrics: [CLICKS]) { days } } } } } }"""

PINNED = {
    "campaigns": ("{ campaigns(first: 20) { totalCount edges { node { name } } } }", 2),
    "metrics": ("{ campaigns(first: 20) { edges { node { metrics { metric points { value } } } } } }", 3),
    "quality": ("{ campaigns(first: 20) { edges { node { dataQuality { score issues { code } } } } } }", 6),
    "findings": ("{ campaigns(first: 20) { edges { node { anomalies { day } changePoints { day } } } } }", 6),
    "hours": ("{ campaigns(first: 20) { edges { node { unusualHours { at } } } } }", 3),
    "planned": ("{ campaigns(first: 20) { edges { node { plannedSpend { date amount { amount } } } } } }", 3),
    "outlooks": ("{ campaigns(first: 20) { edges { node { outlook { reason totals { median } } } } } }", 3),
    "profiles": ("{ campaigns(first: 20) { edges { node { hourlyProfile(metric: CLICKS) { days } } } } }", 3),
    "by the hour": (BY_THE_HOUR, 5),
    "latest": ("{ campaigns(first: 20) { edges { node { latestSimulation { status } } } } }", 3),
    "results": (RESULTS, 6),
    "performance": (PERFORMANCE, 4),
    "nested": (NESTED, 12),
}
"""Documents and the statements that they take: a page and its total, then one for each kind of relation; and
one for the time that the workspace lives in, where a simulator may run ahead of the clock."""


MODELS = """{ models(first: 20) { totalCount edges { node { name description verdict { origins { challenger } }
    importance { feature } drift { findings { statement } } } } }
    jobs(first: 20) { edges { node { subject { id } } } } }"""


@pytest.fixture
async def filled(sqlite_world: World) -> World:
    await _filled(sqlite_world, 20)
    return sqlite_world


async def test_pinned_counts(filled: World):
    taken = {}
    for name, (document, _) in PINNED.items():
        with counted(filled) as statements:
            answer = await filled.ask(document)
        assert answer.errors == []
        assert len(answer.data["campaigns"]["edges"]) == 20
        taken[name] = len(statements)
    assert taken == {name: count for name, (_, count) in PINNED.items()}


async def test_one_row_takes_as_many_statements_as_twenty(filled: World):
    for document, count in PINNED.values():
        with counted(filled) as statements:
            answer = await filled.ask(document.replace("first: 20", "first: 1"))
        assert len(answer.data["campaigns"]["edges"]) == 1
        assert len(statements) == count


QUEUE = """query($id: ID!, $first: Int!) { campaign(id: $id) { simulations(first: $first) { edges { node {
    progress { queuePosition } } } } } }"""

HISTORY = """query($id: ID!, $first: Int!) { campaign(id: $id) { simulations(first: $first) { edges { node {
    status cached campaign { name } progress { percent queuePosition } risks { kind } notes
    ensemble { strategy } dataQuality { score } } } } } }"""


async def test_a_history_takes_as_many_statements_for_many_as_for_one(filled: World):
    listed = await filled.ask(
        "{ campaigns(first: 1, orderBy: {field: NAME, descending: false}) { edges { node { id } } } }"
    )
    identity = listed.data["campaigns"]["edges"][0]["node"]["id"]
    document = "mutation($input: RunSimulationInput!) { runSimulation(input: $input) { simulation { cached } } }"
    for _ in range(5):
        answer = await filled.ask(document, input={"campaignId": identity, "horizonDays": 5})
        assert answer.data["runSimulation"]["simulation"]["cached"]
    taken = []
    for size in (1, 5):
        with counted(filled) as statements:
            answer = await filled.ask(HISTORY, id=identity, first=size)
        assert len(answer.data["campaign"]["simulations"]["edges"]) == size
        taken.append(len(statements))
    assert taken == [6, 6]


async def test_places_in_the_queue_are_counted_together(filled: World):
    listed = await filled.ask("{ campaigns(first: 1) { edges { node { id } } } }")
    identity = listed.data["campaigns"]["edges"][0]["node"]["id"]
    document = "mutation($input: RunSimulationInput!) { runSimulation(input: $input) { errors { code } } }"
    for horizon in range(10, 15):
        await filled.ask(document, input={"campaignId": identity, "horizonDays": horizon})
    taken = []
    for size in (1, 5):
        with counted(filled) as statements:
            answer = await filled.ask(QUEUE, id=identity, first=size)
        assert answer.errors == []
        taken.append(len(statements))
    places = [edge["node"]["progress"]["queuePosition"] for edge in answer.data["campaign"]["simulations"]["edges"]]
    assert places == [5, 4, 3, 2, 1]
    assert taken == [5, 5]


async def test_looking_one_thing_up_takes_few_statements(filled: World):
    listed = await filled.ask("{ campaigns(first: 1) { edges { node { id latestSimulation { id } } } } }")
    node = listed.data["campaigns"]["edges"][0]["node"]
    for document, identity, count in (
        ("query($id: ID!) { campaign(id: $id) { name } }", node["id"], 1),
        ("query($id: ID!) { node(id: $id) { id } }", node["id"], 1),
        ("query($id: ID!) { simulation(id: $id) { status } }", node["latestSimulation"]["id"], 2),
        ("query($id: ID!) { campaign(id: $id) { name } }", gid("Simulation", filled.ids.new()), 0),
        ("{ viewer { name role workspace { name members { name } } } }", None, 2),
    ):
        with counted(filled) as statements:
            answer = await filled.ask(document, **({} if identity is None else {"id": identity}))
        assert answer.errors == []
        assert len(statements) == count, document


JOBS = """query($first: Int!) { jobs(first: $first) { totalCount edges { node {
    status queuePosition etaSeconds percent subject { id } } } } }"""
WHOSE_JOBS = """query($first: Int!) { jobs(first: $first) { edges { node {
    modelName requestedBy { name } subject { ... on Simulation { requestedBy { name } } } } } } }"""


async def test_jobs_take_as_many_statements_for_many_as_for_one(filled: World):
    listed = await filled.ask("{ campaigns(first: 1) { edges { node { id } } } }")
    identity = listed.data["campaigns"]["edges"][0]["node"]["id"]
    document = "mutation($input: RunSimulationInput!) { runSimulation(input: $input) { errors { code } } }"
    for horizon in range(10, 15):
        filled.clock.advance(seconds=1)
        await filled.ask(document, input={"campaignId": identity, "horizonDays": horizon})
    taken = []
    for size in (1, 5):
        with counted(filled) as statements:
            answer = await filled.ask(JOBS, first=size)
        assert answer.errors == []
        assert len(answer.data["jobs"]["edges"]) == size
        taken.append(len(statements))
    places = [edge["node"]["queuePosition"] for edge in answer.data["jobs"]["edges"]]
    assert places == list(range(places[0], places[0] - 5, -1))
    assert taken == [9, 9]
    for size in (1, 5):
        with counted(filled) as statements:
            answer = await filled.ask(WHOSE_JOBS, first=size)
        nodes = [edge["node"] for edge in answer.data["jobs"]["edges"]]
        assert all(node["requestedBy"] and node["subject"]["requestedBy"] for node in nodes)
        # One more than without: the members.
        assert len(statements) == 9 + 1


INSIGHTS = (
    "query($first: Int!) { insights(first: $first) { edges { node { campaign { name } simulation { status } } } } }"
)


async def test_insights_take_as_many_statements_for_many_as_for_one(filled: World):
    async with filled.storage() as tx:
        where = filled.here.workspace.id
        campaigns = await tx.campaigns.list(where, PageRequest(), CampaignFilter(), CampaignOrder())
        runs = await tx.simulations.latest(where, [campaign.id for _, campaign in campaigns.rows])
        anomaly = MetricAnomaly(MetricType.CLICKS, date(2026, 1, 1), 1.0, 2.0, -9.0, 0.01)
        made = [
            replace(anomaly_insight(campaign, anomaly, filled.clock.now()), simulation_id=runs[campaign.id].id)
            for _, campaign in campaigns.rows[:5]
        ]
        await tx.insights.add(where, made)
        await tx.commit()
    for size in (1, 5):
        with counted(filled) as statements:
            answer = await filled.ask(INSIGHTS, first=size)
        assert answer.errors == []
        assert len(answer.data["insights"]["edges"]) == size
        # A page and its total, the campaigns, the simulations with the campaigns that hide them when they are deleted.
        assert len(statements) == 5


async def test_models_take_as_many_statements_for_many_as_for_one(sqlite_world: World):
    where = sqlite_world.here.workspace.id
    async with sqlite_world.storage() as tx:
        for number in range(1, 21):
            job = Job(sqlite_world.ids.new(), JobKind.TRAINING, where, sqlite_world.ids.new())
            await sqlite_world.product.services.models.jobs.enqueue(tx, job)
            await tx.models.add(a_version(where, number, id=version_id_of(job.id)))
        await tx.commit()
    taken = set()
    for size in (1, 20):
        with counted(sqlite_world) as statements:
            answer = await sqlite_world.ask(MODELS.replace("first: 20", f"first: {size}"))
        assert answer.errors == []
        assert len(answer.data["models"]["edges"]) == size
        assert all(edge["node"]["subject"] for edge in answer.data["jobs"]["edges"])
        taken.add(len(statements))
    assert len(taken) == 1
