"""What becomes of a run when something goes wrong, and what it says about it."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.campaigns.model import Campaign, Channel
from domain.ensemble.model import MemberStatus
from domain.errors import Unavailable
from domain.metrics.model import MetricPoint, MetricType
from domain.orchestrator.breaker import FAILURES, Breaker
from domain.ports.forecasting import ComputeLost, MemberFailed
from domain.simulations.model import FailureCategory, Simulation, SimulationResult, SimulationStatus, SimulationStep
from domain.workspaces.model import Role
from tests.fixtures.product import LAST_DAY, World, job_of
from tests.fixtures.steered import TODAY

STEPS = list(SimulationStep)


async def _asked(world: World, days: int = 45, horizon: int = 10) -> Simulation:
    campaign = await world.a_campaign()
    await world.observe(campaign, days)
    return await world.a_simulation(campaign, horizon)


async def _result(world: World, simulation: Simulation) -> SimulationResult:
    async with world.storage() as tx:
        found = await tx.simulations.result(simulation.workspace_id, simulation.id)
    assert found is not None
    return found


async def test_a_run_stores_a_checkpoint_for_each_step_and_says_what_it_found(world: World):
    simulation = await world.run_through(await _asked(world))
    assert (simulation.status, simulation.steps_done, simulation.failure) == (SimulationStatus.COMPLETED, 11, None)
    async with world.storage() as tx:
        records = await tx.simulations.steps(simulation.workspace_id, simulation.id)
    assert [record.step for record in records] == STEPS
    assert all(record.message.endswith(".") and record.seconds >= 0 for record in records)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemberFailed("its matrix was singular"), "its matrix was singular"),
        (TimeoutError(), "took longer than 60 seconds"),
        (ComputeLost(), "its process died"),
    ],
)
async def test_a_run_goes_on_without_a_member_that_fails_and_says_why(world: World, error: Exception, reason: str):
    world.engine.failing["window_average"] = error
    simulation = await world.run_through(await _asked(world))
    assert simulation.status is SimulationStatus.COMPLETED
    result = await _result(world, simulation)
    members = {member.model: member for member in result.ensemble.members}
    assert members["window_average"].status is MemberStatus.FAILED
    assert reason in members["window_average"].reason
    assert members["window_average"].weight == 0
    assert members["seasonal_naive"].status is MemberStatus.USED
    assert members["seasonal_naive"].weight == pytest.approx(1.0)
    assert any("window_average" in note and reason in note for note in result.notes)


async def test_without_any_member_the_last_resort_answers_with_a_note(world: World):
    world.engine.failing = {name: MemberFailed("no") for name in ("window_average", "seasonal_naive")}
    simulation = await world.run_through(await _asked(world))
    assert simulation.status is SimulationStatus.COMPLETED
    result = await _result(world, simulation)
    assert all(member.status is MemberStatus.FAILED for member in result.ensemble.members)
    assert any("No model gave a usable forecast" in note for note in result.notes)
    assert {one.metric for one in result.trajectories} >= {MetricType.CLICKS, MetricType.SPEND, MetricType.CTR}
    for trajectory in result.trajectories:
        for point in trajectory.points:
            widths = [interval.upper - interval.lower for interval in point.intervals]
            assert widths == sorted(widths)
            assert widths[-1] > 0


async def test_a_member_that_fails_again_and_again_is_left_alone_for_a_while(world: World):
    world.engine.failing["window_average"] = ComputeLost()
    handler = world.handler()
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    for horizon in range(5, 5 + FAILURES):
        await world.run_through(await world.a_simulation(campaign, horizon), handler)
    assert world.engine.asked.count("window_average") == FAILURES
    world.engine.failing.clear()
    left_out = await world.run_through(await world.a_simulation(campaign, 20), handler)
    assert world.engine.asked.count("window_average") == FAILURES
    assert any("left alone for a while" in note for note in (await _result(world, left_out)).notes)
    world.clock.advance(minutes=5)
    back = await world.run_through(await world.a_simulation(campaign, 21), handler)
    assert world.engine.asked.count("window_average") == FAILURES + 1
    used = {member.model for member in (await _result(world, back)).ensemble.members if member.weight > 0}
    assert "window_average" in used


async def test_what_fails_on_the_data_of_one_workspace_is_not_taken_from_another(world: World):
    handler = world.handler()
    here, there = await world.a_campaign(), await world.a_campaign(tenant=world.there)
    await world.observe(here, 45)
    await world.observe(there, 45)
    world.engine.failing["window_average"] = MemberFailed("its matrix was singular")
    for horizon in range(5, 5 + FAILURES):
        await world.run_through(await world.a_simulation(here, horizon), handler)
    world.engine.failing.clear()
    theirs = await _result(world, await world.run_through(await world.a_simulation(there), handler))
    assert {member.model for member in theirs.ensemble.members if member.weight > 0} >= {"window_average"}


def test_a_success_makes_earlier_failures_forgotten():
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker.failed("theta", TODAY)
    breaker.worked("theta")
    breaker.failed("theta", TODAY)
    assert not breaker.open("theta", TODAY)


def test_failures_far_apart_do_not_count_together():
    breaker = Breaker()
    for minute in range(2 * FAILURES):
        breaker.failed("theta", TODAY + 2 * minute * timedelta(minutes=1))
        assert not breaker.open("theta", TODAY + 2 * minute * timedelta(minutes=1))


async def test_a_history_too_short_for_a_member_does_not_count_as_its_failure(world: World):
    """One workspace's short histories must not take a member away from another one."""
    handler = world.handler()
    patient = replace(world.engine.members()[1], minimum_days=30)
    members = (world.engine.members()[0], patient)
    world.engine.members = lambda: members  # type: ignore[method-assign]
    handler = world.handler()
    short = await world.a_campaign("Short")
    await world.observe(short, 20)
    for horizon in range(5, 6 + FAILURES):
        simulation = await world.run_through(await world.a_simulation(short, horizon), handler)
    notes = (await _result(world, simulation)).notes
    assert any("it needs 30 observed days; there are 20" in note for note in notes)
    long = await world.a_campaign("Long", tenant=world.there)
    await world.observe(long, 45)
    await world.run_through(await world.a_simulation(long), handler)
    assert world.engine.asked.count("window_average") == 1


