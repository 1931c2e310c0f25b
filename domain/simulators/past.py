"""The past of one simulator: what was generated before its start, and what was counted since."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.model import Blocks, HourBlock
from domain.marketplace.model import Marketplace, ValueKind
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.model import Course

BoolArray = NDArray[np.bool_]


def overlay(blocks: Blocks, hours: Sequence[HourBlock], course: Course, marketplace: Marketplace) -> Blocks:
    """Put counted hours in place of generated ones.

    An hour of which a part was jumped over keeps what was generated.

    Args:
        blocks: Hourly.
        hours: Counted hours, some of which may lie outside.
        course: Knows the jumps.
        marketplace: Knows which streams are levels.
    """
    values = blocks.values.copy()
    rows = {name: row for row, name in enumerate(blocks.streams)}
    counters = [place for place, one in enumerate(marketplace.streams) if one.value_kind is ValueKind.COUNTER]
    # Derived series stand between the streams: rows are found by name.
    counted = [rows[marketplace.streams[place].name] for place in counters]
    derived = [row for row, name in enumerate(blocks.streams) if marketplace.stream(name) is None]
    kept = [hour for hour in hours if _inside(hour, blocks) and not _jumped(hour, course)]
    if not kept:
        return blocks
    columns = np.array([(hour.begin - blocks.begin) // HOUR for hour in kept], dtype=np.int64)
    counts = np.array([hour.counts for hour in kept], dtype=np.float64).T
    values[np.ix_(np.array(counted, dtype=np.int64), columns)] = counts[counters]
    values[np.ix_(np.array(derived, dtype=np.int64), columns)] = np.nan
    for hour, column in zip(kept, columns.tolist(), strict=True):
        for name, total, number in hour.levels:
            if name in rows and number:
                values[rows[name], column] = total / number
    return replace(blocks, values=values)


def gathered(blocks: Blocks, step: int, marketplace: Marketplace) -> Blocks:
    """Return blocks of ``step`` out of hourly ones: counts are summed, levels and shares averaged.

    Args:
        blocks: Hourly, a whole number of steps.
        step: A multiple of an hour.
        marketplace: Knows which streams are levels.
    """
    width = step // HOUR
    if width == 1:
        return blocks
    summed = np.array([_is_counter(name, marketplace) for name in blocks.streams])

    def gather(values: NDArray[np.float64]) -> NDArray[np.float64]:
        cut = values.reshape(values.shape[0], -1, width)
        some = np.maximum((~np.isnan(cut)).sum(axis=2), 1)
        totals = np.nansum(cut, axis=2)
        means = np.where(np.isnan(cut).all(axis=2), np.nan, totals / some)
        return np.where(summed[:, None], totals, means)

    return Blocks(blocks.begin, step, blocks.streams, gather(blocks.values), gather(blocks.expected))


def apportioned(fine: Blocks, hourly: Blocks, live: BoolArray, marketplace: Marketplace) -> Blocks:
    """Spread counted hours over finer blocks, along what was generated for those.

    Args:
        fine: Generated blocks, shorter than an hour, that cover the same time as ``hourly``.
        hourly: With counted hours in place.
        live: Which hours were counted; shape ``(hours,)``.
        marketplace: Knows which streams are levels.
    """
    width = HOUR // fine.step
    summed = np.array([_is_counter(name, marketplace) for name in fine.streams])
    cut = fine.values.reshape(len(fine.streams), -1, width)
    weights = np.cumsum(np.nan_to_num(cut) + 1e-9, axis=2)
    shares = weights / weights[:, :, -1:]
    # Rounded sums, so that the parts are whole numbers and add up to the hour.
    reached = np.rint(shares * np.nan_to_num(hourly.values)[:, :, None])
    parts = np.diff(reached, axis=2, prepend=0.0)
    levels = np.repeat(hourly.values[:, :, None], width, axis=2)
    counted = np.where(summed[:, None, None], parts, levels)
    values = np.where(live[None, :, None], counted, cut).reshape(fine.values.shape)
    return replace(fine, values=values)


def rewritten(counted: Blocks, generated: Blocks, plain: Blocks, live: BoolArray, marketplace: Marketplace) -> Blocks:
    """Carry what was made anew over to hours that were counted: they change as the generated hours do.

    Generated hours with and without the change have the same noise, so a factor of 1 leaves an hour exactly as it was
    counted. What was counted is not lost: it is in storage, and comes back when the change is undone.

    Args:
        counted: Hourly, with counted hours in place.
        generated: The same hours as they are generated with the change.
        plain: The same without it.
        live: Which hours were counted; shape ``(hours,)``.
        marketplace: Knows which streams are levels.
    """
    summed = np.array([_is_counter(name, marketplace) for name in counted.streams])
    some = np.isfinite(plain.values) & np.isfinite(generated.values) & (plain.values > 0)
    ratio = np.where(some, generated.values / np.where(some, plain.values, 1.0), 1.0)
    changed = counted.values * ratio
    changed = np.where(summed[:, None], np.rint(changed), changed)
    return replace(counted, values=np.where(live[None, :] & (ratio != 1.0), changed, counted.values))


def counted_hours(blocks: Blocks, hours: Sequence[HourBlock], course: Course) -> BoolArray:
    """Tell which hours of hourly blocks were counted live; shape ``(hours,)``."""
    live = np.zeros(blocks.values.shape[1], dtype=np.bool_)
    for hour in hours:
        if _inside(hour, blocks) and not _jumped(hour, course):
            live[(hour.begin - blocks.begin) // HOUR] = True
    return live


def _is_counter(name: str, marketplace: Marketplace) -> bool:
    stream = marketplace.stream(name)
    return stream is not None and stream.value_kind is ValueKind.COUNTER


def _inside(hour: HourBlock, blocks: Blocks) -> bool:
    return blocks.begin <= hour.begin < blocks.begin + int(blocks.values.shape[1]) * HOUR


def _jumped(hour: HourBlock, course: Course) -> bool:
    return any(start < hour.begin + HOUR and hour.begin < end for start, end in course.jumps)
