"""Takes down events: numbers them, judges them, counts them, and makes them unless nobody wants them."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from domain.marketplace.model import Marketplace
from domain.streams.model import StreamEvent
from simulator.engine.labels import Labels
from simulator.engine.normality import Judgement, Normality

_new = tuple.__new__


class Recorder:
    """Takes down the events of streams that are followed one at a time.

    Attributes:
        sequences: Of the last event of each stream.
        levels: Sum and number behind gauges and derived series in the present hour, by series.
        skipped: Events that were not made in this step, by index of the stream.
        muted: Whether events are only remembered for the windows of later ones: those before the epoch.
        lean: Whether events that nothing follows from are skipped.
    """

    def __init__(self, marketplace: Marketplace, normality: Normality, leaves: Sequence[bool]) -> None:
        """Begin before the first event."""
        self.names = marketplace.names
        self.normality = normality
        self.labels: Sequence[Labels] = ()
        self.sequences = [0] * len(self.names)
        self.recent: list[deque[int]] = [deque() for _ in self.names]
        self.levels: dict[str, list[float]] = {}
        self.made: list[list[StreamEvent]] = [[] for _ in self.names]
        self.skipped: dict[int, int] = {}
        self.muted = False
        self.lean = False
        self.count = 0
        self._leaves = leaves
        self._derived = tuple(
            tuple((f"{stream.name}#{one.name}", one.field, one.equals) for one in stream.derived)
            for stream in marketplace.streams
        )

    def wants(self, number: int) -> bool:
        """Return whether the payload of a stream's next event is needed."""
        if self.muted:
            return False
        return not (self.lean and self._leaves[number]) or bool(self._derived[number])

    def record(self, number: int, at: int, key: int, parent: int | None, data: dict[str, Any] | None) -> None:
        """Take down an event; those of one stream in the order of time."""
        recent = self.recent[number]
        first = at - self.normality.windows[number]
        while recent and recent[0] <= first:
            recent.popleft()
        others = len(recent)
        recent.append(at)
        if self.muted:
            return
        self.count += 1
        sequence = self.sequences[number] = self.sequences[number] + 1
        if data is not None and self._derived[number]:
            self.measure(number, data)
        if data is None or (self.lean and self._leaves[number]):
            self.skipped[number] = self.skipped.get(number, 0) + 1
            return
        normalized, flag, score = self.normality.judge(number, at, others)
        scenario, events = self.labels[number].at(at)
        self.made[number].append(
            _new(
                StreamEvent,
                (self.names[number], sequence, at, key, data, normalized, flag, score, parent, scenario, events),
            )
        )

    def sample(self, number: int, at: int, key: int, data: dict[str, Any], judgement: Judgement, level: float) -> None:
        """Take down a sample of a gauge."""
        self.count += 1
        self.sequences[number] += 1
        total = self.levels.setdefault(self.names[number], [0.0, 0])
        total[0] += level
        total[1] += 1
        self.measure(number, data)
        scenario, events = self.labels[number].at(at)
        row = (self.names[number], self.sequences[number], at, key, data, *judgement, None, scenario, events)
        self.made[number].append(_new(StreamEvent, row))

    def measure(self, number: int, data: dict[str, Any]) -> None:
        """Add a payload to the levels of the hour."""
        for series, field, equals in self._derived[number]:
            level = self.levels.setdefault(series, [0.0, 0])
            value = data[field]
            level[0] += float(value) if equals is None else 100.0 * (str(value) == equals)
            level[1] += 1

    def taken(self) -> list[StreamEvent]:
        """Return the events since the last time in the order of time, and forget them."""
        events: list[StreamEvent] = []
        for made in self.made:
            if made:
                events += made
                made.clear()
        events.sort(key=_at)
        return events


def _at(event: StreamEvent) -> int:
    return event.at
