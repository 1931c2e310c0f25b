"""How far forecasts were from what came.

Every measure leaves out days whose actual is ``nan`` and is ``nan`` itself when nothing is left or its divisor is
zero. Arrays are ``float64``: ``actual`` has shape ``(days,)``, ``median`` the same, quantiles ``(days, levels)``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.forecasting.model import (
    HORIZON_BLOCKS,
    INTERVAL_LEVELS,
    MEDIAN,
    QUANTILES,
    Backtest,
    BacktestScore,
    BacktestWindow,
    FloatArray,
    Panel,
    block_of,
)

SEASON = 7
"""Days of the season that scales errors: daily marketing figures repeat by the week."""

NEGLIGIBLE = 1e-9
"""Relative to the level of a series: a difference below it comes from rounding, as in a constant cost per click. A
measure that divided by such differences would be noise over noise."""


def seasonal_scale(history: FloatArray, season: int = SEASON) -> float:
    """Return the mean absolute seasonal difference of a history, the divisor of MASE.

    A history of one season or less falls back on the differences of neighbouring days. Returns ``nan`` when no pair
    of days was observed and 0 for a history that repeats exactly, or all but for rounding.

    Source: Hyndman & Koehler (2006), Another look at measures of forecast accuracy, eq. 5, seasonal form.
    """
    lag = season if len(history) > season else 1
    scale = _mean(np.abs(history[lag:] - history[:-lag]))
    return 0.0 if scale <= NEGLIGIBLE * _mean(np.abs(history)) else scale


def mae(actual: FloatArray, median: FloatArray) -> float:
    """Return the mean absolute error."""
    return _mean(np.abs(actual - median))


def rmse(actual: FloatArray, median: FloatArray) -> float:
    """Return the root mean squared error."""
    return float(np.sqrt(_mean((actual - median) ** 2)))


def mase(actual: FloatArray, median: FloatArray, history: FloatArray, season: int = SEASON) -> float:
    """Return the mean absolute error over the seasonal scale of the history (Hyndman & Koehler 2006).

    1 is as good as repeating last week was inside the history; ``nan`` where the history repeats exactly.
    """
    return _over(mae(actual, median), seasonal_scale(history, season))


def smape(actual: FloatArray, median: FloatArray) -> float:
    """Return the symmetric mean absolute percentage error as a ratio, 0 … 2; a day with both zero counts as 0.

    Source: Makridakis, Spiliotis & Assimakopoulos (2020), The M4 competition, eq. 1.
    """
    size = np.abs(actual) + np.abs(median)
    error = 2.0 * np.abs(actual - median)
    return _mean(np.where(size == 0.0, 0.0, error / np.where(size == 0.0, 1.0, size)))


def wape(actual: FloatArray, median: FloatArray) -> float:
    """Return the sum of absolute errors over the sum of absolute actuals; it stays finite on single zero days.

    Source: Kolassa & Schütz (2007), Advantages of the MAD/mean ratio over the MAPE.
    """
    seen = ~np.isnan(actual)
    return _over(float(np.abs(actual - median)[seen].sum()), float(np.abs(actual[seen]).sum()))


def pinball(actual: FloatArray, quantiles: FloatArray, levels: Sequence[float] = QUANTILES) -> float:
    """Return the mean pinball loss over days and levels, in the unit of the series.

    Source: Koenker & Bassett (1978); Gneiting & Raftery (2007), Strictly proper scoring rules, section 6.
    """
    return _mean(daily_pinball(actual, quantiles, levels))


def daily_pinball(actual: FloatArray, quantiles: FloatArray, levels: Sequence[float] = QUANTILES) -> FloatArray:
    """Return the pinball loss of each day, the mean over levels, in the unit of the series.

    Args:
        actual: Shape ``(days,)``.
        quantiles: Shape ``(..., days, len(levels))``.
        levels: Probability levels of the last axis.

    Returns:
        Shape ``(..., days)``, ``nan`` where ``actual`` is.
    """
    level = np.asarray(levels)
    error = actual[:, None] - quantiles
    loss: FloatArray = np.maximum(level * error, (level - 1.0) * error).mean(axis=-1)
    return loss


def crps(actual: FloatArray, quantiles: FloatArray, levels: Sequence[float] = QUANTILES) -> float:
    """Return the continuous ranked probability score, from as many quantiles as there are, in the unit of the series.

    Twice the integral of the pinball loss over all levels; each quantile stands for the levels nearest to it.

    Source: Gneiting & Raftery (2007), Strictly proper scoring rules, section 4.2; Laio & Tamea (2007).
    """
    level = np.asarray(levels)
    edges = np.concatenate([[0.0], (level[1:] + level[:-1]) / 2.0, [1.0]])
    error = actual[:, None] - quantiles
    loss = np.maximum(level * error, (level - 1.0) * error)
    return 2.0 * _mean(loss @ np.diff(edges))


def interval_score(actual: FloatArray, lower: FloatArray, upper: FloatArray, level: float) -> float:
    """Return the mean interval score: the width, and what lay outside times ``2 / (1 - level)``.

    Over the seasonal scale of the history it is the mean scaled interval score (MSIS) of the M4 competition.

    Source: Gneiting & Raftery (2007), Strictly proper scoring rules, eq. 43.
    """
    outside = np.maximum(lower - actual, 0.0) + np.maximum(actual - upper, 0.0)
    return _mean(upper - lower + 2.0 / (1.0 - level) * outside)


def coverage(actual: FloatArray, lower: FloatArray, upper: FloatArray) -> float:
    """Return the share of actuals inside ``lower`` … ``upper``, both ends included."""
    seen = ~np.isnan(actual)
    if not seen.any():
        return float("nan")
    return float(((actual >= lower) & (actual <= upper))[seen].mean())


def central_interval(quantiles: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper bounds of a central interval, read off forecast quantiles of ``QUANTILES``.

    Raises:
        ValueError: The quantiles that bound this level are not among ``QUANTILES``.
    """
    lower = QUANTILES.index(round((1.0 - level) / 2.0, 6))
    return quantiles[:, lower], quantiles[:, len(QUANTILES) - 1 - lower]


