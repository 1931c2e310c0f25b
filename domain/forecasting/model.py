"""Series to forecast, quantile forecasts, and what a backtest measured.

All arrays are ``float64``. A series is regular and daily; a day without an observation is ``nan``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

QUANTILES: tuple[float, ...] = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""The probability levels that every member forecasts, ascending; the median stands in the middle."""

MEDIAN = QUANTILES.index(0.5)

INTERVAL_LEVELS: tuple[float, ...] = (0.5, 0.8, 0.95)
"""Central intervals offered to readers; level ``p`` lies between quantiles ``(1-p)/2`` and ``(1+p)/2``."""

HORIZON_BLOCKS: tuple[tuple[int, int], ...] = ((1, 7), (8, 14), (15, 30))
"""Days ahead, inclusive, over which accuracy is measured apart; days past the last block use the last."""


def block_of(day_ahead: int) -> int:
    """Return the index of the horizon block that holds a day ahead (1 is the first forecast day)."""
    for index, (_, last) in enumerate(HORIZON_BLOCKS):
        if day_ahead <= last:
            return index
    return len(HORIZON_BLOCKS) - 1


class SeriesKind(StrEnum):
    """What values a series can take, which decides transforms and bounds."""

    COUNT = "COUNT"
    """Non-negative, integer-valued events a day."""
    AMOUNT = "AMOUNT"
    """Non-negative, continuous, such as money."""
    RATIO = "RATIO"
    """Bounded to 0 … 1."""
    LEVEL = "LEVEL"
    """Non-negative ratio without an upper bound, such as revenue per conversion."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a campaign's series beforehand, whatever comes.

    Attributes:
        channel: Name of the channel, empty when there is none.
        objective: What the campaign is for, in the user's words.
        industry: Of the campaign, empty when unknown.
        begins: First day of the campaign.
        ends: Last day, inclusive; open-ended when none.
        budget: Of the whole campaign, all channels together, in its currency; none when there is none.
        planned: Spend that is planned for the channel by day, in the same currency; days without a plan are missing.
    """

    channel: str = ""
    objective: str = ""
    industry: str = ""
    begins: date | None = None
    ends: date | None = None
    budget: float | None = None
    planned: Mapping[date, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """One regular daily series.

    Attributes:
        key: Unique within the panel, such as ``"GOOGLE/CTR"``.
        group: What it measures, such as ``"CTR"``; models pool over series of one group.
        kind: What values it can take.
        start: Day of the first value.
        values: One value a day, ``nan`` where none was observed. Shape ``(days,)``.
        known: What is known beforehand; nothing by default.
    """

    key: str
    group: str
    kind: SeriesKind
    start: date
    values: FloatArray
    known: Known = Known()

    @property
    def end(self) -> date:
        """Day of the last value."""
        return self.start + timedelta(days=len(self.values) - 1)

    def until(self, days: int) -> "Series":
        """Return the same series cut after its first ``days`` days."""
        return replace(self, values=self.values[:days])


@dataclass(frozen=True, slots=True)
class Panel:
    """The series of one campaign, all ending on the same day.

    Attributes:
        series: At least one; keys are unique.
        peers: Series of other campaigns that were observed from their beginning, for a campaign too young to speak for
            itself; each may end on a day of its own.
    """

    series: tuple[Series, ...]
    peers: tuple[Series, ...] = ()

    def __post_init__(self) -> None:
        if len({s.key for s in self.series}) != len(self.series):
            raise ValueError("series keys must be unique")
        if len({s.end for s in self.series}) > 1:
            raise ValueError("all series of a panel end on the same day")

    @property
    def end(self) -> date:
        """Last observed day; the first forecast day follows it."""
        return self.series[0].end


@dataclass(frozen=True, slots=True)
class QuantileForecast:
    """Predictive quantiles of one series.

    Attributes:
        values: Shape ``(horizon, len(QUANTILES))``, non-decreasing along the second axis.
    """

    values: FloatArray

    @property
    def median(self) -> FloatArray:
        """The median path. Shape ``(horizon,)``."""
        return self.values[:, MEDIAN]

    @property
    def horizon(self) -> int:
        """Days forecast."""
        return int(self.values.shape[0])


@dataclass(frozen=True, slots=True)
class MemberInfo:
    """One model of the ensemble.

    Attributes:
        name: Stable name, such as ``"auto_theta"``.
        version: Changes whenever its forecasts may; part of the cache key.
        minimum_days: Observed days that it needs.
        description: One sentence for a reader.
        maximum_days: Observed days beyond which it is not asked; none when it always is. Such a member speaks for
            campaigns that have no past yet, so that it is never held against one.
    """

    name: str
    version: str
    minimum_days: int
    description: str
    maximum_days: int | None = None


@dataclass(frozen=True, slots=True)
class MemberForecast:
    """What one member made of a panel.

    Attributes:
        member: Its name.
        version: Its version.
        forecasts: By series key; a series that it could not forecast is missing here and named in ``failures``.
        failures: By series key, why.
        seconds: Wall time that it took.
    """

    member: str
    version: str
    forecasts: dict[str, QuantileForecast]
    failures: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class BacktestScore:
    """How one member did on one series in one horizon block, over all origins.

    Attributes:
        member: Its name.
        key: Series key.
        block: Index into ``HORIZON_BLOCKS``.
        observations: Forecast days that had an actual.
        mae: Mean absolute error of the median, in the unit of the series.
        rmse: Root mean squared error of the median.
        mase: ``mae`` over the in-sample mean absolute seasonal (7 day) difference (Hyndman & Koehler 2006);
            ``nan`` where that is zero.
        wape: Sum of absolute errors over sum of absolute actuals; ``nan`` where that is zero.
        pinball: Mean pinball loss over ``QUANTILES``, in the unit of the series.
        coverage: Share of actuals inside each of ``INTERVAL_LEVELS``.
    """

    member: str
    key: str
    block: int
    observations: int
    mae: float
    rmse: float
    mase: float
    wape: float
    pinball: float
    coverage: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BacktestWindow:
    """One rolling-origin forecast that was held against what came after; kept so that the ensemble can be scored too.

    Attributes:
        key: Series key.
        origin: Number of days of the series that the members saw.
        actual: Shape ``(days,)``, ``nan`` where unobserved.
        forecasts: By member name. Shape ``(days, len(QUANTILES))`` each.
    """

    key: str
    origin: int
    actual: FloatArray
    forecasts: dict[str, FloatArray]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Rolling-origin evaluation of every member on a campaign's own history.

    Attributes:
        windows: Every origin of every series. Empty when the history is too short for even one.
        scores: Per member, series and block; derived from ``windows``.
        versions: Member versions it was computed with; a stored backtest of other versions is stale.
    """

    windows: tuple[BacktestWindow, ...]
    scores: tuple[BacktestScore, ...]
    versions: dict[str, str]
