"""Planted anomalies, laid over data that are otherwise undisturbed."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from domain.demo.model import AnomalyKind, PlantedAnomaly
from domain.metrics.model import MetricType

Series = dict[MetricType, NDArray[np.float64]]


def plant(anomaly: PlantedAnomaly, observed: Series, days: list[date], random: np.random.Generator) -> Series:
    """Return a channel's metrics with an anomaly in them; days that it does not touch are unchanged.

    Every click, order and impression survives or is lost by itself (binomial thinning), orders first, then clicks that
    were no order, then impressions without a click. So no identity between the metrics can break.

    * A tracking outage records the share ``factor`` of clicks and orders; what was shown and spent is still known.
    * A price war multiplies the price of an impression by ``factor``: for the same spend, the share ``1 / factor`` of
      everything is had.

    Args:
        anomaly: What befalls the channel.
        observed: By metric. Shape ``(days,)`` each.
        days: The days, ascending; the last one is the last observed day of the campaign.
        random: Where chance comes from.
    """
    first = anomaly.first_day(days[-1])
    hit = np.asarray([0 <= (day - first).days < anomaly.days for day in days])
    price_war = anomaly.kind is AnomalyKind.PRICE_WAR
    kept = _thinned(observed, hit, 1.0 / anomaly.factor if price_war else anomaly.factor, random)
    if not price_war:
        kept = {metric: kept[metric] for metric in (MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.REVENUE)}
    return observed | {metric: np.where(hit, values, observed[metric]) for metric, values in kept.items()}


def _thinned(observed: Series, hit: NDArray[np.bool_], share: float, random: np.random.Generator) -> Series:
    """Return what is left of everything but spend when each single thing is kept with probability ``share``."""
    kept_share = np.where(hit, share, 1.0)
    orders, clicks, shown = (
        observed[metric].astype(np.int64)
        for metric in (MetricType.CONVERSIONS, MetricType.CLICKS, MetricType.IMPRESSIONS)
    )
    orders_left = random.binomial(orders, kept_share)
    clicks_left = orders_left + random.binomial(clicks - orders, kept_share)
    shown_left = clicks_left + random.binomial(shown - clicks, kept_share)
    per_person = shown / np.maximum(observed[MetricType.REACH], 1.0)
    reactions = random.binomial(observed[MetricType.ENGAGEMENT].astype(np.int64), kept_share)
    revenue = observed[MetricType.REVENUE] * orders_left / np.maximum(orders, 1)
    left = {
        MetricType.CONVERSIONS: orders_left,
        MetricType.CLICKS: clicks_left,
        MetricType.IMPRESSIONS: shown_left,
        MetricType.REACH: np.floor(shown_left / np.maximum(per_person, 1.0)),
        MetricType.ENGAGEMENT: np.minimum(reactions, shown_left),
        MetricType.REVENUE: np.round(revenue, 2),
    }
    return {metric: values.astype(np.float64) for metric, values in left.items()}
