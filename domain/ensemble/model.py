"""What the ensemble reports about itself and its forecast."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.metrics.model import MetricType


class MemberStatus(StrEnum):
    """What became of a member in a run."""

    USED = "USED"
    EXCLUDED = "EXCLUDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class EnsembleMember:
    """One model's part in a run.

    Attributes:
        weight: Mean weight over metrics and horizon blocks, 0 … 1; the weights of a run sum to 1.
        reason: Why it has that weight, or why it was left out, in words with numbers.
        mase: Backtested mean absolute scaled error over all series; none without a backtest.
        latency_ms: Wall time of its forecast.
    """

    model: str
    version: str
    weight: float
    reason: str
    status: MemberStatus
    latency_ms: float
    mase: float | None = None


@dataclass(frozen=True, slots=True)
class BlockWeights:
    """The weights that were used for one metric and horizon block. ``first_day`` and ``last_day`` count from 1."""

    metric: str
    first_day: int
    last_day: int
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class EnsembleReport:
    """How the members were combined.

    Attributes:
        strategy: How weights were found.
        consensus: 1 when all members agree, towards 0 as their medians spread: one over one plus the members' weighted
            standard deviation relative to the width of the ensemble's 80 % interval, averaged over series and days.
        diversity: 1 minus the mean pairwise correlation of the members' backtest errors, in 0 … 2; 0 means that they
            err together. 0 without a backtest.
    """

    strategy: str
    consensus: float
    diversity: float
    members: tuple[EnsembleMember, ...]
    weights: tuple[BlockWeights, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A central interval that holds the value with probability ``level``."""

    level: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class TrajectoryPoint:
    """The predictive distribution of a metric on one day."""

    day: date
    median: float
    mean: float
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class TrajectoryWeek:
    """The predictive distribution of a metric's total over the forecast days of one ISO week.

    The total of a ratio is the ratio of the sums.

    Attributes:
        monday: Monday of the week; it may lie before the first forecast day.
        first: First forecast day of the week.
        days: Forecast days of the week, 1 … 7; fewer than 7 where the horizon begins or ends within it.
    """

    monday: date
    first: date
    days: int
    median: float
    mean: float
    intervals: tuple[Interval, ...]

    @property
    def last(self) -> date:
        """Last forecast day of the week."""
        return self.first + timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The forecast of one metric, a point a day.

    Attributes:
        weeks: The same by ISO week, read off the same paths; none in results that were stored before there were any.
    """

    metric: MetricType
    points: tuple[TrajectoryPoint, ...]
    weeks: tuple[TrajectoryWeek, ...] = ()


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure a forecast may be, measured on the campaign's own past.

    Attributes:
        value: Share of past forecasts (rolling origins) whose 80 % interval held the actual, times one minus the
            forecast error (WAPE, capped at 1), lower in proportion below 30 past forecast days; 0 … 1.
        level: ``very high`` (0.90), ``high`` (0.75), ``medium`` (0.50), ``low`` (0.25), else ``very low``.
        statement: The same in words with the sample size, such as "8 of 10 such forecasts held".
        coverage80: Observed coverage of the 80 % interval; none without a backtest.
        wape: Observed weighted absolute percentage error of the median; none without a backtest.
        sample_size: Past forecast days behind these figures.
        flagged: Whether it is below 0.7, so that more data should be collected.
    """

    value: float
    level: str
    statement: str
    coverage80: float | None
    wape: float | None
    sample_size: int
    flagged: bool
