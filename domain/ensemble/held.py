"""What combined and calibrated bands held in the past, judged without hindsight."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from domain.ensemble.losses import folds
from domain.ensemble.scales import Scales, scales_of
from domain.ensemble.scores import BandScores, CoverageRecord, band_scores, joined
from domain.ensemble.strategies import Strategy
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import INTERVAL_LEVELS, Backtest, BacktestWindow, FloatArray


def held_records(
    backtest: Backtest, groups: Mapping[str, str], strategy: Strategy
) -> tuple[dict[str, CoverageRecord], int]:
    """Judge each origin by weights and factors learnt from the other origins, and count what the bands held.

    Origins lie closer together than a forecast reaches, so their days overlap. The days that are judged are taken out
    of what is learnt from; else they would have shaped the very bands that they are held against.

    Returns:
        Records by group, and the forecast days held against actuals, a day of an origin counting once.
    """
    windows, numbers = backtest.windows, folds(backtest.windows)
    named = {window.key: groups.get(window.key, window.key) for window in windows}
    parts: list[BandScores] = []
    held: list[NDArray[np.bool_]] = []
    for fold in sorted(set(numbers)):
        judged = [window for window, number in zip(windows, numbers, strict=True) if number == fold]
        others, other_numbers = _without(windows, numbers, fold)
        weights = learn_weights(replace(backtest, windows=tuple(others)), named, strategy)
        scales, _ = scales_of(band_scores(others, other_numbers, weights, named), named)
        part = band_scores(judged, [fold] * len(judged), weights, named)
        parts.append(part)
        held.append(part.score <= _factors(part, scales))
    scores = joined(parts)
    inside = np.concatenate(held) if held else np.empty((0, len(INTERVAL_LEVELS)), dtype=np.bool_)
    days = len(set(zip(scores.fold.tolist(), scores.day.tolist(), strict=True)))
    return _records(scores, inside), days


def _without(
    windows: Sequence[BacktestWindow], numbers: Sequence[int], fold: int
) -> tuple[list[BacktestWindow], list[int]]:
    """Return the windows of the other origins, without the actuals of the days that this one forecast."""
    latest: dict[str, int] = {}
    for window in windows:
        latest[window.key] = max(window.origin, latest.get(window.key, 0))
    # Series may begin on different days; relative to their latest origin they agree about the calendar.
    spans = [
        (window.origin - latest[window.key], window.origin - latest[window.key] + len(window.actual))
        for window, number in zip(windows, numbers, strict=True)
        if number == fold
    ]
    first, end = min(start for start, _ in spans), max(stop for _, stop in spans)
    kept, kept_numbers = [], []
    for window, number in zip(windows, numbers, strict=True):
        if number != fold:
            days = window.origin - latest[window.key] + np.arange(len(window.actual))
            outside = np.where((days >= first) & (days < end), np.nan, window.actual)
            kept.append(replace(window, actual=outside))
            kept_numbers.append(number)
    return kept, kept_numbers


def _factors(scores: BandScores, scales: Mapping[str, Scales]) -> FloatArray:
    rows = [scales[key][int(block)] for key, block in zip(scores.key.tolist(), scores.block.tolist(), strict=True)]
    return np.array(rows).reshape(-1, len(INTERVAL_LEVELS))


def _records(scores: BandScores, held: NDArray[np.bool_]) -> dict[str, CoverageRecord]:
    records = {}
    for group in sorted(set(scores.group.tolist())):
        rows = scores.group == group
        counts = tuple(int(count) for count in held[rows].sum(axis=0))
        error, actual = float(scores.error[rows].sum()), float(scores.actual[rows].sum())
        records[group] = CoverageRecord(int(rows.sum()), counts, error, actual)
    return records