async def test_fewer_than_seven_days_end_in_a_clear_refusal(world: World):
    simulation = await world.run_through(await _asked(world, days=6))
    failure = simulation.failure
    assert failure is not None
    assert (simulation.status, failure.category) == (SimulationStatus.FAILED, FailureCategory.INSUFFICIENT_DATA)
    assert (failure.step, failure.retryable, failure.reference) == (SimulationStep.QUALITY, False, None)
    assert "7" in failure.hint
    assert world.engine.asked == []


async def test_seven_days_give_a_wide_answer_with_a_note(world: World):
    simulation = await world.run_through(await _asked(world, days=7))
    assert simulation.status is SimulationStatus.COMPLETED
    result = await _result(world, simulation)
    assert result.confidence.flagged
    assert result.quality.verdict == "LIMITED"
    assert result.quality.issues


async def _with(world: World, campaign: Campaign, points: list[MetricPoint]) -> None:
    async with world.storage() as tx:
        await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, points)
        await tx.commit()


@pytest.mark.parametrize(
    "value",
    [lambda day: 100.0, lambda day: 0.0, lambda day: float(day % 9 == 0), lambda day: None if 20 < day < 40 else 50.0],
    ids=["constant", "zeros", "sparse", "gap"],
)
async def test_odd_histories_give_an_honest_answer(world: World, value):
    campaign = await world.a_campaign(channels=(Channel.GOOGLE,))
    points = [
        MetricPoint(Channel.GOOGLE, metric, LAST_DAY - timedelta(days=back), known, 1)
        for back in range(60)
        for metric in (MetricType.CLICKS, MetricType.SPEND)
        if (known := value(back)) is not None
    ]
    await _with(world, campaign, points)
    simulation = await world.completed(campaign)
    assert simulation.failure is None
    result = await _result(world, simulation)
    assert {one.metric for one in result.trajectories} >= {MetricType.CLICKS, MetricType.SPEND}
    for trajectory in result.trajectories:
        for point in trajectory.points:
            assert all(0 <= interval.lower <= interval.upper for interval in point.intervals)


