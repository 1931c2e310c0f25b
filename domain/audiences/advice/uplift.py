"""How much better a rate gets by a change, and how sure that is."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from domain.audiences.advice.model import Uplift
from domain.audiences.predictions.model import Forecast, RateForecast
from domain.audiences.rates import LOWER_IS_BETTER, Rate
from domain.forecasting.model import FloatArray

LEAST_UPLIFT = 0.05
LEAST_CONFIDENCE = 0.6
"""Improvement and confidence below which nothing is offered."""

INTERVAL = NormalDist().inv_cdf(0.9)
"""Standard deviations from the middle to either end of an 80 % interval."""

BLUR = 0.02
"""Standard deviation, in log odds, by which the difference of two cases is uncertain at least: what all members of a
model get wrong alike does not show in how they differ."""


def uplift_of(
    before: Sequence[Forecast], after: Sequence[Forecast], rate: Rate, horizon_days: int | None, *, same: bool = True
) -> Uplift:
    """Compare cases with what becomes of them, each group by its mean rate.

    Members of a model differ in what they say of a change; how much is what the model does not know of it. What is
    unknown of a case itself cancels out where it is the same before and after.

    Args:
        before: As things are, at least one.
        after: After the change, at least one.
        rate: Which rate.
        horizon_days: Over which days.
        same: Whether both are of the same things, so that their own effects cancel out.
    """
    old, new = _mean_logits(before, rate, horizon_days), _mean_logits(after, rate, horizon_days)
    sign = -1.0 if rate in LOWER_IS_BETTER else 1.0
    difference = new - old
    variance = float(difference.var(ddof=1)) * (1.0 + 1.0 / len(difference)) + BLUR**2
    if not same:
        variance += _unknown(before, rate, horizon_days) + _unknown(after, rate, horizon_days)
    spread = float(np.sqrt(variance))
    base, middle = float(old.mean()), float(difference.mean())
    rates = [_chance(base + middle + sign * steps * spread) for steps in (-INTERVAL, 0.0, INTERVAL)]
    start = _chance(base)
    low, relative, high = (sign * (one / start - 1.0) for one in rates)
    return Uplift(start, rates[1], relative, low, high, NormalDist().cdf(-sign * middle / spread))


def worth_offering(uplift: Uplift) -> bool:
    """Tell whether a change is worth being offered."""
    return uplift.relative >= LEAST_UPLIFT and uplift.confidence >= LEAST_CONFIDENCE


def _of(forecasts: Sequence[Forecast], rate: Rate, horizon_days: int | None) -> list[RateForecast]:
    return [one.of(rate, horizon_days) for one in forecasts]


def _mean_logits(forecasts: Sequence[Forecast], rate: Rate, horizon_days: int | None) -> FloatArray:
    """Return the log odds of the mean rate, of each member. Shape ``(members,)``."""
    logits = np.stack([one.logits for one in _of(forecasts, rate, horizon_days)])
    mean = (1.0 / (1.0 + np.exp(-logits))).mean(axis=0)
    return np.asarray(np.log(mean) - np.log1p(-mean))


def _unknown(forecasts: Sequence[Forecast], rate: Rate, horizon_days: int | None) -> float:
    """Return how uncertain the mean of independent own effects is."""
    found = [one.unknown for one in _of(forecasts, rate, horizon_days)]
    return sum(found) / len(found) ** 2


def _chance(logit: float) -> float:
    return float(1.0 / (1.0 + np.exp(-logit)))
