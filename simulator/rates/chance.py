"""Keyed chance: a number that belongs to (seed, names, index), whatever was asked for before it.

The mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood, 2014) over a counter, so arrays of any indices
are computed at once and always alike.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)

# Acklam's rational approximation of the normal quantile; relative error below 1.15e-9.
_CENTRE_ABOVE = (
    -3.969683028665376e01,
    2.209460984245205e02,
    -2.759285104469687e02,
    1.383577518672690e02,
    -3.066479806614716e01,
    2.506628277459239e00,
)
_CENTRE_BELOW = (
    -5.447609879822406e01,
    1.615858368580409e02,
    -1.556989798598866e02,
    6.680131188771972e01,
    -1.328068155288572e01,
    1.0,
)
_TAIL_ABOVE = (
    -7.784894002430293e-03,
    -3.223964580411365e-01,
    -2.400758277161838e00,
    -2.549732539343734e00,
    4.374664141464968e00,
    2.938163982698783e00,
)
_TAIL_BELOW = (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00, 1.0)
_TAIL = 0.02425
_SMALLEST = 2.0**-54


def key_of(seed: int, *names: str) -> int:
    """Return the 64-bit key of a named source of chance."""
    digest = hashlib.sha256("\0".join((str(seed), *names)).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def uniforms(key: int, index: IndexArray) -> FloatArray:
    """Return a number strictly between 0 and 1 for each index. Shape as given."""
    with np.errstate(over="ignore"):
        mixed = np.uint64(key) + index.astype(np.uint64) * _STEP
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        mixed ^= mixed >> np.uint64(31)
    drawn: FloatArray = ((mixed >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    return drawn


def normals(key: int, index: IndexArray) -> FloatArray:
    """Return a standard normal number for each index. Shape as given."""
    return quantile(uniforms(key, index))


def quantile(share: FloatArray) -> FloatArray:
    """Return the standard normal quantiles of shares strictly between 0 and 1. Shape as given."""
    centred = share - 0.5
    square = centred * centred
    values: FloatArray = centred * np.polyval(_CENTRE_ABOVE, square) / np.polyval(_CENTRE_BELOW, square)
    outside = np.abs(centred) > 0.5 - _TAIL
    if outside.any():
        tail = np.maximum(np.minimum(share[outside], 1.0 - share[outside]), _SMALLEST)
        depth = np.sqrt(-2.0 * np.log(tail))
        ends = np.polyval(_TAIL_ABOVE, depth) / np.polyval(_TAIL_BELOW, depth)
        values[outside] = np.where(share[outside] < 0.5, ends, -ends)
    return values
