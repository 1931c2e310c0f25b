"""Blocks of the past, and what is said about them."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class AnomalyFlag(StrEnum):
    """How far a value is from its mean: up to one, up to two, or more standard deviations."""

    NORMAL = "NORMAL"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


@dataclass(frozen=True, slots=True)
class Blocks:
    """Values of streams in consecutive blocks of simulation time.

    Attributes:
        begin: Start of the first block, microseconds since 1970.
        step: Length of a block in microseconds.
        streams: Names of the rows; a derived series is ``<stream>#<name>``.
        values: Shape ``(streams, blocks)``: event counts, mean levels, percentages or mean scores. NaN where a derived
            series has nothing to be taken from.
        expected: Same shape: what the rates without noise, spikes, scenarios and external events would give.
    """

    begin: int
    step: int
    streams: tuple[str, ...]
    values: FloatArray
    expected: FloatArray


@dataclass(frozen=True, slots=True)
class StreamStatistics:
    """A series in numbers, over the blocks of the baseline.

    Attributes:
        spread: Robust spread: 1.4826 times the median absolute deviation from the median.
        trend_per_month: Relative change in 30 days, by Theil and Sen's slope over the mean.
        seasonality: In words, such as ``daily and weekly``.
    """

    stream: str
    mean: float
    median: float
    std: float
    low: float
    high: float
    p25: float
    p50: float
    p75: float
    p90: float
    p95: float
    weekday_mean: float
    weekend_mean: float
    trend_per_month: float
    seasonality: str
    spread: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Values of one series and how unusual each is.

    Attributes:
        normalized: 0 … 100, where 50 is the mean; NaN values give 50.
        flags: By the distance from the mean.
        scores: Robust seasonal anomaly scores; positive above what is usual at that hour of the week.
        anomalous: Whether the false-discovery limit over all series lets it count as an anomaly.
    """

    normalized: FloatArray
    flags: tuple[AnomalyFlag, ...]
    scores: FloatArray
    anomalous: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RateFactors:
    """The rate of a stream at a moment, factor by factor, in the order in which they apply.

    Attributes:
        baseline: Events a day over 24: what the table says an hour.
        scenarios: Product of the multipliers of scenarios and manual modifiers.
        events: Product of the multipliers of external events.
        chain: What parent streams that are above or below their usual rate do to it.
        added: Events an hour that are added.
        override: Value that replaces everything, in the stream's own unit; none without one.
        rate: Events an hour that result, within 0 and 20 times the baseline.
        sources: What acts on it, each with the factor it has at the moment.
    """

    stream: str
    at: int
    baseline: float
    time_of_day: float
    weekday: float
    calendar: float
    growth: float
    scenarios: float
    events: float
    chain: float
    noise: float
    added: float
    override: float | None
    rate: float
    sources: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class HourBlock:
    """What all streams did in one hour of live simulation, exactly the sum of their events.

    Attributes:
        counts: Events by stream, in the order of the catalogue.
        levels: Mean levels of gauges and sums behind derived series, by series name: ``(sum, number)``.
    """

    begin: int
    counts: tuple[int, ...]
    levels: tuple[tuple[str, float, int], ...]
