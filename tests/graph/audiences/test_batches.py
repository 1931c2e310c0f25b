"""Batches of predictions over GraphQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.audiences.batches.handler import CHUNK
from domain.ports.jobs import Job, JobKind
from domain.workspaces.model import Role
from graph.node_ids import uuid_of
from graph.protocol_schema import ProtocolSchema
from infra.storage.memory.unit_of_work import MemoryStorage
from tests.fixtures.audiences import observe_year, serve
from tests.fixtures.product import WAIT, World, a_world, drive
from tests.fixtures.steered import StandingClock

START = """mutation($input: StartPredictionBatchInput!) { startPredictionBatch(input: $input) {
    batch { id kind jobId total done modelVersion subject finishedAt } errors { code path } } }"""
CANCEL = """mutation($input: CancelPredictionBatchInput!) { cancelPredictionBatch(input: $input) {
    batch { id done } errors { code } } }"""
BATCH = """query($id: ID!, $first: Int, $after: String) { predictionBatch(id: $id) { total done finishedAt
    rows(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    edges { node { number label segment at contentKey rates { rate horizonDays value low high } } } } } }"""
JOBS = """{ jobs(filter: {kinds: [PREDICTION]}) { edges { node { id status percent step note
    subject { id __typename } } } } }"""


@pytest.fixture
async def trained(schema: ProtocolSchema) -> AsyncIterator[World]:
    """A workspace with the generated year and models that serve it, on the day that the year ends."""
    clock = StandingClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
    made = await a_world(MemoryStorage(), schema, clock=clock)
    await made.open()
    await observe_year(made, made.here)
    await serve(made, made.here)
    yield made
    await made.close()


async def _start(world: World, **given: Any) -> dict[str, Any]:
    answer = await world.ask(START, Role.ANALYST, input=given)
    assert answer.errors == []
    assert answer.data["startPredictionBatch"]["errors"] == []
    batch: dict[str, Any] = answer.data["startPredictionBatch"]["batch"]
    return batch


async def _rows(world: World, batch: dict[str, Any]) -> list[dict[str, Any]]:
    rows, after = [], None
    while True:
        answer = await world.ask(BATCH, id=batch["id"], first=100, after=after)
        page = answer.data["predictionBatch"]["rows"]
        rows += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(rows)
            return rows
        after = page["pageInfo"]["endCursor"]


@pytest.mark.parametrize(
    ("kind", "told", "rates"), [("EMAIL", "segment", 3), ("AUDIENCE", "segment", 5), ("CONTENT", "contentKey", 6)]
)
async def test_everything_of_a_kind_is_predicted_as_a_job(trained: World, kind: str, told: str, rates: int):
    batch = await _start(trained, kind=kind)
    assert (batch["total"], batch["done"], batch["modelVersion"]) == (None, 0, 1)
    await trained.work()
    job = await trained.only_job_ended(JOBS)
    assert (job["id"], job["status"], job["percent"]) == (batch["jobId"], "SUCCEEDED", 100.0)
    assert job["subject"] == {"id": batch["id"], "__typename": "PredictionBatch"}
    rows = await _rows(trained, batch)
    assert job["note"] == f"{len(rows)} predictions."
    assert [row["number"] for row in rows] == list(range(len(rows)))
    assert all(row[told] and len(row["rates"]) == rates for row in rows)
    assert all(0 <= rate["low"] <= rate["value"] <= rate["high"] <= 1 for row in rows for rate in row["rates"])


async def test_sends_are_predicted_for_each_segment_and_hour_of_the_week_after(trained: World):
    batch = await _start(trained, kind="EMAIL", subject="Ends today")
    await trained.work()
    await trained.only_job_ended(JOBS)
    rows = await _rows(trained, batch)
    assert len(rows) == 6 * 7 * 17
    moments = sorted({row["at"] for row in rows})
    assert (moments[0], moments[-1]) == ("2026-03-03T06:00:00Z", "2026-03-09T22:00:00Z")


async def test_a_batch_that_was_cut_off_goes_on_behind_its_last_chunk(trained: World):
    batch = await _start(trained, kind="AUDIENCE")
    identity = uuid_of(batch["id"], "PredictionBatch")
    job_id = uuid_of(batch["jobId"], "Job")
    assert identity
    assert job_id
    job = Job(job_id, JobKind.PREDICTION, trained.here.workspace.id, identity)
    kept = await _cut_off(trained, job)
    assert kept in {CHUNK, 2 * CHUNK}
    before = (await _rows(trained, batch))[:kept]
    await drive(trained.compose().handlers[JobKind.PREDICTION], job)
    answer = await trained.ask(BATCH, id=batch["id"])
    told = answer.data["predictionBatch"]
    assert told["done"] == told["total"] == told["rows"]["totalCount"]
    assert told["finishedAt"]
    assert (await _rows(trained, batch))[:kept] == before


async def _cut_off(world: World, job: Job) -> int:
    """Let a process die when the batch has some rows; return how many."""
    handler = world.compose().handlers[JobKind.PREDICTION]
    work = asyncio.create_task(handler.run(job, handler.steps()[0]))
    async with asyncio.timeout(WAIT):
        while True:
            await asyncio.sleep(0.001)
            async with world.storage() as tx:
                batch = await tx.audiences.batch(job.workspace_id, job.subject_id)
            if batch is not None and batch.done:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
                return batch.done


async def test_a_batch_can_be_stopped_before_it_began(trained: World):
    batch = await _start(trained, kind="CONTENT")
    answer = await trained.ask(CANCEL, Role.ANALYST, input={"batchId": batch["id"]})
    assert answer.data["cancelPredictionBatch"]["errors"] == []
    await trained.work()
    assert (await trained.only_job_ended(JOBS))["status"] == "CANCELLED"
    assert await _rows(trained, batch) == []


async def test_a_batch_at_work_can_be_stopped_and_keeps_the_rows_that_it_has(trained: World):
    batch = await _start(trained, kind="EMAIL")
    await trained.work()
    async with asyncio.timeout(WAIT):
        while not (await trained.ask(BATCH, id=batch["id"], first=1)).data["predictionBatch"]["done"]:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert (await trained.ask(CANCEL, input={"batchId": batch["id"]})).data["cancelPredictionBatch"]["errors"] == []
    assert (await trained.only_job_ended(JOBS))["status"] == "CANCELLED"
    told = (await trained.ask(BATCH, id=batch["id"])).data["predictionBatch"]
    assert 0 < told["done"] < told["total"]
    assert told["finishedAt"] is None
    assert told["rows"]["totalCount"] == told["done"]


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "CONTENT", "subject": "Hello"},
        {"kind": "EMAIL", "subject": " "},
        {"kind": "EMAIL", "subject": "x" * 301},
    ],
)
async def test_a_subject_must_fit(trained: World, given: dict[str, Any]):
    answer = await trained.ask(START, Role.ANALYST, input=given)
    assert answer.data["startPredictionBatch"] == {
        "batch": None,
        "errors": [{"code": "INVALID_INPUT", "path": ["subject"]}],
    }


async def test_a_batch_needs_a_model(world: World):
    await observe_year(world, world.here)
    answer = await world.ask(START, Role.ANALYST, input={"kind": "EMAIL"})
    assert [error["code"] for error in answer.data["startPredictionBatch"]["errors"]] == ["INSUFFICIENT_DATA"]
    assert (await world.ask(JOBS)).data["jobs"]["edges"] == []
