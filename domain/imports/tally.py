"""What a ledger holds, in figures for the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.campaigns.model import Channel
from domain.imports.ledger import Ledger
from domain.imports.model import ImportOptions
from domain.metrics.model import MetricType
from domain.wording import counted


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures about the values of a file.

    Attributes:
        points: Values.
        channels: In the order of the enumeration.
        clicks_above: Days on which a channel has more clicks than impressions.
    """

    points: int
    first_day: date | None
    last_day: date | None
    channels: tuple[Channel, ...]
    clicks_above: int

    def warnings(self, options: ImportOptions) -> Iterator[str]:
        """Yield what a reader should know."""
        if self.clicks_above:
            yield f"On {counted(self.clicks_above, 'day')} a channel has more clicks than impressions."
        foreign = [channel for channel in self.channels if channel not in options.campaign_channels]
        if foreign and options.campaign_channels:
            yield f"The campaign does not run on {', '.join(foreign)}; the figures were taken all the same."


def tally(ledger: Ledger) -> Tally:
    """Count what a ledger holds."""
    points, clicks_above = 0, 0
    first: date | None = None
    last: date | None = None
    seen: set[Channel] = set()
    for day, channel, values in ledger.rows():
        seen.add(channel)
        first = first or day
        last = day
        points += sum(1 for value in values if value is not None)
        by_metric = dict(zip(ledger.metrics, values, strict=True))
        clicks, impressions = by_metric.get(MetricType.CLICKS), by_metric.get(MetricType.IMPRESSIONS)
        clicks_above += clicks is not None and impressions is not None and clicks > impressions
    return Tally(points, first, last, tuple(channel for channel in Channel if channel in seen), clicks_above)
