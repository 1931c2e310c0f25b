"""A dashboard takes as many statements for many campaigns as for one."""

from datetime import timedelta

import pytest

from tests.fixtures.product import LAST_DAY, World
from tests.graph.test_query_counts import counted

EVERYTHING = """query($range: DateRangeInput) { dashboard(range: $range) {
    counts { total needingAttention } attention { campaign { name } }
    currencies { totalBudget { amount } kpis { value } trends { points { value } } channels { spend } }
    recentCampaigns { campaign { name } spend } } }"""


async def _statements(world: World, days: int | None = None) -> int:
    span = None if days is None else {"start": str(LAST_DAY - timedelta(days=days - 1)), "end": str(LAST_DAY)}
    with counted(world) as statements:
        answer = await world.ask(EVERYTHING, range=span)
    assert answer.errors == []
    return len(statements)


@pytest.mark.parametrize("count", [1, 20])
async def test_what_is_kept_takes_the_same_few_statements(sqlite_world: World, count: int):
    for number in range(count):
        await sqlite_world.observe(await sqlite_world.a_campaign(f"Campaign {number}"), 60)
    await _statements(sqlite_world)
    # The time of the workspace, the campaigns, their runs, their months, and the campaigns in the lists.
    assert await _statements(sqlite_world) == 5
    # Twelve months with those before, four in a statement.
    assert await _statements(sqlite_world, 180) == 7


async def test_catching_up_takes_the_same_statements_for_many_as_for_one(sqlite_world: World):
    made = [await sqlite_world.a_campaign(f"Campaign {number}") for number in range(20)]
    taken = []
    for changed in (made[:1], made):
        await _statements(sqlite_world)
        for campaign in changed:
            await sqlite_world.observe(campaign, 60)
        taken.append(await _statements(sqlite_world))
    assert taken[0] == taken[1]
