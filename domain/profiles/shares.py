"""Learns the share of each hour, drawn from a weekday's own days towards those of days like it."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from domain.profiles.model import DAY_HOURS

IntArray = NDArray[np.int64]

_KINDS: FloatArray = np.array([[1, 1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 1, 1]], dtype=np.float64)
"""Kinds of weekdays: working days, and the weekend."""

_ALL: FloatArray = np.ones((1, 7))

_NEIGHBOURS = (-1, 0, 1)
"""Hours whose deviations stand in for one another: what an hour does on one day its neighbour may do on the next."""

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class HourShares:
    """What was learnt from some whole days.

    Attributes:
        means: Expected share of each hour by weekday; rows sum to 1. Shape ``(7, 24)``.
        days: Observed days of each weekday. Shape ``(7,)``.
        deviations: How many times its expected share each hour had on each observed day, the expectation being learnt
            from the other days. Shape ``(observed days, 24)``.
    """

    means: FloatArray
    days: IntArray
    deviations: FloatArray

    def draws(self, weekday: int) -> FloatArray:
        """Return equally likely shares of a weekday's hours: every observed day's deviations, also an hour off.

        Rows of two metrics that were learnt from the same days belong to the same day. Shape ``(3 * days, 24)``; a row
        sums to 1.
        """
        turned = np.concatenate([np.roll(self.deviations, shift, axis=1) for shift in _NEIGHBOURS])
        drawn = self.means[weekday] * turned
        totals = drawn.sum(axis=1, keepdims=True)
        whole: FloatArray = np.where(totals > 0, drawn / np.maximum(totals, _TINY), self.means[weekday])
        return whole


def learn_shares(values: FloatArray, weekdays: IntArray) -> HourShares:
    """Learn how days are spread over their hours.

    A weekday's shares are those of its own days, drawn towards its kind's (working days, weekend), these towards those
    of all days, and these towards equal hours. How far is decided by the number of days and by how much more kinds and
    weekdays differ than days of the same weekday do (empirical Bayes): with few days, or where weekdays do not differ,
    all have the same profile.

    Args:
        values: Days by hour, each with a positive total, nothing missing. Shape ``(days, 24)``.
        weekdays: Weekday of each, 0 for Monday. Shape ``(days,)``.

    Raises:
        ValueError: There are fewer than two days.
    """
    if len(values) < 2:
        raise ValueError("shares take at least two days")
    volumes = values.sum(axis=1)
    shares = values / volumes[:, None]
    whole = _Sums.of(values, weekdays)
    days = np.arange(len(values))
    expected = _means(whole.without(values, weekdays))[days, weekdays]
    deviations: FloatArray = shares / np.maximum(expected, _TINY)
    return HourShares(_means(whole)[0], np.bincount(weekdays, minlength=7).astype(np.int64), deviations)


@dataclass(frozen=True, slots=True)
class _Sums:
    """All that the expectation depends on, of one or several choices of days, by weekday.

    Attributes:
        values: Sums over days. Shape ``(choices, 7, 24)``.
        squares: Sums of the days' squares over their totals. Shape ``(choices, 7)``.
        days: Numbers of days. Shape ``(choices, 7)``.
    """

    values: FloatArray
    squares: FloatArray
    days: FloatArray

    @classmethod
    def of(cls, values: FloatArray, weekdays: IntArray) -> Self:
        """Sum over all days: one choice."""
        inside = (weekdays == np.arange(7)[:, None]).astype(np.float64)
        return cls((inside @ values)[None], (inside @ _squares(values))[None], inside.sum(axis=1)[None])

    def without(self, values: FloatArray, weekdays: IntArray) -> Self:
        """Return as many choices as there are days, each of all other days."""
        inside = (weekdays[:, None] == np.arange(7)).astype(np.float64)
        return type(self)(
            self.values - inside[:, :, None] * values[:, None, :],
            self.squares - inside * _squares(values)[:, None],
            self.days - inside,
        )

    def together(self, groups: FloatArray) -> "_Sums":
        """Sum over groups of weekdays. Shape of ``groups``: ``(groups, 7)``, 1 for those in a group."""
        return _Sums(groups @ self.values, self.squares @ groups.T, self.days @ groups.T)

    @property
    def shares(self) -> FloatArray:
        """Shares of the summed hours, so that days with more count for more. Shape ``(choices, groups, 24)``."""
        shares: FloatArray = self.values / np.maximum(self.values.sum(axis=2, keepdims=True), _TINY)
        return shares

    def within(self) -> tuple[FloatArray, FloatArray]:
        """Return how far days are from the shares of their group, all hours together, and the degrees of freedom.

        Days count by their total: the fewer events a day has, the less its shares tell. Shapes ``(choices,)``.
        """
        explained = (self.values**2).sum(axis=2) / np.maximum(self.values.sum(axis=2), _TINY)
        usual = self.values.sum(axis=(1, 2)) / self.days.sum(axis=1)
        distances = (self.squares - explained).sum(axis=1) / np.maximum(usual, _TINY)
        return np.maximum(distances, 0.0), self.days.sum(axis=1) - (self.days > 0).sum(axis=1)


def _squares(values: FloatArray) -> FloatArray:
    squares: FloatArray = (values**2).sum(axis=1) / values.sum(axis=1)
    return squares


def _means(sums: _Sums) -> FloatArray:
    """Return the expected shares by weekday. Shape ``(choices, 7, 24)``; rows sum to 1."""
    kinds, everything = sums.together(_KINDS), sums.together(_ALL)
    noise = _noise(sums, everything)
    flat = np.full((1, 1, DAY_HOURS), 1.0 / DAY_HOURS)
    overall = everything.shares
    far = ((overall - flat) ** 2).sum(axis=(1, 2)) - noise / everything.days[:, 0]
    overall = _drawn(everything, flat, np.maximum(far, 0.0), noise)
    of_kinds = _drawn(kinds, overall, _between(kinds, np.ones((1, len(_KINDS))), noise), noise)
    parents = np.einsum("kw,ckh->cwh", _KINDS, of_kinds)
    return _drawn(sums, parents, _between(sums, _KINDS, noise), noise)


def _noise(sums: _Sums, everything: _Sums) -> FloatArray:
    """Return the variance of one day's shares around those of its weekday, all hours together. Shape ``(choices,)``.

    Where no weekday was seen twice, what days differ by cannot be told from what weekdays differ by; it counts as
    noise.
    """
    own, freedom = sums.within()
    of_all, of_all_freedom = everything.within()
    noise: FloatArray = np.where(freedom > 0, own / np.maximum(freedom, 1.0), of_all / np.maximum(of_all_freedom, 1.0))
    return noise


def _between(sums: _Sums, parents: FloatArray, noise: FloatArray) -> FloatArray:
    """Return the variance between groups of the same parent, by the method of moments. Shape ``(choices,)``.

    Shape of ``parents``: ``(parents, groups)``, 1 for the groups of a parent.
    """
    shares, days = sums.shares, sums.days
    total = np.maximum(days @ parents.T, _TINY)
    centres = np.einsum("pg,cg,cgh->cph", parents, days, shares) / total[:, :, None]
    around = np.einsum("pg,cph->cgh", parents, centres)
    square = (days * ((shares - around) ** 2).sum(axis=2)).sum(axis=1)
    freedom = np.maximum((days > 0) @ parents.T - 1.0, 0.0).sum(axis=1)
    weight = (days @ parents.T - (days**2) @ parents.T / total).sum(axis=1)
    between: FloatArray = np.maximum(square - freedom * noise, 0.0) / np.maximum(weight, _TINY)
    return np.where(freedom > 0, between, 0.0)


def _drawn(sums: _Sums, parents: FloatArray, between: FloatArray, noise: FloatArray) -> FloatArray:
    """Draw groups towards their parents by the number of their days."""
    signal = sums.days * between[:, None]
    trust = (signal / np.maximum(signal + noise[:, None], _TINY**2))[:, :, None]
    drawn: FloatArray = trust * sums.shares + (1.0 - trust) * parents
    return drawn
