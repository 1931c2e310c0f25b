"""Bends: by how much all streams deviate from their usual rates, by the hour, because of what acts on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Marketplace, OverrideUnit, StreamDefinition
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.model import Influence, Shift
from simulator.rates.acting import Acting, Ask, hour_points, meets
from simulator.rates.cascades import CascadeLaw, CascadePlan, acted_upon, damped, excess, later
from simulator.rates.chains import Chains, Edge
from simulator.rates.flow import Flow
from simulator.rates.ground import Ground
from simulator.rates.reach import Reach, turned_over
from simulator.rates.shares import condition_factor

FloatArray = NDArray[np.float64]

LONGEST_DELAY = 336
"""Hours from a trigger to what it sets off, at most."""

HIGHEST = 20.0
"""A rate is at most so many times its baseline."""


@dataclass(frozen=True, slots=True)
class Bends:
    """Deviations over the hours of a ground.

    Attributes:
        rates: Over usual ones, noise aside. Shape ``(streams, hours)``.
        cascades: Factor of all cascades on a stream, by its index.
        handed: What the parents hand down because of what acts, before the probability gives way, over what they would
            without, by parent and child.
        inherited: The same over all parents, by child.
    """

    rates: FloatArray
    cascades: Mapping[int, FloatArray]
    handed: Mapping[tuple[int, int], FloatArray]
    inherited: Mapping[int, FloatArray]

    def part(self, begin: int, end: int) -> "Bends":
        """Return the hours ``begin`` … ``end``, exclusive."""
        return Bends(
            self.rates[:, begin:end],
            {number: series[begin:end] for number, series in self.cascades.items()},
            {pair: series[begin:end] for pair, series in self.handed.items()},
            {number: series[begin:end] for number, series in self.inherited.items()},
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on one way down the chains: the flow, and cascades and what is handed down as in ``Bends``."""

    flow: Flow
    cascades: Mapping[int, FloatArray]
    handed: Mapping[tuple[int, int], FloatArray]


@dataclass(frozen=True, slots=True)
class Worked:
    """How bends came about, for those of another course over the same hours to take over what is alike.

    Attributes:
        influences: What acts on each stream in these hours.
        shifts: What shifts payload values of each stream in these hours.
        cascades: Cascades of scenarios on each stream: trigger, influence, whether it would close a circle.
        asks: What is asked of streams by those influences; none where there are none.
        order: Of the second round.
        rounds: What was found without cascades, with those that noise sets off, and with everything.
    """

    influences: tuple[Sequence[Influence], ...]
    shifts: tuple[Sequence[Shift], ...]
    cascades: tuple[Sequence[tuple[int, Influence, bool]], ...]
    asks: Mapping[int, Ask]
    order: tuple[int, ...]
    rounds: tuple[Found, ...]