async def test_cancelling_between_steps_stops_all_later_ones(world: World):
    simulation = await _asked(world)
    handler, job = world.handler(), job_of(simulation)
    assert await handler.run(job, SimulationStep.VALIDATE)
    cancelled = await world.product.services.simulations.cancel(world.here.principals[Role.OWNER], simulation.id)
    assert cancelled.status is SimulationStatus.CANCELLED
    assert not await handler.run(job, SimulationStep.CACHE)
    assert not await handler.run(job, SimulationStep.PREDICT)
    stored = await world.stored(simulation)
    assert (stored.status, stored.steps_done) == (SimulationStatus.CANCELLED, 1)
    assert world.engine.asked == []


async def test_a_step_that_was_at_work_when_the_run_was_cancelled_leaves_nothing(world: World):
    simulation = await _asked(world)
    handler, job = world.handler(), job_of(simulation)
    for step in STEPS[: STEPS.index(SimulationStep.PREDICT)]:
        await handler.run(job, step)
    world.engine.gate.clear()
    world.engine.entered.clear()
    working = asyncio.create_task(handler.run(job, SimulationStep.PREDICT))
    await world.engine.entered.wait()
    await world.product.services.simulations.cancel(world.here.principals[Role.OWNER], simulation.id)
    world.engine.gate.set()
    assert not await working
    assert (await world.stored(simulation)).steps_done == STEPS.index(SimulationStep.PREDICT)
    assert handler.handler._runs == {}  # type: ignore[attr-defined]


async def test_an_old_attempt_changes_nothing_in_a_newer_one(world: World):
    simulation = await _asked(world)
    services, owner = world.product.services.simulations, world.here.principals[Role.OWNER]
    old = job_of(simulation)
    handler = world.handler()
    await handler.run(old, SimulationStep.VALIDATE)
    await services.cancel(owner, simulation.id)
    again = await services.retry(owner, simulation.id)
    assert again.attempt == 2
    assert not await handler.run(old, SimulationStep.CACHE)
    await handler.failed(old, SimulationStep.CACHE, ValueError("late"))
    await handler.cancelled(old)
    assert (await world.stored(simulation)).status is SimulationStatus.QUEUED
    assert (await world.run_through(again)).status is SimulationStatus.COMPLETED


async def test_a_run_of_a_deleted_campaign_is_cancelled(world: World):
    simulation = await _asked(world)
    handler, job = world.handler(), job_of(simulation)
    await handler.run(job, SimulationStep.VALIDATE)
    await world.product.services.campaigns.delete(world.here.principals[Role.OWNER], simulation.campaign_id)
    assert not await handler.run(job, SimulationStep.CACHE)
    assert (await world.stored(simulation)).status is SimulationStatus.CANCELLED


async def test_a_retry_is_about_the_data_of_now(world: World):
    """The answer to the same request on older data is no answer to a retry."""
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    services, owner = world.product.services.simulations, world.here.principals[Role.OWNER]
    first = await world.a_simulation(campaign)
    await services.cancel(owner, first.id)
    twin = await world.completed(campaign)
    assert twin.fingerprint == first.fingerprint
    await world.observe(campaign, 45, factor=10.0)
    retried = await world.run_through(await services.retry(owner, first.id))
    assert (retried.status, retried.cached) == (SimulationStatus.COMPLETED, False)
    impressions = (await _result(world, retried)).trajectories[0]
    assert impressions.points[0].median > 30_000


