"""What a command changes on each stream, shown before or after it is given. By the influences alone, without noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.marketplace.model import Marketplace
from domain.marketplace.moments import DAY
from domain.marketplace.timeline.conflicts import by_stream, conflicts
from domain.marketplace.timeline.model import Course, FloatArray, Influence, MomentArray, Operation

HORIZON = 90 * DAY
SAMPLES = 96


@dataclass(frozen=True, slots=True)
class StreamPreview:
    """What a command changes on one stream.

    Attributes:
        before: Factor at the moment without the command.
        now: Factor at the moment with it; chains and noise left out.
        peak: Factor with it where it differs most from the one without it.
        peak_at: When that is, first.
        added: Events an hour that are added at that time.
        override: What replaces the rate at that time, in the stream's own unit; none without an override.
        begins_at: When the first change begins.
        back_at: When everything that changes is over; none when that is past the horizon or never.
        warnings: What becomes of it because of other things that act on the stream.
    """

    stream: str
    before: float
    now: float
    peak: float
    peak_at: int
    added: float
    override: float | None
    begins_at: int
    back_at: int | None
    warnings: tuple[str, ...]


def preview(
    marketplace: Marketplace, before: Course, after: Course, at: int, horizon: int = HORIZON
) -> tuple[StreamPreview, ...]:
    """Return what differs between two courses, stream by stream in the order of the catalogue.

    Args:
        marketplace: Knows the streams and their baseline.
        before: Without the command.
        after: With it.
        at: The moment.
        horizon: How far ahead is looked, in microseconds. Changes of the past are looked at from their beginning.
    """
    old, new = set(before.influences), set(after.influences)
    changed = old ^ new
    there = {name: [one for _, _, one in rows] for name, rows in by_stream(after.influences).items()}
    earlier = {name: [one for _, _, one in rows] for name, rows in by_stream(before.influences).items()}
    usual = _of_baseline(after)
    spans = by_stream([one for one in after.influences if one.source not in usual])
    found = []
    for name in marketplace.names:
        mine = [one for one in changed if one.stream == name]
        if mine:
            fresh = [one for one in new - old if one.stream == name and one.source not in usual]
            words = conflicts(marketplace, spans, fresh) if fresh else ()
            found.append(
                _of_stream(name, mine, (earlier.get(name, []), there.get(name, [])), (at, at + horizon), words)
            )
    return tuple(found)


def factor(influences: Sequence[Influence], at: MomentArray) -> FloatArray:
    """Return the product of the multipliers at each moment; additions and overrides are left out. Shape as given."""
    product = np.ones(at.shape)
    for one in influences:
        if one.operation is Operation.MULTIPLY:
            product *= 1 + (one.value - 1) * one.strength(at)
    return product


def added(influences: Sequence[Influence], at: MomentArray) -> FloatArray:
    """Return the events an hour that are added at each moment. Shape as given."""
    total = np.zeros(at.shape)
    for one in influences:
        if one.operation is Operation.ADD:
            total += one.value * one.strength(at)
    return total


def override(influences: Sequence[Influence], at: MomentArray) -> FloatArray:
    """Return the override at each moment, the last of several; NaN where there is none. Shape as given."""
    chosen = np.full(at.shape, np.nan)
    for one in influences:
        if one.operation is Operation.OVERRIDE:
            chosen = np.where(one.strength(at) > 0, one.value, chosen)
    return chosen


def _of_stream(
    name: str,
    changed: Sequence[Influence],
    sides: tuple[Sequence[Influence], Sequence[Influence]],
    look: tuple[int, int],
    words: tuple[str, ...],
) -> StreamPreview:
    without, having = sides
    now, last = look
    times = _times(changed, now, last)
    plain, bent = factor(without, times), factor(having, times)
    sums, values = added(having, times), override(having, times)
    gone = override(without, times)
    moved = np.abs(np.log(bent / plain)) + np.abs(sums - added(without, times))
    # An override outweighs everything else.
    moved += np.where(np.isnan(values) != np.isnan(gone), np.inf, np.abs(np.nan_to_num(values) - np.nan_to_num(gone)))
    peak = int(np.argmax(moved))
    place = int(np.searchsorted(times, now))
    ends = [one.end for one in changed]
    over = None if any(end is None for end in ends) else max(end for end in ends if end is not None)
    return StreamPreview(
        stream=name,
        before=float(plain[place]),
        now=float(bent[place]),
        peak=float(bent[peak]),
        peak_at=int(times[peak]),
        added=float(sums[peak]),
        override=None if np.isnan(values[peak]) else float(values[peak]),
        begins_at=min(one.begin for one in changed),
        back_at=None if over is None or over > last else over,
        warnings=words,
    )


def _times(changed: Sequence[Influence], now: int, last: int) -> MomentArray:
    """Return the moments to look at: a grid, and where something begins or turns."""
    first = min(now, *(one.begin for one in changed))
    final = max((one.end for one in changed if one.end is not None), default=last)
    turns = [now]
    for one in changed:
        turns += [one.begin, one.begin + one.ramp]
        turns += [edge for edge in (one.fade_begin, one.fade_end, one.until) if edge is not None]
        turns += [] if one.gap is None else [one.gap[0] - 1, one.gap[1]]
    grid = np.linspace(first, max(min(final, last), now), SAMPLES).astype(np.int64)
    edges = np.array([one for one in turns if first <= one <= last], dtype=np.int64)
    return np.unique(np.concatenate((grid, edges)))


def _of_baseline(course: Course) -> frozenset[str]:
    return frozenset(f"event:{event.id}" for event in course.events if event.injected_by == "baseline")
