"""A run that is interrupted anywhere ends with the result of one that was not."""

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from domain.ports.jobs import JobHandler
from domain.simulations.model import Simulation, SimulationResult, SimulationStatus, SimulationStep
from graph.protocol_schema import ProtocolSchema
from infra.storage.memory.unit_of_work import MemoryStorage
from tests.fixtures.product import World, a_world, job_of

STEPS = list(SimulationStep)


class Crash(BaseException):
    """The process dies: nobody catches this."""


@dataclass
class Interrupted:
    """Takes a run through its steps with a fresh process before, and a death in the middle of, chosen ones.

    Attributes:
        before: Steps that a process begins with which knows nothing but what is stored.
        amid: Steps that are done once in vain: the process dies just before their checkpoint is stored.
    """

    world: World
    before: frozenset[SimulationStep] = frozenset()
    amid: frozenset[SimulationStep] = frozenset()

    async def run(self, simulation: Simulation) -> None:
        handler, job = self.world.handler(), job_of(simulation)
        for step in STEPS:
            if step in self.amid:
                await self._die_amid(handler, simulation, step)
            if step in self.before | self.amid:
                handler = self.world.handler()
            if not await handler.run(job, step):
                return

    async def _die_amid(self, handler: JobHandler, simulation: Simulation, step: SimulationStep) -> None:
        work = handler.handler.work  # type: ignore[attr-defined]

        class Dying:
            def of(self, asked: SimulationStep):
                async def do(run: object) -> None:
                    await work.of(asked)(run)
                    raise Crash

                return do

        handler.handler.work = Dying()  # type: ignore[attr-defined]
        with pytest.raises(Crash):
            await handler.run(job_of(simulation), step)


async def _outcome(schema: ProtocolSchema, **interruptions: frozenset[SimulationStep]) -> tuple[Simulation, str]:
    """Run one and the same simulation in a world of its own."""
    world = await a_world(MemoryStorage(), schema)
    await world.open()
    try:
        campaign = await world.a_campaign()
        await world.observe(campaign, 45)
        simulation = await world.a_simulation(campaign, 10)
        await Interrupted(world, **interruptions).run(simulation)
        async with world.storage() as tx:
            result = await tx.simulations.result(simulation.workspace_id, simulation.id)
        assert result is not None
        return await world.stored(simulation), repr(_comparable(result))
    finally:
        await world.close()


def _comparable(result: SimulationResult) -> SimulationResult:
    """Leave out what differs between any two runs: fresh ids and measured times."""
    nobody = UUID(int=0)
    members = tuple(replace(member, latency_ms=0.0) for member in result.ensemble.members)
    advice = tuple(replace(one, id=nobody) for one in result.advice.recommendations)
    return replace(
        result,
        risks=tuple(replace(risk, id=nobody) for risk in result.risks),
        advice=replace(result.advice, recommendations=advice),
        ensemble=replace(result.ensemble, members=members),
    )


@pytest.fixture(scope="module")
def undisturbed(schema: ProtocolSchema) -> tuple[Simulation, str]:
    return asyncio.run(_outcome(schema))


async def test_the_same_run_twice_gives_the_same_result(schema: ProtocolSchema, undisturbed: tuple[Simulation, str]):
    """Guards the tests below: a difference there is the interruption's."""
    simulation, result = await _outcome(schema)
    assert simulation.status is SimulationStatus.COMPLETED
    assert (simulation.id, result) == (undisturbed[0].id, undisturbed[1])


@pytest.mark.parametrize("step", STEPS)
async def test_a_fresh_process_goes_on_from_the_checkpoint_before(
    schema: ProtocolSchema, undisturbed: tuple[Simulation, str], step: SimulationStep
):
    simulation, result = await _outcome(schema, before=frozenset({step}))
    assert (simulation.status, simulation.steps_done) == (SimulationStatus.COMPLETED, len(STEPS))
    assert result == undisturbed[1]


@pytest.mark.parametrize("step", STEPS)
async def test_a_step_that_was_done_in_vain_is_done_again(
    schema: ProtocolSchema, undisturbed: tuple[Simulation, str], step: SimulationStep
):
    simulation, result = await _outcome(schema, amid=frozenset({step}))
    assert (simulation.status, simulation.steps_done) == (SimulationStatus.COMPLETED, len(STEPS))
    assert result == undisturbed[1]


async def test_a_process_for_every_step(schema: ProtocolSchema, undisturbed: tuple[Simulation, str]):
    _, result = await _outcome(schema, before=frozenset(STEPS))
    assert result == undisturbed[1]


async def test_a_death_in_every_step(schema: ProtocolSchema, undisturbed: tuple[Simulation, str]):
    _, result = await _outcome(schema, amid=frozenset(STEPS))
    assert result == undisturbed[1]


async def test_data_that_comes_in_between_does_not_mix_into_a_run(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    simulation = await world.a_simulation(campaign, 10)
    handler, job = world.handler(), job_of(simulation)
    for step in STEPS[: STEPS.index(SimulationStep.AGGREGATE) + 1]:
        assert await handler.run(job, step)
    await world.observe(campaign, 45, factor=10.0)
    fresh = world.handler()
    for step in STEPS[STEPS.index(SimulationStep.AGGREGATE) + 1 :]:
        await fresh.run(job, step)
    async with world.storage() as tx:
        result = await tx.simulations.result(simulation.workspace_id, simulation.id)
    assert result is not None
    impressions = next(one for one in result.trajectories if one.metric == "IMPRESSIONS")
    assert all(point.median < 30_000 for point in impressions.points)


async def test_the_models_are_not_asked_again_after_their_checkpoint(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    simulation = await world.a_simulation(campaign, 10)
    await Interrupted(world, before=frozenset(STEPS)).run(simulation)
    assert sorted(world.engine.asked) == ["seasonal_naive", "window_average"]
    assert world.engine.backtests == 1
