"""Logistic regression on counts, with a normal prior on each coefficient and known signs."""

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from ml.audiences.observations import probability

MOST_STEPS = 25
CLOSE = 1e-7


def fit_logistic(
    columns: FloatArray,
    rate: FloatArray,
    weight: FloatArray,
    prior: FloatArray,
    sign: NDArray[np.int64] | None = None,
    offset: FloatArray | None = None,
) -> FloatArray:
    """Return the most probable coefficients, given normal priors around zero (ridge regression of log odds).

    Newton's method. A coefficient that comes out with the wrong sign is held at zero and the others are fitted again.

    Args:
        columns: Shape ``(rows, coefficients)``.
        rate: Observed rates, 0 … 1. Shape ``(rows,)``.
        weight: Trials that each row counts for. Shape ``(rows,)``.
        prior: Standard deviation of each coefficient. Shape ``(coefficients,)``.
        sign: 1 for those that must not be negative, -1 for those that must not be positive, else 0.
        offset: Log odds that are added to those of the columns.
    """
    free = np.ones(columns.shape[1], dtype=np.bool_)
    start = np.zeros(len(rate)) if offset is None else offset
    while True:
        found = np.zeros(columns.shape[1])
        found[free] = _newton(columns[:, free], rate, weight, prior[free], start)
        wrong = np.zeros_like(free) if sign is None else free & (found * sign < 0)
        if not wrong.any():
            return found
        free &= ~wrong


def _newton(
    columns: FloatArray, rate: FloatArray, weight: FloatArray, prior: FloatArray, offset: FloatArray
) -> FloatArray:
    precision = 1.0 / prior**2
    found = np.zeros(columns.shape[1])
    value = _objective(columns, rate, weight, precision, offset, found)
    for _ in range(MOST_STEPS):
        chance = probability(offset + columns @ found)
        information = weight * np.maximum(chance * (1.0 - chance), 1e-12)
        hessian = (columns * information[:, None]).T @ columns + np.diag(precision)
        step = np.linalg.solve(hessian, columns.T @ (weight * (rate - chance)) - precision * found)
        size = 1.0
        while size > 1e-4:
            tried = _objective(columns, rate, weight, precision, offset, found + size * step)
            if tried <= value:
                break
            size /= 2.0
        found, gained, value = found + size * step, value - tried, min(tried, value)
        if np.abs(size * step).max(initial=0.0) < CLOSE or gained < CLOSE:
            break
    return found


def _objective(
    columns: FloatArray,
    rate: FloatArray,
    weight: FloatArray,
    precision: FloatArray,
    offset: FloatArray,
    found: FloatArray,
) -> float:
    logits = offset + columns @ found
    likelihood = weight * (np.logaddexp(0.0, logits) - rate * logits)
    return float(likelihood.sum() + 0.5 * (precision * found**2).sum())
