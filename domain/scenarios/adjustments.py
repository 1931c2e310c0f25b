"""What-if changes, applied to whole paths so that a changed future is as coherent as an unchanged one."""

from collections.abc import Iterable

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.outcome import seed_of
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray
from domain.metrics.model import MetricType
from domain.response.elasticity import SpendResponse
from domain.scenarios.model import Adjustment, AdjustmentFactor

COMPETITION_PASS_THROUGH = 0.3
"""Elasticity of the price of an impression to competitors' activity: the market factor of the what-if specification."""

_AFTER_CLICK = frozenset({MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.REVENUE, MetricType.ENGAGEMENT})
_VOLUMES = _AFTER_CLICK | {MetricType.IMPRESSIONS, MetricType.REACH}


def adjust(
    paths: SampledPaths, adjustments: Iterable[Adjustment], responses: dict[Channel, SpendResponse]
) -> SampledPaths:
    """Apply adjustments one after another; a factor named twice acts twice.

    With multiplier ``m`` on the days concerned:

    - BUDGET: spend times ``m``, every volume times ``m ** e``. The elasticity ``e`` of a channel is drawn for each path
      from what its history supports, so that the intervals hold what is not known about it. Reach keeps its ratio to
      impressions, an assumption.
    - COMPETITION: ``m`` times the activity makes an impression ``m ** 0.3`` times as dear; spend stays, every volume is
      divided by that. An assumption: no competitor data are involved.
    - SEASONALITY: volumes times ``m``. Prices and rates stay, so spend follows. An assumption.
    - CREATIVE_FATIGUE: CTR and engagement divided by ``m`` at unchanged impressions; conversions and revenue follow the
      clicks. Spend stays, as where impressions are bought. An assumption. Fresher creatives (``m`` below 1) raise no
      CTR above 1; what follows the clicks rises no more than they do.
    """
    for position, adjustment in enumerate(adjustments):
        paths = _apply(paths, adjustment, responses, seed_of(paths) + position)
    return paths


def told(adjustment: Adjustment, horizon: int) -> str:
    """Return the change in words, such as ``"budget x 1.20 on days 1 to 30"``."""
    name = adjustment.factor.value.lower().replace("_", " ")
    first, last = adjustment.first_day or 1, min(adjustment.last_day or horizon, horizon)
    return f"{name} x {adjustment.multiplier:.2f} on days {first} to {last}"


def _apply(
    paths: SampledPaths, adjustment: Adjustment, responses: dict[Channel, SpendResponse], seed: int
) -> SampledPaths:
    days = slice((adjustment.first_day or 1) - 1, adjustment.last_day or paths.horizon)
    generator = np.random.default_rng(seed)
    elasticities = {c: responses[c].draws(paths.count, generator) for c in paths.channels if c in responses}
    changed: dict[tuple[Channel, MetricType], FloatArray] = {}
    for (channel, metric), values in paths.values.items():
        factor = _factor(adjustment, metric, elasticities.get(channel))
        if adjustment.factor is AdjustmentFactor.CREATIVE_FATIGUE and factor is not None:
            factor = np.minimum(1 / adjustment.multiplier, _room_for_clicks(paths, channel)[:, days])
        if factor is not None:
            values = values.copy()  # noqa: PLW2901 - the given paths stay as they are
            values[:, days] *= factor
        changed[channel, metric] = values
    return SampledPaths(paths.start, changed)


def _room_for_clicks(paths: SampledPaths, channel: Channel) -> FloatArray:
    """Return the factor that makes every impression a click, at least 1. Shape ``(paths, horizon)``."""
    shown, clicks = (paths.values.get((channel, metric)) for metric in (MetricType.IMPRESSIONS, MetricType.CLICKS))
    if shown is None or clicks is None:
        return np.full((paths.count, paths.horizon), np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        room: FloatArray = np.where(clicks > 0, np.maximum(shown / clicks, 1.0), np.inf)
    return room


def _factor(adjustment: Adjustment, metric: MetricType, elasticity: FloatArray | None) -> FloatArray | float | None:
    multiplier = adjustment.multiplier
    match adjustment.factor:
        case AdjustmentFactor.BUDGET:
            if metric is MetricType.SPEND:
                return multiplier
            if metric not in _VOLUMES or elasticity is None:
                return None
            factor: FloatArray = np.power(multiplier, elasticity)[:, None]
            return factor
        case AdjustmentFactor.COMPETITION:
            return multiplier**-COMPETITION_PASS_THROUGH if metric in _VOLUMES else None
        case AdjustmentFactor.SEASONALITY:
            return multiplier
        case AdjustmentFactor.CREATIVE_FATIGUE:
            return 1 / multiplier if metric in _AFTER_CLICK else None
