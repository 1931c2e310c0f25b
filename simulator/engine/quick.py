"""Streams that stand alone: nothing causes their events and nothing follows, so a whole cell is made at once."""

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from domain.streams.model import StreamEvent
from simulator.engine.labels import Labels
from simulator.engine.normality import Normality, others_within
from simulator.entities.keys import KeyArray
from simulator.entities.world import World
from simulator.payloads.recipes import Recipe

MomentArray = NDArray[np.int64]

AHEAD = 384
"""Events that one stream may make beforehand in a step: many at once take less time each, but no step is to wait for a
whole cell."""

_LEAST = 48
"""Events that any stream makes at once, if it has so many: fewer take no less time."""

_new = tuple.__new__


def _no_times() -> MomentArray:
    return np.empty(0, dtype=np.int64)


@dataclass(slots=True)
class QuickStream:
    """One such stream: its present cell, and how far it is done.

    Attributes:
        recent: Times of the events before the present cell that its windows need.
        times: Of the events in the cell.
        done: How many of them are done.
        made: Those from ``made_from`` on that are made already.
    """

    number: int
    name: str
    recipe: Recipe
    window: int
    recent: MomentArray = field(default_factory=_no_times)
    at: MomentArray = field(default_factory=_no_times)
    keys: KeyArray = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    times: list[int] = field(default_factory=list)
    done: int = 0
    made: list[StreamEvent] = field(default_factory=list)
    made_from: int = 0

    def open(self, at: MomentArray, keys: KeyArray, since: int) -> None:
        """Go on with other events, those from ``since`` on; what is done counts for later windows."""
        self.recent = self.remembered(since)
        first = int(np.searchsorted(at, since))
        self.at, self.keys = at[first:], keys[first:]
        self.times = self.at.tolist()
        self.done, self.made, self.made_from = 0, [], 0

    def remembered(self, until: int) -> MomentArray:
        """Return the times of what is done that windows from ``until`` on need."""
        times = np.concatenate([self.recent, self.at[: self.done]])
        return times[np.searchsorted(times, until - self.window, side="right") :]

    def reach(self, until: int) -> int:
        """Return how many events of the cell are before a moment."""
        return bisect_left(self.times, until, self.done)

    def is_made(self, end: int) -> bool:
        """Return whether the events up to the ``end``-th of the cell are made already."""
        return self.made_from <= self.done and self.made_from + len(self.made) >= end

    def take(
        self, end: int, ahead: int, sequence: int, world: World, normality: Normality, labels: Labels
    ) -> list[StreamEvent]:
        """Return the events up to the ``end``-th of the cell, which are done then.

        Args:
            end: As ``reach`` says.
            ahead: How many may be made at once though fewer are asked for.
            sequence: Of the last event that is done.
            world: What payloads are made from.
            normality: Judges counts.
            labels: Of the stream.
        """
        if not self.is_made(end):
            stop = min(len(self.times), max(end, self.done + max(ahead, _LEAST)))
            self.made_from, self.made = self.done, self._make(self.done, stop, sequence, world, normality, labels)
        events = self.made[self.done - self.made_from : end - self.made_from]
        self.done = end
        return events

    def skip(self, end: int) -> None:
        """Let the events up to the ``end``-th be done without making them."""
        self.done = end
        if end > self.made_from + len(self.made):
            self.made_from, self.made = end, []

    def _make(
        self, first: int, end: int, sequence: int, world: World, normality: Normality, labels: Labels
    ) -> list[StreamEvent]:
        at, keys, times = self.at[first:end], self.keys[first:end], self.times[first:end]
        before = np.concatenate([self.recent, self.at[:first]])
        others = others_within(at, before, self.window)
        normalized, flags, scores = normality.judge_all(self.number, at, others)
        payloads = self.recipe.make_all(world, at, keys)
        change = labels.next_change(times[0])
        if change is None or change > times[-1]:
            both = [labels.at(times[0])] * len(times)
        else:
            both = [labels.at(one) for one in times]
        rows = zip(
            repeat(self.name, len(times)),
            range(sequence + 1, sequence + 1 + len(times)),
            times,
            keys.tolist(),
            payloads,
            normalized.tolist(),
            flags,
            scores.tolist(),
            repeat(None, len(times)),
            [scenario for scenario, _ in both],
            [events for _, events in both],
            strict=True,
        )
        return [_new(StreamEvent, row) for row in rows]
