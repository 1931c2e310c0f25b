"""Finds what is unusual in a series as it comes, by its season, its level and how rare the like of it was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from ml.detectors.rarity import Tail

DAY, WEEK = 86_400.0, 7 * 86_400.0

LEAST_IN_CYCLE = 4
"""Rows that make a day a cycle; of rarer ones a week is."""

CYCLES = 7
"""Earlier cycles whose median, at the same time of the cycle, is what is expected."""

SHORT_LEVEL, MOST_LEVEL = 24, 144
"""Rows whose median is the level: of the moment, and usually, which is that of a cycle between these bounds."""

MEANS = (3, 12)
"""Rows that are averaged to see what each alone does not show."""

MEMORY = 6_000
"""Rows from which is learnt how rare something is."""

LEAST_KNOWN, REFIT = 60, 24
"""Rows from which on something can be called rare, and after which it is learnt anew."""

CEILING = 30.0
"""Nothing counts as rarer than once in e to this power; tails cannot be known that far."""

QUIET, CLEARLY_WORSE = 200, 3.0
"""Rows in which only what is more unusual than all before is told, and by how much more to be an alarm again."""

RAREST_COUNTS = 2.0
"""Weight of the rarest size in the score; the mean of all sizes has weight 1."""

HABIT = 0.75
"""By how much the logarithm of the number of alarms in memory lowers a score: what happens often is no alarm."""

ALARM = 5.0
"""Score from which on somebody should be told; chosen on public series, see the how-to on accuracy."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is thought of some rows.

    Attributes:
        expected: What each was expected to be from the same time of earlier cycles; ``nan`` while none is known.
        scores: How unusual each is, from 0: about minus the natural logarithm of how rarely its like came before; 0
            while too little is known, and where there is no value.
        told: What the score is worth to somebody who was told what came before; 0 unless the row is more unusual than
            all of the ``QUIET`` rows before it, and clearly so when there was an alarm among them.
    """

    expected: FloatArray
    scores: FloatArray
    told: FloatArray

    @property
    def alarms(self) -> NDArray[np.bool_]:
        """Rows at which somebody should be told: incidents are when they begin, and when they become worse."""
        return self.told >= ALARM


class SeasonalDetector:
    """Judges each row of a series by the rows before it alone, in bounded memory.

    Five sizes are watched: how far a row is from what was expected of it, how far that distance is from its level of
    the moment and from its usual level, and how far means of 3 and 12 rows are from their usual level. Each is put on
    one scale by how rare it is (``ml.detectors.rarity``). The score leans on the rarest and is supported by the others.

    It makes no difference whether rows are judged one at a time or many at once.
    """

    def __init__(self, spacing: float) -> None:
        """Take how far apart rows usually are; a day is their cycle, or a week when a day has fewer than four.

        Args:
            spacing: Seconds.

        Raises:
            ValueError: It is not above 0.
        """
        if not spacing > 0.0:
            raise ValueError("rows must be some time apart")
        self._slack = spacing / 2.0
        self._cycle = DAY if spacing * LEAST_IN_CYCLE <= DAY else WEEK
        in_cycle = round(self._cycle / spacing)
        self._level = min(max(SHORT_LEVEL, in_cycle), MOST_LEVEL)
        self._kept = max(MEMORY, min(CYCLES * in_cycle, 4 * MEMORY)) + REFIT
        self._seen = 0
        self._times = np.zeros(0)
        self._values = np.zeros(0)
        self._residuals = np.zeros(0)
        self._sizes = np.zeros((3 + len(MEANS), 0))
        self._scores = np.zeros(0)
        self._alarms: list[tuple[int, float]] = []
        self._tails: tuple[Tail | None, ...] = ()
        self._learnt = -1

    def judge(self, times: NDArray[np.int64], values: FloatArray) -> Judged:
        """Judge the next rows and learn from them.

        Args:
            times: Ascending, none before those of earlier rows; seconds since 1970. Shape ``(rows,)``.
            values: ``nan`` where unobserved. Shape ``(rows,)``.
        """
        before = len(self._times)
        observed = np.isfinite(values)
        self._times = np.append(self._times, times)
        self._values = np.append(self._values, _filled(values, self._values[-1:]))
        expected = self._expected(before)
        self._residuals = np.append(self._residuals, np.nan_to_num(self._values[before:] - expected))
        sizes = self._new_sizes(before, expected)
        sizes[:, ~observed] = np.nan
        self._sizes = np.append(self._sizes, sizes, axis=1)
        scores = self._new_scores(before)
        self._scores = np.append(self._scores, scores)
        told = self._told(before)
        self._seen += len(values)
        self._forget()
        return Judged(expected, scores, told)

    def _expected(self, before: int) -> FloatArray:
        now = self._times[before:]
        earlier = np.full((CYCLES, len(now)), np.nan)
        for cycle in range(CYCLES):
            then = now - (cycle + 1) * self._cycle + self._slack
            place = np.searchsorted(self._times, then, side="right") - 1
            # A row of two may not be held against itself, however far rows are apart.
            place = np.minimum(place, before + np.arange(len(now)) - 1)
            earlier[cycle] = np.where(place >= 0, self._values[np.maximum(place, 0)], np.nan)
        return _median_of_seen(earlier)

    def _new_sizes(self, before: int, expected: FloatArray) -> FloatArray:
        residuals = self._residuals
        now = residuals[before:]
        unknown = ~np.isfinite(expected)
        distances = np.stack(
            [
                np.abs(now),
                np.abs(now - _median_before(residuals, before, SHORT_LEVEL)),
                np.abs(now - _median_before(residuals, before, self._level)),
            ]
        )
        distances[:, unknown] = np.nan
        means, first = [], max(0, before - self._level - max(MEANS))
        for width in MEANS:
            mean = _trailing_mean(self._values[first:], width)
            means.append(np.abs(mean[before - first :] - _median_before(mean, before - first, self._level)))
        return np.concatenate([distances, np.stack(means)])

    def _new_scores(self, before: int) -> FloatArray:
        rows = self._sizes.shape[1]
        scores = np.zeros(rows - before)
        start = before
        while start < rows:
            # Counted from the first row ever, so that it does not matter how many rows come at once.
            number = self._seen + start - before
            learnt = start - number % REFIT
            end = min(rows, learnt + REFIT)
            if self._learnt != number - number % REFIT:
                self._learnt = number - number % REFIT
                self._tails = tuple(_tail(known) for known in self._sizes[:, max(0, learnt - MEMORY) : learnt])
            scores[start - before : end - before] = _score(self._sizes[:, start:end], self._tails)
            start = end
        return scores

    def _told(self, before: int) -> FloatArray:
        first = max(0, before - QUIET)
        told = incident_starts(self._scores[first:])[before - first :]
        for place in np.flatnonzero(told):
            number, score = self._seen + int(place), float(told[place])
            self._alarms = [one for one in self._alarms if one[0] > number - MEMORY]
            lately = [one for when, one in self._alarms if when >= number - QUIET]
            if lately and score < max(lately) + CLEARLY_WORSE:
                told[place] = 0.0
                continue
            told[place] = max(score - HABIT * log1p(len(self._alarms)), 0.0)
            if told[place] >= ALARM:
                self._alarms.append((number, score))
        return told

    def _forget(self) -> None:
        self._times = self._times[-self._kept :]
        self._values = self._values[-self._kept :]
        self._residuals = self._residuals[-self._kept :]
        self._sizes = self._sizes[:, -self._kept :]
        self._scores = self._scores[-self._kept :]


def incident_starts(scores: FloatArray) -> FloatArray:
    """Return the scores of rows that are more unusual than all of the ``QUIET`` rows before them, and else 0."""
    highest = sliding_window_view(np.append(np.zeros(QUIET), scores), QUIET).max(axis=1)[:-1]
    return np.where(scores > highest, scores, 0.0)


def usual_spacing(times: NDArray[np.int64]) -> float:
    """Return how many seconds rows usually are apart, at least one.

    Args:
        times: Two or more, ascending.
    """
    return max(float(np.median(np.diff(times))), 1.0)


def _filled(values: FloatArray, before: FloatArray) -> FloatArray:
    """Return values with the last one before in the place of each that is missing; 0 where there is none before."""
    known = np.append(before, values) if len(before) else np.append(0.0, values)
    places = np.where(np.isfinite(known), np.arange(len(known)), 0)
    return known[np.maximum.accumulate(places)][1:]


def _median_of_seen(rows: FloatArray) -> FloatArray:
    """Return the median of each column's finite values; ``nan`` of none."""
    ordered = np.sort(rows, axis=0)
    seen = np.isfinite(rows).sum(axis=0)
    columns = np.arange(rows.shape[1])
    middle = (
        ordered[np.maximum(seen - 1, 0) // 2, columns] + ordered[np.minimum(seen // 2, len(rows) - 1), columns]
    ) / 2
    return np.where(seen > 0, middle, np.nan)


def _median_before(values: FloatArray, start: int, width: int) -> FloatArray:
    """Return for each row from ``start`` on the median of those before it; ``nan`` while there are too few."""
    padded = np.append(np.full(max(width - start, 0), np.nan), values[max(0, start - width) : -1])
    medians: FloatArray = np.median(sliding_window_view(padded, width), axis=1)
    return medians


def _trailing_mean(values: FloatArray, width: int) -> FloatArray:
    """Return the mean of each row and those before it; ``nan`` while there are too few."""
    if len(values) < width:
        return np.full(len(values), np.nan)
    means = sliding_window_view(values, width).mean(axis=1)
    return np.append(np.full(width - 1, np.nan), means)


def _tail(known: FloatArray) -> Tail | None:
    learnt = known[np.isfinite(known)]
    return Tail.of(learnt) if len(learnt) >= LEAST_KNOWN else None


def _score(sizes: FloatArray, tails: Sequence[Tail | None]) -> FloatArray:
    rarities = np.zeros(sizes.shape)
    for row, tail in enumerate(tails):
        new = np.isfinite(sizes[row])
        if tail is not None and new.any():
            rarities[row, new] = np.minimum(tail.minus_log(sizes[row, new]), CEILING)
    weighted: FloatArray = (RAREST_COUNTS * rarities.max(axis=0) + rarities.mean(axis=0)) / (RAREST_COUNTS + 1.0)
    return weighted