def bends_of(
    marketplace: Marketplace,
    chains: Chains,
    ground: Ground,
    acting: Acting,
    plan: CascadePlan,
    before: Worked | None = None,
) -> tuple[Bends, Worked]:
    """Follow everything that acts on the streams down the chains; cascades in a second round.

    Args:
        marketplace: Definitions.
        chains: What follows from what.
        ground: The hours.
        acting: What acts.
        plan: Cascades.
        before: The same for other influences over the same hours. Streams that the difference does not reach are taken
            over from it; that changes how long it takes and nothing else.
    """
    streams = range(len(marketplace.streams))
    begin, end = ground.first * HOUR, (ground.first + ground.hours) * HOUR
    influences = tuple(acting.on(number, begin, end) for number in streams)
    shifts = tuple(acting.shifts(number, begin, end) for number in streams)
    changed = {
        number
        for number in streams
        if before is None or influences[number] != before.influences[number] or shifts[number] != before.shifts[number]
    }
    asks = _asks(acting, ground, influences, {} if before is None else before.asks, changed)
    cascades = tuple(
        [(one[0], one[2], (one[0], number) in plan.closing) for one in acting.cascades if one[1] == number]
        for number in streams
    )
    old = before.rounds if before is not None else ()
    reach = Reach(chains, [*((law.trigger, law.target) for law in plan.laws), *(one[:2] for one in acting.cascades)])
    plain = _Round(marketplace, chains, ground, asks, shifts)
    ratios, first = plain.run(chains.order, old[:1], reach.of(changed, cascading=False))
    if not plan.laws and not acting.cascades:
        return plain.bends(ratios), Worked(influences, shifts, cascades, asks, plan.order, (first,))
    # what noise alone sets off: factors that are asked for come on top of it, as in a twin without them
    still = _Cascading(marketplace, ground, Acting(marketplace, ()), plan, np.ones(ratios.shape))
    calm = _Round(marketplace, chains, ground, {}, ((),) * len(streams), still)
    turned = turned_over(chains, plan.order, plan.order if before is None else before.order)
    _, second = calm.run(plan.order, old[1:2], reach.of(turned))
    if before is not None:
        changed |= {number for number in streams if cascades[number] != before.cascades[number]}
    whole = _Round(
        marketplace, chains, ground, asks, shifts, _Cascading(marketplace, ground, acting, plan, ratios), calm.handed
    )
    ratios, third = whole.run(plan.order, old[2:], reach.of(changed | turned))
    return whole.bends(ratios), Worked(influences, shifts, cascades, asks, plan.order, (first, second, third))


def _asks(
    acting: Acting, ground: Ground, influences: Sequence[Sequence[Influence]], known: Mapping[int, Ask], but: set[int]
) -> dict[int, Ask]:
    """Return what is asked of each stream that something acts on; what is known is right except for some streams."""
    asks: dict[int, Ask] = {}
    for number, acts in enumerate(influences):
        ask = None if number in but else known.get(number)
        if ask is None and acts:
            ask = acting.ask_hours(number, ground.first, ground.hours)
        if ask is not None:
            asks[number] = ask
    return asks


@dataclass(slots=True)
class _Cascading:
    """Works out the factors of cascades once their triggers are known."""

    marketplace: Marketplace
    ground: Ground
    acting: Acting
    plan: CascadePlan
    plain: FloatArray

    def factor(self, flow: Flow, target: int, ask: Ask | None) -> FloatArray | None:
        """Return the factor of all cascades on a stream; none when there are none."""
        factor: FloatArray | None = None
        replaced: dict[int, FloatArray] = {}
        for trigger, factors, strength in self._of_scenarios(flow, target):
            replaced[trigger] = np.maximum(replaced.get(trigger, 0.0), strength)
            factor = factors if factor is None else factor * factors
        for law in self.plan.laws:
            if law.target == target:
                usual, strength = self._of_baseline(flow, law)
                # A scenario that has the same cascade, or says itself what becomes of the target, has the last word on
                # what it causes; what noise sets off stays as it is in a twin without the scenario.
                caused = (strength - usual) * (1.0 - replaced.get(law.trigger, 0.0))
                if ask is not None:
                    caused = caused * (1.0 - ask.blend * (ask.scenarios != 1.0))
                here = 1.0 + (law.factor - 1.0) * (usual + caused)
                factor = here if factor is None else factor * here
        return factor

    def _of_baseline(self, flow: Flow, law: CascadeLaw) -> tuple[FloatArray, FloatArray]:
        """Return the strength that noise alone sets off, and that of all that acts as well."""
        variance = self.marketplace.streams[law.trigger].variance
        noise = over(self.ground.quiet[law.trigger], self.ground.usual[law.trigger])
        strength = _abnormal(self.plain[law.trigger], noise, variance)
        if not law.closes:
            bent = over(flow.rates[law.trigger], self.ground.usual[law.trigger])
            strength = damped(strength, _abnormal(bent, noise, variance))
        return later(excess(noise, variance), law.envelope), later(strength, law.envelope)

    def _of_scenarios(self, flow: Flow, target: int) -> list[tuple[int, FloatArray, FloatArray]]:
        first, hours = self.ground.first, self.ground.hours
        found = []
        for trigger, number, one in self.acting.cascades:
            if number != target or not meets(one, first * HOUR, (first + hours) * HOUR):
                continue
            alone = acted_upon(self.plain[trigger])
            if (trigger, target) not in self.plan.closing:
                alone = damped(alone, acted_upon(over(flow.rates[trigger], self.ground.usual[trigger])))
            own = one.strength(hour_points(first, hours)).reshape(hours, -1).mean(axis=1)
            strength = own * _held(alone, own)
            found.append((trigger, 1.0 + (one.value - 1.0) * strength, strength))
        return found


