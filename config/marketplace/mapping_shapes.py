"""The shape of ``campaign_mapping.json``: which streams move which part of a demo campaign."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from config.definition_shape import DefinitionShape, Text
from config.marketplace.spans import Span
from domain.demo.mapping import MarketMapping, Signal, Stage, StageMapping

MOST_HOURS = 7 * 24

Elasticity = Annotated[float, Field(ge=-3, le=3, allow_inf_nan=False)]


class SignalShape(DefinitionShape):
    """How one stream is listened to."""

    window: Span
    calm: Annotated[float, Field(gt=0, le=2)]
    meaning: Text

    @field_validator("window")
    @classmethod
    def _whole_hours(cls, value: timedelta) -> timedelta:
        if value % timedelta(hours=1) or not timedelta(hours=1) <= value <= timedelta(hours=MOST_HOURS):
            raise ValueError(f"a window has 1 to {MOST_HOURS} whole hours")
        return value

    def to_domain(self) -> Signal:
        """Return it in domain terms."""
        return Signal(self.window // timedelta(hours=1), self.calm, self.meaning)


class StageShape(DefinitionShape):
    """What moves one stage."""

    meaning: Text
    elasticities: Annotated[dict[str, Elasticity], Field(min_length=1)]


class CampaignMappingFile(DefinitionShape):
    """All signals and stages."""

    schema_: str = Field(alias="$schema")
    prior_events: Annotated[float, Field(gt=0, le=1000)]
    lowest: Annotated[float, Field(gt=0, lt=1)]
    highest: Annotated[float, Field(gt=1, le=20)]
    signals: Annotated[dict[str, SignalShape], Field(min_length=1)]
    stages: dict[Stage, StageShape]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [stage for stage in Stage if stage not in self.stages]
        if missing:
            raise ValueError(f"stages: {', '.join(missing)} is missing")
        named = {name for stage in self.stages.values() for name in stage.elasticities}
        if unheard := sorted(named - self.signals.keys()):
            raise ValueError(f"stages: {unheard[0]} is none of the signals")
        if idle := sorted(self.signals.keys() - named):
            raise ValueError(f"signals: {idle[0]} moves no stage")
        return self

    def to_domain(self) -> MarketMapping:
        """Return it in domain terms."""
        return MarketMapping(
            signals={name: signal.to_domain() for name, signal in self.signals.items()},
            stages={
                stage: StageMapping(self.stages[stage].elasticities, self.stages[stage].meaning) for stage in Stage
            },
            prior_events=self.prior_events,
            lowest=self.lowest,
            highest=self.highest,
        )
