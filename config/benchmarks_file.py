"""The shape of ``benchmarks.json``."""

from pydantic import field_validator

from config.definition_shape import DefinitionShape, Factor, Percent, Price
from domain.benchmarks.model import Benchmarks, ChannelRates, IndustryFactors, Quartiles
from domain.campaigns.model import Channel


class RatesShape(DefinitionShape):
    """Typical values of a channel; prices in USD."""

    ctr_percent: Percent
    cpc: Price
    engagement_percent: Percent
    cpm: Price

    def to_domain(self) -> ChannelRates:
        """Turn percentages into ratios."""
        return ChannelRates(self.ctr_percent / 100, self.cpc, self.engagement_percent / 100, self.cpm)


class IndustryShape(DefinitionShape):
    """Factors of an industry."""

    ctr: Factor
    cpc: Factor
    engagement: Factor


class QuartilesShape(DefinitionShape):
    """Factors of the first and third quartile."""

    lower: Factor
    upper: Factor

    @field_validator("lower")
    @classmethod
    def _below(cls, value: float) -> float:
        if value > 1:
            raise ValueError("the first quartile must not be above the typical value (1)")
        return value

    @field_validator("upper")
    @classmethod
    def _above(cls, value: float) -> float:
        if value < 1:
            raise ValueError("the third quartile must not be below the typical value (1)")
        return value

    def to_domain(self) -> Quartiles:
        """Return it in domain terms."""
        return Quartiles(self.lower, self.upper)


class SpreadShape(DefinitionShape):
    """Quartiles of every figure."""

    ctr: QuartilesShape
    cpc: QuartilesShape
    engagement: QuartilesShape
    cpm: QuartilesShape


class BenchmarksFile(DefinitionShape):
    """The whole file."""

    channels: dict[Channel, RatesShape]
    industries: dict[str, IndustryShape]
    quartiles: SpreadShape

    @field_validator("channels")
    @classmethod
    def _has_other(cls, value: dict[Channel, RatesShape]) -> dict[Channel, RatesShape]:
        if Channel.OTHER not in value:
            raise ValueError("OTHER is missing; it stands for every channel that is not listed")
        return value

    @field_validator("industries")
    @classmethod
    def _lower_case(cls, value: dict[str, IndustryShape]) -> dict[str, IndustryShape]:
        for name in value:
            if name != name.lower():
                raise ValueError(f"{name!r} must be in lower case")
        return value

    def to_domain(self) -> Benchmarks:
        """Return it in domain terms."""
        return Benchmarks(
            channels={channel: rates.to_domain() for channel, rates in self.channels.items()},
            industries={
                name: IndustryFactors(factors.ctr, factors.cpc, factors.engagement)
                for name, factors in self.industries.items()
            },
            ctr_quartiles=self.quartiles.ctr.to_domain(),
            cpc_quartiles=self.quartiles.cpc.to_domain(),
            engagement_quartiles=self.quartiles.engagement.to_domain(),
            cpm_quartiles=self.quartiles.cpm.to_domain(),
        )
