"""Factors on the probabilities of outcomes, as they hold minute by minute."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.moments import HOUR, MINUTE
from simulator.rates.model import RateModel

FloatArray = NDArray[np.float64]
MomentArray = NDArray[np.int64]

_SPAN = 6 * HOUR
_MINUTES = _SPAN // MINUTE
_AHEAD = 240
"""Spans with nothing acting that are kept: those two weeks ahead are asked for again and again."""

_Key = TypeVar("_Key", int, tuple[int, int])
_Minutes = tuple[int, list[float]]
"""A span, and a factor for each of its minutes."""

_NONE: Mapping[str, Mapping[str, float]] = MappingProxyType({})


class Gates:
    """Looks up factors by the minute that a moment is in.

    The factor at the beginning of the minute holds for all of it. So what changes the rates from some moment on changes
    no factor before it, and it does not matter whether that was known earlier.

    Attributes:
        since: Before this moment all factors are 1.
    """

    def __init__(self, rates: RateModel, shifted: frozenset[int]) -> None:
        """Take the rates of a course, and the streams whose payload values are ever shifted by it."""
        self._rates = rates
        self._shifted = shifted
        self.since = 0
        self._known: dict[tuple[int, int], _Minutes] = {}
        self._quiet: dict[tuple[int, int, int], list[float]] = {}
        self._acting: dict[tuple[int, int], _Minutes] = {}
        self._levels: dict[int, _Minutes] = {}
        self._shifts: dict[int, tuple[int, Mapping[str, Mapping[str, float]]]] = {}

    def gate(self, parent: int, child: int, at: int) -> float:
        """Return the factor on the probability of a child at a moment."""
        if at < self.since:
            return 1.0
        return _at(self._known, (parent, child), at, lambda marks: self._rates.gate(parent, child, marks))

    def quiet(self, parent: int, child: int, at: int) -> float:
        """Return the factor with nothing acting; the moment may lie ahead, by up to the longest delay of the child."""
        if at < self.since:
            return 1.0
        span = at // _SPAN
        known = self._quiet.get((parent, child, span))
        if known is None:
            while len(self._quiet) >= _AHEAD:
                del self._quiet[next(iter(self._quiet))]
            known = self._quiet[parent, child, span] = self._rates.quiet_gate(parent, child, _marks(span)).tolist()
        return known[at // MINUTE - span * _MINUTES]

    def acting(self, parent: int, child: int, at: int) -> float:
        """Return what acts at a moment as a factor on the quiet factor; exactly 1 while nothing does."""
        if at < self.since:
            return 1.0
        return _at(self._acting, (parent, child), at, lambda marks: self._over_quiet(parent, child, marks))

    def override(self, number: int, at: int) -> float:
        """Return the value of an override at a moment, NaN where there is none."""
        return _at(self._levels, number, at, lambda marks: self._rates.override(number, marks))

    def shifts(self, number: int, at: int) -> Mapping[str, Mapping[str, float]]:
        """Return the factors on payload values of a stream at a moment: field, value, factor."""
        if number not in self._shifted:
            return _NONE
        minute = at // MINUTE
        known = self._shifts.get(number)
        if known is None or known[0] != minute:
            known = minute, self._rates.shifts(number, minute * MINUTE)
            self._shifts[number] = known
        return known[1]

    def _over_quiet(self, parent: int, child: int, marks: MomentArray) -> FloatArray:
        quiet, gate = self._rates.quiet_gate(parent, child, marks), self._rates.gate(parent, child, marks)
        over: FloatArray = np.divide(gate, quiet, out=np.ones(len(marks)), where=quiet > 0)
        return over


def _at(known: dict[_Key, _Minutes], key: _Key, at: int, of: Callable[[MomentArray], FloatArray]) -> float:
    """Return a factor at the minute of a moment; the minutes of the latest span asked for are kept."""
    span = at // _SPAN
    found = known.get(key)
    if found is None or found[0] != span:
        found = known[key] = span, of(_marks(span)).tolist()
    return found[1][at // MINUTE - span * _MINUTES]


def _marks(span: int) -> MomentArray:
    return np.arange(_MINUTES, dtype=np.int64) * MINUTE + span * _SPAN
