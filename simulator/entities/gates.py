"""Factors on the probabilities of outcomes, as they hold minute by minute."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.moments import HOUR, MINUTE
from simulator.rates.model import RateModel

_SPAN = 6 * HOUR
_MINUTES = _SPAN // MINUTE
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
        self._known: dict[tuple[int, int], tuple[int, list[float]]] = {}
        self._quiet: dict[tuple[int, int], tuple[int, list[float]]] = {}
        self._acting: dict[tuple[int, int], tuple[int, list[float]]] = {}
        self._levels: dict[int, tuple[int, list[float]]] = {}
        self._shifts: dict[int, tuple[int, Mapping[str, Mapping[str, float]]]] = {}

    def gate(self, parent: int, child: int, at: int) -> float:
        """Return the factor on the probability of a child at a moment."""
        if at < self.since:
            return 1.0
        span = at // _SPAN
        known = self._known.get((parent, child))
        if known is None or known[0] != span:
            known = span, self._rates.gate(parent, child, _marks(span)).tolist()
            self._known[(parent, child)] = known
        return known[1][at // MINUTE - span * _MINUTES]

    def quiet(self, parent: int, child: int, at: int) -> float:
        """Return the factor with nothing acting; the moment may lie ahead."""
        if at < self.since:
            return 1.0
        span = at // _SPAN
        known = self._quiet.get((parent, child))
        if known is None or known[0] != span:
            known = span, self._rates.quiet_gate(parent, child, _marks(span)).tolist()
            self._quiet[(parent, child)] = known
        return known[1][at // MINUTE - span * _MINUTES]

    def acting(self, parent: int, child: int, at: int) -> float:
        """Return what acts at a moment as a factor on the quiet factor; exactly 1 while nothing does."""
        if at < self.since:
            return 1.0
        span = at // _SPAN
        known = self._acting.get((parent, child))
        if known is None or known[0] != span:
            marks = _marks(span)
            quiet, gate = self._rates.quiet_gate(parent, child, marks), self._rates.gate(parent, child, marks)
            known = span, np.divide(gate, quiet, out=np.ones(len(marks)), where=quiet > 0).tolist()
            self._acting[(parent, child)] = known
        return known[1][at // MINUTE - span * _MINUTES]

    def override(self, number: int, at: int) -> float:
        """Return the value of an override at a moment, NaN where there is none."""
        span = at // _SPAN
        known = self._levels.get(number)
        if known is None or known[0] != span:
            known = span, self._rates.override(number, _marks(span)).tolist()
            self._levels[number] = known
        return known[1][at // MINUTE - span * _MINUTES]

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


def _marks(span: int) -> NDArray[np.int64]:
    return np.arange(_MINUTES, dtype=np.int64) * MINUTE + span * _SPAN
