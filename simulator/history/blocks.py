"""Block values of all streams out of their rates: seeded, so that they are the same whenever they are asked for."""

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.model import Blocks
from domain.marketplace.moments import HOUR, MINUTE
from simulator.history.cells import Cells, cells_of
from simulator.history.counts import poisson_counts, shared_out
from simulator.history.derived import Parts, derived_parts
from simulator.rates.acting import POINTS, hour_points
from simulator.rates.chance import key_of, normals, uniforms
from simulator.rates.crowd import students_busy
from simulator.rates.model import RateModel

FloatArray = NDArray[np.float64]
HourArray = NDArray[np.int64]

SHORTEST = 5 * MINUTE

PARTS = HOUR // SHORTEST
TICKS = 30
"""Of ten seconds, in a part: every whole divisor of an hour in question is made of those."""

LEVEL_NOISE = 0.01
"""Relative spread of the hourly mean of a gauge's samples around its level."""


def blocks(model: RateModel, begin: int, end: int, step: int) -> Blocks:
    """Return seeded values of all streams and derived series in blocks.

    Counts are drawn by the hour: the quantile of the Poisson distribution of the hour's mean at a number that belongs
    to seed, stream and hour. So a course that differs in one thing has the same counts wherever that changes no rate.
    Coarser blocks are sums, finer ones a division of the hour's count.

    Args:
        model: Rates of the course.
        begin: Start, a multiple of ``step``.
        end: End, exclusive, a multiple of ``step``, after ``begin``.
        step: Length of a block: a divisor or multiple of an hour, at least five minutes, of whole ten seconds.

    Raises:
        ValueError: The span or the step is none of these.
    """
    _check(begin, end, step)
    cells = cells_of(model, begin // HOUR, -(-end // HOUR))
    hours = np.arange(cells.first, cells.first + cells.means.shape[1], dtype=np.int64)
    names: list[str] = []
    values: list[FloatArray] = []
    expected: list[FloatArray] = []
    for number, stream in enumerate(model.marketplace.streams):
        gauge = model.is_gauge(number)
        drawn = _levels(model, cells, number, hours) if gauge else _counts(model, cells, number, hours)
        usual = cells.usual[number]
        listed = [derived_parts(model, number, series, hours, drawn, usual) for series in stream.derived]
        own = Parts(drawn * _busy(model, number, hours), np.ones(len(hours)), usual) if gauge else None
        names.append(stream.name)
        if own is None:
            values.append(_in_blocks(model, number, drawn, hours, (begin, end, step)))
            expected.append(_usual_counts(model, number, usual, hours, (begin, end, step)))
        else:
            listed.insert(0, own)
        for part in listed:
            values.append(_quotients(part, hours, (begin, end, step)))
            expected.append(_means(part.usual, usual if own is None else part.below, hours, (begin, end, step)))
        names.extend(f"{stream.name}#{series.name}" for series in stream.derived)
    return Blocks(begin, step, tuple(names), np.array(values), np.array(expected))


def _check(begin: int, end: int, step: int) -> None:
    fits = step >= SHORTEST and (step % HOUR == 0 or (HOUR % step == 0 and step % (SHORTEST // TICKS) == 0))
    if not fits:
        raise ValueError("a block is a divisor or multiple of an hour, at least five minutes, of whole ten seconds")
    if begin % step or end % step or begin >= end:
        raise ValueError("a span of blocks starts and ends at multiples of their length, and has at least one")


def _counts(model: RateModel, cells: Cells, number: int, hours: HourArray) -> FloatArray:
    """Draw the counts of one stream by the hour."""
    name = model.marketplace.streams[number].name
    share = uniforms(key_of(model.course.timeline.seed, "count", name), hours)
    seeds = cells.seeds[number]
    for seed in np.unique(seeds[seeds >= 0]):
        share = np.where(seeds == seed, uniforms(key_of(int(seed), "recount", name), hours), share)
    return poisson_counts(cells.means[number], share)


def _levels(model: RateModel, cells: Cells, number: int, hours: HourArray) -> FloatArray:
    name = model.marketplace.streams[number].name
    wobble = 1.0 + LEVEL_NOISE * normals(key_of(model.course.timeline.seed, "level", name), hours)
    levels: FloatArray = cells.means[number] * wobble
    return levels


def _busy(model: RateModel, number: int, hours: HourArray) -> FloatArray:
    points = hour_points(int(hours[0]), len(hours))
    busy: FloatArray = students_busy(model, number, points).reshape(len(hours), POINTS).mean(axis=1)
    return busy


Span = tuple[int, int, int]
"""Begin, end and step in microseconds."""


def _in_blocks(model: RateModel, number: int, counts: FloatArray, hours: HourArray, span: Span) -> FloatArray:
    step = span[2]
    if step >= HOUR:
        sums: FloatArray = counts.reshape(-1, step // HOUR).sum(axis=1)
        return sums
    weights = _within(model, number, hours, acting=True)
    seed, name = model.course.timeline.seed, model.marketplace.streams[number].name
    places = hours[:, None] * PARTS + np.arange(PARTS)
    parts = shared_out(counts, weights, uniforms(key_of(seed, "part", name), places))
    if step % SHORTEST:
        # a step such as six minutes: parts are divided evenly once more
        ticks = places.reshape(-1, 1) * TICKS + np.arange(TICKS)
        even = np.ones(ticks.shape)
        parts = shared_out(parts.ravel(), even, uniforms(key_of(seed, "tick", name), ticks))
    return _asked(parts.reshape(-1, parts.size * step // (len(hours) * HOUR)).sum(axis=1), hours, span)


def _usual_counts(model: RateModel, number: int, usual: FloatArray, hours: HourArray, span: Span) -> FloatArray:
    step = span[2]
    if step >= HOUR:
        sums: FloatArray = usual.reshape(-1, step // HOUR).sum(axis=1)
        return sums
    weights = _within(model, number, hours, acting=False)
    total = weights.sum(axis=1, keepdims=True)
    even = np.full(weights.shape, 1.0 / PARTS)
    shares = np.divide(weights, total, out=even, where=total > 0)
    ticks = np.repeat(usual[:, None] * shares / TICKS, TICKS, axis=1)
    return _asked(ticks.reshape(-1, PARTS * TICKS * step // HOUR).sum(axis=1), hours, span)


def _within(model: RateModel, number: int, hours: HourArray, *, acting: bool) -> FloatArray:
    """Return the rate in the middle of each part of each hour. Shape ``(hours, PARTS)``."""
    middle = (hours[:, None] * HOUR + np.arange(0, HOUR, SHORTEST) + SHORTEST // 2).ravel()
    rate: FloatArray = model.rate(number, middle) if acting else model.usual(number, middle)
    return rate.reshape(len(hours), -1)


def _asked(parts: FloatArray, hours: HourArray, span: Span) -> FloatArray:
    """Return the parts of hours that were asked for."""
    begin, end, step = span
    first = (begin - int(hours[0]) * HOUR) // step
    asked: FloatArray = parts.ravel()[first : first + (end - begin) // step]
    return asked


def _quotients(part: Parts, hours: HourArray, span: Span) -> FloatArray:
    """Return ``above / below`` in blocks, NaN where there is nothing; parts of an hour are like the hour."""
    above, below = _summed(part.above, hours, span), _summed(part.below, hours, span)
    quotients: FloatArray = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return quotients


def _means(values: FloatArray, weights: FloatArray, hours: HourArray, span: Span) -> FloatArray:
    above, below = _summed(values * weights, hours, span), _summed(weights, hours, span)
    plain = _summed(values, hours, span) / max(span[2] // HOUR, 1)
    means: FloatArray = np.divide(above, below, out=plain, where=below > 0)
    return means


def _summed(values: FloatArray, hours: HourArray, span: Span) -> FloatArray:
    step = span[2]
    if step >= HOUR:
        sums: FloatArray = values.reshape(-1, step // HOUR).sum(axis=1)
        return sums
    return _asked(np.repeat(values, HOUR // step), hours, span)
