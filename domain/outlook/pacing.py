"""Room for others in the compute pool while a batch is at work."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from domain.ports.forecasting import Compute

Result = TypeVar("Result")

AT_ONCE = 2
"""Pieces of batches that are in the pool at once, those that wait for a process included: somebody's simulation is
behind two of them at most, not behind hundreds."""


class PacedCompute(Compute):
    """Hands only a few pieces over to another one at a time."""

    def __init__(self, compute: Compute, at_once: int = AT_ONCE) -> None:
        self._compute = compute
        self._places = asyncio.Semaphore(at_once)

    async def run(
        self,
        function: Callable[..., Result],
        *arguments: object,
        time_limit: float | None = None,
    ) -> Result:
        """Call the function when there is a place; see the port."""
        async with self._places:
            return await self._compute.run(function, *arguments, time_limit=time_limit)

    async def warm(self, functions: Sequence[Callable[[], None]]) -> None:
        """Run each function once in every process of the other one."""
        await self._compute.warm(functions)
