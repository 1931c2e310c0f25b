"""Candidates of events: a Poisson measure on time and rate, of which a rate takes what lies below it.

Time is cut into cells and rate into strips of equal width. Each strip of a cell is drawn for itself, keyed by seed,
stream, cell and strip. A candidate is an event when its level is below the rate at its time, which is exact thinning
(Lewis and Shedler, 1979). So a higher rate adds events and leaves the others as they were, and what acts on a rate
never changes what was drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.moments import HOUR, MINUTE
from simulator.entities.keys import KeyArray

FloatArray = NDArray[np.float64]
MomentArray = NDArray[np.int64]
Rate = Callable[[MomentArray], FloatArray]
"""Events an hour at moments in microseconds since 1970."""

Events = tuple[MomentArray, KeyArray]
"""Times and keys of events, by time."""

_MARGIN = 1.05
_GRID = 5 * MINUTE
_STRIPS = 1 << 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of time of one stream.

    Attributes:
        key: Of the stream's candidates.
        index: Number of cells of this length since 1970.
        length: In microseconds.
        floor: Least width of a strip, events an hour, greater than 0.
        bends: Moments at which the rate may jump; needed where they are not on a five-minute mark.
    """

    key: int
    index: int
    length: int
    floor: float
    bends: tuple[int, ...] = ()

    @property
    def begin(self) -> int:
        """Return its start."""
        return self.index * self.length

    @property
    def end(self) -> int:
        """Return its end, exclusive."""
        return (self.index + 1) * self.length


def events_of(cell: Cell, quiet: Rate, acting: Rate) -> Events:
    """Return times and keys of a cell's events, by time.

    Args:
        cell: Which.
        quiet: The rate with nothing acting, which sets the width of the strips.
        acting: The rate that decides.
    """
    grid = _grid(cell)
    width = max(float(quiet(grid).max()) * _MARGIN, cell.floor)
    highest = float(acting(_with_bends(grid, cell)).max()) * _MARGIN
    if highest <= 0.0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint64)
    times, keys = [], []
    for strip in range(min(int(np.ceil(highest / width)), _STRIPS)):
        at, level, key = _strip(cell, strip, width)
        if len(at):
            taken = level < acting(at)
            times.append(at[taken])
            keys.append(key[taken])
    if len(times) == 1:
        return times[0], keys[0]
    if not times:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint64)
    at, key = np.concatenate(times), np.concatenate(keys)
    order = np.lexsort((key, at))
    return at[order], key[order]


def in_order(at: MomentArray, keys: KeyArray) -> tuple[list[int], list[int]]:
    """Return times and keys by time, those at the same moment by key."""
    if not (at[1:] > at[:-1]).all():
        order = np.lexsort((keys, at))
        at, keys = at[order], keys[order]
    return at.tolist(), keys.tolist()


def _strip(cell: Cell, strip: int, width: float) -> tuple[MomentArray, FloatArray, KeyArray]:
    words = np.array([cell.key, cell.index * _STRIPS + strip], dtype=np.uint64)
    random = np.random.Generator(np.random.Philox(key=words))
    size = int(random.poisson(width * cell.length / HOUR))
    at = np.sort(random.integers(0, cell.length, size)) + cell.begin
    level = (random.random(size) + strip) * width
    key = random.integers(0, 1 << 64, size, dtype=np.uint64, endpoint=False)
    return at, level, key


def _grid(cell: Cell) -> MomentArray:
    marks = np.arange(cell.begin, cell.end, min(_GRID, cell.length), dtype=np.int64)
    return np.concatenate((marks, marks + (min(_GRID, cell.length) - 1)))


def _with_bends(grid: MomentArray, cell: Cell) -> MomentArray:
    inside = [at for bend in cell.bends for at in (bend - 1, bend) if cell.begin <= at < cell.end]
    return np.concatenate((grid, np.array(inside, dtype=np.int64))) if inside else grid
