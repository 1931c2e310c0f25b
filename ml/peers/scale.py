"""Scales on which the series of many campaigns are alike: logarithms of sizes, logits of shares, zeros apart."""

from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray, Known, Series, SeriesKind

SPEND = "SPEND"

VOLUMES = frozenset({SeriesKind.COUNT, SeriesKind.AMOUNT})
"""Kinds that grow with money."""

EDGE = 1e-6
"""Distance that a share keeps from 0 and 1 before its logit is taken."""

FURTHEST = 40.0
"""Bound of a logarithm or logit on the way back, so that no figure overflows."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """One series on the scale on which it is modelled.

    Attributes:
        series: Where it comes from.
        values: Logarithm, or logit of a ratio; ``nan`` where nothing or zero was observed. Shape ``(days,)``.
        ages: Days from the beginning of the campaign to each day. Shape ``(days,)``.
        weekdays: Monday is 0. Shape ``(days,)``.
        days: Observed days.
        zeros: Observed days with nothing.
        daily: Logarithm of the planned spend of a day; ``nan`` when no plan and no budget with an end is known.
    """

    series: Series
    values: FloatArray
    ages: FloatArray
    weekdays: FloatArray
    days: int
    zeros: int
    daily: float

    @property
    def moving(self) -> bool:
        """Whether anything above zero was observed: a series of nothing has no level."""
        return bool(np.isfinite(self.values).any())


def scaled(series: Series, channels: int = 1) -> Scaled:
    """Bring a series to its scale.

    Args:
        series: Any, even one without a single day.
        channels: On how many the campaign spends; its budget is taken to be shared out evenly.
    """
    values, known = series.values, series.known
    observed = ~np.isnan(values)
    nothing = observed & (values <= 0)
    positive = np.where(observed & ~nothing, values, np.nan)
    days = np.arange(len(values))
    return Scaled(
        series=series,
        values=forward(positive, series.kind),
        ages=(days + age_of(series)).astype(float),
        weekdays=((series.start.weekday() + days) % 7).astype(float),
        days=int(observed.sum()),
        zeros=int(nothing.sum()),
        daily=_daily(known, channels) if series.kind in VOLUMES else float("nan"),
    )


def forward(values: FloatArray, kind: SeriesKind) -> FloatArray:
    """Return logarithms, or logits of ratios; ``nan`` stays."""
    if kind is SeriesKind.RATIO:
        inside = np.clip(values, EDGE, 1 - EDGE)
        return np.asarray(np.log(inside) - np.log1p(-inside))
    return np.asarray(np.log(values))


def backward(values: FloatArray, kind: SeriesKind) -> FloatArray:
    """Return what ``forward`` was given."""
    bounded = np.clip(values, -FURTHEST, FURTHEST)
    return np.asarray(1 / (1 + np.exp(-bounded)) if kind is SeriesKind.RATIO else np.exp(bounded))


def age_of(series: Series) -> int:
    """Return the days from the beginning of the campaign, where it is known, to the first day of a series."""
    begins = series.known.begins
    return max(0, (series.start - begins).days) if begins is not None else 0


def _daily(known: Known, channels: int) -> float:
    planned = [amount for amount in known.planned.values() if amount > 0]
    if planned:
        return float(np.log(np.mean(planned)))
    if known.budget is None or known.begins is None or known.ends is None or known.ends < known.begins:
        return float("nan")
    return float(np.log(known.budget / ((known.ends - known.begins).days + 1) / max(channels, 1)))
