"""The shape of a channel and of a planted anomaly in ``demo_campaigns.json``."""

from typing import Annotated

from pydantic import Field, model_validator

from config.definition_shape import Days, DefinitionShape, Factor, Percent, Price, Text
from domain.campaigns.model import Channel
from domain.demo.model import AnomalyKind, DemoChannel, Fatigue, PlantedAnomaly


class FatigueShape(DefinitionShape):
    """How creatives wear out."""

    half_life_days: Annotated[float, Field(gt=0, le=3650)]
    floor: Annotated[float, Field(gt=0, le=1)]
    last_refresh_days_ago: Days
    refresh_every_days: Annotated[int, Field(ge=1, le=3650)]

    def to_domain(self) -> Fatigue:
        """Return it in domain terms."""
        return Fatigue(self.half_life_days, self.floor, self.last_refresh_days_ago, self.refresh_every_days)


class ChannelShape(DefinitionShape):
    """Rates of a campaign on a channel; prices in the campaign's currency."""

    channel: Channel
    daily_budget: Price
    ctr_percent: Percent
    cpc: Price
    conversion_percent: Percent
    order_value: Price
    engagement_percent: Percent
    frequency: Annotated[float, Field(ge=1, le=50)]
    half_point: Factor
    steepness: Annotated[float, Field(ge=0.5, le=3)]
    spend_variation: Annotated[float, Field(ge=0, le=1)]
    fatigue: FatigueShape

    def to_domain(self) -> DemoChannel:
        """Turn percentages into ratios."""
        return DemoChannel(
            channel=self.channel,
            daily_budget=self.daily_budget,
            ctr=self.ctr_percent / 100,
            cpc=self.cpc,
            conversion_rate=self.conversion_percent / 100,
            order_value=self.order_value,
            engagement_rate=self.engagement_percent / 100,
            frequency=self.frequency,
            half_point=self.half_point,
            steepness=self.steepness,
            spend_variation=self.spend_variation,
            fatigue=self.fatigue.to_domain(),
        )


class AnomalyShape(DefinitionShape):
    """A planted disturbance."""

    name: Text
    description: Text
    kind: AnomalyKind
    channels: tuple[Channel, ...]
    starts_days_ago: Days
    days: Annotated[int, Field(ge=1, le=365)]
    factor: Factor

    @model_validator(mode="after")
    def _fits_together(self) -> "AnomalyShape":
        if self.days > self.starts_days_ago + 1:
            raise ValueError("it would last beyond the last observed day")
        if self.kind is AnomalyKind.TRACKING_OUTAGE and self.factor >= 1:
            raise ValueError("the factor of a tracking outage, the share that is still recorded, must be below 1")
        if self.kind is AnomalyKind.PRICE_WAR and self.factor <= 1:
            raise ValueError("the factor of a price war, by which the price rises, must be above 1")
        return self

    def to_domain(self) -> PlantedAnomaly:
        """Return it in domain terms."""
        return PlantedAnomaly(
            self.name, self.description, self.kind, self.channels, self.starts_days_ago, self.days, self.factor
        )
