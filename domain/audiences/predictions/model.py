"""What a model predicts of a case, and how sure it may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.audiences.model import AudienceKind
from domain.audiences.rates import Rate
from domain.ensemble.confidence import level_of
from domain.forecasting.model import FloatArray

ENOUGH_ROWS = 30
"""Outcomes held against a prediction from which its record counts fully."""


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How predictions of a rate held that were made without hindsight, when the model was trained.

    Attributes:
        rows: Outcomes that were held against a prediction.
        held: How many of them the 80 % band held.
        error: Mean absolute distance of prediction and outcome, relative to the mean outcome.
    """

    rows: int
    held: int
    error: float

    @property
    def coverage(self) -> float:
        """Part of the outcomes that the band held."""
        return self.held / self.rows if self.rows else 0.0

    @property
    def confidence(self) -> float:
        """How sure a prediction may be, 0 … 1: what the band held, less the error, less for few outcomes."""
        return self.coverage * (1.0 - min(self.error, 1.0)) * min(self.rows / ENOUGH_ROWS, 1.0)

    @property
    def level(self) -> str:
        """The confidence in words."""
        return level_of(self.confidence)

    @property
    def statement(self) -> str:
        """The record in a sentence."""
        return (
            f"{round(10 * self.coverage)} of 10 such predictions held: of {self.rows:,} outcomes predicted without "
            f"hindsight, the 80 % band held {self.held:,}; the prediction was off by {100 * self.error:.0f} %."
        )


@dataclass(frozen=True, slots=True)
class Driver:
    """What a feature adds to a rate, compared with a usual case.

    Attributes:
        effect: In log odds: 0.1 makes a small rate 10 % larger.
    """

    feature: str
    effect: float


@dataclass(frozen=True, slots=True)
class RateForecast:
    """A rate over a horizon.

    Attributes:
        horizon_days: Days that it is for; none for a send.
        expected: The rate, 0 … 1.
        low: Lower end of the 80 % band of the rate that will be observed, chance included.
        high: Its upper end.
        logits: Log odds that each member of the model expects; their spread is what the model does not know. Shape
            ``(members,)``.
        unknown: Variance of log odds from what could be known of the case and is not yet, such as how good a piece of
            content is.
        record: How such predictions held.
    """

    rate: Rate
    horizon_days: int | None
    expected: float
    low: float
    high: float
    logits: FloatArray
    unknown: float
    record: TrackRecord


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is predicted of a case.

    Attributes:
        rates: By horizon, then as in ``RATES``.
        drivers: For each rate, features by how much they add, the most first; empty unless asked for.
    """

    kind: AudienceKind
    rates: tuple[RateForecast, ...]
    drivers: Mapping[Rate, tuple[Driver, ...]]

    def of(self, rate: Rate, horizon_days: int | None) -> RateForecast:
        """Return a rate.

        Raises:
            LookupError: It is not predicted for this horizon.
        """
        for one in self.rates:
            if one.rate is rate and one.horizon_days == horizon_days:
                return one
        raise LookupError(f"{rate} is not predicted for {horizon_days} days")


@dataclass(frozen=True, slots=True)
class Prediction:
    """A forecast, and which version of the model made it."""

    forecast: Forecast
    version_id: UUID
    version_number: int
