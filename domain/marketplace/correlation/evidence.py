"""What one stream's hours say about windows of time in which something may have moved it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.usual import usual
from domain.marketplace.history.whitening import whitening_filter

FloatArray = NDArray[np.float64]

PRIOR = 0.35
"""Standard deviation of effects before anything is seen: a change by a third is nothing special."""
LEAST_VARIANCE = 0.005
CUT = 4.0
"""Standard deviations at which a single hour is cut, since spikes of an hour are no effects of events."""
_MAD_TO_STD = 1.4826
_NORMAL_98 = 2.326
"""Below this size are 98 of 100 normal values, either sign."""


@dataclass(slots=True)
class Evidence:
    """One stream's deviations from what is usual, with the effects of all known windows taken out.

    Deviations are divided by their standard deviation at that hour, made independent of each other by an autoregressive
    model (Yule and Walker), and regressed on all windows at once, so that overlapping windows share what they explain.

    Attributes:
        effects: Relative change of the rate that each window explains, in the order of the windows given.
        null: Statistics of windows of the same shapes put at every hour of what is left: what chance alone does.
    """

    effects: FloatArray
    _left: FloatArray
    _scale: FloatArray
    _filter: FloatArray
    _scans: dict[tuple[int, float], tuple[FloatArray, FloatArray, float]] = field(default_factory=dict)

    def statistic(self, window: FloatArray, effect: float = 0.0) -> tuple[float, float]:
        """Return how many standard deviations of chance a window's effect is, and how many an effect of 1 would be.

        Args:
            window: Strength at each hour, 0 … 1, not all 0. Shape ``(hours,)``.
            effect: What was taken out for this very window, which is put back.
        """
        some = np.flatnonzero(window)
        first, shape = int(some[0]), window[some[0] : some[-1] + 1]
        scores, precision, spread = self._scan(shape)
        root = float(np.sqrt(precision[first]))
        return (float(scores[first]) + effect * root) / spread, root / spread

    def null(self) -> FloatArray:
        """Return the statistics that windows of the shapes asked for so far have at all other hours."""
        scans = [scores / spread for scores, _, spread in self._scans.values()]
        return np.concatenate(scans) if scans else np.zeros(0)

    def _scan(self, shape: FloatArray) -> tuple[FloatArray, FloatArray, float]:
        key = (len(shape), round(float(shape.sum()), 3))
        if key not in self._scans:
            scores, precision = _scan(self._left, self._scale, self._filter, shape)
            sizes = np.abs(scores)
            # The tail counts, too: a stream that comes in batches is at rest most of the time.
            spread = max(_MAD_TO_STD * float(np.median(sizes)), float(np.quantile(sizes, 0.98)) / _NORMAL_98, 1e-6)
            self._scans[key] = (scores, precision, spread)
        return self._scans[key]


def weigh(values: FloatArray, first_hour: int, windows: FloatArray) -> Evidence:
    """Return what a stream's hours say.

    Args:
        values: Events in consecutive hours. Shape ``(hours,)``, at least two weeks.
        first_hour: The first of them, in hours since 1970.
        windows: Strength of each known window at each hour, 0 … 1. Shape ``(hours, windows)``.
    """
    expected = usual(values, first_hour)
    chance = 1.0 / expected
    ratio = values / expected - 1.0
    busy = expected >= np.median(expected)
    variance = (_MAD_TO_STD * float(np.median(np.abs(ratio[busy])))) ** 2 - float(np.median(chance[busy]))
    scale = 1.0 / np.sqrt(chance + max(variance, LEAST_VARIANCE))
    deviations = np.clip(ratio * scale, -CUT, CUT)
    deviations -= deviations.mean()
    known = windows * scale[:, None]
    effects = np.zeros(windows.shape[1])
    left, whitening = deviations, whitening_filter(deviations)
    for _ in range(2 if windows.shape[1] else 0):
        design = _filtered(whitening, known)
        precision = design.T @ design + np.eye(len(effects)) / PRIOR**2
        effects[:] = np.linalg.solve(precision, design.T @ _filtered(whitening, deviations[:, None])[:, 0])
        left = deviations - known @ effects
        whitening = whitening_filter(left)
    return Evidence(effects, left, scale, whitening)


def _filtered(whitening: FloatArray, columns: FloatArray) -> FloatArray:
    return np.stack([np.convolve(one, whitening)[: len(one)] for one in columns.T], axis=1)


def _scan(left: FloatArray, scale: FloatArray, whitening: FloatArray, shape: FloatArray) -> tuple[FloatArray, ...]:
    """Return the score statistic of a shape put at every hour, and its precision there."""
    hours, width = len(left), len(shape)
    white = np.convolve(left, whitening)[:hours]
    twice = np.convolve(white[::-1], whitening)[:hours][::-1] * scale
    scores = np.correlate(twice, shape, "valid")
    kernel = np.correlate(whitening, whitening, "full")[len(whitening) - 1 :]
    precision = np.zeros(hours - width + 1)
    for lag in range(min(width, len(kernel))):
        pairs = scale[: hours - lag] * scale[lag:] * kernel[lag]
        both = np.correlate(pairs, shape[: width - lag] * shape[lag:], "valid")
        precision += (1.0 if lag == 0 else 2.0) * both[: len(precision)]
    precision = np.maximum(precision, 1e-9)
    return scores / np.sqrt(precision), precision
