"""Jumps of a simulator's clock, remembered so that each reader is told at the right place."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.marketplace.moments import written
from domain.streams import gaps
from domain.streams.buffer import Mark
from domain.streams.model import Gap

_REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Jump:
    """The clock was set forward when the buffer was at ``mark``. Numbers ascend from 1."""

    number: int
    mark: Mark
    gap: Gap


@dataclass(slots=True)
class Jumps:
    """The latest jumps."""

    _known: deque[Jump] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _last: int = 0

    @property
    def last(self) -> int:
        """Return the number of the last jump, 0 before the first."""
        return self._last

    def add(self, mark: Mark, before: int, after: int) -> None:
        """Remember that simulation time went from one moment to another, both in microseconds since 1970."""
        self._last += 1
        gap = gaps.jumped(written(before), written(after))
        self._known.append(Jump(self._last, mark, gap))

    def after(self, number: int) -> Jump | None:
        """Return the first remembered jump behind a number."""
        return next((jump for jump in self._known if jump.number > number), None)

    def passed(self, positions: Mapping[str, int]) -> int:
        """Return the number of the last jump that somebody at these positions must know of, 0 for none.

        Somebody who has got nothing from after a jump may know of it or not, and is told again.
        """
        return max(
            (
                jump.number
                for jump in self._known
                if any(position > jump.mark.positions.get(name, 0) for name, position in positions.items())
            ),
            default=0,
        )
