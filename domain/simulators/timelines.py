"""Courses of stored simulators."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import DAY, micros
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Command, CommandKind, Course, Timeline
from domain.ports.marketplace import MarketplaceSimulator
from domain.simulators.model import SimulatorRecord

KNOWN_BEFORE = 200 * DAY
"""How far before a simulator's start the external events of its baseline are known."""

KNOWN_AHEAD = 45 * DAY
"""How far ahead of the present they are known; a course is made anew before they run out."""


REMEMBERED = 4
"""Worlds whose external events are remembered: making them takes longer than everything else about a course."""


@dataclass(frozen=True, slots=True)
class Courses:
    """Makes the course of a simulator from its record and its log of commands."""

    simulator: MarketplaceSimulator
    _worlds: dict[tuple[int, int, int], Sequence[ExternalEvent]] = field(default_factory=dict)

    @property
    def marketplace(self) -> Marketplace:
        """Return the definitions."""
        return self.simulator.marketplace

    def of(self, record: SimulatorRecord, commands: Sequence[Command], position: int) -> Course:
        """Return the course of a simulator that is at ``position``."""
        epoch = micros(record.epoch)
        timeline = Timeline(record.seed, epoch, in_order(commands))
        end = _known_until(max(position, epoch))
        return compile_course(self.marketplace, timeline, self._world(record.seed, epoch - KNOWN_BEFORE, end))

    def _world(self, seed: int, begin: int, end: int) -> Sequence[ExternalEvent]:
        key = (seed, begin, end)
        if key not in self._worlds:
            while len(self._worlds) >= REMEMBERED:
                self._worlds.pop(next(iter(self._worlds)))
            self._worlds[key] = self.simulator.baseline_events(seed, begin, end)
        return self._worlds[key]

    def horizon(self, course: Course) -> int:
        """Return up to when the external events of a course are known."""
        last = max((micros(one.at) for one in course.events if one.injected_by == "baseline"), default=0)
        return max(last, course.timeline.epoch) // DAY * DAY


def in_order(commands: Sequence[Command]) -> tuple[Command, ...]:
    """Return commands by the time at which they take effect.

    A script gives commands for later; a reset takes back those that have not come yet.
    """
    resets = [one for one in commands if one.kind is CommandKind.RESET]
    kept = [
        one
        for one in commands
        if not any(reset.number > one.number and reset.at <= one.at for reset in resets if reset is not one)
    ]
    return tuple(sorted(kept, key=lambda one: (one.at, one.number)))


def _known_until(position: int) -> int:
    return (position // DAY) * DAY + KNOWN_AHEAD
