"""Whether streams have the rates that the table and their own course give them."""

from collections.abc import Iterator, Mapping
from math import sqrt

import numpy as np

from domain.acceptance.model import Check, Section
from domain.marketplace.consistency import expected_chain_rate
from domain.marketplace.history.model import Blocks
from domain.marketplace.model import Marketplace, ValueKind
from domain.marketplace.moments import DAY

_EXAMPLES = 4
_SURE = 4.0
"""Standard deviations of a Poisson count that a stream may be off by chance."""

_AGREE = 0.15
"""Relative difference between events and generated counts of the same rates, beside chance: both are drawn, and the
children of single parents come in groups."""


def of_rates(
    marketplace: Marketplace, counts: Mapping[str, int], days: Mapping[str, float], blocks: Blocks
) -> Iterator[Check]:
    """Return the check of live events against the rates of their own course: noise and external events included.

    Args:
        marketplace: Knows the streams.
        counts: Live events by stream.
        days: In which they happened, by stream; none of streams that are not there.
        blocks: Generated blocks of the live time, from its beginning.
    """
    off: list[tuple[float, str]] = []
    compared = 0
    for stream in marketplace.streams:
        length = days.get(stream.name, 0.0)
        if not length:
            continue
        compared += 1
        row, width = blocks.streams.index(stream.name), round(length * DAY / blocks.step)
        generated = float(np.sum(blocks.values[row, :width]))
        if stream.value_kind is ValueKind.GAUGE:
            generated = stream.events_per_day * length
        number = counts.get(stream.name, 0)
        apart = abs(number / generated - 1) if generated else float(number > 0)
        # Both are drawn, so that the difference has twice the variance of one.
        if apart > _AGREE + _SURE * sqrt(2 / max(generated, 1.0)):
            off.append((apart, f"{stream.name}: {number:,} events, the rates give {generated:,.0f}"))
    yield _check("live-rates", "Live streams off their own rates", off, f"{compared} streams agree with their rates")


def of_table(marketplace: Marketplace, blocks: Blocks) -> Iterator[Check]:
    """Return the check of 30 days of history against the table, in a month without a season of its own.

    Where a stream's parents give it another rate than the table says, it may be near either.
    """
    off: list[tuple[float, str]] = []
    given = expected_chain_rate(marketplace)
    days = blocks.values.shape[1] * blocks.step / DAY
    for stream in marketplace.streams:
        if stream.value_kind is ValueKind.GAUGE:
            continue
        per_day = float(blocks.values[blocks.streams.index(stream.name)].sum()) / days
        usual = {stream.events_per_day, given.get(stream.name, stream.events_per_day)}
        low, high = min(usual) * (1 - stream.variance), max(usual) * (1 + stream.variance)
        if not low <= per_day <= high:
            told = f"{stream.name}: {per_day:,.1f} a day, the table says {stream.events_per_day:,.0f}"
            off.append((abs(per_day / stream.events_per_day - 1), f"{told} ± {stream.variance:.0%}"))
    yield _check("table-rates", "Streams off the table's rates", off, "all within their variance over 30 days")


def _check(name: str, title: str, off: list[tuple[float, str]], fine: str) -> Check:
    worst = sorted(off, reverse=True)[:_EXAMPLES]
    return Check(name, Section.RATES, title, 0, 0, float(len(off)), "", "; ".join(told for _, told in worst) or fine)
