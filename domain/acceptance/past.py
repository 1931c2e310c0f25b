"""Whether history and the external events of the baseline are as they are meant to be."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from domain.acceptance.model import Check, Section
from domain.acceptance.numbering import HIGH, LOW
from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.history.anomalies import judge
from domain.marketplace.history.model import Blocks
from domain.marketplace.model import Marketplace, ValueKind

FloatArray = NDArray[np.float64]

LARGE = 200.0
"""Events in a block from which on a spike of 15 % is told from chance: values are drawn with the same chance."""

SPIKE = 1.10
"""A block so much above the same one without spikes carries one; the least spike is 15 %."""

HALF = 0.5
"""Part of a correlation's target that is asked for."""


def of_history(marketplace: Marketplace, blocks: Blocks, plain: Blocks) -> Iterator[Check]:
    """Return the checks of history.

    Args:
        marketplace: Defines correlations and rates.
        blocks: Twelve-hour blocks of the 30 days before the start.
        plain: The same hours as live ones, which carry no spikes: a start that comes before them.
    """
    rows = {name: row for row, name in enumerate(blocks.streams)}
    for target in marketplace.relationships.correlations:
        r = float(np.corrcoef(blocks.values[rows[target.first]], blocks.values[rows[target.second]])[0, 1])
        low, high = (HALF * target.r, 1.0) if target.r > 0 else (-1.0, HALF * target.r)
        name = f"{_short(target.first)}~{_short(target.second)}"
        title = f"r of {_end(target.first)} and {_end(target.second)}"
        yield Check(name, Section.HISTORY, title, low, high, r, "", f"target {target.r:+.2f}")
    judged = judge(blocks, blocks)
    within = [float(((one.normalized >= LOW) & (one.normalized <= HIGH)).mean()) for one in judged.values()]
    title = "History normalised within 30–70"
    yield Check("normalised-history", Section.HISTORY, title, 50, None, 100.0 * float(np.mean(within)), "%")
    yield _spikes(marketplace, blocks, plain)


def of_events(events: Sequence[ExternalEvent], days: int) -> Iterator[Check]:
    """Return the checks of the external events of ``days`` days."""
    number = len(events)
    title = f"External events in {days} days"
    yield Check("external-events", Section.WORLD, title, 2 * days, 5 * days, float(number))
    causal = sum(event.causal for event in events)
    share = 100.0 * causal / number if number else float("nan")
    detail = f"{causal} of {number}, the rest red herrings"
    yield Check("causal-events", Section.WORLD, "External events with an effect", 60, 70, share, "%", detail)


def _spikes(marketplace: Marketplace, blocks: Blocks, plain: Blocks) -> Check:
    """Count the blocks that are higher than the same ones without spikes; growth between the two starts is taken out.

    Only streams with many events in a block tell; spikes are drawn alike for all of them.
    """
    hit, compared, streams = 0, 0, 0
    for stream in marketplace.streams:
        index = blocks.streams.index(stream.name)
        usual = plain.expected[index]
        if stream.value_kind is ValueKind.GAUGE or float(usual.mean()) < LARGE:
            continue
        large = usual >= LARGE / 2
        ratio = _ratio(blocks.values[index], plain.values[plain.streams.index(stream.name)])[large]
        ratio = ratio / np.median(ratio)
        hit += int((ratio > SPIKE).sum())
        compared += len(ratio)
        streams += 1
    share = 100.0 * hit / compared if compared else float("nan")
    detail = f"{hit} of {compared:,} blocks of {streams} streams"
    return Check("spikes", Section.HISTORY, "History blocks with a spike", 5, 10, share, "%", detail)


def _ratio(values: FloatArray, others: FloatArray) -> FloatArray:
    ratio: FloatArray = values / np.maximum(others, 1.0)
    return ratio


def _short(stream: str) -> str:
    """Return the end of a stream's name as part of a check's name."""
    return _end(stream).replace(".", "-").replace("_", "-")


def _end(stream: str) -> str:
    """Return the end of a stream's name that tells it apart."""
    return ".".join(stream.split(".")[-2:])
