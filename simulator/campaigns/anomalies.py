"""Planted anomalies, laid over data that are otherwise undisturbed."""

import numpy as np
from numpy.typing import NDArray

from domain.demo.model import AnomalyKind, PlantedAnomaly
from domain.metrics.model import MetricType
from simulator.campaigns.noise import Chance
from simulator.history.counts import binomial_counts

FloatArray = NDArray[np.float64]
Series = dict[MetricType, FloatArray]


def plant(
    anomaly: PlantedAnomaly, observed: Series, hours: NDArray[np.int64], hit: NDArray[np.bool_], chance: Chance
) -> Series:
    """Return a channel's metrics with an anomaly in them; hours that it does not touch are unchanged.

    Every click, order and impression survives or is lost by itself (binomial thinning), orders first, then clicks that
    were no order, then impressions without a click. So no identity between the metrics can break.

    * A tracking outage records the share ``factor`` of clicks and orders; what was shown and spent is still known.
    * A price war multiplies the price of an impression by ``factor``: for the same spend, the share ``1 / factor`` of
      everything is had.

    Args:
        anomaly: What befalls the channel.
        observed: By metric. Shape ``(hours,)`` each.
        hours: The hours, counted since 1970.
        hit: Whether it happens in each of them. Shape ``(hours,)``.
        chance: Of this anomaly on this channel.
    """
    if not hit.any():
        return observed
    price_war = anomaly.kind is AnomalyKind.PRICE_WAR
    kept = _thinned(observed, hours, 1.0 / anomaly.factor if price_war else anomaly.factor, chance)
    if not price_war:
        kept = {metric: kept[metric] for metric in (MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.REVENUE)}
    return observed | {metric: np.where(hit, values, observed[metric]) for metric, values in kept.items()}


def _thinned(observed: Series, hours: NDArray[np.int64], share: float, chance: Chance) -> Series:
    """Return what is left of everything but spend when each single thing is kept with probability ``share``."""
    kept_share = np.full(len(hours), share)

    def left(what: str, trials: FloatArray) -> FloatArray:
        return binomial_counts(trials, kept_share, chance.uniforms(what, hours))

    orders, clicks, shown = (
        observed[metric] for metric in (MetricType.CONVERSIONS, MetricType.CLICKS, MetricType.IMPRESSIONS)
    )
    orders_left = left("orders", orders)
    clicks_left = orders_left + left("clicks", clicks - orders)
    shown_left = clicks_left + left("shown", shown - clicks)
    reached = observed[MetricType.REACH] * shown_left / np.maximum(shown, 1.0)
    reactions = left("reactions", observed[MetricType.ENGAGEMENT])
    revenue = observed[MetricType.REVENUE] * orders_left / np.maximum(orders, 1.0)
    return {
        MetricType.CONVERSIONS: orders_left,
        MetricType.CLICKS: clicks_left,
        MetricType.IMPRESSIONS: shown_left,
        MetricType.REACH: np.floor(reached),
        MetricType.ENGAGEMENT: np.minimum(reactions, shown_left),
        MetricType.REVENUE: np.round(revenue, 2),
    }
