"""What a ledger holds, in figures for the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.campaigns.model import Channel
from domain.imports.ledger import Ledger
from domain.imports.model import ImportOptions
from domain.metrics.model import MetricType
from domain.metrics.weekly import told, weekly_channels
from domain.wording import counted


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures about the values of a file.

    Attributes:
        points: Values.
        channels: In the order of the enumeration.
        clicks_above: Days on which a channel has more clicks than impressions.
        weekly: Channels all of whose days are of one weekday, with its name.
    """

    points: int
    first_day: date | None
    last_day: date | None
    channels: tuple[Channel, ...]
    clicks_above: int
    weekly: dict[Channel, str]

    def warnings(self, options: ImportOptions) -> Iterator[str]:
        """Yield what a reader should know."""
        if self.clicks_above:
            yield f"On {counted(self.clicks_above, 'day')} a channel has more clicks than impressions."
        if self.weekly:
            yield (
                f"{told(self.weekly)} No forecast is made of them; export the figures by day. Where nothing ran on the "
                "other days, import zeros for them."
            )
        foreign = [channel for channel in self.channels if channel not in options.campaign_channels]
        if foreign and options.campaign_channels:
            yield f"The campaign does not run on {', '.join(foreign)}; the figures were taken all the same."


def tally(ledger: Ledger) -> Tally:
    """Count what a ledger holds."""
    points, clicks_above = 0, 0
    first: date | None = None
    last: date | None = None
    seen: dict[Channel, set[date]] = {}
    for day, channel, values in ledger.rows():
        seen.setdefault(channel, set()).add(day)
        first = first or day
        last = day
        points += sum(1 for value in values if value is not None)
        by_metric = dict(zip(ledger.metrics, values, strict=True))
        clicks, impressions = by_metric.get(MetricType.CLICKS), by_metric.get(MetricType.IMPRESSIONS)
        clicks_above += clicks is not None and impressions is not None and clicks > impressions
    channels = tuple(channel for channel in Channel if channel in seen)
    return Tally(points, first, last, channels, clicks_above, weekly_channels(seen))
