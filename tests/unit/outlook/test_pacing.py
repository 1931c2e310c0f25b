"""A batch leaves room in the compute pool."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from domain.outlook.pacing import PacedCompute
from infra.compute.inline import InlineCompute

Result = TypeVar("Result")


class CountingCompute(InlineCompute):
    """Notes how much was asked of it at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def run(self, function: Callable[..., Result], *arguments: Any, time_limit: float | None = None) -> Result:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0)
            return await super().run(function, *arguments, time_limit=time_limit)
        finally:
            self.now -= 1


async def test_only_a_few_pieces_are_handed_over_at_once_and_all_are_done():
    counting = CountingCompute()
    paced = PacedCompute(counting, 2)
    assert await asyncio.gather(*(paced.run(abs, -number) for number in range(10))) == list(range(10))
    assert counting.most == 2


async def test_a_piece_that_fails_gives_its_place_back():
    paced = PacedCompute(InlineCompute(), 1)
    with pytest.raises(ValueError, match="invalid literal"):
        await paced.run(int, "x")
    assert await asyncio.wait_for(paced.run(int, "7"), 5) == 7
