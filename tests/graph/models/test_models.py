"""Trained models in GraphQL."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.jobs.model import JobStatus
from domain.models.model import DriftFinding, DriftReport, DriftSubject, ModelStage
from domain.models.recipe import version_id_of
from domain.ports.jobs import Job, JobKind
from domain.workspaces.model import Role
from graph.node_ids import uuid_of
from graph.protocol_schema import ProtocolSchema
from infra.storage.memory.unit_of_work import MemoryStorage
from tests.fixtures.product import World, a_world, drive, gid
from tests.fixtures.records import FIRST_DAY, minutes
from tests.fixtures.trained import SteeredSource, a_version, losing, steered

MODELS = """query($name: String, $stages: [ModelStage!], $first: Int, $after: String) {
    models(name: $name, stages: $stages, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node {
    id name number stage description trainedAt until dataHash codeVersion seed observations series fitSeconds
    crownedAt canServe verdict { passed undecided statement
        origins { origin rows challenger baseline champion hindsight } }
    importance { feature share } figures { name value }
    drift { at until statement findings {
        subject feature statistic threshold pValue drifted effect trained recent statement } } } } } }"""
TRAIN = """mutation($input: TrainModelInput!) { trainModel(input: $input) {
    job { id kind status modelName subjectId note step subject { id } } errors { code message path hint } } }"""
PROMOTE = """mutation($input: PromoteModelInput!) { promoteModel(input: $input) {
    model { id number stage } errors { code message path hint } } }"""
ROLLBACK = """mutation($input: RollbackModelInput!) { rollbackModel(input: $input) {
    model { number stage } errors { code message path hint } } }"""
JOB = """query($id: ID!) { node(id: $id) { ... on Job {
    kind status percent step note failure subjectId modelName requestedBy { name }
    subject { id ... on Model { number stage } } } } }"""


@pytest.fixture
def source() -> SteeredSource:
    return SteeredSource(losing(0.8))


@pytest.fixture
async def school(schema: ProtocolSchema, source: SteeredSource) -> AsyncIterator[World]:
    """A world whose one model, ``steered``, has the loss that its source says."""
    world = await a_world(MemoryStorage(), schema, recipes=steered(source))
    await world.open()
    yield world
    await world.close()


async def nodes(world: World, role: Role = Role.VIEWER, **variables: Any) -> list[dict[str, Any]]:
    answer = await world.ask(MODELS, role, **variables)
    assert answer.errors == []
    return [edge["node"] for edge in answer.data["models"]["edges"]]


async def trained(world: World, name: str = "steered") -> dict[str, Any]:
    """Train to the end and return the job as it is told."""
    world.clock.advance(minutes=1)
    answer = await world.ask(TRAIN, input={"name": name})
    assert answer.data["trainModel"]["errors"] == []
    job_id = uuid_of(answer.data["trainModel"]["job"]["id"], "Job")
    assert job_id is not None
    async with world.storage() as tx:
        record = await tx.jobs.get(world.here.workspace.id, job_id)
    assert record is not None
    job = Job(job_id, JobKind.TRAINING, record.workspace_id, record.subject_id)
    await drive(world.product.handlers[JobKind.TRAINING], job)
    return (await world.ask(JOB, id=gid("Job", job_id))).data["node"]


async def test_a_workspace_has_no_models_before_the_first_training(school: World):
    assert await nodes(school) == []


async def test_a_training_is_a_job_whose_subject_is_the_version_that_came_of_it(school: World):
    asked = (await school.ask(TRAIN, input={"name": "steered"})).data["trainModel"]["job"]
    assert (asked["kind"], asked["status"], asked["subject"], asked["note"]) == ("TRAINING", "QUEUED", None, None)
    job_id = uuid_of(asked["id"], "Job")
    assert job_id is not None
    assert (asked["subjectId"], asked["modelName"]) == (gid("Model", version_id_of(job_id)), "steered")
    done = await trained(school)
    assert (done["status"], done["percent"], done["step"]) == ("SUCCEEDED", 100.0, "WATCH")
    assert done["subject"] == {"id": asked["subjectId"], "number": 1, "stage": "CHAMPION"}
    assert done["note"].startswith("Version 1 is champion now.")


async def test_a_training_that_makes_nothing_new_says_so_and_has_no_subject(school: World):
    await trained(school)
    again = await trained(school)
    assert again["status"] == JobStatus.SUCCEEDED
    assert (again["subject"], again["modelName"]) == (None, "steered")
    assert again["requestedBy"] == {"name": school.here.principals[Role.OWNER].name}
    assert again["note"].startswith("Nothing new: version 1")


async def test_a_version_tells_what_it_was_made_of_and_why_it_serves(school: World, source: SteeredSource):
    await trained(school)
    source.become(0.6, days=2)
    await trained(school)
    newest, first = await nodes(school)
    assert (newest["number"], newest["stage"], newest["canServe"]) == (2, "CHAMPION", True)
    assert (first["number"], first["stage"], first["canServe"]) == (1, "RETIRED", True)
    assert newest["description"] == "What a test says."
    assert newest["dataHash"] == losing(0.6, days=2).data_hash
    assert (newest["codeVersion"], newest["seed"], newest["observations"], newest["series"]) == ("1", 7, 100, 3)
    assert newest["until"] == "2026-03-03"
    verdict = newest["verdict"]
    assert verdict["passed"]
    assert verdict["statement"] == (
        "Its loss was 40.0% below that of the naive prediction; it was lower on 3 of 3 origins (3 needed). "
        "Its loss was 25.0% below that of the champion; it was lower on 3 of 3 origins (3 needed)."
    )
    assert verdict["origins"][0] == {
        "origin": "2026-02-10", "rows": 10, "challenger": 0.6, "baseline": 1.0, "champion": 0.8, "hindsight": False,
    }  # fmt: skip
    assert newest["importance"] == [{"feature": "much", "share": 0.75}, {"feature": "little", "share": 0.25}]
    assert newest["figures"] == [{"name": "loss", "value": 0.6}]
    assert newest["drift"] is None


async def test_the_drift_of_the_champion_is_told_with_its_evidence(school: World, source: SteeredSource):
    await trained(school)
    source.become(0.9, days=3)
    await trained(school)
    rejected, champion = await nodes(school)
    assert (rejected["stage"], champion["stage"]) == ("REJECTED", "CHAMPION")
    assert rejected["drift"] is None
    drift = champion["drift"]
    assert drift["until"] == "2026-03-04"
    assert drift["statement"].startswith("1 of 1 inputs drifted")
    error, moved = drift["findings"]
    assert (error["subject"], error["feature"], error["drifted"]) == ("ERROR", None, True)
    assert (moved["subject"], moved["feature"], moved["drifted"]) == ("INPUT", "much", True)
    assert (moved["trained"], moved["recent"]) == (60, 30)
    assert moved["statistic"] > moved["threshold"]
    assert 0 < moved["pValue"] < 0.01


async def test_lists_are_newest_first_paged_and_restricted(world: World):
    where = world.here.workspace.id
    versions = [
        a_version(where, 1, stage=ModelStage.RETIRED),
        a_version(where, 2, stage=ModelStage.CHAMPION),
        a_version(where, 1, name="other", trained_at=minutes(9)),
    ]
    async with world.storage() as tx:
        for version in (*versions, a_version(world.there.workspace.id)):
            await tx.models.add(version)
        await tx.commit()
    ids = [gid("Model", version.id) for version in reversed(versions)]
    assert [one["id"] for one in await nodes(world)] == ids
    assert [one["id"] for one in await nodes(world, name="campaign_forecaster")] == ids[1:]
    assert [one["id"] for one in await nodes(world, stages=["CHAMPION", "REJECTED"])] == ids[:2]
    assert await nodes(world, name="nothing") == []
    page = (await world.ask(MODELS, first=2)).data["models"]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
    rest = await nodes(world, first=2, after=page["pageInfo"]["endCursor"])
    assert [one["id"] for one in rest] == ids[2:]


async def test_a_model_that_is_made_no_more_is_still_told(world: World):
    finding = DriftFinding(DriftSubject.INPUT, "weekday", 0.3, 0.2, 0.001, True, None, 60, 20, "It moved.")
    report = DriftReport(minutes(3), FIRST_DAY, (finding,), "One input drifted.")
    version = a_version(world.here.workspace.id, name="of_old", artefact=None, drift=report)
    async with world.storage() as tx:
        await tx.models.add(version)
        await tx.commit()
    (told,) = await nodes(world)
    assert told["description"] == "This product does not make such models any more."
    assert not told["canServe"]
    assert told["verdict"]["undecided"]
    assert told["drift"]["findings"][0]["effect"] is None
    answer = await world.ask("query($id: ID!) { node(id: $id) { ... on Model { name number } } }", id=told["id"])
    assert answer.data == {"node": {"name": "of_old", "number": 1}}


async def test_promoting_and_rolling_back_change_who_serves(school: World, source: SteeredSource):
    await trained(school)
    source.become(0.9)
    await trained(school)
    rejected = (await nodes(school))[0]
    promoted = await school.ask(PROMOTE, input={"modelId": rejected["id"]})
    assert promoted.data["promoteModel"] == {
        "model": {"id": rejected["id"], "number": 2, "stage": "CHAMPION"}, "errors": [],
    }  # fmt: skip
    back = await school.ask(ROLLBACK, input={"name": "steered"})
    assert back.data["rollbackModel"] == {"model": {"number": 1, "stage": "CHAMPION"}, "errors": []}
    assert [one["stage"] for one in await nodes(school)] == ["REJECTED", "CHAMPION"]


async def test_what_cannot_be_done_is_told_with_its_place_and_a_hint(school: World):
    train = (await school.ask(TRAIN, input={"name": "nothing"})).data["trainModel"]
    assert train["job"] is None
    assert train["errors"] == [
        {
            "code": "NOT_FOUND",
            "message": "There is no model named 'nothing'.",
            "path": ["name"],
            "hint": "There are: steered.",
        }
    ]
    back = (await school.ask(ROLLBACK, input={"name": "steered"})).data["rollbackModel"]
    assert (back["model"], back["errors"][0]["code"], back["errors"][0]["path"]) == (None, "CONFLICT", ["name"])
    await trained(school)
    (champion,) = await nodes(school)
    again = (await school.ask(PROMOTE, input={"modelId": champion["id"]})).data["promoteModel"]
    assert (again["errors"][0]["code"], again["errors"][0]["path"]) == ("CONFLICT", ["modelId"])
    for text in ("nonsense", gid("Campaign", school.here.workspace.id), gid("Model", school.here.workspace.id)):
        unknown = (await school.ask(PROMOTE, input={"modelId": text})).data["promoteModel"]
        assert unknown["errors"][0]["message"] == "There is no such model in this workspace."


async def test_the_forecaster_of_the_product_is_trained_on_the_campaigns_of_the_workspace(world: World):
    """The whole way with nothing steered: campaigns, series, trees, the gate, an artefact that can be read again."""
    for name in ("Spring", "Autumn"):
        await world.observe(await world.a_campaign(name), 90)
    done = await trained(world, "campaign_forecaster")
    assert done["status"] == "SUCCEEDED", done
    (version,) = await nodes(world)
    assert version["series"] == 20
    assert version["observations"] == 20 * 90
    assert len(version["verdict"]["origins"]) == 5
    assert sum(one["share"] for one in version["importance"]) == pytest.approx(1.0)
    assert len(world.artefacts.kept) == 1


async def test_a_workspace_without_metrics_is_told_why_nothing_was_trained(world: World):
    await world.a_campaign()
    done = await trained(world, "campaign_forecaster")
    assert (done["status"], done["subject"]) == ("SUCCEEDED", None)
    assert done["note"] == "Nothing was trained. No campaign has 14 days of metrics to learn from."
