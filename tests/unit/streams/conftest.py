"""A small marketplace, events of streams, and a publisher that numbers them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.model import (
    BaselineMetrics,
    Cadence,
    Marketplace,
    OverrideUnit,
    Patterns,
    PeakWindow,
    Relationships,
    StreamDefinition,
    StreamDomain,
    ValueKind,
)
from domain.ports.marketplace import Progress
from domain.streams.model import StreamEvent

STREAMS = (
    ("customer.login.success", StreamDomain.CUSTOMER, Cadence.HIGH, ()),
    ("customer.tutor.search", StreamDomain.CUSTOMER, Cadence.MEDIUM, ()),
    ("session.booking.requested", StreamDomain.SESSION, Cadence.MEDIUM, ()),
    ("session.booking.confirmed", StreamDomain.SESSION, Cadence.MEDIUM, ()),
    ("session.no_show.tutor", StreamDomain.SESSION, Cadence.LOW, ("session.no_show_by_tutor",)),
    ("marketing.ad.click", StreamDomain.MARKETING, Cadence.HIGH, ()),
    ("seo.organic.traffic", StreamDomain.MARKETING, Cadence.MEDIUM, ()),
    ("api.request.log", StreamDomain.SYSTEM, Cadence.HIGH, ()),
    ("system.error.log", StreamDomain.SYSTEM, Cadence.LOW, ()),
    ("platform.concurrent.users", StreamDomain.SYSTEM, Cadence.LOW, ()),
)


@pytest.fixture(scope="session")
def marketplace() -> Marketplace:
    """Ten streams of four domains."""
    streams = tuple(
        StreamDefinition(
            name=name,
            number=number,
            domain=domain,
            cadence=cadence,
            very_low=False,
            events_per_day=100.0,
            variance=0.2,
            time_of_day=False,
            weekday=False,
            peak=None,
            value_kind=ValueKind.COUNTER,
            override=OverrideUnit.EVENTS_PER_HOUR,
            override_low=0.0,
            override_high=100.0,
            description="A stream.",
            fields=(),
            aliases=aliases,
        )
        for number, (name, domain, cadence, aliases) in enumerate(STREAMS, 1)
    )
    patterns = Patterns(PeakWindow(8, 22, 1.5), 1, 0.2, 1.35, (), (), 0.035, 0.07)
    return Marketplace(streams, BaselineMetrics(1, 1, 1.0, {}, {}), patterns, {}, Relationships((), (), (), ()), (), ())


@dataclass
class Publisher:
    """Makes events with the next sequence of their stream and ascending times, and remembers them."""

    sequences: dict[str, int]
    made: list[StreamEvent] = field(default_factory=list)
    now: int = 0

    def event(self, stream: str, flag: AnomalyFlag = AnomalyFlag.NORMAL) -> StreamEvent:
        """Make the next event of a stream."""
        self.sequences[stream] += 1
        self.now += 1
        event = StreamEvent(
            stream, self.sequences[stream], self.now, len(self.made), {"of": stream}, 50.0, flag, 0.0, None, None, ()
        )
        self.made.append(event)
        return event

    def step(self, *streams: str, skipped: Mapping[str, int] | None = None) -> Progress:
        """Make an event of each stream named, ``!`` for an anomaly, then count others without making them."""
        events = [
            self.event(name.removeprefix("!"), AnomalyFlag.WARNING if name[0] == "!" else AnomalyFlag.NORMAL)
            for name in streams
        ]
        for name, count in (skipped or {}).items():
            self.sequences[name] += count
        return Progress(events, self.now, (), skipped or {})


@pytest.fixture
def publisher() -> Callable[..., Publisher]:
    """Makes a publisher of some streams that have not had any events."""
    return lambda *streams: Publisher(dict.fromkeys(streams, 0))
