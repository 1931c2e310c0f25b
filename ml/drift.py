"""Tells drift from chance: distances between a sample from training and one of now, and how far chance alone goes.

Every monitor is a permutation test: who belongs to training and who to now is dealt anew many times, which gives the
distribution of the statistic at exactly these sample sizes when nothing has changed (Good 2005, Permutation, Parametric
and Bootstrap Tests of Hypotheses). So a threshold is wide for twenty rows and narrow for three hundred, and holds for
ties, gaps and any shape. Rows of one unit hang together: of each unit one row enters each sample, and a unit that is in
both samples is dealt as a pair; for the error a unit stands for the mean of its losses. Over all monitors of a model
the false discovery rate is held (Benjamini & Hochberg 1995).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from domain.models.model import DriftFinding, DriftSubject
from domain.models.training import Sample, Watch
from domain.ports.models import DriftMonitor

FALSE_RATE = 0.05
"""Of the monitors that are told to have drifted, the share that is expected not to have."""

DEALS = 1_999
"""Permutations: the least p-value is 1/2000, enough for a hundred features."""

LEAST_UNITS = 8
"""Independent units on each side below which nothing is told."""

BIN_ROWS, MOST_BINS = 20, 10
"""Rows from training in a bin of a feature when its effect on the error is measured, and bins at most."""

Statistic = Callable[[FloatArray, NDArray[np.bool_]], FloatArray]
"""Takes values, shape ``(rows,)``, and for each deal who is of now, shape ``(deals, rows)``; returns ``(deals,)``."""


@dataclass(frozen=True, slots=True)
class PermutationMonitor(DriftMonitor):
    """Kolmogorov-Smirnov for inputs, total variation for categories, the change of the mean for the error.

    Attributes:
        deals: Permutations of each test.
    """

    deals: int = DEALS

    def findings(self, watch: Watch, seed: int) -> tuple[DriftFinding, ...]:
        """Return one finding for each input and one for the error, the largest effect on the error first.

        None at all when fewer than eight independent units are on either side; none of the error when fewer have an
        outcome.
        """
        random = np.random.default_rng([seed, 0xD1F7])
        tests = [
            *(_input(watch, column, self.deals, random) for column in range(len(watch.names))),
            _error(watch, self.deals, random),
        ]
        measured = [one for one in tests if one is not None]
        drifted = discoveries(np.asarray([one.p_value for one in measured]), FALSE_RATE)
        found = [one.finding(bool(sure)) for one, sure in zip(measured, drifted, strict=True)]
        return tuple(sorted(found, key=lambda one: (not one.drifted, -abs(one.effect or 0.0), one.feature or "")))


def discoveries(p_values: FloatArray, rate: float) -> NDArray[np.bool_]:
    """Tell which of several tests found something, with a share of false ones of at most ``rate`` expected.

    Source: Benjamini & Hochberg (1995), Controlling the false discovery rate. Shape ``(tests,)`` in and out.
    """
    count = len(p_values)
    ranked = np.sort(p_values)
    passing = np.flatnonzero(ranked <= rate * np.arange(1, count + 1) / max(count, 1))
    if not passing.size:
        return np.zeros(count, dtype=np.bool_)
    return np.asarray(p_values <= ranked[passing[-1]])


@dataclass(frozen=True, slots=True)
class _Test:
    """What one monitor measured, before all of them are judged together."""

    subject: DriftSubject
    feature: str | None
    statistic: float
    threshold: float
    p_value: float
    effect: float | None
    trained: int
    recent: int

    def finding(self, drifted: bool) -> DriftFinding:
        limit = f"chance alone stays below {self.threshold:.3g} in 95 of 100 such samples"
        sizes = f"{self.trained} units from training and {self.recent} since"
        if self.subject is DriftSubject.ERROR:
            text = f"The mean loss changed by {self.statistic:+.1%} ({sizes}; {limit})."
        else:
            effect = "" if self.effect is None else f" It explains {self.effect:+.1%} of the loss."
            text = f"{self.feature} is {self.statistic:.3f} away from training ({sizes}; {limit}).{effect}"
        return DriftFinding(
            self.subject, self.feature, self.statistic, self.threshold, self.p_value, drifted, self.effect,
            self.trained, self.recent, text,
        )  # fmt: skip


def _input(watch: Watch, column: int, deals: int, random: np.random.Generator) -> _Test | None:
    name = watch.names[column]
    before, after = watch.trained.features[:, column], watch.recent.features[:, column]
    statistic = _variation if name in watch.categorical else _smirnov
    dealt = _deal(before, after, watch.trained.units, watch.recent.units, statistic, deals, random)
    if dealt is None:
        return None
    effect = _effect(watch.trained, column, after, name in watch.categorical)
    return _Test(DriftSubject.INPUT, name, *dealt[:3], effect, *dealt[3:])


def _error(watch: Watch, deals: int, random: np.random.Generator) -> _Test | None:
    # Here every row counts: a unit stands for the mean of its losses.
    (old, before), (new, after) = (_unit_losses(sample) for sample in (watch.trained, watch.recent))
    dealt = _deal(before, after, old, new, _increase, deals, random)
    return None if dealt is None else _Test(DriftSubject.ERROR, None, *dealt[:3], dealt[0], *dealt[3:])


def _unit_losses(sample: Sample) -> tuple[NDArray[np.int64], FloatArray]:
    """Return the units that have an outcome, and the mean loss of each."""
    seen = np.isfinite(sample.losses)
    units, place = np.unique(sample.units[seen], return_inverse=True)
    return units, np.bincount(place, weights=sample.losses[seen]) / np.bincount(place)


def _deal(
    before: FloatArray,
    after: FloatArray,
    old_units: NDArray[np.int64],
    new_units: NDArray[np.int64],
    statistic: Statistic,
    deals: int,
    random: np.random.Generator,
) -> tuple[float, float, float, int, int] | None:
    """Return the statistic, its threshold, its p-value, and units on both sides; none for too few of them."""
    old, new = _one_each(old_units, random), _one_each(new_units, random)
    if min(len(old), len(new)) < LEAST_UNITS:
        return None
    values = np.concatenate([before[old], after[new]])
    labels = _labels(old_units[old], new_units[new], deals, random)
    found = statistic(values, labels)
    observed, dealt = float(found[0]), found[1:]
    p_value = (1.0 + float((dealt >= observed - 1e-12).sum())) / (1.0 + deals)
    return observed, float(np.quantile(dealt, 0.95)), p_value, len(old), len(new)


def _one_each(units: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """Return the index of one row of each unit, drawn evenly, in order of the units."""
    order = random.permutation(len(units))
    _, first = np.unique(units[order], return_index=True)
    return np.asarray(order[first], dtype=np.int64)


def _labels(
    old: NDArray[np.int64], new: NDArray[np.int64], deals: int, random: np.random.Generator
) -> NDArray[np.bool_]:
    """Return who is of now: first as it is, then dealt anew. Shape ``(1 + deals, len(old) + len(new))``.

    Pairs of one unit change sides together; the others are shuffled among themselves.
    """
    count = len(old) + len(new)
    labels = np.zeros((1 + deals, count), dtype=np.bool_)
    labels[:, len(old) :] = True
    _, left, right = np.intersect1d(old, new, return_indices=True)
    right = right + len(old)
    swapped = random.random((deals, len(left))) < 0.5
    labels[1:, left] = swapped
    labels[1:, right] = ~swapped
    lonely = np.setdiff1d(np.arange(count), np.concatenate([left, right]))
    if lonely.size:
        labels[1:, lonely] = random.permuted(np.tile(labels[0, lonely], (deals, 1)), axis=1)
    return labels


def _smirnov(values: FloatArray, now: NDArray[np.bool_]) -> FloatArray:
    """Return the largest difference of the two cumulative shares; a missing value counts as the smallest of all."""
    filled = np.where(np.isnan(values), -np.inf, values)
    order = np.argsort(filled, kind="stable")
    ranked = filled[order]
    # Within a tie the shares are between two values: only the last row of each counts.
    last = np.append(ranked[1:] != ranked[:-1], True)
    count = np.cumsum(now[:, order], axis=1, dtype=np.int32)
    total = count[:, -1:]
    rest = len(values) - total
    places = np.flatnonzero(last).astype(np.int32)
    recent = count[:, places]
    return np.asarray(np.abs(recent / total - (places + 1 - recent) / rest).max(axis=1))


def _variation(values: FloatArray, now: NDArray[np.bool_]) -> FloatArray:
    """Return half the summed differences of the shares of each category; missing is one of them."""
    _, codes = np.unique(np.where(np.isnan(values), -np.inf, values), return_inverse=True)
    member = np.eye(int(codes.max()) + 1)[codes]
    count = now.sum(axis=1, keepdims=True)
    of_now = now.astype(np.float64) @ member
    recent = of_now / count
    trained = (member.sum(axis=0) - of_now) / (len(values) - count)
    return np.asarray(0.5 * np.abs(recent - trained).sum(axis=1))


def _increase(values: FloatArray, now: NDArray[np.bool_]) -> FloatArray:
    """Return the relative change of the mean."""
    count = now.sum(axis=1)
    total = now.astype(np.float64) @ values
    recent = total / count
    trained = (values.sum() - total) / (len(values) - count)
    return np.asarray(np.where(trained > 0, recent / np.maximum(trained, 1e-300) - 1.0, 0.0))


def _effect(trained: Sample, column: int, after: FloatArray, categorical: bool) -> float | None:
    """Return the relative change of the mean loss when rows from training are weighted as this input lies now.

    Whatever else changed plays no part: it is what the shift of this input alone would cost, if the model erred at
    each of its values as it did at training.
    """
    seen = np.isfinite(trained.losses)
    before, losses = trained.features[seen, column], trained.losses[seen]
    if len(losses) < BIN_ROWS or losses.mean() <= 0 or not len(after):
        return None
    edges = _edges(before, categorical)
    old, new = (np.where(np.isnan(values), 0, 1 + np.searchsorted(edges, values)) for values in (before, after))
    count = len(edges) + 2
    rows = np.bincount(old, minlength=count)
    mean = np.bincount(old, weights=losses, minlength=count) / np.maximum(rows, 1)
    # Where nothing was seen at training nothing is known of the error; the mean of all stands in.
    mean = np.where(rows > 0, mean, losses.mean())
    share = np.bincount(new, minlength=count) / len(new)
    return float(share @ mean / losses.mean() - 1.0)


def _edges(values: FloatArray, categorical: bool) -> FloatArray:
    """Return the borders of bins: between all categories, or with about the same number of rows in each."""
    known = values[~np.isnan(values)]
    if categorical:
        return np.unique(known)
    bins = int(np.clip(len(known) // BIN_ROWS, 1, MOST_BINS))
    return np.unique(np.quantile(known, np.arange(1, bins) / bins)) if bins > 1 else np.empty(0)
