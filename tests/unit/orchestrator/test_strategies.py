"""Runs whose members are weighted in another way than the usual one."""

import pytest

from domain.ensemble.model import MemberStatus
from domain.ensemble.strategies import Strategy
from tests.fixtures.product import World


async def test_a_run_can_ask_for_another_strategy_and_is_not_answered_from_the_cache_of_the_usual_one(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 60)
    usual = await world.run_through(await world.a_simulation(campaign))
    told = {}
    for strategy in Strategy:
        if strategy is not Strategy.STACKED:
            simulation = await world.run_through(await world.a_simulation(campaign, strategy=strategy))
            assert (simulation.id != usual.id, simulation.cached) == (True, False)
            async with world.storage() as tx:
                result = await tx.simulations.result(simulation.workspace_id, simulation.id)
            assert result is not None
            told[strategy] = result.ensemble
            assert told[strategy].strategy.startswith(f"{strategy.value.lower()}: ")
    weights = [member.weight for member in told[Strategy.STATIC].members if member.status is MemberStatus.USED]
    assert weights == pytest.approx([1 / len(weights)] * len(weights))
