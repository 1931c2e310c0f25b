"""Benchmarks of channels, adapted to an industry."""

from dataclasses import dataclass

from domain.campaigns.model import Channel


@dataclass(frozen=True, slots=True)
class BenchmarkRange:
    """What is usual: ``lower`` and ``upper`` are the first and third quartile, ``typical`` lies between them."""

    lower: float
    typical: float
    upper: float


@dataclass(frozen=True, slots=True)
class ChannelBenchmark:
    """What is usual on a channel. ``ctr`` and ``engagement`` are shares of impressions, ``cpc`` and ``cpm`` in USD."""

    ctr: BenchmarkRange
    cpc: BenchmarkRange
    engagement: BenchmarkRange
    cpm: BenchmarkRange


@dataclass(frozen=True, slots=True)
class ChannelRates:
    """Typical values of a channel over all industries; units as in ``ChannelBenchmark``."""

    ctr: float
    cpc: float
    engagement: float
    cpm: float


@dataclass(frozen=True, slots=True)
class IndustryFactors:
    """How an industry differs from all industries, as factors; 1 is no difference."""

    ctr: float = 1.0
    cpc: float = 1.0
    engagement: float = 1.0


@dataclass(frozen=True, slots=True)
class Quartiles:
    """First and third quartile as factors of the typical value."""

    lower: float
    upper: float

    def around(self, typical: float) -> BenchmarkRange:
        """Return the range around a typical value."""
        return BenchmarkRange(typical * self.lower, typical, typical * self.upper)


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """Start values until a workspace has data of its own; illustrative, not a survey.

    Attributes:
        channels: Rates by channel; has ``Channel.OTHER``, which stands for every channel that is missing.
        industries: Factors by industry, in lower case; an unknown industry has none.
    """

    channels: dict[Channel, ChannelRates]
    industries: dict[str, IndustryFactors]
    ctr_quartiles: Quartiles
    cpc_quartiles: Quartiles
    engagement_quartiles: Quartiles
    cpm_quartiles: Quartiles

    def of(self, channel: Channel, industry: str | None = None) -> ChannelBenchmark:
        """Return what is usual for a channel in an industry, compared without case."""
        rates = self.channels.get(channel, self.channels[Channel.OTHER])
        factors = self.industries.get(industry.lower(), IndustryFactors()) if industry else IndustryFactors()
        return ChannelBenchmark(
            ctr=self.ctr_quartiles.around(rates.ctr * factors.ctr),
            cpc=self.cpc_quartiles.around(rates.cpc * factors.cpc),
            engagement=self.engagement_quartiles.around(rates.engagement * factors.engagement),
            cpm=self.cpm_quartiles.around(rates.cpm),
        )
