"""Making the hours of a series independent of each other."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

ORDER = 18
"""Hours back on which an hour's deviation may depend."""


def whitening_filter(series: FloatArray) -> FloatArray:
    """Return the filter that takes from each hour what the hours before it predict, leaving variance 1.

    The coefficients of an autoregressive model by the equations of Yule and Walker, over the root of the variance that
    it leaves. Convolve a series with it and cut the result to the series' length.

    Args:
        series: With mean 0, longer than ``ORDER``. Shape ``(hours,)``.

    Returns:
        Shape ``(ORDER + 1,)``.
    """
    size = len(series)
    covariance = np.array([series[lag:] @ series[: size - lag] / size for lag in range(ORDER + 1)])
    lags = np.abs(np.subtract.outer(np.arange(ORDER), np.arange(ORDER)))
    matrix = covariance[lags] + 1e-6 * max(covariance[0], 1e-9) * np.eye(ORDER)
    weights = np.linalg.solve(matrix, covariance[1:])
    rest = max(float(covariance[0] - weights @ covariance[1:]), 1e-9)
    found: FloatArray = np.concatenate([[1.0], -weights]) / np.sqrt(rest)
    return found
