"""Rates of one course at any moment, shared by history and live events."""

from collections.abc import Callable
from typing import Self

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Marketplace, OverrideUnit, ValueKind
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.model import Course
from simulator.rates.acting import Acting
from simulator.rates.bends import (
    HIGHEST,
    Bends,
    Worked,
    baseline_of,
    bends_of,
    over,
    solved,
    wanted_factor,
)
from simulator.rates.cascades import plan_cascades
from simulator.rates.chains import Chains, Edge
from simulator.rates.ground import CHUNK, KEPT, Ground, GroundMaker
from simulator.rates.shares import share_of

FloatArray = NDArray[np.float64]
HourArray = NDArray[np.int64]
MomentArray = NDArray[np.int64]

LOOK_BACK = 2
"""Chunks before an hour in which something can have begun that still matters: delays of a chain, of a cascade, and of
the chain again."""


class RateModel:
    """Rates of one course.

    ``number`` is a stream's index 0 … 49 in ``marketplace.streams``; ``at`` are moments in microseconds since 1970, not
    empty; rates are events an hour. A gauge is sampled at a constant rate; its values are in ``level``, which is what
    influences on it act on.
    """

    def __init__(
        self,
        marketplace: Marketplace,
        course: Course,
        ground: GroundMaker | None = None,
        worked: tuple[int, Worked] | None = None,
    ) -> None:
        """Take the definitions and what acts on the streams.

        Args:
            marketplace: Definitions.
            course: What acts.
            ground: Rates of the same definitions, seed and epoch that are known already.
            worked: A chunk, and how the bends in it came about for another course of those.
        """
        self.marketplace, self.course = marketplace, course
        timeline = course.timeline
        self.ground = ground or GroundMaker(marketplace, timeline.seed, timeline.epoch)
        self.chains: Chains = self.ground.chains
        self.acting = Acting(marketplace, course.influences, course.shifts)
        pairs = frozenset((trigger, target) for trigger, target, _ in self.acting.cascades)
        self._plan = plan_cascades(marketplace, self.chains, pairs)
        self._targets = {target for _, target in pairs} | {law.target for law in self._plan.laws}
        self._bends: dict[int, Bends] = {}
        self._worked = worked

    def following(self, course: Course) -> Self:
        """Return the same with another course; what does not depend on the course is shared."""
        timeline = course.timeline
        same = (timeline.seed, timeline.epoch) == (self.ground.seed, self.ground.epoch)
        if not same:
            return type(self)(self.marketplace, course)
        # It moves on to the newer rates: kept twice it would be much to keep, and these have what they need.
        worked, self._worked = self._worked, None
        return type(self)(self.marketplace, course, self.ground, worked)

    def usual(self, number: int, at: MomentArray) -> FloatArray:
        """Return what is expected with nothing acting and no noise; through the chain where streams are chained."""
        if self.is_gauge(number):
            return self._samples(number, at)
        return self.usual_level(number, at)

    def own(self, number: int, at: MomentArray) -> FloatArray:
        """Return the rate of events without a parent, with noise and everything that acts; 0 where all have one."""
        if self.is_gauge(number):
            return self._samples(number, at)
        return self.level(number, at)

    def own_quiet(self, number: int, at: MomentArray) -> FloatArray:
        """Return the same with noise and nothing acting."""
        if self.is_gauge(number):
            return self._samples(number, at)
        ground, hours = self.grounds(at)
        return self._base(ground, number, at, hours) * self._noise(ground, number, at, hours)

    def usual_level(self, number: int, at: MomentArray) -> FloatArray:
        """Return the level that a gauge has with nothing acting and no noise; of other streams the usual rate."""
        ground, hours = self.grounds(at)
        base, whole = self._base(ground, number, at, hours), ground.usual[number, hours]
        chained: FloatArray = whole - (ground.begin[number, hours] + ground.end[number, hours]) / 2
        return base + chained

    def level(self, number: int, at: MomentArray) -> FloatArray:
        """Return the level of a gauge with noise and everything that acts; of other streams what ``own`` is."""
        ground, hours = self.grounds(at)
        base = self._base(ground, number, at, hours)
        rate = base * self._noise(ground, number, at, hours)
        cascade = self.cascade(number, at)
        if cascade is not None:
            rate = rate * cascade
        ask = self.acting.ask(number, at)
        if ask is None:
            return rate
        stream = self.marketplace.streams[number]
        part = over(base, ground.usual[number, hours])
        rate = rate * ask.factor + ask.added * part
        if stream.override is not OverrideUnit.PERCENT:
            rate = rate * ask.keep + ask.put * part
        bounded: FloatArray = np.clip(rate, 0.0, HIGHEST * baseline_of(self.marketplace, stream) * part)
        return bounded

    def rate(self, number: int, at: MomentArray) -> FloatArray:
        """Return the rate of all events, those that parents cause included; noise and everything acting included."""
        if not self.chains.into[number]:
            return self.own(number, at)
        ground, hours = self.grounds(at)
        own = (
            (ground.begin[number, hours] + ground.end[number, hours]) / 2 * ground.noise[:, number, hours].mean(axis=0)
        )
        quiet = self.own_quiet(number, at) + ground.quiet[number, hours] - own
        rate: FloatArray = quiet * self.by_hour(at, lambda bends: bends.rates[number])
        return rate

    def noise(self, number: int, at: MomentArray) -> FloatArray:
        """Return the noise on what a stream has of its own; of mean 1, with the stream's variance as its spread.

        Streams that have nothing of their own carry the noise of their parents, by the hour.
        """
        ground, hours = self.grounds(at)
        if self.chains.own[number] > 0.0:
            return self._noise(ground, number, at, hours)
        return over(ground.quiet[number, hours], ground.usual[number, hours])

    def wanted(self, number: int, at: MomentArray) -> FloatArray:
        """Return the factor on the usual rate that influences ask for, cascades included; 1 with none."""
        ask, cascade = self.acting.ask(number, at), self.cascade(number, at)
        if ask is None:
            return np.ones(at.shape) if cascade is None else cascade
        stream = self.marketplace.streams[number]
        return wanted_factor(
            self.marketplace, stream, ask, self.usual_level(number, at), 1.0 if cascade is None else cascade
        )

    def inherited(self, number: int, at: MomentArray) -> FloatArray:
        """Return the factor that the parents' deviations hand down on the chained part; 1 for own streams."""
        if not self.chains.into[number]:
            return np.ones(at.shape)
        return self.by_hour(at, lambda bends: bends.inherited[number])

    def handed(self, parent: int, child: int, at: MomentArray) -> FloatArray:
        """Return the part of what is inherited that comes from one parent."""
        return self.by_hour(at, lambda bends: bends.handed[parent, child])

    def gate(self, parent: int, child: int, at: MomentArray) -> FloatArray:
        """Return the factor on the probability of an outcome whose child comes at ``at``.

        It makes the child's rate what is asked for. Outcomes of an exclusive tree whose gate is exactly 1 give way to
        the others (``simulator.rates.outcomes.split``).
        """
        edge = self.edge(parent, child)
        if edge is None:
            return np.ones(at.shape)
        ground, hours = self.grounds(at)
        shape = ground.quiet_shapes.get(edge.number)
        gate = np.ones(at.shape) if shape is None else shape[hours]
        ask, cascade = self.acting.ask(child, at), self.cascade(child, at)
        if ask is not None:
            if shape is None:
                gate = over(ground.given[edge.number, hours], ground.raw[edge.number, hours])
            handed = self.handed(parent, child, at)
            gate = gate * solved(self.wanted(child, at), handed, ask.blend, cascade)
        elif cascade is not None:
            gate = gate * cascade
        return np.minimum(gate, 1.0 / edge.probability) if 0.0 < edge.probability <= 1.0 else gate

    def quiet_gate(self, parent: int, child: int, at: MomentArray) -> FloatArray:
        """Return the same factor with nothing acting: it follows from seed and epoch, so it is known ahead."""
        edge = self.edge(parent, child)
        if edge is None:
            return np.ones(at.shape)
        ground, hours = self.grounds(at)
        shape = ground.quiet_shapes.get(edge.number)
        gate = np.ones(at.shape) if shape is None else shape[hours]
        return np.minimum(gate, 1.0 / edge.probability) if 0.0 < edge.probability <= 1.0 else gate

    def override(self, number: int, at: MomentArray) -> FloatArray:
        """Return the value in force while something overrides, in the stream's own unit; NaN where nothing does.

        While an override fades the value is between it and what there would be without it.
        """
        ask = self.acting.ask(number, at)
        nothing = np.full(at.shape, np.nan)
        if ask is None or not (ask.keep < 1.0).any():
            return nothing
        stream = self.marketplace.streams[number]
        if stream.override is OverrideUnit.PERCENT:
            derived = next((one for one in stream.derived if one.equals is not None), None)
            usual = 0.0 if derived is None else 100.0 * share_of(stream, derived.field, str(derived.equals))
            return np.where(ask.keep < 1.0, ask.keep * usual + ask.put, nothing)
        return np.where(ask.keep < 1.0, self.wanted(number, at) * self.usual_level(number, at), nothing)

    def shifts(self, number: int, at: int) -> dict[str, dict[str, float]]:
        """Return factors on payload values at a moment, by field and value; empty when nothing shifts them."""
        name = self.marketplace.streams[number].name
        moment = np.array([at], dtype=np.int64)
        shifts: dict[str, dict[str, float]] = {}
        for one in self.course.shifts:
            if one.influence.stream != name:
                continue
            strength = float(one.influence.strength(moment)[0])
            if strength > 0.0:
                values = shifts.setdefault(one.shift.field, {})
                for value, factor in one.shift.factors:
                    values[value] = values.get(value, 1.0) * (1.0 + (factor - 1.0) * strength)
        return shifts

    def edge(self, parent: int, child: int) -> Edge | None:
        """Return the first outcome of a parent that is this child."""
        return next((edge for edge in self.chains.into[child] if edge.parent == parent), None)

    def grounds(self, at: MomentArray) -> tuple[Ground, HourArray]:
        """Return the ground under moments, and the index of each moment's hour in it."""
        hours = at // HOUR
        first, last = int(hours.min()) // CHUNK, int(hours.max()) // CHUNK
        ground = self.ground.chunk(first) if first == last else self.ground.stretch(first, last + 1)
        return ground, hours - ground.first

    def bends(self, chunk: int) -> Bends:
        """Return the deviations in hours ``chunk * CHUNK`` … ``(chunk + 1) * CHUNK``, exclusive.

        Each chunk is worked out by itself, with the same hours before it, so that it is the same to the last bit
        whatever was asked for before.
        """
        known = self._bends.get(chunk)
        if known is None:
            ground = self.ground.stretch(chunk - LOOK_BACK, chunk + 1)
            before = None if self._worked is None or self._worked[0] != chunk else self._worked[1]
            whole, worked = bends_of(self.marketplace, self.chains, ground, self.acting, self._plan, before)
            self._worked = chunk, worked
            known = whole.part(LOOK_BACK * CHUNK, (LOOK_BACK + 1) * CHUNK)
            while len(self._bends) >= KEPT:
                self._bends.pop(next(iter(self._bends)), None)
            self._bends[chunk] = known
        return known

    def is_gauge(self, number: int) -> bool:
        """Return whether a stream's values are levels."""
        return self.marketplace.streams[number].value_kind is ValueKind.GAUGE

    def _samples(self, number: int, at: MomentArray) -> FloatArray:
        return np.full(at.shape, self.marketplace.streams[number].events_per_day / 24)

    def _base(self, ground: Ground, number: int, at: MomentArray, hours: HourArray) -> FloatArray:
        begin, end = ground.begin[number, hours], ground.end[number, hours]
        base: FloatArray = begin + (end - begin) * ((at % HOUR) / HOUR)
        return base

    def _noise(self, ground: Ground, number: int, at: MomentArray, hours: HourArray) -> FloatArray:
        begin, end = ground.noise[0, number, hours], ground.noise[1, number, hours]
        noise: FloatArray = begin + (end - begin) * ((at % HOUR) / HOUR)
        return noise

    def cascade(self, number: int, at: MomentArray) -> FloatArray | None:
        """Return the factor of all cascades on a stream; none where none ever acts on it."""
        if number not in self._targets:
            return None
        ones = np.ones(CHUNK)
        return self.by_hour(at, lambda bends: bends.cascades.get(number, ones))

    def by_hour(self, at: MomentArray, of: Callable[[Bends], FloatArray]) -> FloatArray:
        """Return a series of the deviations at each moment's hour."""
        hours = at // HOUR
        first, last = int(hours.min()) // CHUNK, int(hours.max()) // CHUNK
        parts = [of(self.bends(chunk)) for chunk in range(first, last + 1)]
        series = parts[0] if len(parts) == 1 else np.concatenate(parts)
        found: FloatArray = series[hours - first * CHUNK]
        return found
