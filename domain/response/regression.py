"""Linear regression on daily data with weekday effects and a trend."""

import math
from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray

MINIMUM_FREEDOM = 7
"""Observations beyond the number of estimated parameters below which nothing is estimated."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients of the regressors, weekday effects and trend already removed.

    Attributes:
        coefficients: One a regressor.
        errors: Their standard errors, widened by ``sqrt((1 + r) / (1 - r))`` for residuals with positive lag-1
            autocorrelation ``r``: consecutive days are not independent evidence.
        noise: Standard deviation of the residuals, in the unit of the response.
        variation: Standard deviation that each regressor has left after weekdays and trend are removed.
        days: Observations used.
    """

    coefficients: FloatArray
    errors: FloatArray
    noise: float
    variation: FloatArray
    days: int

    def p_value(self, index: int, *, negative: bool) -> float:
        """Return the one-sided p-value (normal approximation) that a coefficient has the stated sign by chance."""
        score = float(self.coefficients[index] / self.errors[index])
        return 0.5 * math.erfc((-score if negative else score) / math.sqrt(2.0))


def regress(response: FloatArray, regressors: FloatArray, weekdays: FloatArray, *, trend: bool) -> Fit | None:
    """Regress daily values on regressors beside weekday effects and, if wanted, a linear trend.

    By the theorem of Frisch, Waugh and Lovell the coefficients are those of a joint least-squares fit.

    Args:
        response: Shape ``(days,)``; days that are not finite here or in a regressor are left out.
        regressors: Shape ``(days, k)``.
        weekdays: 0 (Monday) … 6. Shape ``(days,)``.
        trend: Whether a linear trend is a control too.

    Returns:
        None when there are too few days or a regressor does not vary apart from the controls.
    """
    usable = np.isfinite(response) & np.isfinite(regressors).all(axis=1)
    position = np.flatnonzero(usable).astype(np.float64)
    controls = _controls(weekdays[usable], position if trend else None)
    freedom = int(usable.sum()) - controls.shape[1] - regressors.shape[1]
    if freedom < MINIMUM_FREEDOM:
        return None
    joined = np.column_stack([response[usable], regressors[usable]])
    left = joined - controls @ np.linalg.lstsq(controls, joined, rcond=None)[0]
    target, inputs = left[:, 0], left[:, 1:]
    variation = np.asarray(inputs.std(axis=0), dtype=np.float64)
    if (variation < 1e-9).any():
        return None
    coefficients = np.asarray(np.linalg.lstsq(inputs, target, rcond=None)[0], dtype=np.float64)
    residuals = target - inputs @ coefficients
    noise = math.sqrt(float(residuals @ residuals) / freedom)
    covariance = np.linalg.pinv(inputs.T @ inputs)
    errors: FloatArray = np.maximum(noise * np.sqrt(np.diag(covariance)) * _inflation(residuals), 1e-12)
    return Fit(coefficients, errors, noise, variation, int(usable.sum()))


def _controls(weekdays: FloatArray, position: FloatArray | None) -> FloatArray:
    columns = [weekdays == day for day in np.unique(weekdays)]
    if position is not None:
        columns.append(position / max(1.0, position.max(initial=0.0)))
    return np.column_stack(columns).astype(np.float64) if columns else np.zeros((0, 0))


def _inflation(residuals: FloatArray) -> float:
    power = float(residuals @ residuals)
    lagged = float(residuals[1:] @ residuals[:-1]) / power if power > 0 else 0.0
    r = min(max(lagged, 0.0), 0.9)
    return math.sqrt((1 + r) / (1 - r))
