"""Finds where a series changes its level, its slope or its spread, as people who look at it would say."""

from collections.abc import Sequence
from math import log, sqrt

import numpy as np

from domain.forecasting.model import FloatArray
from ml.detectors.cleaning import PERIODS, cleaned

LEAST_ROWS = 6
"""Rows of a series in which a change can be seen."""

MOST_ROWS = 10_000
"""The search takes time by the square of the rows: some seconds for so many."""

PENALTY = 2.0
"""Times the logarithm of the number of rows: what each parameter of a segment must gain, in noise variances."""

NOISE_FLOOR = 0.1
"""Least noise, as a part of the variance: the bends of a smooth curve are no changes to who looks at the whole."""

SPREAD_PENALTY, SPREAD_RATIO = 8.0, 3.0
"""The penalty where spread is concerned, and by what factor it must change; people overlook less."""

LOG_SQUARE_VARIANCE = np.pi**2 / 2.0
"""Variance of the logarithm of a squared normal variable."""


def change_points(values: FloatArray, periods: Sequence[int] = PERIODS) -> tuple[int, ...]:
    """Return the first row of each new segment, ascending.

    A series is cut into segments, each level or a sloped line, by optimal partitioning (Jackson et al. 2005): the
    squared residuals, in units of the noise, plus a penalty for each parameter are least. The noise is what a single
    line leaves, so that a change counts by what it explains of all that one sees, not of short-term noise: real series
    wander. What lasts less than five rows, or three in short series, is no segment. Then rows at which the spread of
    steps changes much are added.

    Args:
        values: ``nan`` where unobserved. Shape ``(rows,)`` or ``(rows, dimensions)``.
        periods: Rows of seasons to look for, and to take out.

    Raises:
        ValueError: There are more than ``MOST_ROWS``.
    """
    if len(values) > MOST_ROWS:
        raise ValueError(f"at most {MOST_ROWS} rows, not {len(values)}")
    if len(values) < LEAST_ROWS:
        return ()
    columns = [column for column in np.atleast_2d(values.T) if np.isfinite(column).any()]
    series = [one for one in (cleaned(column, periods) for column in columns) if one.any()]
    if not series:
        return ()
    shape = _partition(np.stack(series, axis=1))
    return tuple(sorted({*shape, *_spread_changes(series, shape)}))


def least_segment(rows: int) -> int:
    """Return how many rows a segment has at least."""
    return max(3, min(5, rows // 10))


def optimal_partition(values: FloatArray, level: float, line: float | None, least: int) -> list[int]:
    """Return where to cut a series so that squared residuals and penalties are least together.

    Args:
        values: Shape ``(rows, dimensions)``, in units of the noise.
        level: Penalty of a segment that is a level.
        line: Penalty of one that is a sloped line; none for levels only.
        least: Rows of a segment.

    Returns:
        First rows of segments but the first, ascending.
    """
    rows = len(values)
    time = (np.arange(rows) - rows / 2.0) / max(rows, 1)
    sums = [_summed(one) for one in (time, time**2, values, values**2, time[:, None] * values)]
    best = np.full(rows + 1, np.inf)
    best[0], origin = 0.0, np.zeros(rows + 1, dtype=np.int64)
    for end in range(least, rows + 1):
        starts = end - least + 1
        number = end - np.arange(starts, dtype=np.float64)
        t, tt, y, yy, ty = (one[end] - one[:starts] for one in sums)
        around = (yy - y**2 / number[:, None]).sum(axis=1)
        costs = around + level
        if line is not None:
            spread = np.maximum(tt - t**2 / number, 1e-12)
            explained = ((ty - t[:, None] * y / number[:, None]) ** 2).sum(axis=1) / spread
            costs = np.minimum(costs, np.maximum(around - explained, 0.0) + line)
        total = best[:starts] + costs
        origin[end] = int(np.argmin(total))
        best[end] = total[origin[end]]
    cuts, end = [], int(origin[rows])
    while end > 0:
        cuts.append(end)
        end = int(origin[end])
    return cuts[::-1]


def _partition(series: FloatArray) -> list[int]:
    rows, dimensions = series.shape
    noise = [max(_around_line(column), NOISE_FLOOR) for column in series.T]
    # A gain in noise has a chi-square distribution; its tail widens less than the number of dimensions grows.
    tail = log(rows)
    wider = (dimensions + 2.0 * sqrt(dimensions * tail) + 2.0 * tail) / (1.0 + 2.0 * sqrt(tail) + 2.0 * tail)
    penalty = PENALTY * tail * wider
    cuts = optimal_partition(series / np.sqrt(noise), penalty, 2.0 * penalty, least_segment(rows))
    return _clear(series, cuts, penalty)


def _clear(series: FloatArray, cuts: list[int], penalty: float) -> list[int]:
    """Return the cuts that stand out from the noise around them, too: a noisy stretch is cut nowhere by chance."""
    kept = list(cuts)
    while kept:
        bounds = [0, *kept, len(series)]
        gains = [_gain(series[bounds[at] : bounds[at + 2]], kept[at] - bounds[at]) for at in range(len(kept))]
        weakest = int(np.argmin(gains))
        # A cut adds a level and a slope.
        if gains[weakest] >= 2.0 * penalty:
            break
        kept.pop(weakest)
    return kept


def _gain(piece: FloatArray, cut: int) -> float:
    """Return by how much a cut lowers squared residuals around lines, in units of the variance of what is left."""
    total = 0.0
    for column in piece.T:
        whole = len(column) * _around_line(column)
        apart = cut * _around_line(column[:cut]) + (len(column) - cut) * _around_line(column[cut:])
        total += (whole - apart) * max(len(column) - 4, 1) / max(apart, 1e-9)
    return total


def _around_line(values: FloatArray) -> float:
    time = np.arange(len(values)) - (len(values) - 1) / 2.0
    slope = float((time * values).sum() / (time**2).sum())
    return float((values - values.mean() - slope * time).var())


def _spread_changes(series: Sequence[FloatArray], known: Sequence[int]) -> list[int]:
    found: list[int] = []
    rows = len(series[0])
    apart = max(least_segment(rows), rows // 20)
    for values in series:
        steps = np.diff(values, prepend=values[0])[1:]
        usual = float(np.median(np.abs(steps)))
        if usual <= 0.0:
            continue
        logs = np.log(np.maximum((steps / usual) ** 2, 0.01))
        even = logs[:, None] / sqrt(max(LOG_SQUARE_VARIANCE, float(logs.var())))
        cuts = optimal_partition(even, SPREAD_PENALTY * log(rows), None, 2 * apart)
        bounds = [0, *cuts, len(steps)]
        for place, cut in enumerate(cuts):
            before, after = steps[bounds[place] : cut], steps[cut : bounds[place + 2]]
            ratio = (_typical(after) + 1e-3 * usual) / (_typical(before) + 1e-3 * usual)
            new = all(abs(cut + 1 - one) > apart for one in [*known, *found])
            if new and max(ratio, 1.0 / ratio) >= SPREAD_RATIO:
                found.append(cut + 1)
    return found


def _typical(steps: FloatArray) -> float:
    return float(np.median(np.abs(steps)))


def _summed(values: FloatArray) -> FloatArray:
    return np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
