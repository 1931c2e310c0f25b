"""Accuracy that somebody should know of."""

from dataclasses import dataclass
from enum import StrEnum

from domain.metrics.wording import percent
from domain.performance.measures import GradeMeasure, Measures
from domain.severity import Severity

LEAST_DAYS = 28
"""Forecast days below which nothing is judged: with fewer, chance alone crosses the limits."""

WORSE, MUCH_WORSE = 1.2, 1.5
"""Error over what backtests promised."""

CALIBRATED, LOST = 0.7, 0.5
"""Share of actuals that the 80 % interval must hold."""

EXPLAINED, UNEXPLAINED = 0.6, 0.3
"""R²."""


class AlertKind(StrEnum):
    """What is wrong."""

    ACCURACY = "ACCURACY"
    CALIBRATION = "CALIBRATION"
    EXPLANATION = "EXPLANATION"


@dataclass(frozen=True, slots=True)
class PerformanceAlert:
    """A limit that was crossed.

    Attributes:
        metric: Which one; over all when none.
        value: The figure that crossed it.
        limit: The limit of this severity.
        text: In words, with numbers.
    """

    kind: AlertKind
    severity: Severity
    metric: str | None
    value: float
    limit: float
    sample_size: int
    text: str


def alerts_of(measures: Measures, metric: str | None = None, *, beyond_a_week: bool) -> list[PerformanceAlert]:
    """Return the limits that measures cross; none of a sample below ``LEAST_DAYS``.

    Args:
        measures: What forecasts were worth.
        metric: Of which metric; over all when none.
        beyond_a_week: Whether any of them was held against its second week. Before, R² says nothing: within a few days
            a series varies little around its own mean, however many series there are.
    """
    if measures.sample_size < LEAST_DAYS:
        return []
    explained = _explanation(measures, metric) if beyond_a_week else None
    found = (_accuracy(measures, metric), _calibration(measures, metric), explained)
    return [alert for alert in found if alert is not None]


def _accuracy(measures: Measures, metric: str | None) -> PerformanceAlert | None:
    ratio, measure = measures.against_expected, measures.grade_measure
    error = measures.mape if measure is GradeMeasure.MAPE else measures.wape
    if ratio is None or error is None or ratio < WORSE:
        return None
    high = ratio >= MUCH_WORSE
    text = (
        f"{measure} is {percent(error)} over {_days(measures)}, the error {ratio:.2f} times what backtests promised; "
        f"{MUCH_WORSE if high else WORSE} times is the limit."
    )
    return _alert(AlertKind.ACCURACY, measures, metric, ratio, MUCH_WORSE if high else WORSE, text, high=high)


def _calibration(measures: Measures, metric: str | None) -> PerformanceAlert | None:
    if measures.coverage is None or measures.coverage[1] >= CALIBRATED:
        return None
    held, high = measures.coverage[1], measures.coverage[1] < LOST
    limit = LOST if high else CALIBRATED
    text = f"The 80 % intervals held {percent(held)} of {_days(measures)}; {percent(limit)} is the limit."
    return _alert(AlertKind.CALIBRATION, measures, metric, held, limit, text, high=high)


def _explanation(measures: Measures, metric: str | None) -> PerformanceAlert | None:
    if measures.r2 is None or measures.r2 >= EXPLAINED:
        return None
    high = measures.r2 < UNEXPLAINED
    limit = UNEXPLAINED if high else EXPLAINED
    text = (
        f"R² is {measures.r2:.2f} over {_days(measures)}: "
        + (
            "each series' own mean would have been nearer"
            if measures.r2 < 0
            else f"forecasts explain {percent(measures.r2)} of what varied from day to day"
        )
        + f"; {limit} is the limit."
    )
    return _alert(AlertKind.EXPLANATION, measures, metric, measures.r2, limit, text, high=high)


def _alert(
    kind: AlertKind, measures: Measures, metric: str | None, value: float, limit: float, text: str, *, high: bool
) -> PerformanceAlert:
    severity = Severity.HIGH if high else Severity.MEDIUM
    return PerformanceAlert(kind, severity, metric, value, limit, measures.sample_size, text)


def _days(measures: Measures) -> str:
    return f"{measures.sample_size:,} forecast days"
