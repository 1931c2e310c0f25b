"""Which streams stand alone, which are followed one at a time, and in what cells their candidates are drawn."""

from dataclasses import dataclass

from domain.marketplace.model import Marketplace, StreamDefinition, ValueKind
from domain.marketplace.moments import HOUR, MINUTE

_LENGTHS = (6 * HOUR, HOUR, 15 * MINUTE, 5 * MINUTE, MINUTE)
_MOST = 4_000.0
"""Candidates in a cell, about; fewer would make more work in all, more would make single steps longer."""

_RARE = 60.0
"""Streams with fewer events an hour have cells of six hours."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How each stream is made, by its index.

    Attributes:
        quick: Streams that stand alone.
        leaves: Streams that nothing follows from.
        needs: Streams whose payload decides what follows.
        gauges: Streams that sample a level.
        lengths: Of the cells, in microseconds.
        floors: Least width of a strip of candidates, events an hour.
    """

    quick: tuple[bool, ...]
    leaves: tuple[bool, ...]
    needs: tuple[bool, ...]
    gauges: tuple[bool, ...]
    lengths: tuple[int, ...]
    floors: tuple[float, ...]


def plan_of(marketplace: Marketplace) -> Plan:
    """Return how the streams of a marketplace are made."""
    trees = marketplace.relationships.trees
    parents = {tree.parent for tree in trees if tree.outcomes}
    children = {outcome.child for tree in trees for outcome in tree.outcomes}
    conditions = {tree.parent for tree in trees for outcome in tree.outcomes if outcome.condition is not None}
    gauges = tuple(stream.value_kind is ValueKind.GAUGE for stream in marketplace.streams)
    quick = tuple(
        not gauge and not stream.derived and stream.name not in parents | children
        for stream, gauge in zip(marketplace.streams, gauges, strict=True)
    )
    rates = [stream.events_per_day / 24 * marketplace.baseline.scale for stream in marketplace.streams]
    return Plan(
        quick=quick,
        leaves=tuple(stream.name not in parents for stream in marketplace.streams),
        needs=tuple(stream.name in conditions for stream in marketplace.streams),
        gauges=gauges,
        lengths=tuple(_length(stream, rate) for stream, rate in zip(marketplace.streams, rates, strict=True)),
        floors=tuple(max(0.05 * rate, 1e-3) for rate in rates),
    )


def _length(stream: StreamDefinition, rate: float) -> int:
    if stream.value_kind is ValueKind.GAUGE or rate < _RARE:
        return _LENGTHS[0]
    return next((length for length in _LENGTHS[1:] if rate * length / HOUR <= _MOST), _LENGTHS[-1])
