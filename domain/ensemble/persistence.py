"""How long forecast errors last: what decides how sure totals are.

The band of a single day says nothing about a month. If errors were independent from day to day they would cancel out,
and on real series such totals lay outside their 95 % band up to half of the time. So past errors are measured, in
units of their band: a part of them is a common level, which lasts over the whole horizon, and the rest fades from day
to day as an AR(1) process.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from domain.ensemble.scores import BandScores
from domain.forecasting.model import INTERVAL_LEVELS, FloatArray

USUAL_LEVEL = 0.25
"""Share of the common level where nothing was measured."""

HIGHEST = 0.9
"""Neither part is taken to last for ever."""

FAR = 7
"""Days from which on two errors share the common level only."""

PRIOR_WINDOWS = 10.0
"""Past forecasts at which the measured level counts as much as the usual one."""

SHRINKAGE_WINDOWS = 20.0
"""Past forecasts at which a group counts as much as the whole panel."""

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
    errors, groups = _errors_by_window(scores)
    if errors.shape[1] < 2 or not np.nansum(errors**2) > 0:
        return {}
    panel = _measured(errors, Persistence(USUAL_LEVEL, 0.0), PRIOR_WINDOWS, memory_prior=False)
    labels = np.array(groups)
    return {
        group: _measured(errors[labels == group], panel, SHRINKAGE_WINDOWS, memory_prior=True)
        for group in sorted(set(groups))
    }


def persistence_of(learnt: Mapping[str, Persistence], group: str, autocorrelation: float) -> Persistence:
    """Return what was learnt about a group; else the usual level and the autocorrelation of the series itself."""
    return learnt.get(group, Persistence(USUAL_LEVEL, min(autocorrelation, HIGHEST)))


def _errors_by_window(scores: BandScores) -> tuple[FloatArray, list[str]]:
    """Return signed errors in half-widths of the 80 % band, a row per window and a column per day ahead."""
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
    return errors, groups


def _measured(errors: FloatArray, prior: Persistence, weight: float, *, memory_prior: bool) -> Persistence:
    """Measure level and memory of some windows, drawn towards a prior."""
    power = _mean(errors**2)
    if not power > 0:
        return prior
    days = errors.shape[1]
    share = len(errors) / (len(errors) + weight)
    far = [_mean(errors[:, :-lag] * errors[:, lag:]) for lag in range(FAR, days)]
    known = [value for value in far if not np.isnan(value)]
    level = share * (sum(known) / len(known) / power) + (1 - share) * prior.level if known else prior.level
    level = float(np.clip(level, 0.0, HIGHEST))
    near = _mean(errors[:, :-1] * errors[:, 1:]) / power
    memory = prior.memory if np.isnan(near) else (near - level) / (1 - level)
    if memory_prior:
        memory = share * memory + (1 - share) * prior.memory
    return Persistence(level, float(np.clip(memory, 0.0, HIGHEST)))


def _mean(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
