"""The ground: rates by the hour that do not depend on what acts on the streams, usual ones and those with noise.

They follow from the definitions, the seed and the epoch alone, are computed for four weeks at a time and shared by all
courses of a timeline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Marketplace, ValueKind
from simulator.rates.calendar import Hours, hours_between
from simulator.rates.chains import Chains, chains_of
from simulator.rates.curves import week_curve
from simulator.rates.flow import Flow
from simulator.rates.noise import noise_factors
from simulator.rates.spread import REACH, spread_norm
from simulator.rates.supply import EXPONENTS, SUPPLY, supply_factors

FloatArray = NDArray[np.float64]
HourArray = NDArray[np.int64]

CHUNK = 672
"""Hours that are computed at once."""

KEPT = 20
"""Chunks that are kept, a year and a half; the oldest makes room."""

_PILOT_WEEKS = 8


@dataclass(frozen=True, slots=True)
class Ground:
    """Rates by the hour over a stretch of hours, from ``first`` on.

    Attributes:
        of_week: Hour of the market's week, for ``REACH`` hours more than the others.
        season: Factor of the calendar.
        growth: Factor since the epoch.
        begin: Usual rate of events that no parent causes, at the begin of each hour. Shape ``(streams, hours)``.
        end: The same at the end of each hour.
        noise: Noise factor of those at the begin and at the end of each hour. Shape ``(2, streams, hours)``.
        usual: Usual rate. Shape ``(streams, hours)``.
        quiet: Rate with noise and nothing acting. Shape ``(streams, hours)``.
        raw: Usual children by edge before factors on their probability. Shape ``(edges, hours)``.
        given: Usual children by edge. Shape ``(edges, hours)``.
        shapes: Usual factor on the probability of edges that have one, by number. Shape ``(hours,)`` each.
        quiet_shapes: The same with noise.
        norms: Of edges, for ``spread_children``.
    """

    first: int
    of_week: HourArray
    season: FloatArray
    growth: FloatArray
    begin: FloatArray
    end: FloatArray
    noise: FloatArray
    usual: FloatArray
    quiet: FloatArray
    raw: FloatArray
    given: FloatArray
    shapes: Mapping[int, FloatArray]
    quiet_shapes: Mapping[int, FloatArray]
    norms: Mapping[int, FloatArray | None]

    @property
    def hours(self) -> int:
        """Return how many hours it covers."""
        return len(self.season)


class GroundMaker:
    """Makes the ground chunk by chunk and keeps it; the same hours are always alike.

    A flow starts a chunk early: 28 days are more than answer, lesson, rating, payout and onboarding delays in a row.
    """

    def __init__(self, marketplace: Marketplace, seed: int, epoch: int) -> None:
        """Arrange the chains."""
        self.marketplace = marketplace
        self.seed, self.epoch = seed, epoch
        self.chains: Chains = chains_of(marketplace)
        curves = [week_curve(marketplace.patterns, stream) for stream in marketplace.streams]
        own = self.chains.own.copy()
        for index, stream in enumerate(marketplace.streams):
            if stream.value_kind is ValueKind.GAUGE:
                own[index] = level_of(marketplace)
        self._begin = np.array([begin for begin, _ in curves]) * own[:, None]
        self._end = np.array([end for _, end in curves]) * own[:, None]
        self._chunks: dict[int, Ground] = {}
        self._means: dict[int, float] = {}
        self._means = self._pilot()

    def chunk(self, number: int) -> Ground:
        """Return the ground of hours ``number * CHUNK`` … ``(number + 1) * CHUNK``, exclusive."""
        known = self._chunks.get(number)
        if known is None:
            whole = self._make((number - 1) * CHUNK, (number + 1) * CHUNK)
            known = _cut(whole, CHUNK)
            while len(self._chunks) >= KEPT:
                self._chunks.pop(next(iter(self._chunks)), None)
            self._chunks[number] = known
        return known

    def stretch(self, first: int, end: int) -> Ground:
        """Return the ground of chunks ``first`` … ``end``, exclusive, as one."""
        return joined([self.chunk(number) for number in range(first, end)])

    def _make(self, first: int, end: int) -> Ground:
        hours = hours_between(self.marketplace.patterns, self.epoch, first, end + REACH)
        moments = np.arange(first, end + 1, dtype=np.int64)
        noise = np.array(
            [noise_factors(self.seed, stream.name, stream.variance, moments) for stream in self.marketplace.streams]
        )
        return self._flows(hours, np.stack([noise[:, :-1], noise[:, 1:]]))

    def _flows(self, hours: Hours, noise: FloatArray) -> Ground:
        count = len(hours.of_week) - REACH
        trend = (hours.season * hours.growth)[:count]
        begin = self._begin[:, hours.of_week[:count]] * trend
        end = self._end[:, hours.of_week[:count]] * trend
        own = (begin + end) / 2
        noisy = own * noise.mean(axis=0)
        norms = {edge.number: spread_norm(edge.law, hours.of_week) for edge in self.chains.edges}
        shapes, quiet_shapes = self._shapes(own, noisy, hours)
        usual = Flow(self.chains, own, hours.of_week, norms, shapes).run()
        quiet = Flow(self.chains, noisy, hours.of_week, norms, quiet_shapes).run()
        edges = range(len(self.chains.edges))
        empty = np.zeros((0, count))
        return Ground(
            first=hours.first,
            of_week=hours.of_week,
            season=hours.season[:count],
            growth=hours.growth[:count],
            begin=begin,
            end=end,
            noise=noise,
            usual=usual.rates,
            quiet=quiet.rates,
            raw=np.array([usual.raw[number] for number in edges]) if edges else empty,
            given=np.array([usual.given[number] for number in edges]) if edges else empty,
            shapes=shapes,
            quiet_shapes=quiet_shapes,
            norms=norms,
        )

    def _shapes(
        self, own: FloatArray, noisy: FloatArray, hours: Hours
    ) -> tuple[dict[int, FloatArray], dict[int, FloatArray]]:
        names = self.marketplace.names
        usual: dict[int, FloatArray] = {}
        quiet: dict[int, FloatArray] = {}
        if SUPPLY not in names:
            return usual, quiet
        supply = names.index(SUPPLY)
        season = hours.season[: own.shape[1]]
        mean = season * hours.growth[: own.shape[1]] * self.chains.own[supply]
        variance = self.marketplace.streams[supply].variance
        for edge in self.chains.edges:
            exponents = EXPONENTS.get(names[edge.child])
            if exponents is not None:
                level = self._means.get(edge.number, 1.0)
                plain, shaped = supply_factors(own[supply] / mean, noisy[supply] / mean, season, exponents, variance)
                usual[edge.number], quiet[edge.number] = plain / level, shaped / level
        return usual, quiet

    def _pilot(self) -> dict[int, float]:
        """Return what the shape of each edge amounts to in a usual week, to keep its probability to the tree's."""
        hours = hours_between(self.marketplace.patterns, self.epoch, 0, _PILOT_WEEKS * 168 + REACH)
        flat = Hours(hours.first, hours.of_week, np.ones_like(hours.season), np.ones_like(hours.growth))
        ground = self._flows(flat, np.ones((2, len(self.chains.own), _PILOT_WEEKS * 168)))
        week = slice(-168, None)
        return {
            number: float((ground.raw[number] * shape)[week].sum() / ground.raw[number][week].sum())
            for number, shape in ground.shapes.items()
        }


