"""Which of the marketplace's streams move which part of a campaign.

A campaign spends money, which buys impressions at a price out of an audience, of which some click, of which some
convert, each of which brings revenue. Every stage of that has a factor, 1 while the market is as it usually is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What of a campaign the market moves, in the order of the funnel."""

    SPEND = "SPEND"
    PRICE = "PRICE"
    AUDIENCE = "AUDIENCE"
    CLICK_RATE = "CLICK_RATE"
    CONVERSION_RATE = "CONVERSION_RATE"
    ORDER_VALUE = "ORDER_VALUE"


@dataclass(frozen=True, slots=True)
class Signal:
    """How a stream is listened to.

    Attributes:
        hours: How many hours, the present one included, are looked at together.
        calm: Logarithm of the deviation of which half is passed on. Of smaller ones hardly anything is, so that what a
            stream does by chance moves no campaign; of larger ones nearly all.
    """

    hours: int
    calm: float
    meaning: str


@dataclass(frozen=True, slots=True)
class StageMapping:
    """What moves a stage: its factor is the product of the streams' deviations, each to the power of its elasticity."""

    elasticities: Mapping[str, float]
    meaning: str


@dataclass(frozen=True, slots=True)
class MarketMapping:
    """Which streams move which stages.

    Attributes:
        signals: By stream; exactly those that a stage names.
        stages: Each of them.
        prior_events: Usual events that are thought to have happened beside the real ones; they calm rare streams.
        lowest: No factor is below this.
        highest: No factor is above this.
    """

    signals: Mapping[str, Signal]
    stages: Mapping[Stage, StageMapping]
    prior_events: float
    lowest: float
    highest: float

    @property
    def memory(self) -> int:
        """Return how many hours before an hour must be known."""
        return max(signal.hours for signal in self.signals.values()) - 1
