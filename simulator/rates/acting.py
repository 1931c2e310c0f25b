"""What acts on a stream at given moments: factors, additions and overrides out of a course's influences."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Marketplace
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.model import Influence, Layer, Operation, Shift

FloatArray = NDArray[np.float64]
MomentArray = NDArray[np.int64]

POINTS = 12
"""Moments in an hour over which influences are averaged for rates by the hour."""

_FULL = 5.0
"""A stream's own influences replace what parents hand down fully from a fifth of their strength on, and fade into it
below, so that nothing jumps when the last of them ends."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What influences ask of one stream, at each moment. All of one shape.

    Attributes:
        scenarios: Product of the factors of scenarios and modifiers.
        events: Product of the factors of external events.
        added: Events an hour that are added.
        keep: What overrides leave of the rate: 1 without one, 0 under a full one.
        put: What they put in its place, in the stream's own unit, times ``1 - keep``.
        blend: How far these influences replace what parents hand down, 0 … 1.
    """

    scenarios: FloatArray
    events: FloatArray
    added: FloatArray
    keep: FloatArray
    put: FloatArray
    blend: FloatArray

    @property
    def factor(self) -> FloatArray:
        """Return the product of all factors."""
        return self.scenarios * self.events

    def hourly(self) -> "Ask":
        """Return the means over each ``POINTS`` consecutive moments."""
        return Ask(*(_hourly(one) for one in self._parts()))

    def hours(self, index: slice) -> "Ask":
        """Return a part."""
        return Ask(*(one[index] for one in self._parts()))

    def _parts(self) -> tuple[FloatArray, ...]:
        return self.scenarios, self.events, self.added, self.keep, self.put, self.blend


class Acting:
    """The influences of a course by stream. Cascades, which depend on other streams, are told apart."""

    def __init__(self, marketplace: Marketplace, influences: Iterable[Influence], shifts: Iterable[Shift] = ()) -> None:
        """Sort the influences and the shifts of payload values; within a stream they keep their order."""
        numbers = {name: index for index, name in enumerate(marketplace.names)}
        self._direct: list[list[Influence]] = [[] for _ in marketplace.streams]
        self.cascades: list[tuple[int, int, Influence]] = []
        for one in influences:
            stream = marketplace.stream(one.stream)
            if stream is None:
                continue
            number = numbers[stream.name]
            trigger = None if one.trigger is None else marketplace.stream(one.trigger)
            if trigger is None:
                self._direct[number].append(one)
            else:
                self.cascades.append((numbers[trigger.name], number, one))
        self._shifts: list[list[Shift]] = [[] for _ in marketplace.streams]
        for shift in shifts:
            stream = marketplace.stream(shift.influence.stream)
            if stream is not None:
                self._shifts[numbers[stream.name]].append(shift)

    def shifts(self, number: int, begin: int, end: int) -> list[Shift]:
        """Return what shifts payload values of a stream at some time within two moments, both inclusive, in order."""
        return [one for one in self._shifts[number] if meets(one.influence, begin, end)]

    def on(self, number: int, begin: int, end: int) -> list[Influence]:
        """Return what acts on a stream at some time within ``begin`` … ``end``, both inclusive, in order."""
        return [one for one in self._direct[number] if meets(one, begin, end)]

    def ask(self, number: int, at: MomentArray) -> Ask | None:
        """Return what is asked of a stream at each moment; none when nothing acts at any. ``at`` must not be empty."""
        found = self.on(number, int(at.min()), int(at.max()))
        if not found:
            return None
        ordered = at.ndim == 1 and len(at) > 64 and bool((at[1:] >= at[:-1]).all())
        ones = np.ones(at.shape)
        ask = Ask(ones, ones.copy(), ones * 0, ones.copy(), ones * 0, ones * 0)
        for one in found:
            part = _part(one, at) if ordered else slice(None)
            _apply(ask, one, part, one.strength(at[part]))
        np.minimum(ask.blend * _FULL, 1.0, out=ask.blend)
        return ask

    def ask_hours(self, number: int, first: int, hours: int) -> Ask | None:
        """Return what is asked of a stream in the mean of each hour since 1970 from ``first`` on."""
        if not self.on(number, first * HOUR, (first + hours) * HOUR):
            return None
        ask = self.ask(number, hour_points(first, hours))
        return None if ask is None else ask.hourly()


def hour_points(first: int, hours: int) -> MomentArray:
    """Return ``POINTS`` moments in each hour, ascending."""
    width = HOUR // POINTS
    return first * HOUR + np.arange(hours * POINTS, dtype=np.int64) * width + width // 2


def meets(one: Influence, begin: int, end: int) -> bool:
    """Return whether an influence acts at some time within two moments, both inclusive."""
    return one.begin <= end and (one.end is None or one.end > begin)


def _part(one: Influence, at: MomentArray) -> slice:
    first = int(np.searchsorted(at, one.begin))
    return slice(first, None if one.end is None else int(np.searchsorted(at, one.end, side="right")))


def _apply(ask: Ask, one: Influence, part: slice, strength: FloatArray) -> None:
    if one.operation is Operation.MULTIPLY:
        product = ask.scenarios if one.layer is Layer.SCENARIO else ask.events
        product[part] *= 1.0 + (one.value - 1.0) * strength
    elif one.operation is Operation.ADD:
        ask.added[part] += one.value * strength
    else:
        ask.keep[part] *= 1.0 - strength
        ask.put[part] = ask.put[part] * (1.0 - strength) + one.value * strength
    np.maximum(ask.blend[part], strength, out=ask.blend[part])


def _hourly(values: FloatArray) -> FloatArray:
    mean: FloatArray = values.reshape(-1, POINTS).mean(axis=1)
    return mean
