"""Days in the past from which models predict what came after, to be held against what did."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ORIGINS = 4

LONGEST_SPAN, SHORTEST_SPAN = 28, 7
"""Days that are predicted from an origin, at most and at least."""

FEWEST_BEFORE, FEWEST_AFTER = 60, 5
"""Rows known on an origin, and rows to be predicted from it, below which it is no test."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One of them.

    Attributes:
        day: Ordinal of the last day whose outcomes are known.
        before: Rows that are known. A mask.
        after: Rows that are predicted. A mask.
    """

    day: int
    before: NDArray[np.bool_]
    after: NDArray[np.bool_]


def rolling_origins(day: NDArray[np.int64]) -> list[Origin]:
    """Return at most four origins, oldest first, each a span after the one before, the last a span before the end.

    Args:
        day: Ordinals of the days on which outcomes were known. Shape ``(rows,)``.
    """
    end, length = int(day.max()), int(day.max() - day.min()) + 1
    span = int(np.clip(length // (2 * ORIGINS), SHORTEST_SPAN, LONGEST_SPAN))
    found = []
    for back in range(ORIGINS, 0, -1):
        origin = end - span * back
        before, after = day <= origin, (day > origin) & (day <= origin + span)
        if before.sum() >= FEWEST_BEFORE and after.sum() >= FEWEST_AFTER:
            found.append(Origin(origin, before, after))
    return found
