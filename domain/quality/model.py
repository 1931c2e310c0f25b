"""The data quality report."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.severity import Severity


class QualityDimension(StrEnum):
    """What aspect of the data an issue concerns."""

    COMPLETENESS = "COMPLETENESS"
    ACCURACY = "ACCURACY"
    FRESHNESS = "FRESHNESS"
    CONSISTENCY = "CONSISTENCY"


@dataclass(frozen=True, slots=True)
class QualityIssue:
    """One flaw.

    Attributes:
        code: Stable name, such as ``"GAP"``.
        message: What was found, with numbers.
        effect: What it does to the forecast.
        remedy: What would mend it.
        start: First day concerned.
        end: Last day concerned.
    """

    dimension: QualityDimension
    severity: Severity
    code: str
    message: str
    effect: str
    remedy: str
    start: date | None = None
    end: date | None = None


class QualityVerdict(StrEnum):
    """What the data is good for."""

    GOOD = "GOOD"
    LIMITED = "LIMITED"
    INSUFFICIENT = "INSUFFICIENT"


@dataclass(frozen=True, slots=True)
class DataQualityReport:
    """Scores from 0 to 1, their mean, and the issues behind them, worst first.

    Attributes:
        observed_days: Days with at least one observation.
        first_day: First observed day.
        last_day: Last observed day.
    """

    score: float
    completeness: float
    accuracy: float
    freshness: float
    consistency: float
    verdict: QualityVerdict
    observed_days: int
    first_day: date | None
    last_day: date | None
    issues: tuple[QualityIssue, ...]
