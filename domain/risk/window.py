"""The week in which something is most likely."""

from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray

WEEK = 7
"""A window of whole weeks holds every weekday once, so the weekday pattern cancels."""


@dataclass(frozen=True, slots=True)
class Window:
    """The window in which most paths pass the threshold.

    Attributes:
        first: 0-based day of its start.
        last: 0-based day of its end, inclusive.
        probability: Share of paths that pass it.
        depth: Mean excess of those paths; 0 when there are none.
        median: Median excess of all paths.
        passing: Which paths pass. Shape ``(paths,)``.
    """

    first: int
    last: int
    probability: float
    depth: float
    median: float
    passing: np.ndarray[tuple[int], np.dtype[np.bool_]]


def most_likely(excess: FloatArray, threshold: float, length: int) -> Window:
    """Return the window in which an excess is over its threshold on most paths.

    Windows that overlap an event are nearly as likely as the one that covers it: of those within a tenth of the highest
    probability, the one with the largest expected excess is taken, of equals the first.

    Args:
        excess: Relative excess by path and window start, ``nan`` where undefined. Shape ``(paths, windows)``.
        threshold: What has to be passed.
        length: Days of each window.
    """
    passing = excess > threshold
    shares = passing.mean(axis=0)
    weighed = np.where(passing, excess, 0.0).mean(axis=0)
    first = int(np.where(shares >= 0.9 * shares.max(), weighed, -1.0).argmax())
    chosen = passing[:, first]
    depth = float(excess[chosen, first].mean()) if chosen.any() else 0.0
    finite = excess[np.isfinite(excess[:, first]), first]
    median = float(np.median(finite)) if len(finite) else 0.0
    return Window(first, first + length - 1, float(shares[first]), depth, median, chosen)