def joined(parts: Sequence[Ground]) -> Ground:
    """Return consecutive stretches as one."""
    if len(parts) == 1:
        return parts[0]
    last = parts[-1]
    return Ground(
        first=parts[0].first,
        of_week=np.concatenate([*(part.of_week[: part.hours] for part in parts), last.of_week[last.hours :]]),
        season=np.concatenate([part.season for part in parts]),
        growth=np.concatenate([part.growth for part in parts]),
        begin=np.concatenate([part.begin for part in parts], axis=1),
        end=np.concatenate([part.end for part in parts], axis=1),
        noise=np.concatenate([part.noise for part in parts], axis=2),
        usual=np.concatenate([part.usual for part in parts], axis=1),
        quiet=np.concatenate([part.quiet for part in parts], axis=1),
        raw=np.concatenate([part.raw for part in parts], axis=1),
        given=np.concatenate([part.given for part in parts], axis=1),
        shapes=_joined([part.shapes for part in parts]),
        quiet_shapes=_joined([part.quiet_shapes for part in parts]),
        norms={
            number: None if norm is None else np.concatenate([_there(part.norms[number]) for part in parts])
            for number, norm in last.norms.items()
        },
    )


def _there(norm: FloatArray | None) -> FloatArray:
    return np.zeros(0) if norm is None else norm


def _joined(parts: Sequence[Mapping[int, FloatArray]]) -> dict[int, FloatArray]:
    return {number: np.concatenate([part[number] for part in parts]) for number in parts[0]}


def _cut(whole: Ground, begin: int) -> Ground:
    """Return a ground without its first hours."""
    return Ground(
        first=whole.first + begin,
        of_week=whole.of_week[begin:],
        season=whole.season[begin:],
        growth=whole.growth[begin:],
        begin=whole.begin[:, begin:],
        end=whole.end[:, begin:],
        noise=whole.noise[:, :, begin:],
        usual=whole.usual[:, begin:],
        quiet=whole.quiet[:, begin:],
        raw=whole.raw[:, begin:],
        given=whole.given[:, begin:],
        shapes={number: shape[begin:] for number, shape in whole.shapes.items()},
        quiet_shapes={number: shape[begin:] for number, shape in whole.quiet_shapes.items()},
        norms={number: None if norm is None else norm[begin:] for number, norm in whole.norms.items()},
    )


def level_of(marketplace: Marketplace) -> float:
    """Return how many students are on the platform at the same time in the mean."""
    return marketplace.baseline.figures.get("active_students", marketplace.baseline.students * 0.02)
