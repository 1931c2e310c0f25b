"""Made-up events of the real marketplace."""

from collections import Counter
from datetime import UTC, datetime

from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.moments import HOUR, micros
from domain.streams.model import StreamEvent

BEGIN = micros(datetime(2026, 3, 2, tzinfo=UTC))
REQUESTED = "session.booking.requested"
CONFIRMED = "session.booking.confirmed"
DECLINED = "session.booking.declined_by_tutor"
EXPIRED = "session.booking.expired"


def at(hours):
    return BEGIN + round(hours * HOUR)


class Happenings:
    """Numbers events as an engine does."""

    def __init__(self):
        self.events = []
        self._sequences = Counter()

    def add(self, stream, hours, parent=None, *, normalized=50.0, sequence=None, key=None, **data):
        self._sequences[stream] += 1
        event = StreamEvent(
            stream,
            self._sequences[stream] if sequence is None else sequence,
            at(hours),
            len(self.events) + 1 if key is None else key,
            data,
            normalized,
            AnomalyFlag.NORMAL,
            0.0,
            parent.key if isinstance(parent, StreamEvent) else parent,
            None,
            (),
        )
        self.events.append(event)
        return event

    def in_order(self):
        return sorted(self.events, key=lambda event: event.at)


def named(checks):
    """The checks by name."""
    return {check.name: check for check in checks}
