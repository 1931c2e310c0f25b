"""What a process keeps of runs, and for how long."""

import gc

from domain.orchestrator.handler import MOST_RUNS
from domain.simulations.model import SimulationStatus, SimulationStep
from tests.fixtures.product import World, job_of

STEPS = list(SimulationStep)


async def test_a_process_keeps_little_of_what_it_no_longer_works_on(world: World):
    """Locks go with who waits for them; runs that another process took over are dropped when there are too many."""
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    handler = world.handler()
    for horizon in range(5, 5 + 2 * MOST_RUNS):
        await handler.run(job_of(await world.a_simulation(campaign, horizon)), SimulationStep.VALIDATE)
    assert len(handler.handler._runs) == MOST_RUNS  # type: ignore[attr-defined]
    ended = await world.run_through(await world.a_simulation(campaign, 100), handler)
    assert (ended.status, world.engine.backtests) == (SimulationStatus.COMPLETED, 1)
    gc.collect()
    assert not handler.handler.learning.backtests._locks  # type: ignore[attr-defined]


async def test_a_run_that_was_dropped_goes_on_from_its_checkpoints(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 45)
    handler, first = world.handler(), await world.a_simulation(campaign, 10)
    for step in STEPS[: STEPS.index(SimulationStep.ENSEMBLE)]:
        assert await handler.run(job_of(first), step)
    for horizon in range(20, 20 + MOST_RUNS):
        await handler.run(job_of(await world.a_simulation(campaign, horizon)), SimulationStep.VALIDATE)
    for step in STEPS[STEPS.index(SimulationStep.ENSEMBLE) :]:
        await handler.run(job_of(first), step)
    assert (await world.stored(first)).status is SimulationStatus.COMPLETED
