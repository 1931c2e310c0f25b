"""What every storage guarantees about simulations: runs, checkpoints and results."""

from dataclasses import replace

import pytest
from uuid_utils.compat import uuid7

from domain.campaigns.model import Campaign
from domain.errors import ErrorCode, Refused
from domain.paging import PageRequest
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.recommendations.model import Advice
from domain.simulations.model import (
    FailureCategory,
    Simulation,
    SimulationFailure,
    SimulationStatus,
    SimulationStep,
    StepRecord,
)
from tests.fixtures.records import (
    NOON,
    a_campaign,
    a_recommendation,
    a_result,
    a_risk,
    a_simulation,
    a_workspace,
    minutes,
)

QUEUED, RUNNING, COMPLETED = SimulationStatus.QUEUED, SimulationStatus.RUNNING, SimulationStatus.COMPLETED
FAILURE = SimulationFailure(
    FailureCategory.TIMEOUT, "A step took too long.", "Try again.", retryable=True, step=SimulationStep.PREDICT
)


async def _campaign(tx: Transaction, slug: str = "acme") -> Campaign:
    workspace = a_workspace(slug)
    await tx.workspaces.add(workspace)
    campaign = a_campaign(workspace.id)
    await tx.campaigns.add(campaign)
    return campaign


async def _run(tx: Transaction, campaign: Campaign, **values) -> Simulation:
    simulation = a_simulation(campaign, **values)
    await tx.simulations.add(simulation)
    return simulation


async def _move(tx: Transaction, simulation: Simulation, to: SimulationStatus, at=NOON, **values) -> bool:
    origins = values.pop("origins", tuple(SimulationStatus))
    where = (simulation.workspace_id, simulation.id)
    return await tx.simulations.transition(*where, from_statuses=origins, to=to, at=at, **values)


async def _stored(tx: Transaction, simulation: Simulation) -> Simulation:
    found = await tx.simulations.get(simulation.workspace_id, simulation.id)
    assert found is not None
    return found


def _record(simulation: Simulation, step: SimulationStep, **values) -> StepRecord:
    defaults = {"attempt": 1, "finished_at": NOON, "seconds": 0.5, "message": "done", "output": None}
    return StepRecord(**defaults | {"simulation_id": simulation.id, "step": step} | values)


