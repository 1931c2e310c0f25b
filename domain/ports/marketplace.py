"""The engine of the simulated marketplace. Pure: what it does follows from the definitions and the course alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.history.model import Blocks, HourBlock, RateFactors
from domain.marketplace.model import Marketplace
from domain.marketplace.timeline.model import Course
from domain.streams.model import StreamEvent


@dataclass(frozen=True, slots=True)
class Progress:
    """What an engine did in one step.

    Attributes:
        events: In the order of time.
        reached: Simulation time up to which everything is done, exclusive.
        hours: Hours that were completed in this step.
        skipped: Events of leaf streams that were counted and numbered but not made, by stream.
    """

    events: Sequence[StreamEvent]
    reached: int
    hours: Sequence[HourBlock]
    skipped: Mapping[str, int]


class MarketplaceEngine(Protocol):
    """Makes the events of one simulator in the order of time.

    The events do not depend on how the way is cut into steps, on pauses, or on saving and going on from what was saved.
    """

    @property
    def position(self) -> int:
        """Return the simulation time up to which everything is done, exclusive."""
        ...

    @property
    def sequences(self) -> Mapping[str, int]:
        """Return the sequence of the last event of each stream, 0 before the first."""
        ...

    def advance(self, until: int, limit: int, *, lean: bool = False) -> Progress:
        """Make events before ``until``, about ``limit`` of them at most.

        Args:
            until: Simulation time, not before ``position``.
            limit: After about so many events, or as much other work, the step ends early; ``reached`` says where, which
                may be where it began. 400 take a few milliseconds.
            lean: Count and number the events of leaf streams (those that nothing follows from) without making them.
        """
        ...

    def follow(self, course: Course) -> None:
        """Go on along another course, which differs from the present one from ``position`` on, or in the past only."""
        ...

    def jump(self, to: int) -> None:
        """Go on at a later moment; work that was due in between is dropped, what is due later stays."""
        ...

    def save(self) -> bytes:
        """Return everything that is needed to go on from here."""
        ...


class MarketplaceSimulator(Protocol):
    """Makes engines, history and explanations out of definitions and a course."""

    @property
    def marketplace(self) -> Marketplace:
        """Return the definitions that it works by."""
        ...

    def engine(self, course: Course, saved: bytes | None = None) -> MarketplaceEngine:
        """Return an engine at the epoch of the course's timeline, or where ``saved`` was saved.

        Raises:
            ValueError: ``saved`` is damaged or of another version.
        """
        ...

    def baseline_events(self, seed: int, begin: int, end: int) -> Sequence[ExternalEvent]:
        """Return the external events of the baseline between two moments, by time, red herrings among them."""
        ...

    def blocks(self, course: Course, begin: int, end: int, step: int) -> Blocks:
        """Return seeded block values of all streams and derived series, by the rates of the course.

        The values of a block do not depend on which blocks are asked for beside it; a coarser block is the sum of its
        finer ones. Blocks start at multiples of ``step`` since 1970.

        Args:
            course: What acts on the rates.
            begin: Start, a multiple of ``step``.
            end: End, exclusive, a multiple of ``step``.
            step: Length of a block: a divisor or multiple of an hour, at least 5 minutes.
        """
        ...

    def explain(self, course: Course, stream: str, at: int) -> RateFactors:
        """Return the rate of a stream at a moment, factor by factor."""
        ...
