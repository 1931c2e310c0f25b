"""Mean values of all streams by the hour: rates with everything that acts, spikes and regenerated windows included."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import OverrideUnit
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.model import Window
from simulator.rates.acting import POINTS, hour_points
from simulator.rates.bends import HIGHEST, baseline_of
from simulator.rates.chance import key_of, uniforms
from simulator.rates.ground import CHUNK, Ground
from simulator.rates.model import RateModel
from simulator.rates.noise import noise_factors

FloatArray = NDArray[np.float64]

SPIKE_HOURS = 12
SPIKE_LOW, SPIKE_HIGH = 0.15, 0.40
"""Relative size of the small spikes of the baseline."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Hours from ``first`` on.

    Attributes:
        means: Mean events in each hour, or the mean level of a gauge. Shape ``(streams, hours)``.
        usual: The same without noise and with nothing acting.
        seeds: Seed of the window that is made anew in each hour, -1 where there is none. Shape ``(streams, hours)``.
    """

    first: int
    means: FloatArray
    usual: FloatArray
    seeds: NDArray[np.int64]


def cells_of(model: RateModel, first: int, end: int) -> Cells:
    """Return the cells of hours ``first`` … ``end`` since 1970, exclusive."""
    low, high = first // CHUNK, (end - 1) // CHUNK + 1
    ground = model.ground.stretch(low, high)
    part = slice(first - ground.first, end - ground.first)
    bends = np.concatenate([model.bends(chunk).rates for chunk in range(low, high)], axis=1)[:, part]
    quiet, usual = ground.quiet[:, part], ground.usual[:, part]
    means = quiet * bends
    for number in range(len(means)):
        if not model.chains.into[number]:
            means[number] = _exact(model, ground, part, number, means[number])
    means = means * _spikes(model, first, end)
    seeds = np.full(means.shape, -1, dtype=np.int64)
    for window in model.course.windows:
        _open(model, window, first, means, seeds)
    return Cells(first, means, usual, seeds)


def _exact(model: RateModel, ground: Ground, part: slice, number: int, mean: FloatArray) -> FloatArray:
    """Return the mean of a stream that nothing causes where additions and overrides act, which know no noise."""
    hours = part.stop - part.start
    ask = model.acting.ask_hours(number, ground.first + part.start, hours)
    if ask is None or not (ask.added.any() or (ask.keep < 1.0).any()):
        return mean
    stream = model.marketplace.streams[number]
    middle = (np.arange(hours, dtype=np.int64) + ground.first + part.start) * HOUR + HOUR // 2
    cascade = model.cascade(number, middle)
    rate = ground.quiet[number, part] * ask.factor * (1.0 if cascade is None else cascade) + ask.added
    if stream.override is not OverrideUnit.PERCENT:
        rate = rate * ask.keep + ask.put
    bounded: FloatArray = np.clip(rate, 0.0, HIGHEST * baseline_of(model.marketplace, stream))
    return bounded


def _spikes(model: RateModel, first: int, end: int) -> FloatArray:
    """Return the factors of the baseline's small spikes: some twelve-hour blocks before the epoch have one."""
    hours = np.arange(first, end, dtype=np.int64)
    block = hours // SPIKE_HOURS
    before = hours * HOUR < model.course.timeline.epoch
    rows = []
    for stream in model.marketplace.streams:
        key = key_of(model.course.timeline.seed, "spike", stream.name)
        hit = (uniforms(key, 2 * block) < model.marketplace.patterns.anomaly_share) & before
        size = SPIKE_LOW + (SPIKE_HIGH - SPIKE_LOW) * uniforms(key, 2 * block + 1)
        rows.append(np.where(hit, 1.0 + size, 1.0))
    return np.array(rows)


def _open(model: RateModel, window: Window, first: int, means: FloatArray, seeds: NDArray[np.int64]) -> None:
    """Apply a window to the hours that it meets: its factor, and its noise when it has a seed."""
    hours = means.shape[1]
    begin = max(window.begin // HOUR - first, 0)
    end = min(-(-window.end // HOUR) - first, hours)
    if begin >= end:
        return
    strength = fade(window, hour_points(first + begin, end - begin)).reshape(-1, POINTS).mean(axis=1)
    factor = 1.0 + (window.factor - 1.0) * strength
    moments = np.arange(first + begin, first + end, dtype=np.int64)
    for number, stream in enumerate(model.marketplace.streams):
        if window.streams and stream.name not in window.streams:
            continue
        part = means[number, begin:end]
        part *= factor
        if window.seed is not None:
            fresh = noise_factors(window.seed, stream.name, stream.variance, moments)
            part *= (fresh / _old(model, number, moments)) ** strength
            seeds[number, begin:end] = np.where(strength > 0.0, window.seed, seeds[number, begin:end])


def _old(model: RateModel, number: int, hours: NDArray[np.int64]) -> FloatArray:
    """Return the noise that a new one replaces; streams that only follow others keep those."""
    noise = model.noise(number, hours * HOUR)
    return np.maximum(noise, 1e-6)


def fade(window: Window, at: NDArray[np.int64]) -> FloatArray:
    """Return how far a window is in force: it rises and falls linearly over its edges, inside it."""
    edge = max(min(window.edge, (window.end - window.begin) // 2), 1)
    inside = np.minimum(at - window.begin, window.end - at) / edge
    strength: FloatArray = np.clip(inside, 0.0, 1.0)
    return strength
