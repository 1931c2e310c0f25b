"""A simulator that runs, in this process or in another one, as the rest of the product sees it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from domain.errors import Refused, conflict
from domain.marketplace.history.model import HourBlock
from domain.marketplace.timeline.model import Command, Course
from domain.simulators.model import SimulatorRecord
from domain.simulators.pace import Pace
from domain.simulators.signal import Signal
from domain.simulators.timelines import Courses
from domain.streams.feed import StreamFeed
from domain.streams.model import StreamEvent

Build = Callable[[Course, int, int], Sequence[Command]]
"""Makes commands of the present course, the number of the first of them and the present moment."""


class RunningSimulator(Protocol):
    """One workspace's simulator.

    Attributes:
        course: What acts on its streams, by the commands so far.
        feed: Its events; the same wherever the simulator moves, as long as it does not fail.
        pace: Its speed.
        unsaved: Hours that are counted but not stored yet, as far as this process knows.
        changed: Told after every command, change of speed and notable anomaly.
    """

    record: SimulatorRecord
    courses: Courses
    course: Course
    feed: StreamFeed
    pace: Pace
    unsaved: list[HourBlock]
    changed: Signal

    @property
    def position(self) -> int:
        """Return the present simulation time, microseconds since 1970."""
        ...

    @property
    def effective_speed(self) -> float:
        """Return the speed that is really reached."""
        ...

    @property
    def anomalies(self) -> Sequence[tuple[StreamEvent, datetime]]:
        """Return the latest notable anomalies with when they were published, newest first."""
        ...

    async def give(self, build: Build) -> Sequence[Command]:
        """Take commands: log them, and go on along the course that follows from them.

        Args:
            build: Makes the commands; raises ``Refused`` when they cannot be. It may be asked again, when others came
                first.

        Raises:
            Refused: They cannot be, or the simulator is moving to another process.
            Unavailable: Who runs it does not answer; then nothing was done.
        """
        ...

    async def set_speed(self, speed: float) -> None:
        """Go on at another speed; 0 pauses.

        Raises:
            Refused: The simulator is moving to another process.
            Unavailable: Who runs it does not answer; then nothing was done.
        """
        ...


def starting() -> Refused:
    """Tell that the simulator is about to run."""
    return conflict("The simulator is starting.", hint="Ask again in a few seconds.")
