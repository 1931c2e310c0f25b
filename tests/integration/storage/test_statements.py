"""Reading many rows without keeping the event loop from everybody else."""

import asyncio

from sqlalchemy import literal, select, union_all

from infra.storage.sql.statements import Statements
from infra.storage.unit_of_work import SqlStorage


async def test_others_have_their_turn_between_two_batches(sql_storage: SqlStorage):
    rows = union_all(*(select(literal(number).label("number")) for number in range(25)))
    turns, sizes = [], []
    async with sql_storage() as tx:
        async for batch in Statements(tx.connection).batches(rows, 10):
            assert len(turns) == len(sizes)
            sizes.append(len(batch))
            asyncio.get_running_loop().call_soon(turns.append, len(batch))
    assert sizes == [10, 10, 5]
