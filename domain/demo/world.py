"""The marketplace behind the demo, as it moves campaigns."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.demo.mapping import MarketMapping
from domain.demo.market import MarketFactors, market_factors
from domain.marketplace.history.model import HourBlock
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.model import Course
from domain.ports.marketplace import MarketplaceSimulator
from domain.simulators.past import counted_hours, overlay, rewritten


@dataclass(frozen=True, slots=True)
class DemoMarket:
    """Turns the past of a simulator into factors."""

    simulator: MarketplaceSimulator
    mapping: MarketMapping

    async def factors(self, course: Course, begin: int, end: int, counted: Sequence[HourBlock] = ()) -> MarketFactors:
        """Return the factors of the hours ``begin`` … ``end``, exclusive, counted since 1970. Works in a thread.

        Args:
            course: What acts on the streams.
            begin: First hour.
            end: Hour after the last one, later than ``begin``.
            counted: Hours that were counted live, from ``mapping.memory`` before ``begin`` on; hours that were not are
                taken from the history that is generated for them.
        """
        return await asyncio.to_thread(self._factors, course, begin, end, counted)

    def _factors(self, course: Course, begin: int, end: int, counted: Sequence[HourBlock]) -> MarketFactors:
        first, last = (begin - self.mapping.memory) * HOUR, end * HOUR
        marketplace = self.simulator.marketplace
        generated = self.simulator.blocks(course, first, last, HOUR)
        blocks = overlay(generated, counted, course, marketplace)
        if counted and any(one.begin < last and first < one.end for one in course.windows):
            plain = self.simulator.blocks(replace(course, windows=()), first, last, HOUR)
            live = counted_hours(generated, counted, course)
            blocks = rewritten(blocks, generated, plain, live, marketplace)
        return market_factors(self.mapping, blocks)
