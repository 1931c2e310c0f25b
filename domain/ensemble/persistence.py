"""How long forecast errors last: what decides how sure totals are.

The band of a single day says nothing about a month. If errors were independent from day to day they would cancel out,
and on real series such totals lay outside their 95 % band up to half of the time. So past errors are measured, in
units of their band: a part of them is a common level, which lasts over the whole horizon, and the rest fades from day
to day as an AR(1) process. Both are chosen so that totals are right: the level is what errors share that lie a week or
more apart, and the memory makes the total of a week vary as much as it did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.ensemble.scores import BandScores
from domain.forecasting.model import INTERVAL_LEVELS, FloatArray, Panel

USUAL_LEVEL = 0.25
"""Share of the common level where nothing was measured."""

HIGHEST = 0.9
"""Neither part is taken to last for ever."""

COLD_MEMORY = 0.35
"""Memory of a campaign that is predicted by comparable ones. Its few days tell none; of five columns of campaigns and
regions 3 to 13 days old it was 0 to 0.8, and the level as usual (0.19 in the mean)."""

FAR = 7
"""Days from which on two errors share the common level only."""

PRIOR_WINDOWS = 10.0
"""Past forecasts at which the measured level counts as much as the usual one."""

SHRINKAGE_WINDOWS = 20.0
"""Past forecasts at which a group counts as much as the whole panel."""

DOUBT = 1.0
"""Standard errors of the measured level that are added to it: totals of a few past months prove little, and one that
is too sure costs more than one that is not sure enough."""

OUTLIER = 3.0
"""Errors are cut at this many half-widths of the 80 % band."""


@dataclass(frozen=True, slots=True)
class Persistence:
    """How errors last.

    Attributes:
        level: Share of their variance that is common to all days of a forecast, 0 … 0.9.
        memory: Correlation of the rest from one day to the next, 0 … 0.9.
    """

    level: float
    memory: float


def learn_persistence(scores: BandScores) -> dict[str, Persistence]:
    """Measure by group how errors of the combined forecast last; empty when nothing was measured."""
    windows = _windows(scores)
    if windows.errors.shape[1] < 2 or not np.nansum(windows.errors**2) > 0:
        return {}
    panel = _measured(windows, Persistence(USUAL_LEVEL, 0.0), PRIOR_WINDOWS, memory_prior=False)
    return {
        group: _measured(windows.of(group), panel, SHRINKAGE_WINDOWS, memory_prior=True)
        for group in sorted(set(windows.group.tolist()))
    }


def persistence_of(learnt: Mapping[str, Persistence], group: str, autocorrelation: float) -> Persistence:
    """Return what was learnt about a group; else the usual level and the autocorrelation of the series itself."""
    return learnt.get(group, Persistence(USUAL_LEVEL, min(autocorrelation, HIGHEST)))


def cold_persistence(panel: Panel) -> dict[str, Persistence]:
    """Return how errors of a campaign last that is predicted by peers, by group; empty for one without any."""
    if not panel.peers:
        return {}
    return {one.group: Persistence(USUAL_LEVEL, COLD_MEMORY) for one in panel.series}


@dataclass(frozen=True, slots=True)
class _Windows:
    """Signed errors in half-widths of the 80 % band, a row per window and a column per day ahead; group and origin."""

    errors: FloatArray
    group: NDArray[np.str_]
    origin: FloatArray

    def of(self, group: str) -> "_Windows":
        rows = self.group == group
        return _Windows(self.errors[rows], self.group[rows], self.origin[rows])

    def products(self, lags: Iterable[int]) -> tuple[FloatArray, FloatArray]:
        """Return products of errors so many days apart, all that were observed, and the origin of each."""
        days = self.errors.shape[1]
        found = [self.errors[:, : days - lag] * self.errors[:, lag:] for lag in lags if lag < days]
        if not found:
            return np.empty(0), np.empty(0)
        values = np.concatenate(found, axis=1)
        seen = ~np.isnan(values)
        return values[seen], np.broadcast_to(self.origin[:, None], values.shape)[seen]


def _windows(scores: BandScores) -> _Windows:
    horizon = int(scores.day.max()) + 1 if scores.days else 0
    places: dict[tuple[str, float], int] = {}
    groups: list[str] = []
    rows = []
    for key, group, fold in zip(scores.key.tolist(), scores.group.tolist(), scores.fold.tolist(), strict=True):
        if (key, fold) not in places:
            places[key, fold] = len(places)
            groups.append(group)
        rows.append(places[key, fold])
    errors = np.full((len(places), horizon), np.nan)
    eighty = np.minimum(scores.score[:, INTERVAL_LEVELS.index(0.8)], OUTLIER)
    errors[rows, scores.day.astype(int)] = scores.side * eighty
    return _Windows(errors, np.array(groups), np.array([fold for _, fold in places], dtype=float))


def _measured(windows: _Windows, prior: Persistence, weight: float, *, memory_prior: bool) -> Persistence:
    """Measure level and memory of some windows, drawn towards a prior."""
    power = _mean(windows.errors**2)
    if not power > 0:
        return prior
    share = len(windows.errors) / (len(windows.errors) + weight)
    level = prior.level
    far, origins = windows.products(range(FAR, windows.errors.shape[1]))
    if len(far):
        level = share * (_doubted(far, origins) / power) + (1 - share) * prior.level
    level = float(np.clip(level, 0.0, HIGHEST))
    memory = _memory(windows, power, level)
    if memory is None:
        memory = prior.memory
    elif memory_prior:
        memory = share * memory + (1 - share) * prior.memory
    return Persistence(level, float(np.clip(memory, 0.0, HIGHEST)))


def _doubted(products: FloatArray, origins: FloatArray) -> float:
    """Return the mean of products and the doubt about it.

    Products of one origin are the cluster that they are (Liang & Zeger 1986): what happened after it, all felt.
    """
    mean = float(products.mean())
    _, places = np.unique(origins, return_inverse=True)
    surplus = np.bincount(places, weights=products - mean)
    return mean + DOUBT * float(np.sqrt((surplus**2).sum())) / len(products)


def _memory(windows: _Windows, power: float, level: float) -> float | None:
    """Return the memory with which totals of a week vary as measured, none where no two days were observed.

    The variance of a week's total is that of its days plus twice the sum of the correlations of days ``lag`` apart,
    each as often as there are such pairs: ``FAR - lag`` times.
    """
    products = {lag: windows.products([lag])[0] for lag in range(1, FAR)}
    lags = [lag for lag, found in products.items() if len(found)]
    if not lags:
        return None
    pairs = np.array([FAR - lag for lag in lags], dtype=float)
    near = np.array([products[lag].mean() for lag in lags]) / power
    wanted = float(((near - level) / (1 - level)) @ pairs)
    tried = np.linspace(0.0, HIGHEST, 91)
    had = (tried[:, None] ** np.array(lags)) @ pairs
    return float(np.interp(wanted, had, tried))


def _mean(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