def _abnormal(bend: FloatArray, noise: FloatArray, variance: float) -> FloatArray:
    """Return how abnormal a trigger is: by its rate, and by what acts on it however low its noise is."""
    return np.maximum(excess(bend * noise, variance), excess(bend, variance))


def _held(trigger: FloatArray, own: FloatArray) -> FloatArray:
    """Return how abnormal the trigger was when the cascade was set off; what was set off takes its course."""
    if not own.any():
        return own
    held = np.concatenate([np.zeros(LONGEST_DELAY), trigger])
    before: FloatArray = np.lib.stride_tricks.sliding_window_view(held, LONGEST_DELAY + 1).max(axis=1)
    return before


@dataclass(slots=True)
class _Round:
    """One way down the chains. Is the flow's bend."""

    marketplace: Marketplace
    chains: Chains
    ground: Ground
    asks: Mapping[int, Ask]
    shifts: Sequence[Sequence[Shift]]
    cascading: _Cascading | None = None
    calm: Mapping[tuple[int, int], FloatArray] = field(default_factory=dict)
    cascades: dict[int, FloatArray] = field(default_factory=dict)
    handed: dict[tuple[int, int], FloatArray] = field(default_factory=dict)

    def run(self, order: tuple[int, ...], before: Sequence[Found], reached: frozenset[int]) -> tuple[FloatArray, Found]:
        """Return all rates over usual ones, and how they came about.

        Args:
            order: Of the streams.
            before: What the same round found for other influences, if it is known.
            reached: Streams that may be other than there.
        """
        own = (self.ground.begin + self.ground.end) / 2
        flow = Flow(self.chains, own, self.ground.of_week, self.ground.norms, self.ground.shapes, self)
        for found in before:
            same = frozenset(order) - reached
            flow.take_over(found.flow, same)
            self.cascades.update({child: one for child, one in found.cascades.items() if child in same})
            self.handed.update({pair: one for pair, one in found.handed.items() if pair[1] in same})
        flow.run(order)
        flow.bend = None
        return over(flow.rates, self.ground.usual), Found(flow, self.cascades, self.handed)

    def bends(self, ratios: FloatArray) -> Bends:
        """Return what was found."""
        inherited = {}
        for child, edges in enumerate(self.chains.into):
            if edges:
                usual = sum((self.ground.given[edge.number] for edge in edges), start=np.zeros(self.ground.hours))
                bent = sum(
                    (self.ground.given[edge.number] * self.handed[edge.parent, edge.child] for edge in edges),
                    start=np.zeros(self.ground.hours),
                )
                inherited[child] = over(bent, usual)
        return Bends(ratios, self.cascades, self.handed, inherited)

    def reached(self, flow: Flow, child: int) -> None:
        """Bend what the stream has of its own."""
        ask = self.asks.get(child)
        cascade = None if self.cascading is None else self.cascading.factor(flow, child, ask)
        if cascade is not None:
            self.cascades[child] = cascade
        if ask is not None:
            flow.rates[child] = flow.rates[child] * self._wanted(child, ask, cascade)
        elif cascade is not None:
            flow.rates[child] = flow.rates[child] * cascade

    def share(self, edge: Edge) -> FloatArray | None:
        """Return what other payloads of the parent than usual do to an edge with a condition."""
        if edge.condition is None:
            return None
        stream = self.marketplace.streams[edge.parent]
        ask = self.asks.get(edge.parent) if stream.override is OverrideUnit.PERCENT else None
        hours = self.ground.first, self.ground.hours
        return condition_factor(stream, edge.condition, self.shifts[edge.parent], ask, hours)

    def gate(self, flow: Flow, edge: Edge) -> FloatArray | None:
        """Return the factor on the probability of an edge that is asked for."""
        pair = edge.parent, edge.child
        handed = self.handed.get(pair)
        if handed is None:
            same = [one for one in self.chains.into[edge.child] if one.parent == edge.parent]
            zeros = np.zeros(self.ground.hours)
            usual = sum((self.ground.raw[one.number] for one in same), start=zeros)
            bent = sum((flow.children(one) for one in same), start=zeros)
            handed = over(bent, usual)
            if pair in self.calm:
                handed = over(handed, self.calm[pair])
            self.handed[pair] = handed
        ask, cascade = self.asks.get(edge.child), self.cascades.get(edge.child)
        if ask is None and cascade is None:
            return None
        gate = over(self.ground.given[edge.number], self.ground.raw[edge.number])
        if ask is not None:
            gate = gate * solved(self._wanted(edge.child, ask, cascade), handed, ask.blend, cascade)
        elif cascade is not None:
            gate = gate * cascade
        return gate

    def _wanted(self, number: int, ask: Ask, cascade: FloatArray | None) -> FloatArray:
        stream = self.marketplace.streams[number]
        factor = 1.0 if cascade is None else cascade
        return wanted_factor(self.marketplace, stream, ask, self.ground.usual[number], factor)


