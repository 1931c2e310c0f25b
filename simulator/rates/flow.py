"""Rates of all streams by the hour: own ones and what parents hand down, in the order of the chains."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.rates.chains import Chains, Edge
from simulator.rates.outcomes import gate_of_day, give_way
from simulator.rates.spread import spread_children

FloatArray = NDArray[np.float64]
HourArray = NDArray[np.int64]


class Bend(Protocol):
    """What acts on the streams during a flow."""

    def reached(self, flow: "Flow", child: int) -> None:
        """Take note that all that comes before a stream is known; may change what is its own."""
        ...

    def share(self, edge: Edge) -> FloatArray | None:
        """Return the factor on the part of the parents that fulfil the condition of an edge."""
        ...

    def gate(self, flow: "Flow", edge: Edge) -> FloatArray | None:
        """Return the factor on the probability of an edge; none where nothing asks for it."""
        ...


@dataclass(slots=True)
class Flow:
    """A flow under way.

    Attributes:
        rates: Own rates at first; what parents hand down is added. Shape ``(streams, hours)``.
        shapes: Factor on the probability of each edge that has one, by its number.
        raw: Children by edge before any factor on the probability.
        given: Children by edge.
        gates: Factor on the probability by edge and whether its child was reached by then; none where nothing acts.
    """

    chains: Chains
    rates: FloatArray
    of_week: HourArray
    norms: Mapping[int, FloatArray | None]
    shapes: Mapping[int, FloatArray]
    bend: Bend | None = None
    raw: dict[int, FloatArray] = field(default_factory=dict)
    given: dict[int, FloatArray] = field(default_factory=dict)
    gates: dict[tuple[int, bool], FloatArray | None] = field(default_factory=dict)
    _reached: set[int] = field(default_factory=set)
    _known: frozenset[int] = frozenset()

    def take_over(self, other: "Flow", streams: frozenset[int]) -> None:
        """Take streams over from a flow in which all that matters to them is alike; they are not gone through again."""
        numbers = {edge.number for child in streams for edge in self.chains.into[child]}
        rows = sorted(streams)
        self.rates[rows] = other.rates[rows]
        self.raw.update({number: other.raw[number] for number in numbers})
        self.given.update({number: other.given[number] for number in numbers})
        self.gates.update({place: gate for place, gate in other.gates.items() if place[0] in numbers})
        self._known = streams

    def run(self, order: tuple[int, ...] | None = None) -> "Flow":
        """Go through all streams, parents first."""
        for child in order or self.chains.order:
            if child in self._known:
                self._reached.add(child)
                continue
            if self.bend is not None:
                self.bend.reached(self, child)
            self._reached.add(child)
            for edge in self.chains.into[child]:
                self.given[edge.number] = self.children(edge) * self._factor(edge)
                self.rates[child] += self.given[edge.number]
        return self

    def children(self, edge: Edge) -> FloatArray:
        """Return the children by an edge before any factor on its probability. Its parent must have been reached."""
        known = self.raw.get(edge.number)
        if known is None:
            parents = edge.probability * self.rates[edge.parent]
            share = None if self.bend is None else self.bend.share(edge)
            if share is not None:
                parents = parents * share
            known = spread_children(edge.law, self.norms[edge.number], self.of_week, parents)
            self.raw[edge.number] = known
        return known

    def _factor(self, edge: Edge) -> FloatArray | float:
        gate = self._gate(edge)
        if gate is not None:
            return gate
        siblings = [one for one in self.chains.siblings(edge) if self._gate(one) is not None]
        if not siblings:
            return 1.0
        changed = []
        for one in siblings:
            gate = self._gate(one)
            if gate is not None:
                changed.append((one.probability, gate_of_day(self.children(one), gate)))
        return give_way(changed, rises=not edge.law.from_schedule)

    def _gate(self, edge: Edge) -> FloatArray | None:
        """Return the factor on a probability; that of a sibling that is not reached yet knows no cascades."""
        place = edge.number, edge.child in self._reached
        if place not in self.gates:
            gate = None if self.bend is None else self.bend.gate(self, edge)
            gate = self.shapes.get(edge.number) if gate is None else gate
            if gate is not None and edge.probability <= 1.0:
                gate = np.minimum(gate, 1.0 / edge.probability)
            self.gates[place] = gate
        return self.gates[place]
