"""How usual the number of events in a stream's trailing window is, at the moment of an event."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.history.normalise import BEYOND_ONE, LEAST_SPREAD, WITHIN_ONE, normalised
from domain.marketplace.model import Cadence, Marketplace
from domain.marketplace.moments import DAY, HOUR, MINUTE
from simulator.rates.model import RateModel

FloatArray = NDArray[np.float64]
MomentArray = NDArray[np.int64]

WINDOWS = {Cadence.HIGH: 5 * MINUTE, Cadence.MEDIUM: HOUR, Cadence.LOW: 12 * HOUR}
"""Length of the trailing window by cadence class."""

_STEP = 5 * MINUTE
_LEAST_EVENTS = 1.0

Judgement = tuple[float, AnomalyFlag, float]
"""Normalised value, flag and anomaly score."""

_NORMAL, _WARNING, _CRITICAL = AnomalyFlag.NORMAL, AnomalyFlag.WARNING, AnomalyFlag.CRITICAL
_FLAGS = np.array([_NORMAL, _WARNING, _CRITICAL], dtype=object)


class Normality:
    """Judges counts against what is usual then and there.

    The event itself is left out of its window: given that there is an event, the others are as many as at any moment.
    The spread is that of a Poisson count whose rate has the stream's variance, at least 5 % of the mean and at least
    one event.
    """

    def __init__(self, marketplace: Marketplace, rates: RateModel, since: int) -> None:
        """Begin knowing the streams from ``since`` on."""
        self.windows = tuple(WINDOWS[stream.cadence] for stream in marketplace.streams)
        self._variances = tuple(stream.variance for stream in marketplace.streams)
        self._rates = rates
        self.since = since
        self._begin = 0
        self._sums: list[list[float]] = [[] for _ in self.windows]
        self._arrays: list[FloatArray] = [np.empty(0)] * len(self.windows)

    def enter(self, at: int) -> None:
        """Make ready for the UTC day of a moment."""
        begin = at // DAY * DAY - DAY
        if begin == self._begin:
            return
        self._begin = begin
        for sums in self._sums:
            sums.clear()

    def expected(self, number: int, at: int) -> float:
        """Return how many events the window before a moment usually has; what lies before ``since`` left out."""
        first = max(at - self.windows[number], self.since)
        return self._until(number, at) - self._until(number, first)

    def judge(self, number: int, at: int, others: int) -> Judgement:
        """Judge a count of other events in the window before a moment."""
        mean = self.expected(number, at)
        swing = self._variances[number] * mean
        z = (others - mean) / max(sqrt(mean + swing * swing), LEAST_SPREAD * mean, _LEAST_EVENTS)
        size = abs(z)
        if size < 1.0:
            return round(50.0 + WITHIN_ONE * z, 2), _NORMAL, round(z, 3)
        reach = min(50.0, WITHIN_ONE + BEYOND_ONE * (size - 1.0))
        return (
            round(50.0 + reach if z > 0 else 50.0 - reach, 2),
            _WARNING if size < 2.0 else _CRITICAL,
            round(z, 3),
        )

    def judge_all(
        self, number: int, at: MomentArray, others: FloatArray
    ) -> tuple[FloatArray, list[AnomalyFlag], FloatArray]:
        """Judge counts at many moments of one stream; shapes ``(events,)``."""
        if not self._sums[number]:
            self._sum_up(number)
        marks = np.arange(len(self._arrays[number])) * float(_STEP)
        first = np.maximum(at - self.windows[number], self.since)
        mean = np.interp(at - self._begin, marks, self._arrays[number])
        mean = mean - np.interp(first - self._begin, marks, self._arrays[number])
        spread = np.sqrt(mean + (self._variances[number] * mean) ** 2)
        return judged((others - mean) / np.maximum(np.maximum(spread, LEAST_SPREAD * mean), _LEAST_EVENTS))

    def _until(self, number: int, at: int) -> float:
        index, rest = divmod(at - self._begin, _STEP)
        sums = self._sums[number] or self._sum_up(number)
        low = sums[index]
        return low + (sums[index + 1] - low) * (rest / _STEP)

    def _sum_up(self, number: int) -> list[float]:
        """Sum up what a stream usually has over two days; each stream when it is needed, so that no step does all."""
        marks = np.arange(self._begin, self._begin + 2 * DAY, _STEP, dtype=np.int64) + _STEP // 2
        usual = self._rates.usual(number, marks)
        self._arrays[number] = np.concatenate([[0.0], np.cumsum(usual)]) * (_STEP / HOUR)
        self._sums[number] = self._arrays[number].tolist()
        return self._sums[number]


def judged(z: FloatArray) -> tuple[FloatArray, list[AnomalyFlag], FloatArray]:
    """Return normalised values, flags and scores of standardised deviations."""
    size = np.abs(z)
    flags: list[AnomalyFlag] = _FLAGS[(size >= 1.0).astype(np.int64) + (size >= 2.0)].tolist()
    return np.round(normalised(z), 2), flags, np.round(z, 3)


def others_within(at: MomentArray, before: MomentArray, window: int) -> FloatArray:
    """Return how many events precede each within its window.

    Args:
        at: Times of events, ascending.
        before: Times of earlier events, ascending, as far back as the window needs.
        window: Its length.
    """
    times = np.concatenate([before, at])
    first = np.searchsorted(times, at - window, side="right")
    own = np.arange(len(before), len(times))
    return (own - first).astype(np.float64)