async def test_a_run_that_finds_its_twin_finished_meanwhile_takes_its_result(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    services, owner = world.product.services.simulations, world.here.principals[Role.OWNER]
    first = await world.a_simulation(campaign)
    await services.cancel(owner, first.id)
    twin = await world.completed(campaign)
    retried = await world.run_through(await services.retry(owner, first.id))
    assert (retried.status, retried.cached, retried.source_id) == (SimulationStatus.COMPLETED, True, twin.id)
    assert retried.steps_done == 2


class _Broken:
    """Steps of which one raises."""

    def __init__(self, work, broken: SimulationStep, error: Exception) -> None:
        self._work, self._broken, self._error = work, broken, error

    def of(self, step: SimulationStep):
        async def fail(run: object) -> None:
            raise self._error

        return fail if step is self._broken else self._work.of(step)


async def _broken(world: World, error: Exception, step: SimulationStep = SimulationStep.RISKS) -> Simulation:
    simulation = await _asked(world)
    handler = world.handler()
    handler.handler.work = _Broken(handler.handler.work, step, error)  # type: ignore[attr-defined]
    return await world.run_through(simulation, handler)


async def test_an_unexpected_error_is_logged_under_a_reference_and_not_shown(
    world: World, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.ERROR):
        simulation = await _broken(world, ValueError("password=hunter2 in /srv/secret.py"))
    failure = simulation.failure
    assert failure is not None
    assert (simulation.status, failure.category) == (SimulationStatus.FAILED, FailureCategory.INTERNAL)
    assert (failure.step, failure.retryable) == (SimulationStep.RISKS, True)
    assert "hunter2" not in repr(failure)
    assert "secret" not in repr(failure)
    (entry,) = [one for one in caplog.records if getattr(one, "reference", None) == failure.reference]
    assert entry.exc_info is not None
    assert "hunter2" in str(entry.exc_info[1])
    assert simulation.completed_at is not None


@pytest.mark.parametrize(
    ("error", "category", "logged"),
    [
        (TimeoutError(), FailureCategory.TIMEOUT, False),
        (Unavailable("db.internal:5432 refused"), FailureCategory.INTERNAL, True),
        (KeyError("x"), FailureCategory.INTERNAL, True),
    ],
)
async def test_each_failure_has_its_category(world: World, error: Exception, category: FailureCategory, logged: bool):
    failure = (await _broken(world, error)).failure
    assert failure is not None
    assert (failure.category, failure.retryable, failure.reference is not None) == (category, True, logged)
    assert failure.hint
    assert "internal:5432" not in repr(failure)


@pytest.mark.parametrize("step", [SimulationStep.AGGREGATE, SimulationStep.PREDICT])
async def test_a_run_whose_campaign_is_deleted_under_it_is_cancelled_and_has_not_failed(
    world: World, step: SimulationStep, caplog: pytest.LogCaptureFixture
):
    simulation, handler = await _asked(world), world.handler()
    work = handler.handler.work  # type: ignore[attr-defined]

    class Deleting:
        def of(self, asked: SimulationStep):
            async def delete_first(run: object) -> object:
                owner = world.here.principals[Role.OWNER]
                await world.product.services.campaigns.delete(owner, simulation.campaign_id)
                return await work.of(asked)(run)

            return delete_first if asked is step else work.of(asked)

    handler.handler.work = Deleting()  # type: ignore[attr-defined]
    with caplog.at_level(logging.ERROR):
        ended = await world.run_through(simulation, handler)
    assert (ended.status, ended.failure) == (SimulationStatus.CANCELLED, None)
    assert caplog.records == []


async def test_a_failed_run_can_be_tried_again_to_its_end(world: World):
    failed = await _broken(world, ValueError("once"))
    retried = await world.product.services.simulations.retry(world.here.principals[Role.OWNER], failed.id)
    assert (retried.status, retried.failure, retried.steps_done) == (SimulationStatus.QUEUED, None, 0)
    ended = await world.run_through(retried)
    assert (ended.status, ended.attempt, ended.failure) == (SimulationStatus.COMPLETED, 2, None)


@pytest.mark.parametrize("broken", STEPS)
async def test_a_failure_in_any_step_ends_the_run_there(world: World, broken: SimulationStep):
    simulation = await _broken(world, ValueError("x"), broken)
    assert simulation.status is SimulationStatus.FAILED
    assert simulation.failure is not None
    assert simulation.failure.step is broken
    assert simulation.steps_done == STEPS.index(broken)


async def test_an_import_is_followed_by_one_backtest_that_runs_use(world: World):
    owner = world.here.principals[Role.OWNER]
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    handler = world.product.handlers["BACKTEST"]  # type: ignore[index]
    job = replace(job_of(await world.a_simulation(campaign)), subject_id=campaign.id)
    assert await handler.run(job, "BACKTEST")
    assert await handler.run(job, "BACKTEST")
    assert world.engine.backtests == 1
    await world.completed(campaign, 12)
    assert world.engine.backtests == 1
    await world.product.services.campaigns.delete(owner, campaign.id)
    assert not await handler.run(job, "BACKTEST")


async def test_runs_of_one_campaign_at_once_share_the_backtest(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    simulations = [await world.a_simulation(campaign, horizon) for horizon in (7, 8, 9)]
    handler = world.handler()
    await asyncio.gather(*(world.run_through(simulation, handler) for simulation in simulations))
    assert world.engine.backtests == 1
