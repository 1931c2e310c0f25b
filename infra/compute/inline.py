"""Numeric work in a thread of the same process, for tests."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from domain.ports.forecasting import Compute

Result = TypeVar("Result")


class InlineCompute(Compute):
    """Runs functions in a thread: no start-up cost, and nothing can be killed.

    A cancelled or overdue call is no longer awaited, but its thread works on until the function returns.
    ``ComputeLost`` never happens.
    """

    async def run(
        self,
        function: Callable[..., Result],
        *arguments: object,
        time_limit: float | None = None,
    ) -> Result:
        """Call the function in a thread; see the port and the class."""
        async with asyncio.timeout(time_limit):
            return await asyncio.to_thread(function, *arguments)

    async def warm(self, functions: Sequence[Callable[[], None]]) -> None:
        """Run each function once."""
        for function in functions:
            await asyncio.to_thread(function)
