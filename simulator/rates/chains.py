"""Which streams cause which: outcome trees as edges in an order in which parents come before their children."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Marketplace, StreamDefinition, StreamDomain, ValueKind
from simulator.rates.delays import DelayLaw, delay_law

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Edge:
    """One outcome between streams given by their index.

    Attributes:
        number: Its place among all edges.
        probability: Of the child given any event of the parent, or the mean number of its children.
        tree: Which exclusive tree it belongs to; none when its siblings do not mind it.
    """

    number: int
    parent: int
    child: int
    probability: float
    law: DelayLaw
    tree: int | None
    condition: str | None


@dataclass(frozen=True, slots=True)
class Chains:
    """All edges, and what follows from them in the mean.

    Attributes:
        order: Indices of all streams, parents first.
        into: Edges by child.
        own: Mean events an hour that no parent causes. Shape ``(streams,)``.
        mean: Mean events an hour. Shape ``(streams,)``.
    """

    order: tuple[int, ...]
    into: tuple[tuple[Edge, ...], ...]
    own: FloatArray
    mean: FloatArray

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Return all edges by their numbers."""
        return tuple(sorted((edge for edges in self.into for edge in edges), key=lambda edge: edge.number))

    def siblings(self, edge: Edge) -> tuple[Edge, ...]:
        """Return the other outcomes of the same exclusive tree."""
        if edge.tree is None:
            return ()
        return tuple(one for edges in self.into for one in edges if one.tree == edge.tree and one.number != edge.number)


def chains_of(marketplace: Marketplace) -> Chains:
    """Arrange the outcome trees.

    The rate of events that no parent causes is what the table says less what the parents give, at least 0; streams of
    sessions that have a parent have none of their own.

    Raises:
        ValueError: Streams cause each other in a circle.
    """
    number = {name: index for index, name in enumerate(marketplace.names)}
    into: list[list[Edge]] = [[] for _ in marketplace.streams]
    for index, tree in enumerate(marketplace.relationships.trees):
        for outcome in tree.outcomes:
            place = sum(map(len, into))
            into[number[outcome.child]].append(
                Edge(
                    number=place,
                    parent=number[tree.parent],
                    child=number[outcome.child],
                    # a batch has no probability of its own: it gathers children until the table's rate is met
                    probability=np.nan if outcome.batch else outcome.probability,
                    law=delay_law(marketplace, outcome),
                    tree=index if tree.exclusive else None,
                    condition=outcome.condition,
                )
            )
    order = ordered([{edge.parent for edge in edges} for edges in into])
    own, mean = np.zeros(len(into)), np.zeros(len(into))
    for child in order:
        stream = marketplace.streams[child]
        table = stream.events_per_day / 24 * marketplace.baseline.scale
        if stream.value_kind is ValueKind.GAUGE:
            table = stream.events_per_day / 24
        into[child] = [_batched(edge, table, mean[edge.parent]) for edge in into[child]]
        given = sum(edge.probability * mean[edge.parent] for edge in into[child])
        own[child] = 0.0 if _follows_only(stream, into[child]) else max(0.0, table - given)
        mean[child] = own[child] + given
    return Chains(order, tuple(tuple(edges) for edges in into), own, mean)


def ordered(needs: Sequence[set[int]]) -> tuple[int, ...]:
    """Return indices so that each comes after all that it needs, the least first where there is a choice.

    Raises:
        ValueError: There is no such order.
    """
    left = {index: set(need) - {index} for index, need in enumerate(needs)}
    found: list[int] = []
    while left:
        ready = sorted(index for index, need in left.items() if not need)
        if not ready:
            raise ValueError(f"streams cause each other in a circle: {sorted(left)}")
        found.extend(ready)
        left = {index: need - set(ready) for index, need in left.items() if index not in ready}
    return tuple(found)


def _follows_only(stream: StreamDefinition, edges: Sequence[Edge]) -> bool:
    return bool(edges) and stream.domain is StreamDomain.SESSION


def _batched(edge: Edge, table: float, parent: float) -> Edge:
    if not np.isnan(edge.probability):
        return edge
    return replace(edge, probability=table / parent if parent > 0 else 0.0)
