"""Stored forecasts, and what they were worth, as sums that can be added up."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.campaigns.model import Channel
from domain.forecasting.model import FloatArray, SeriesKind
from domain.metrics.model import MetricType

ENSEMBLE = "ensemble"
"""Name under which the combined forecast is scored beside its members."""


class Scope(StrEnum):
    """What a score is about."""

    SERIES = "SERIES"
    """A series of one channel as the models forecast it, such as its click rate: members and ensemble alike."""
    CAMPAIGN = "CAMPAIGN"
    """A metric of the whole campaign as it was published; of the ensemble alone, for members publish none."""


@dataclass(frozen=True, slots=True)
class Expected:
    """How far a model was off in the backtest that its run rested on, in one horizon block of one series.

    Attributes:
        block: Index into ``HORIZON_BLOCKS``.
        mape: Mean absolute percentage error, a ratio; ``nan`` where an actual was zero or none was there.
        wape: Sum of absolute errors over sum of actuals, a ratio; ``nan`` where all actuals were zero.
    """

    block: int
    mape: float
    wape: float


@dataclass(frozen=True, slots=True)
class ForecastSeries:
    """What was said about one quantity, and how its actual follows from observed metrics.

    The actual of a day is ``factor * top`` or, with a ``bottom``, ``factor * top / bottom``, summed over channels
    first.

    Attributes:
        metric: What it measures, such as ``"CTR"``.
        channel: Which channel; the whole campaign when none.
        unit: Currency code, ``count`` or ``ratio``.
        needed: Channels that must have been observed on a day for it to have an actual.
        scale: Mean absolute seasonal difference of the history, the divisor of MASE; ``nan`` or 0 when there is none.
        forecasts: By model. Shape ``(horizon, len(QUANTILES))`` each, ``nan`` on days without a forecast.
        expected: By model, one for each horizon block that was backtested.
    """

    scope: Scope
    metric: str
    channel: Channel | None
    kind: SeriesKind
    unit: str
    top: MetricType
    bottom: MetricType | None
    factor: float
    needed: tuple[Channel, ...]
    scale: float
    forecasts: dict[str, FloatArray]
    expected: dict[str, tuple[Expected, ...]]


@dataclass(frozen=True, slots=True)
class StoredForecast:
    """Everything that one run forecast.

    Attributes:
        start: First forecast day.
        horizon: Days forecast.
        data_version: Watermark of the data that it saw.
        versions: Of each model; of the ensemble, how its weights were found.
    """

    simulation_id: UUID
    campaign_id: UUID
    start: date
    horizon: int
    data_version: int
    versions: dict[str, str]
    series: tuple[ForecastSeries, ...]

    @property
    def last(self) -> date:
        """Last forecast day."""
        return self.start + timedelta(days=self.horizon - 1)


@dataclass(frozen=True, slots=True)
class DueForecast:
    """A forecast that was not held against the present data of its campaign yet.

    Attributes:
        data_version: Present watermark of the campaign.
        touched: Whether a day that it spoke of was observed or corrected since it was last looked at.
    """

    simulation_id: UUID
    campaign_id: UUID
    start: date
    last: date
    data_version: int
    touched: bool


@dataclass(frozen=True, slots=True)
class ScoreKey:
    """What a score is of. ``block`` is an index into ``HORIZON_BLOCKS``."""

    model: str
    version: str
    scope: Scope
    metric: str
    unit: str
    block: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over forecast days that were observed, from which every measure of any union of them follows.

    ``e`` is actual minus median, ``a`` the actual, ``s`` the seasonal scale of the series' history.

    Attributes:
        days: Forecast days with an actual; each series and model counts its own.
        zeros: How many of the actuals were zero.
        error: Of ``|e|``.
        squared: Of ``e²``.
        actual: Of ``|a|``.
        percent: Of ``|e| / |a|`` where ``a`` is not zero.
        symmetric: Of ``2|e| / (|a| + |median|)``, 0 where both are zero.
        share: Of ``|e|`` over the mean ``|a|`` of the series in the observed part of the forecast.
        share_days: Days behind ``share``; series that were zero throughout have none.
        scaled: Of ``|e| / s``.
        scaled_days: Days behind it; series without a scale have none.
        scaled_squared: Of ``(e / s)²``.
        scaled_variation: Of ``((a - mean a) / s)²``, the mean being that of the series in the observed part.
        pinball: Of pinball losses, the mean over ``QUANTILES``.
        scaled_pinball: Of the same over ``s``.
        held50, held80, held95: Actuals inside of these central intervals.
        expected: Of the relative error that the backtest had: MAPE, or WAPE for a series and block with a zero among
            the actuals or none without one in the backtest. Days of series that were not backtested have none.
        compared: Of the same measure as it came, on the very same days.
    """

    days: float = 0.0
    zeros: float = 0.0
    error: float = 0.0
    squared: float = 0.0
    actual: float = 0.0
    percent: float = 0.0
    symmetric: float = 0.0
    share: float = 0.0
    share_days: float = 0.0
    scaled: float = 0.0
    scaled_days: float = 0.0
    scaled_squared: float = 0.0
    scaled_variation: float = 0.0
    pinball: float = 0.0
    scaled_pinball: float = 0.0
    held50: float = 0.0
    held80: float = 0.0
    held95: float = 0.0
    expected: float = 0.0
    compared: float = 0.0

    @property
    def values(self) -> tuple[float, ...]:
        """All of them, in the order of ``SUM_NAMES``."""
        return tuple(getattr(self, name) for name in SUM_NAMES)

    @classmethod
    def total(cls, parts: "Iterable[Sums]") -> Self:
        """Add sums up."""
        return cls(*(sum(column) for column in zip(*(part.values for part in parts), strict=True)))


SUM_NAMES: tuple[str, ...] = tuple(field.name for field in fields(Sums))


@dataclass(frozen=True, slots=True)
class Score:
    """What one run's forecast, or many together, came to."""

    key: ScoreKey
    sums: Sums


@dataclass(frozen=True, slots=True)
class DatedScore:
    """Sums of one model over all its series for forecasts that began on one day."""

    model: str
    start: date
    sums: Sums


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """Which forecasts: those whose first day lies in ``first`` … ``last``, inclusive, of one campaign or of all.

    Attributes:
        scope: Which of their scores; all when none.
    """

    first: date | None = None
    last: date | None = None
    campaign_id: UUID | None = None
    scope: Scope | None = None
