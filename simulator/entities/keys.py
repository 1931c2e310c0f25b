"""Keys of events: 64 bits from which everything about an event derives, however and whenever it is made.

The mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood, 2014).
"""

import numpy as np
from numpy.typing import NDArray

KeyArray = NDArray[np.uint64]

MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
_MOST_CHILDREN = 4096


def mixed(key: int, column: int) -> int:
    """Return 64 bits that belong to a key and a column number."""
    x = (key + (column + 1) * _STEP) & MASK
    x = ((x ^ (x >> 30)) * _FIRST) & MASK
    x = ((x ^ (x >> 27)) * _SECOND) & MASK
    return x ^ (x >> 31)


def uniform(key: int, column: int) -> float:
    """Return a number 0 ≤ u < 1 that belongs to a key and a column number."""
    return (mixed(key, column) >> 11) * 2.0**-53


def child_key(parent: int, outcome: int, number: int) -> int:
    """Return the key of the ``number``-th child by an outcome (a number of the tree's, below 4,096) of a parent."""
    return mixed(parent, 1_000_003 + outcome * _MOST_CHILDREN + number)


def mixed_all(keys: KeyArray, column: int) -> KeyArray:
    """Return :func:`mixed` of many keys. Shape as given."""
    with np.errstate(over="ignore"):
        x = keys + np.uint64(((column + 1) * _STEP) & MASK)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(_FIRST)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(_SECOND)
    answer: KeyArray = x ^ (x >> np.uint64(31))
    return answer