def score_windows(windows: Sequence[BacktestWindow], panel: Panel) -> tuple[BacktestScore, ...]:
    """Score every member on every series in every horizon block that was observed.

    Args:
        windows: Rolling-origin forecasts of series of the panel.
        panel: Where their histories are; MASE of a window is scaled by what came before its origin.

    Returns:
        In order of series, member and block; a block in which nothing was observed has no score.
    """
    histories = {series.key: series.values for series in panel.series}
    parts: dict[tuple[str, str, int], list[_Part]] = {}
    for window in windows:
        scale = seasonal_scale(histories[window.key][: window.origin])
        for member, values in window.forecasts.items():
            for block, days in _blocks(len(window.actual)):
                part = _Part(window.actual[days], values[days], scale)
                parts.setdefault((window.key, member, block), []).append(part)
    scores = (_score(member, key, block, found) for (key, member, block), found in parts.items())
    order = {key: index for index, key in enumerate(histories)}
    return tuple(sorted((s for s in scores if s.observations), key=lambda s: (order[s.key], s.member, s.block)))


@dataclass(frozen=True, slots=True)
class _Part:
    actual: FloatArray
    values: FloatArray
    scale: float


def _blocks(days: int) -> list[tuple[int, slice]]:
    """Return each horizon block that begins within ``days`` with the slice of days in it."""
    blocks: list[tuple[int, slice]] = []
    for block, (first, last) in enumerate(HORIZON_BLOCKS):
        stop = days if block == block_of(days) else min(last, days)
        if first <= days:
            blocks.append((block, slice(first - 1, stop)))
    return blocks


def _score(member: str, key: str, block: int, parts: Sequence[_Part]) -> BacktestScore:
    actual = np.concatenate([part.actual for part in parts])
    values = np.concatenate([part.values for part in parts])
    scales = np.concatenate([np.full(len(part.actual), part.scale) for part in parts])
    median = values[:, MEDIAN]
    scaled = np.abs(actual - median)[scales > 0] / scales[scales > 0]
    return BacktestScore(
        member=member,
        key=key,
        block=block,
        observations=int((~np.isnan(actual)).sum()),
        mae=mae(actual, median),
        rmse=rmse(actual, median),
        mase=_mean(scaled),
        wape=wape(actual, median),
        pinball=pinball(actual, values),
        coverage=tuple(coverage(actual, *central_interval(values, level)) for level in INTERVAL_LEVELS),
    )


def _mean(values: FloatArray) -> float:
    seen = values[~np.isnan(values)]
    return float(seen.mean()) if seen.size else float("nan")


def _over(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else float("nan")


def with_member(
    backtest: Backtest, windows: Sequence[BacktestWindow], panel: Panel, member: str, version: str
) -> Backtest:
    """Return a backtest with one member more.

    Args:
        backtest: Of the other members.
        windows: Of that one; those from origins that the backtest does not have are left out.
        panel: What both are from.
        member: Its name.
        version: Its version.
    """
    said = {(window.key, window.origin): window.forecasts[member] for window in windows}
    joined = tuple(
        replace(window, forecasts={**window.forecasts, member: said[window.key, window.origin]})
        if (window.key, window.origin) in said
        else window
        for window in backtest.windows
    )
    there = {(window.key, window.origin) for window in backtest.windows}
    own = [window for window in windows if (window.key, window.origin) in there]
    return Backtest(joined, backtest.scores + score_windows(own, panel), {**backtest.versions, member: version})
