"""Background work as people see it, once and live."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from domain.jobs.model import JobStatus
from domain.ports.jobs import Job, JobKind, WorkerDied
from domain.simulations.model import Simulation
from domain.simulations.service import job_id
from domain.workspaces.model import Role
from tests.fixtures.product import World, drive, gid, job_of

JOBS = """query($filter: JobFilter, $first: Int, $after: String) { jobs(first: $first, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor } edges { node {
    id kind status priority queuePosition etaSeconds percent attempts createdAt startedAt finishedAt failure subjectId
    subject { id __typename } } } } }"""
FOLLOW = """subscription($id: ID) { jobUpdates(jobId: $id) { at job {
    id kind status queuePosition etaSeconds percent attempts failure subject { id } } } }"""
WHOSE = """{ jobs { edges { node { kind modelName requestedById requestedBy { name }
    subject { ... on Simulation { requestedById requestedBy { name } } } } } } }"""
IMPORT = """mutation($input: ImportMetricsInput!) { importMetrics(input: $input) { rowsAccepted errors { code } } }"""
CONTENT = "date,channel,clicks\n" + "\n".join(f"2026-04-{day:02},GOOGLE,{day}" for day in range(1, 20))


async def _asked(world: World, **values: Any) -> Simulation:
    campaign = await world.a_campaign(**values)
    await world.observe(campaign, 60)
    world.clock.advance(seconds=1)
    return await world.a_simulation(campaign)


async def _jobs(world: World, role: Role = Role.VIEWER, **variables: Any) -> list[dict[str, Any]]:
    answer = await world.ask(JOBS, role, **variables)
    assert answer.errors == []
    return [edge["node"] for edge in answer.data["jobs"]["edges"]]


async def _updates(world: World, **variables: Any) -> AsyncIterator[dict[str, Any]]:
    async for push in world.follow(FOLLOW, Role.VIEWER, **variables):
        assert push.errors == []
        yield push.data["jobUpdates"]["job"]


def _job_gid(simulation: Simulation) -> str:
    return gid("Job", job_id(simulation, simulation.attempt))


async def test_a_simulation_waits_as_a_job_and_ends_as_one(world: World):
    simulation = await _asked(world)
    (waiting,) = await _jobs(world)
    assert (waiting["id"], waiting["kind"], waiting["status"]) == (_job_gid(simulation), "SIMULATION", "QUEUED")
    assert (waiting["queuePosition"], waiting["percent"], waiting["attempts"]) == (1, 0.0, 0)
    assert waiting["etaSeconds"] > 0
    assert waiting["subject"] == {"id": gid("Simulation", simulation.id), "__typename": "Simulation"}
    assert waiting["subjectId"] == waiting["subject"]["id"]
    await world.run_through(simulation)
    (done,) = await _jobs(world)
    assert (done["status"], done["percent"], done["attempts"], done["etaSeconds"]) == ("SUCCEEDED", 100.0, 1, None)
    assert done["startedAt"]
    assert done["finishedAt"]
    assert done["failure"] is None


async def test_an_import_leaves_a_backtest(world: World):
    campaign = await world.a_campaign()
    given = {"campaignId": gid("Campaign", campaign.id), "format": "CSV", "content": CONTENT}
    answer = await world.ask(IMPORT, input=given)
    assert answer.data["importMetrics"]["errors"] == []
    (job,) = await _jobs(world)
    assert (job["kind"], job["status"], job["queuePosition"], job["etaSeconds"]) == ("BACKTEST", "QUEUED", 1, None)
    assert job["subject"]["__typename"] == "Campaign"
    await world.work()
    async with asyncio.timeout(30):
        while (await _jobs(world))[0]["status"] != "SUCCEEDED":  # noqa: ASYNC110 - storage is the truth
            await asyncio.sleep(0.01)


async def test_a_failed_run_says_why_and_a_retry_is_another_job(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 6)
    failed = await world.completed(campaign)
    (job,) = await _jobs(world)
    assert (job["status"], job["percent"]) == ("FAILED", None)
    assert "not enough" in job["failure"]
    assert failed.failure is not None
    await world.observe(campaign, 60)
    world.clock.advance(seconds=1)
    second = await world.a_simulation(campaign)
    assert [one["status"] for one in await _jobs(world)] == ["QUEUED", "FAILED"]
    await world.product.services.simulations.cancel(world.here.principals[Role.OWNER], second.id)
    assert [one["status"] for one in await _jobs(world)] == ["CANCELLED", "FAILED"]
    world.clock.advance(seconds=1)
    again = await world.product.services.simulations.retry(world.here.principals[Role.OWNER], second.id)
    assert [one["status"] for one in await _jobs(world)] == ["QUEUED", "CANCELLED", "FAILED"]
    await world.run_through(again)
    assert [one["status"] for one in await _jobs(world)] == ["SUCCEEDED", "CANCELLED", "FAILED"]


async def test_a_job_whose_process_keeps_ending_is_dead(world: World):
    simulation = await _asked(world)
    handler = world.handler()
    await handler.run(job_of(simulation), "VALIDATE")
    await world.handler().run(job_of(simulation), "CACHE")
    (job,) = await _jobs(world)
    assert (job["status"], job["attempts"]) == ("RUNNING", 2)
    await handler.failed(job_of(simulation), "CACHE", WorkerDied("killed"))
    (job,) = await _jobs(world)
    assert (job["status"], job["failure"]) == ("DEAD", "The process that ran it ended too often.")


async def test_what_fails_unexpectedly_shows_nothing_internal(world: World):
    campaign = await world.a_campaign()
    job = Job(world.ids.new(), JobKind.BACKTEST, campaign.workspace_id, campaign.id)
    async with world.storage() as tx:
        await world.product.services.imports.jobs.enqueue(tx, job)
        await tx.commit()
    handler = world.product.handlers[JobKind.BACKTEST]
    await handler.failed(job, "BACKTEST", ValueError("a secret"))
    (shown,) = await _jobs(world)
    assert (shown["status"], shown["failure"]) == ("FAILED", "Something unexpected went wrong; the log says what.")


async def test_a_run_whose_campaign_is_deleted_is_cancelled_and_has_no_subject(world: World):
    simulation = await _asked(world)
    async with world.storage() as tx:
        await tx.campaigns.delete(simulation.workspace_id, simulation.campaign_id, world.clock.now())
        await tx.commit()
    await world.run_through(simulation)
    (job,) = await _jobs(world)
    assert (job["status"], job["subject"]) == ("CANCELLED", None)


async def test_jobs_are_restricted_and_paged_within_the_workspace(world: World):
    runs = [await _asked(world, name=f"C{number}") for number in range(3)]
    await _asked(world, tenant=world.there)
    await world.run_through(runs[0])
    assert [job["id"] for job in await _jobs(world, filter={"statuses": ["QUEUED"]})] == [
        _job_gid(runs[2]),
        _job_gid(runs[1]),
    ]
    assert await _jobs(world, filter={"kinds": ["BACKTEST"]}) == []
    first = await world.ask(JOBS, first=2)
    assert first.data["jobs"]["totalCount"] == 3
    assert first.data["jobs"]["pageInfo"]["hasNextPage"]
    rest = await _jobs(world, first=2, after=first.data["jobs"]["pageInfo"]["endCursor"])
    assert [job["id"] for job in rest] == [_job_gid(runs[0])]


async def test_followers_are_told_of_open_jobs_first_and_then_of_each_change(world: World):
    await world.run_through(await _asked(world, name="Past"))
    world.clock.advance(minutes=1)
    first, second = await _asked(world, name="A"), await _asked(world, name="B")
    async with asyncio.timeout(30), aclosing(_updates(world)) as updates:
        told = [await anext(updates) for _ in range(2)]
        assert [(one["id"], one["status"], one["queuePosition"]) for one in told] == [
            (_job_gid(first), "QUEUED", 1),
            (_job_gid(second), "QUEUED", 2),
        ]
        await drive(world.handler(), job_of(first))
        seen: dict[str, dict[str, Any]] = {}
        while seen.get(_job_gid(first), {}).get("status") != "SUCCEEDED":
            update = await anext(updates)
            seen[update["id"]] = update
        assert seen[_job_gid(first)]["percent"] == 100.0
        while seen.get(_job_gid(second), {}).get("queuePosition") != 1:
            update = await anext(updates)
            seen[update["id"]] = update
        third = await _asked(world, name="C")
        while _job_gid(third) not in seen:
            update = await anext(updates)
            seen[update["id"]] = update


async def test_one_job_is_followed_to_its_end(world: World):
    simulation, _ = await _asked(world, name="A"), await _asked(world, name="B")
    await world.work()
    async with asyncio.timeout(30):
        told = [update async for update in _updates(world, id=_job_gid(simulation))]
    assert {update["id"] for update in told} == {_job_gid(simulation)}
    assert told[-1]["status"] == "SUCCEEDED"
    percents = [update["percent"] for update in told]
    assert percents == sorted(percents)
    async with asyncio.timeout(30):
        late = [update async for update in _updates(world, id=_job_gid(simulation))]
    assert [update["status"] for update in late] == ["SUCCEEDED"]


async def test_nobody_follows_what_is_no_job(world: World):
    simulation = await _asked(world, tenant=world.there)
    for identity in (_job_gid(simulation), gid("Simulation", simulation.id), "x"):
        pushes = [push async for push in world.follow(FOLLOW, id=identity)]
        assert [push.codes for push in pushes] == [["NOT_FOUND"]]


async def test_who_was_there_before_is_told_what_ended_meanwhile(world: World):
    simulation = await _asked(world)
    source = world.product.services.jobs.watch(world.here.principals[Role.VIEWER])
    async with source.live() as live:
        place = live.place
    await world.run_through(simulation)
    told = [state async for _, state in source.before(place, place)]
    assert [state.record.status for state in told] == [JobStatus.SUCCEEDED]
    assert [state async for _, state in source.before(place, None)] == []


async def test_a_running_job_that_is_cancelled_ends_as_cancelled(world: World):
    simulation = await _asked(world)
    world.engine.gate.clear()
    await world.work()
    await world.engine.entered.wait()
    assert [one["status"] for one in await _jobs(world)] == ["RUNNING"]
    await world.product.services.simulations.cancel(world.here.principals[Role.OWNER], simulation.id)
    async with asyncio.timeout(30):
        while (await _jobs(world))[0]["status"] == "RUNNING":  # noqa: ASYNC110 - storage is the truth
            await asyncio.sleep(0.01)
    (job,) = await _jobs(world)
    assert (job["status"], job["percent"], job["failure"]) == ("CANCELLED", None, None)


async def test_an_end_that_was_not_written_down_is_written_when_the_step_comes_again(world: World):
    simulation = await _asked(world)
    inner = world.handler().handler  # type: ignore[attr-defined]
    await drive(inner, job_of(simulation))
    assert [one["status"] for one in await _jobs(world)] == ["QUEUED"]
    await world.handler().run(job_of(simulation), "STORE")
    assert [one["status"] for one in await _jobs(world)] == ["SUCCEEDED"]


async def _whose(world: World) -> list[dict[str, Any]]:
    answer = await world.ask(WHOSE, Role.VIEWER)
    assert answer.errors == []
    return [edge["node"] for edge in answer.data["jobs"]["edges"]]


async def test_a_job_says_who_asked_for_it(world: World):
    campaign = await world.a_campaign(name="Spring")
    given = {"campaignId": gid("Campaign", campaign.id), "format": "CSV", "content": CONTENT}
    await world.ask(IMPORT, Role.ANALYST, input=given)
    analyst = world.here.principals[Role.ANALYST]
    (job,) = await _whose(world)
    assert (job["kind"], job["modelName"]) == ("BACKTEST", None)
    assert (job["requestedById"], job["requestedBy"]) == (gid("Member", analyst.member_id), {"name": analyst.name})


async def test_who_tries_a_run_again_asked_for_that_job_but_the_run_stays_whose_it_was(world: World):
    simulation = await _asked(world, name="Spring")
    owner, admin = world.here.principals[Role.OWNER], world.here.principals[Role.ADMIN]
    await world.product.services.simulations.cancel(owner, simulation.id)
    world.clock.advance(seconds=1)
    await world.product.services.simulations.retry(admin, simulation.id)
    second, first = await _whose(world)
    assert first["requestedById"] == gid("Member", owner.member_id)
    assert second["requestedById"] == gid("Member", admin.member_id)
    whose = {"requestedById": gid("Member", owner.member_id), "requestedBy": {"name": owner.name}}
    assert [one["subject"] for one in (second, first)] == [whose, whose]


async def test_what_the_system_does_by_itself_nobody_asked_for_and_who_has_left_is_not_named(world: World):
    campaign = await world.a_campaign(name="Spring")
    gone = world.ids.new()
    async with world.storage() as tx:
        for asked_by in (None, gone):
            world.clock.advance(seconds=1)
            where = campaign.workspace_id
            job = Job(world.ids.new(), JobKind.BACKTEST, where, campaign.id, requested_by=asked_by)
            await world.product.services.imports.jobs.enqueue(tx, job)
        await tx.commit()
    told = [(job["requestedById"], job["requestedBy"]) for job in await _whose(world)]
    assert told == [(gid("Member", gone), None), (None, None)]
