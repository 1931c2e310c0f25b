"""The shapes of ``baseline.json``, ``patterns.json`` and ``cadences.json``."""

from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from config.definition_shape import DefinitionShape
from config.marketplace.stream_shapes import NotNegative, PeakShape, Positive
from domain.marketplace.model import BaselineMetrics, CheckInterval, Patterns

Share = Annotated[float, Field(ge=0, le=1)]


class BaselineFile(DefinitionShape):
    """The marketplace in numbers."""

    schema_: str = Field(alias="$schema")
    students: Annotated[int, Field(ge=100, le=10_000_000)]
    tutors: Annotated[int, Field(ge=10, le=1_000_000)]
    scale: Annotated[float, Field(gt=0, le=100)]
    figures: dict[str, NotNegative]
    churn_by_cohort: dict[Annotated[str, Field(pattern=r"^\d{4}Q[1-4]$")], Share]

    def to_domain(self) -> BaselineMetrics:
        """Return it in domain terms."""
        return BaselineMetrics(self.students, self.tutors, self.scale, self.figures, self.churn_by_cohort)


class PatternsFile(DefinitionShape):
    """How demand moves with the clock and the calendar."""

    schema_: str = Field(alias="$schema")
    peak: PeakShape
    ramp_hours: Annotated[int, Field(ge=0, le=6)]
    off_factor: Positive
    weekend: Positive
    months: dict[int, Positive]
    weeks: dict[int, Positive]
    growth_per_month: Annotated[float, Field(gt=-0.5, lt=1)]
    anomaly_share: Share
    time_zone: str

    @field_validator("time_zone")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no time zone; write an IANA name such as Europe/Berlin") from error
        return value

    @field_validator("months")
    @classmethod
    def _months(cls, value: dict[int, float]) -> dict[int, float]:
        if any(not 1 <= month <= 12 for month in value):
            raise ValueError("months are 1 to 12")
        return value

    @field_validator("weeks")
    @classmethod
    def _weeks(cls, value: dict[int, float]) -> dict[int, float]:
        if any(not 1 <= week <= 53 for week in value):
            raise ValueError("weeks are 1 to 53")
        return value

    def to_domain(self) -> Patterns:
        """Return it in domain terms."""
        return Patterns(
            peak=self.peak.to_domain(),
            ramp_hours=self.ramp_hours,
            off_factor=self.off_factor,
            weekend=self.weekend,
            months=tuple(sorted(self.months.items())),
            weeks=tuple(sorted(self.weeks.items())),
            growth_per_month=self.growth_per_month,
            anomaly_share=self.anomaly_share,
            time_zone=self.time_zone,
        )


class CadenceShape(DefinitionShape):
    """How often a class is checked, in seconds."""

    low: Positive
    high: Positive
    jitter_low: NotNegative
    jitter_high: NotNegative

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high < self.low or self.jitter_high < self.jitter_low:
            raise ValueError("high must not be below low")
        return self

    def to_domain(self) -> CheckInterval:
        """Return it in domain terms."""
        return CheckInterval(self.low, self.high, self.jitter_low, self.jitter_high)


class CadencesFile(DefinitionShape):
    """All cadence classes."""

    schema_: str = Field(alias="$schema")
    high: CadenceShape = Field(alias="HIGH")
    medium: CadenceShape = Field(alias="MEDIUM")
    low: CadenceShape = Field(alias="LOW")
    very_low: CadenceShape = Field(alias="VERY_LOW")

    def to_domain(self) -> dict[str, CheckInterval]:
        """Return them by name."""
        named = {"HIGH": self.high, "MEDIUM": self.medium, "LOW": self.low, "VERY_LOW": self.very_low}
        return {name: one.to_domain() for name, one in named.items()}