def solved(wanted: FloatArray, handed: FloatArray, blend: FloatArray, cascade: FloatArray | float | None) -> FloatArray:
    """Return the factor on a probability that turns what is handed down into what is wanted.

    Args:
        wanted: Factor on the usual rate, that of cascades included.
        handed: What the parents hand down over what is usual.
        blend: How far ``wanted`` replaces it; cascades multiply it anyway.
        cascade: Their factor.
    """
    cascades = 1.0 if cascade is None else cascade
    asked = over(wanted / cascades, np.maximum(handed, 1e-6))
    gate: FloatArray = np.where(blend >= 1.0, asked, np.maximum(asked, 1e-9) ** blend) * cascades
    return gate


def wanted_factor(
    marketplace: Marketplace,
    stream: StreamDefinition,
    ask: Ask,
    usual: FloatArray,
    cascade: FloatArray | float,
) -> FloatArray:
    """Return the factor on the usual rate that is asked for: factors, additions, overrides, then the bounds."""
    factor = ask.factor * cascade + over(ask.added, usual, 0.0)
    if stream.override is not OverrideUnit.PERCENT:
        factor = ask.keep * factor + over(ask.put, usual, 0.0)
    top = HIGHEST * baseline_of(marketplace, stream)
    bounded: FloatArray = np.clip(factor, 0.0, over(np.full_like(usual, top), usual, HIGHEST))
    return bounded


def baseline_of(marketplace: Marketplace, stream: StreamDefinition) -> float:
    """Return events an hour by the table; the mean level of a gauge is bounded by its share of all students."""
    if stream.override is OverrideUnit.LEVEL:
        return marketplace.baseline.figures.get("active_students", marketplace.baseline.students * 0.02)
    return stream.events_per_day / 24 * marketplace.baseline.scale


def over(above: FloatArray, below: FloatArray, otherwise: float = 1.0) -> FloatArray:
    """Return a quotient, and ``otherwise`` where there is nothing to divide by."""
    result: FloatArray = np.divide(above, below, out=np.full(np.shape(above), otherwise), where=below > 0)
    return result
