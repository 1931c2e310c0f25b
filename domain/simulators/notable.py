"""The latest anomalies that are worth telling of."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.moments import HOUR, moment
from domain.streams.model import StreamEvent
from domain.streams.portions import Portion

ANOMALIES = 20


@dataclass(slots=True)
class NotableAnomalies:
    """Critical events, at most one for each stream and hour of simulation."""

    _latest: deque[tuple[StreamEvent, datetime]] = field(default_factory=lambda: deque(maxlen=ANOMALIES))
    _told: dict[str, int] = field(default_factory=dict)

    @property
    def latest(self) -> Sequence[tuple[StreamEvent, datetime]]:
        """Return them with when they were published, newest first."""
        return tuple(reversed(self._latest))

    def note(self, portion: Portion) -> bool:
        """Look through what was published; return whether something notable was there."""
        found = False
        for event in portion.events:
            if event.flag is AnomalyFlag.CRITICAL and event.at - self._told.get(event.stream, 0) >= HOUR:
                self._told[event.stream] = event.at
                self._latest.append((event, moment(portion.published)))
                found = True
        return found