async def test_a_simulation_comes_back_exactly_as_it_was(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        plain = await _run(tx, campaign)
        rich = await _run(
            tx,
            campaign,
            status=SimulationStatus.FAILED,
            started_at=minutes(1),
            completed_at=minutes(2),
            attempt=3,
            idempotency_key="order 66",
            steps_done=4,
            step=SimulationStep.PREDICT,
            failure=FAILURE,
        )
        cached = await _run(tx, campaign, cached=True, source_id=plain.id)
        await tx.commit()
    async with storage() as tx:
        for simulation in (plain, rich, cached):
            assert await _stored(tx, simulation) == simulation


async def test_a_foreign_simulation_reads_as_an_unknown_one(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _campaign(tx, "here"), await _campaign(tx, "there")
        run = await _run(tx, there, status=RUNNING, idempotency_key="k", fingerprint="same")
        queued = await _run(tx, there, fingerprint="same")
        await _run(tx, there, fingerprint="done", status=COMPLETED, completed_at=minutes(1))
        await tx.simulations.finish_step(
            there.workspace_id, _record(run, SimulationStep.CACHE, output={"secret": 1}), 1
        )
        result = a_result()
        await tx.simulations.save_result(there.workspace_id, run.id, result)
        mine, simulations = here.workspace_id, tx.simulations
        assert await simulations.get(mine, run.id) is None
        assert await simulations.by_idempotency_key(mine, "k") is None
        assert await simulations.running_twin(mine, "same") is None
        assert await simulations.completed_twin(mine, "done", NOON) is None
        assert (await simulations.list(mine, there.id, PageRequest())).rows == ()
        assert await simulations.latest(mine, [there.id]) == {}
        assert not await _move(tx, replace(run, workspace_id=mine), COMPLETED)
        assert not await simulations.begin_step(mine, run.id, SimulationStep.CACHE)
        assert not await simulations.finish_step(mine, _record(run, SimulationStep.CACHE), 9)
        assert list(await simulations.steps(mine, run.id)) == []
        assert await simulations.step_output(mine, run.id, SimulationStep.CACHE) is None
        assert await simulations.queue_position(mine, queued.id) is None
        assert await simulations.result(mine, run.id) is None
        assert await simulations.results(mine, [run.id]) == {}
        assert await simulations.risk(mine, result.risks[0].id) is None
        assert await simulations.recommendation(mine, result.advice.recommendations[0].id) is None
        own = await _run(tx, here)
        for refused in (
            simulations.save_result(mine, run.id, a_result()),
            simulations.adopt_result(mine, own.id, run.id),
            simulations.adopt_result(mine, run.id, own.id),
        ):
            with pytest.raises(Refused) as refusal:
                await refused
            assert refusal.value.faults[0].code is ErrorCode.NOT_FOUND
        assert await _stored(tx, run) == replace(run, steps_done=1)
        assert await simulations.result(there.workspace_id, run.id) == result


async def test_a_simulation_of_a_foreign_campaign_is_refused(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _campaign(tx, "here"), await _campaign(tx, "there")
        with pytest.raises(Refused):
            await _run(tx, there, workspace_id=here.workspace_id)


async def test_an_idempotency_key_is_taken_once_in_a_workspace(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _campaign(tx, "here"), await _campaign(tx, "there")
        first = await _run(tx, here, idempotency_key="k")
        await _run(tx, there, idempotency_key="k")
        await _run(tx, here)
        await _run(tx, here)
        with pytest.raises(Refused) as refusal:
            await _run(tx, here, idempotency_key="k")
        assert refusal.value.faults[0].code is ErrorCode.CONFLICT
        # The transaction goes on, so that the service can answer with the first.
        assert await tx.simulations.by_idempotency_key(here.workspace_id, "k") == first


async def test_the_twin_is_the_newest_completed_one_that_is_recent_and_not_itself_cached(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)

        async def twin(since=NOON) -> Simulation | None:
            return await tx.simulations.completed_twin(campaign.workspace_id, "f1", since)

        await _run(tx, campaign, fingerprint="f1")
        await _run(tx, campaign, fingerprint="f2", status=COMPLETED, completed_at=minutes(9))
        await _run(tx, campaign, fingerprint="f1", status=COMPLETED, completed_at=NOON)
        assert await twin() is None
        older = await _run(tx, campaign, fingerprint="f1", status=COMPLETED, completed_at=minutes(3))
        newest = await _run(tx, campaign, fingerprint="f1", status=COMPLETED, completed_at=minutes(5))
        await _run(
            tx, campaign, fingerprint="f1", status=COMPLETED, completed_at=minutes(7), cached=True, source_id=older.id
        )
        assert await twin() == newest
        assert await twin(since=minutes(5)) is None


async def test_the_running_twin_is_the_oldest_queued_or_running_one(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)

        async def twin() -> Simulation | None:
            return await tx.simulations.running_twin(campaign.workspace_id, "f1")

        await _run(tx, campaign, fingerprint="f1", status=COMPLETED, created_at=minutes(-9))
        await _run(tx, campaign, fingerprint="f2", created_at=minutes(-8))
        assert await twin() is None
        queued = await _run(tx, campaign, fingerprint="f1")
        assert await twin() == queued
        running = await _run(tx, campaign, fingerprint="f1", status=RUNNING, created_at=minutes(-1))
        assert await twin() == running


async def test_runs_of_a_campaign_are_listed_newest_first(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        sister = a_campaign(campaign.workspace_id)
        await tx.campaigns.add(sister)
        runs = [await _run(tx, campaign, created_at=minutes(number)) for number in range(4)]
        await _run(tx, sister)
        first = await tx.simulations.list(campaign.workspace_id, campaign.id, PageRequest(3))
        assert [run for _, run in first.rows] == runs[:0:-1]
        assert (first.total, first.has_next) == (4, True)
        rest = await tx.simulations.list(campaign.workspace_id, campaign.id, PageRequest(3, after=first.rows[-1][0]))
        assert [run for _, run in rest.rows] == runs[:1]


async def test_the_latest_run_of_each_campaign_is_the_last_that_completed(storage: OpenUnitOfWork):
    async with storage() as tx:
        one = await _campaign(tx)
        two, three = a_campaign(one.workspace_id), a_campaign(one.workspace_id)
        await tx.campaigns.add(two)
        await tx.campaigns.add(three)
        await _run(tx, one, status=COMPLETED, completed_at=minutes(1))
        last = await _run(tx, one, status=COMPLETED, completed_at=minutes(3))
        await _run(tx, one, status=COMPLETED, completed_at=minutes(2))
        await _run(tx, one, status=SimulationStatus.FAILED, completed_at=minutes(9))
        only = await _run(tx, two, status=COMPLETED, completed_at=minutes(1))
        await _run(tx, three)
        found = await tx.simulations.latest(one.workspace_id, [one.id, two.id, three.id, uuid7()])
        assert found == {one.id: last, two.id: only}


async def test_a_run_moves_only_from_where_it_may(storage: OpenUnitOfWork):
    async with storage() as tx:
        run = await _run(tx, await _campaign(tx))
        assert not await _move(tx, run, COMPLETED, origins=(RUNNING,))
        assert await _stored(tx, run) == run
        assert await _move(tx, run, RUNNING, minutes(1), origins=(QUEUED,))
        assert await _stored(tx, run) == replace(run, status=RUNNING, started_at=minutes(1))
        # Running again, as after a crash, keeps the first start.
        assert await _move(tx, run, RUNNING, minutes(2), origins=(RUNNING,))
        assert await _move(tx, run, COMPLETED, minutes(3), origins=(RUNNING,))
        done = replace(run, status=COMPLETED, started_at=minutes(1), completed_at=minutes(3))
        assert await _stored(tx, run) == done
        assert not await _move(tx, run, SimulationStatus.CANCELLED, minutes(4), origins=(QUEUED, RUNNING))
        assert await _stored(tx, run) == done
        assert not await _move(tx, a_simulation(a_campaign(run.workspace_id)), RUNNING)


async def test_only_one_of_two_movers_wins(storage: OpenUnitOfWork):
    async with storage() as tx:
        run = await _run(tx, await _campaign(tx))
        await tx.commit()
    async with storage() as tx:
        assert await _move(tx, run, SimulationStatus.CANCELLED, origins=(QUEUED,))
        await tx.commit()
    async with storage() as tx:
        assert not await _move(tx, run, RUNNING, origins=(QUEUED,))


async def test_a_retry_starts_over_with_the_next_attempt(storage: OpenUnitOfWork):
    async with storage() as tx:
        run = await _run(tx, await _campaign(tx))
        await _move(tx, run, RUNNING, minutes(1))
        await tx.simulations.begin_step(run.workspace_id, run.id, SimulationStep.CACHE)
        await tx.simulations.finish_step(run.workspace_id, _record(run, SimulationStep.CACHE, output=[1]), 1)
        assert await _move(tx, run, SimulationStatus.FAILED, minutes(2), failure=FAILURE)
        failed = await _stored(tx, run)
        assert (failed.failure, failed.completed_at) == (FAILURE, minutes(2))
        assert await _move(tx, run, QUEUED, minutes(3), origins=(SimulationStatus.FAILED,))
        assert await _stored(tx, run) == replace(run, attempt=2, started_at=minutes(1))
        assert list(await tx.simulations.steps(run.workspace_id, run.id)) == []
        assert await tx.simulations.step_output(run.workspace_id, run.id, SimulationStep.CACHE) is None


async def test_steps_are_stored_only_while_the_run_is_running_in_that_attempt(storage: OpenUnitOfWork):
    async with storage() as tx:
        run = await _run(tx, await _campaign(tx))
        workspace_id, simulations = run.workspace_id, tx.simulations
        record = _record(run, SimulationStep.VALIDATE)
        assert not await simulations.begin_step(workspace_id, run.id, SimulationStep.VALIDATE)
        assert not await simulations.finish_step(workspace_id, record, 1)
        await _move(tx, run, RUNNING)
        assert await simulations.begin_step(workspace_id, run.id, SimulationStep.VALIDATE)
        assert (await _stored(tx, run)).step is SimulationStep.VALIDATE
        assert not await simulations.finish_step(workspace_id, replace(record, attempt=2), 1)
        assert await simulations.finish_step(workspace_id, record, 1)
        assert (await _stored(tx, run)).steps_done == 1
        await _move(tx, run, SimulationStatus.CANCELLED)
        assert not await simulations.finish_step(workspace_id, _record(run, SimulationStep.CACHE), 2)
        assert list(await simulations.steps(workspace_id, run.id)) == [record]


async def test_steps_come_in_their_order_without_outputs_and_storing_again_replaces(storage: OpenUnitOfWork):
    async with storage() as tx:
        run = await _run(tx, await _campaign(tx), status=RUNNING)
        workspace_id, simulations = run.workspace_id, tx.simulations
        output = {"weights": [0.1, 2, None, "ü"], "deep": {"flag": True}}
        cache = _record(run, SimulationStep.CACHE, output=output)
        validate = _record(run, SimulationStep.VALIDATE, message="again", seconds=0.25)
        await simulations.finish_step(workspace_id, cache, 2)
        await simulations.finish_step(workspace_id, _record(run, SimulationStep.VALIDATE, output="old"), 1)
        await simulations.finish_step(workspace_id, validate, 2)
        assert list(await simulations.steps(workspace_id, run.id)) == [validate, replace(cache, output=None)]
        assert await simulations.step_output(workspace_id, run.id, SimulationStep.CACHE) == output
        assert await simulations.step_output(workspace_id, run.id, SimulationStep.VALIDATE) is None
        assert await simulations.step_output(workspace_id, run.id, SimulationStep.STORE) is None


async def test_the_queue_is_one_for_all_workspaces_in_order_of_arrival(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _campaign(tx, "here"), await _campaign(tx, "there")
        first = await _run(tx, here)
        second = await _run(tx, there, created_at=minutes(1))
        third = await _run(tx, here, created_at=minutes(2))

        async def places() -> list[int | None]:
            runs = (first, second, third)
            found = [await tx.simulations.queue_position(run.workspace_id, run.id) for run in runs]
            together = await tx.simulations.queue_positions(here.workspace_id, [run.id for run in runs])
            ours = [(run.id, place) for run, place in zip(runs, found, strict=True) if run is not second]
            assert together == {identity: place for identity, place in ours if place is not None}
            return found

        assert await places() == [1, 2, 3]
        await _move(tx, first, RUNNING, minutes(3))
        assert await places() == [None, 1, 2]
        # A retried run queues at the end.
        await _move(tx, first, SimulationStatus.FAILED, minutes(4), failure=FAILURE)
        await _move(tx, first, QUEUED, minutes(5))
        assert await places() == [3, 1, 2]


async def test_usual_step_times_are_medians_over_the_last_finished_runs(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        for number, seconds in enumerate((100.0, 1.0, 3.0, 2.0)):
            run = await _run(tx, campaign, status=RUNNING)
            record = _record(run, SimulationStep.PREDICT, seconds=seconds)
            await tx.simulations.finish_step(run.workspace_id, record, 1)
            await _move(tx, run, COMPLETED, minutes(number))
        unfinished = await _run(tx, campaign, status=RUNNING)
        await tx.simulations.finish_step(
            unfinished.workspace_id, _record(unfinished, SimulationStep.PREDICT, seconds=50.0), 1
        )
        assert await tx.simulations.recent_step_seconds(3) == {SimulationStep.PREDICT: 2.0}
        assert await tx.simulations.recent_step_seconds(4) == {SimulationStep.PREDICT: 2.5}


async def test_there_are_no_usual_step_times_before_the_first_run(storage: OpenUnitOfWork):
    async with storage() as tx:
        assert await tx.simulations.recent_step_seconds(10) == {}


async def test_a_result_comes_back_exactly_with_its_parts_by_id(storage: OpenUnitOfWork):
    result = a_result()
    async with storage() as tx:
        run = await _run(tx, await _campaign(tx))
        assert await tx.simulations.result(run.workspace_id, run.id) is None
        await tx.simulations.save_result(run.workspace_id, run.id, result)
        await tx.commit()
    async with storage() as tx:
        assert await tx.simulations.result(run.workspace_id, run.id) == result
        (risk,), (advice,) = result.risks, result.advice.recommendations
        assert await tx.simulations.risk(run.workspace_id, risk.id) == risk
        assert await tx.simulations.recommendation(run.workspace_id, advice.id) == advice
        assert await tx.simulations.risk(run.workspace_id, advice.id) is None


async def test_storing_a_result_again_replaces_it_with_its_parts(storage: OpenUnitOfWork):
    kept = a_risk()
    first = a_result(risks=(a_risk(), kept))
    second = a_result(risks=(kept,), advice=Advice((a_recommendation(), a_recommendation(priority=2)), ()))
    async with storage() as tx:
        run = await _run(tx, await _campaign(tx))
        for result in (first, second, second):
            await tx.simulations.save_result(run.workspace_id, run.id, result)
        assert await tx.simulations.result(run.workspace_id, run.id) == second
        assert await tx.simulations.risk(run.workspace_id, first.risks[0].id) is None
        assert await tx.simulations.risk(run.workspace_id, kept.id) == kept
        gone = first.advice.recommendations[0].id
        assert await tx.simulations.recommendation(run.workspace_id, gone) is None


async def test_a_cached_run_has_the_result_of_its_source(storage: OpenUnitOfWork):
    result = a_result()
    async with storage() as tx:
        campaign = await _campaign(tx)
        source, cached, twice, without = [await _run(tx, campaign) for _ in range(4)]
        workspace_id = campaign.workspace_id
        await tx.simulations.save_result(workspace_id, source.id, result)
        await tx.simulations.adopt_result(workspace_id, cached.id, source.id)
        await tx.simulations.adopt_result(workspace_id, twice.id, cached.id)
        assert await _stored(tx, cached) == replace(cached, cached=True, source_id=source.id)
        assert await _stored(tx, twice) == replace(twice, cached=True, source_id=source.id)
        assert await tx.simulations.result(workspace_id, twice.id) == result
        ids = [source.id, cached.id, without.id, uuid7()]
        assert await tx.simulations.results(workspace_id, ids) == {source.id: result, cached.id: result}
