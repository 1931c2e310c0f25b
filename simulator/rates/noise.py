"""Slow chance in the rates: the same seed and stream have the same noise, whatever acts on the stream.

A process is a sum of two smooth ones, which change over hours and over days. Each is interpolated between independent
normal nodes along a quarter of a circle, so that its variance is 1 at every moment. The rate's factor is lognormal with
mean 1 and the stream's variance as its standard deviation. Some streams share a part of it: days on which a market is
busy are busy on both its sides.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulator.rates.chance import key_of, normals

FloatArray = NDArray[np.float64]
HourArray = NDArray[np.int64]

QUICK_HOURS, SLOW_HOURS = 6, 60
SLOW_SHARE = 0.15
"""Part of the variance of the process that changes over days."""

ACTIVITY = "activity"
"""The shared part: how much is going on in the market on both sides."""

LOADINGS: Mapping[str, float] = {
    "tutor.availability.set": 0.95,
    "customer.login.success": 0.95,
    "tutor.login.event": 0.7,
    "customer.page.view": 0.7,
    "api.request.log": 0.7,
    "customer.signup.started": 0.5,
}
"""Correlation of a stream's process with the shared one; 0 for all others."""


def noise_factors(seed: int, stream: str, variance: float, hours: HourArray) -> FloatArray:
    """Return a stream's factor at the beginning of each hour since 1970. Shape ``(hours,)``."""
    loading = LOADINGS.get(stream, 0.0)
    process = np.sqrt(1.0 - loading**2) * smooth(seed, stream, hours)
    if loading:
        process = process + loading * smooth(seed, ACTIVITY, hours)
    sigma = np.sqrt(np.log1p(variance**2))
    factors: FloatArray = np.exp(sigma * process - sigma**2 / 2)
    return factors


def smooth(seed: int, name: str, hours: HourArray) -> FloatArray:
    """Return a smooth process of mean 0 and variance 1 at each hour. Shape ``(hours,)``."""
    quick = _between_nodes(key_of(seed, "quick", name), hours, QUICK_HOURS)
    slow = _between_nodes(key_of(seed, "slow", name), hours, SLOW_HOURS)
    mixed: FloatArray = np.sqrt(1.0 - SLOW_SHARE) * quick + np.sqrt(SLOW_SHARE) * slow
    return mixed


def _between_nodes(key: int, hours: HourArray, distance: int) -> FloatArray:
    node = hours // distance
    angle = (hours - node * distance) * (np.pi / 2 / distance)
    first = int(node.min(initial=0)) if len(node) == 0 else int(node.min())
    drawn = normals(key, np.arange(first, int(node.max(initial=first)) + 2, dtype=np.int64))
    between: FloatArray = np.cos(angle) * drawn[node - first] + np.sin(angle) * drawn[node - first + 1]
    return between
