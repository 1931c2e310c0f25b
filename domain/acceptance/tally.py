"""Everything that is measured on live events, while they go by; none is kept."""

from collections.abc import Iterator, Mapping, Sequence

from domain.acceptance.bookings import Bookings
from domain.acceptance.causes import Causes
from domain.acceptance.model import Check
from domain.acceptance.numbering import Numbering
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import DAY
from domain.streams.model import StreamEvent


class Tally:
    """Measures the events of some streams between two moments."""

    def __init__(self, marketplace: Marketplace, begin: int, end: int) -> None:
        """Begin before the first event.

        Args:
            marketplace: Whose events.
            begin: Start of the events; nothing is known of what was before.
            end: End of the events.
        """
        self._span = begin, end
        self.numbering = Numbering(dict.fromkeys(marketplace.names, 0))
        self._bookings = Bookings(begin, end)
        self._causes = Causes(marketplace, begin)
        self._chained = self._bookings.streams | self._causes.streams

    @property
    def counts(self) -> Mapping[str, int]:
        """Return the number of events of each stream."""
        return self.numbering.counts

    def take(self, events: Sequence[StreamEvent], only: frozenset[str] | None = None) -> None:
        """Take the next events in the order of time; of all streams, or of some."""
        by_stream: dict[str, list[StreamEvent]] = {}
        for event in events:
            stream = event.stream
            if only is not None and stream not in only:
                continue
            if stream in by_stream:
                by_stream[stream].append(event)
            else:
                by_stream[stream] = [event]
            if stream in self._chained:
                self._follow(event)
        for stream, own in by_stream.items():
            self.numbering.take(stream, own)

    def checks(self) -> Iterator[Check]:
        """Return what came out."""
        begin, end = self._span
        yield from self._bookings.checks(self.counts)
        yield from self._causes.checks((end - begin) / DAY)
        yield from self.numbering.checks()

    def _follow(self, event: StreamEvent) -> None:
        if event.stream in self._bookings.streams:
            self._bookings.take(event)
        if event.stream in self._causes.streams:
            self._causes.take(event)
