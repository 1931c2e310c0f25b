"""Values by day and channel, several rows of one day settled."""

from collections.abc import Iterator
from datetime import date

from domain.campaigns.model import Channel
from domain.imports.model import DuplicatePolicy
from domain.imports.numbers import Rejected
from domain.metrics.model import MetricType

CHANNELS = tuple(Channel)
SLOTS = len(CHANNELS)
"""Keys of one day; the channels share the day's ordinal."""

Value = tuple[Channel, MetricType, date, float]


def key_of(ordinal: int, channel: Channel) -> int:
    """Return the key of a day and a channel."""
    return ordinal * SLOTS + CHANNELS.index(channel)


def day_and_channel(key: int) -> tuple[date, Channel]:
    """Return what a key stands for."""
    return date.fromordinal(key // SLOTS), CHANNELS[key % SLOTS]


class Ledger:
    """The rows of one file, one entry for each day and channel.

    Its size is bounded by what days and channels there are, not by the rows of the file: from 2000 to now on 14
    channels fewer than 150,000 entries.

    Attributes:
        repeated: Rows that met an earlier one of their day and channel.
    """

    def __init__(self, metrics: tuple[MetricType, ...], policy: DuplicatePolicy) -> None:
        self.metrics = metrics
        self.repeated = 0
        self._policy = policy
        self._entries: dict[int, list[float | None]] = {}

    def add(self, key: int, values: list[float | None]) -> None:
        """Take the values of a row, in the order of the metrics; the list is kept.

        Raises:
            Rejected: When the policy is REJECT and the day has a row for the channel already.
        """
        known = self._entries.setdefault(key, values)
        if known is values:
            return
        self.repeated += 1
        if self._policy is DuplicatePolicy.REJECT:
            day, channel = day_and_channel(key)
            raise Rejected(f"is a second row for {day.isoformat()} and {channel}")
        add = self._policy is DuplicatePolicy.SUM
        for index, value in enumerate(values):
            if value is not None:
                before = known[index]
                known[index] = before + value if add and before is not None else value

    def rows(self) -> Iterator[tuple[date, Channel, list[float | None]]]:
        """Yield every entry, ordered by day and channel, its values in the order of the metrics."""
        for key in sorted(self._entries):
            yield (*day_and_channel(key), self._entries[key])

    def values(self) -> Iterator[Value]:
        """Yield every value, ordered by day and channel."""
        for day, channel, values in self.rows():
            for metric, value in zip(self.metrics, values, strict=True):
                if value is not None:
                    yield channel, metric, day, value
