"""Measures of accuracy from sums. What is not defined is none, never zero."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from domain.performance.model import ScoreKey, Sums


class Grade(StrEnum):
    """How good forecasts were."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    DEGRADED = "DEGRADED"
    POOR = "POOR"


class GradeMeasure(StrEnum):
    """Which measure a grade comes from."""

    MAPE = "MAPE"
    WAPE = "WAPE"


BOUNDS: tuple[tuple[float, Grade], ...] = ((0.05, Grade.EXCELLENT), (0.15, Grade.GOOD), (0.30, Grade.DEGRADED))
"""A relative error below the bound has the grade; above the last one it is poor."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How good forecasts were. All are ratios but for ``rmse``, ``mae`` and ``pinball``, which are in the unit.

    Attributes:
        sample_size: Observed forecast days behind them; each series counts its own.
        mape: Mean absolute percentage error; none when an actual was zero.
        wape: Absolute errors over actuals; of several metrics the mean of the series' own, a day counting once.
        smape: Symmetric mean absolute percentage error, 0 … 2.
        mase: Mean absolute error over the seasonal step of the history; below 1 beats repeating last week.
        rmse: Root mean squared error; none over several units, as are ``mae`` and ``pinball``.
        mae: Mean absolute error.
        r2: Share of the variation of each series around its own mean that the medians explain; below 0 when that mean
            would have been nearer. Each series is taken relative to its seasonal step, so that all count alike.
        pinball: Mean pinball loss over the quantiles.
        scaled_pinball: The same over the seasonal step.
        coverage: Share of actuals inside the 50, 80 and 95 % intervals.
        grade_measure: MAPE, or WAPE where an actual was zero.
        against_expected: Relative error over what it was in the backtests that the forecasts rest on, for the same
            series and days ahead: MAPE, or WAPE for a series with a zero among its actuals. Above 1 it is worse than
            promised; none without backtests.
    """

    sample_size: int
    mape: float | None
    wape: float | None
    smape: float | None
    mase: float | None
    rmse: float | None
    mae: float | None
    r2: float | None
    pinball: float | None
    scaled_pinball: float | None
    coverage: tuple[float, float, float] | None
    grade: Grade | None
    grade_measure: GradeMeasure | None
    against_expected: float | None


def measures_of(sums: Sums, of: Collection[ScoreKey]) -> Measures:
    """Return the measures of sums over some keys."""
    single = len({key.metric for key in of}) == 1
    comparable = single and len({key.unit for key in of}) == 1
    mape = None if sums.zeros else _over(sums.percent, sums.days)
    wape = _over(sums.error, sums.actual) if comparable else _over(sums.share, sums.share_days)
    by_mape = mape is not None
    graded = mape if by_mape else wape
    measure = GradeMeasure.MAPE if by_mape else GradeMeasure.WAPE
    return Measures(
        sample_size=round(sums.days),
        mape=mape,
        wape=wape,
        smape=_over(sums.symmetric, sums.days),
        mase=_over(sums.scaled, sums.scaled_days),
        rmse=sqrt(sums.squared / sums.days) if comparable and sums.days else None,
        mae=_over(sums.error, sums.days) if comparable else None,
        r2=1.0 - sums.scaled_squared / sums.scaled_variation if sums.scaled_variation > 0 else None,
        pinball=_over(sums.pinball, sums.days) if comparable else None,
        scaled_pinball=_over(sums.scaled_pinball, sums.scaled_days),
        coverage=_coverage(sums),
        grade=None if graded is None else grade_of(graded),
        grade_measure=None if graded is None else measure,
        against_expected=_over(sums.compared, sums.expected),
    )


def grade_of(error: float) -> Grade:
    """Return the grade of a relative error: below 5 % excellent, below 15 % good, below 30 % degraded, else poor."""
    return next((grade for bound, grade in BOUNDS if error < bound), Grade.POOR)


def _coverage(sums: Sums) -> tuple[float, float, float] | None:
    if not sums.days:
        return None
    return sums.held50 / sums.days, sums.held80 / sums.days, sums.held95 / sums.days


def _over(top: float, bottom: float) -> float | None:
    return top / bottom if bottom > 0 else None
