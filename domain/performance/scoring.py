"""Holds a stored forecast against what came."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.sampled import divide
from domain.forecasting.model import INTERVAL_LEVELS, MEDIAN, FloatArray, SeriesKind, block_of
from domain.forecasting.scores import NEGLIGIBLE, central_interval, daily_pinball
from domain.metrics.model import MetricPoint, MetricType
from domain.performance.model import Expected, ForecastSeries, Score, ScoreKey, StoredForecast, Sums

Observed = Mapping[tuple[Channel, MetricType], FloatArray]
"""By channel and observed metric, ``nan`` where nothing was observed. Shape ``(horizon,)`` each."""


def observed_in(points: Sequence[MetricPoint], start: date, horizon: int) -> Observed:
    """Arrange what was observed on the days of a forecast; other days are passed over."""
    found: dict[tuple[Channel, MetricType], FloatArray] = {}
    for point in points:
        day = (point.day - start).days
        if 0 <= day < horizon:
            key = (point.channel, point.metric)
            if key not in found:
                found[key] = np.full(horizon, np.nan)
            found[key][day] = point.value
    return found


def score_forecast(forecast: StoredForecast, observed: Observed) -> list[Score]:
    """Score every model on every series in every horizon block of which a day was observed.

    Channels of one metric are added up; so are series of one unit only.
    """
    parts: dict[ScoreKey, list[Sums]] = {}
    for series in forecast.series:
        actual = actual_of(series, observed, forecast.horizon)
        for model, values in series.forecasts.items():
            for block, sums in _by_block(series, model, actual, values):
                version = forecast.versions.get(model, "")
                key = ScoreKey(model, version, series.scope, series.metric, series.unit, block)
                parts.setdefault(key, []).append(sums)
    return [Score(key, Sums.total(found)) for key, found in parts.items()]


def actual_of(series: ForecastSeries, observed: Observed, horizon: int) -> FloatArray:
    """Return what came of a forecast quantity; ``nan`` on days on which it is not known or not defined.

    Of a campaign it is known once every channel that was forecast to be alive has been observed: half of the channels
    are not the campaign.
    """
    top = _summed(series, series.top, observed, horizon)
    if series.bottom is None:
        value = series.factor * top
    else:
        value = divide(series.factor * top, _summed(series, series.bottom, observed, horizon))
    bounded: FloatArray = np.minimum(value, 1.0) if series.kind is SeriesKind.RATIO else value
    return bounded


def _summed(series: ForecastSeries, metric: MetricType, observed: Observed, horizon: int) -> FloatArray:
    nothing = np.full(horizon, np.nan)
    if series.channel is not None:
        return observed.get((series.channel, metric), nothing)
    rows = [values for (_, kind), values in observed.items() if kind is metric]
    if not rows:
        return nothing
    total: FloatArray = np.nansum(rows, axis=0)
    missing = np.isnan(rows).all(axis=0)
    for channel in series.needed:
        missing |= np.isnan(observed.get((channel, metric), nothing))
    total[missing] = np.nan
    return total


def _by_block(series: ForecastSeries, model: str, actual: FloatArray, values: FloatArray) -> list[tuple[int, Sums]]:
    days = np.flatnonzero(~np.isnan(actual) & ~np.isnan(values).any(axis=1))
    if not len(days):
        return []
    seen = actual[days]
    level = float(np.abs(seen).mean())
    mean = float(seen.mean()) if np.ptp(seen) > NEGLIGIBLE * level else None
    blocks = np.array([block_of(int(day) + 1) for day in days])
    expected = {one.block: one for one in series.expected.get(model, ())}
    found = []
    for block in sorted(set(blocks.tolist())):
        chosen = days[blocks == block]
        sums = _sums(actual[chosen], values[chosen], series.scale, level, mean, expected.get(block))
        found.append((block, sums))
    return found


def _sums(
    actual: FloatArray, values: FloatArray, scale: float, level: float, mean: float | None, expected: Expected | None
) -> Sums:
    """Add up one block. ``level`` is the series' mean size, ``mean`` its mean, none where it does not vary."""
    days, error, size = len(actual), np.abs(actual - values[:, MEDIAN]), np.abs(actual)
    other, both = size > 0, size + np.abs(values[:, MEDIAN])
    percent = float((error[other] / size[other]).sum())
    share = float(error.sum()) / level if level > 0 else 0.0
    loss = float(daily_pinball(actual, values).sum())
    held = [_held(actual, values, at) for at in INTERVAL_LEVELS]
    squared = float((error**2).sum())
    has_scale = bool(np.isfinite(scale) and scale > 0)
    by = scale if has_scale else np.inf
    promised, came = _against(expected, percent if other.all() else None, share if level > 0 else None)
    return Sums(
        days=days,
        zeros=days - int(other.sum()),
        error=float(error.sum()),
        squared=squared,
        actual=float(size.sum()),
        percent=percent,
        symmetric=float((2.0 * error[both > 0] / both[both > 0]).sum()),
        share=share,
        share_days=days if level > 0 else 0,
        scaled=float(error.sum()) / by,
        scaled_days=days if has_scale else 0,
        scaled_squared=squared / by**2,
        scaled_variation=0.0 if mean is None else float(((actual - mean) ** 2).sum()) / by**2,
        pinball=loss,
        scaled_pinball=loss / by,
        held50=held[0],
        held80=held[1],
        held95=held[2],
        expected=promised * days,
        compared=came,
    )


def _against(expected: Expected | None, percent: float | None, share: float | None) -> tuple[float, float]:
    """Return the error that was promised for a day and the sum that came, in the one measure that both have."""
    if expected is not None and percent is not None and np.isfinite(expected.mape):
        return expected.mape, percent
    if expected is not None and share is not None and np.isfinite(expected.wape):
        return expected.wape, share
    return 0.0, 0.0


def _held(actual: FloatArray, values: FloatArray, level: float) -> int:
    lower, upper = central_interval(values, level)
    return int(((actual >= lower) & (actual <= upper)).sum())
