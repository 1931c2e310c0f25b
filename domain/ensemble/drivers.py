"""Which series of a campaign to forecast.

A rate such as CTR is steadier than the clicks that follow from it, and clicks that are impressions times CTR are
coherent by construction. Where there are too few events for a rate to mean anything, the count itself is forecast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.plan import Driver, DriverPlan
from domain.ensemble.sampled import divide
from domain.forecasting.model import FloatArray, Known, Panel, Series, SeriesKind
from domain.metrics.history import CampaignHistory
from domain.metrics.model import OBSERVED, MetricType

DENSE_EVENTS = 5.0
"""Mean events a day from which a rate over them is forecast. At 5 a day a rate has a sampling error of 45 % a day."""

DENSE_DAYS = 0.8
"""Share of days on which the denominator must be there."""

RECENT_DAYS = 90
"""How far back density is judged, so that a launch long ago does not decide."""

SILENT_DAYS = 28
"""Four weeks without anything: longer than pauses over holidays or between flights usually are."""

TOLERATED_EXCESS = 0.01
"""Share of days on which a part may exceed its whole (late clicks) and still be held to be a part of it."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A metric as a rate over another: its name, whether density is that of the denominator, whether it is a part."""

    name: str
    per: MetricType
    by_denominator: bool = False
    part: bool = True


_LINKS: dict[MetricType, _Link] = {
    MetricType.REACH: _Link("REACH_RATE", MetricType.IMPRESSIONS),
    MetricType.CLICKS: _Link("CTR", MetricType.IMPRESSIONS),
    MetricType.CONVERSIONS: _Link("CVR", MetricType.CLICKS),
    MetricType.ENGAGEMENT: _Link("ENGAGEMENT_RATE", MetricType.IMPRESSIONS, part=False),
    MetricType.REVENUE: _Link("VALUE", MetricType.CONVERSIONS, by_denominator=True, part=False),
}

EVERY_GROUP = frozenset({*(metric.value for metric in OBSERVED), *(link.name for link in _LINKS.values())})
"""Every kind of series that a campaign can have."""

_AMOUNTS = frozenset({MetricType.SPEND, MetricType.REVENUE})


def build_panel(history: CampaignHistory, known: Mapping[Channel, Known] | None = None) -> DriverPlan:
    """Choose the series to forecast; the same history always gives the same plan.

    Args:
        history: What was observed.
        known: What is known beforehand of the series of each channel.

    Returns:
        A plan whose series all end on the last observed day, without leading gaps and with ``nan`` for missing days.
    """
    series: list[Series] = []
    drivers: list[Driver] = []
    stopped = tuple(channel for channel in history.channels if _has_stopped(history, channel))
    notes = [
        f"{name} has been silent for {SILENT_DAYS} days or more: it is forecast to stay at zero." for name in stopped
    ]
    for channel, metric in _observed(history):
        values = history.values[channel, metric]
        if channel in stopped or (_silent(values) and not np.isnan(values[-SILENT_DAYS:]).all()):
            drivers.append(Driver(channel, metric, None, _kind(metric)))
        elif _silent(values):
            notes.append(f"{metric} on {channel} was not observed for {SILENT_DAYS} days or more: it is not forecast.")
        else:
            driver, found = _chosen(history, channel, metric, drivers)
            drivers.append(driver)
            series.append(replace(found, known=(known or {}).get(channel, found.known)))
    groups = {one.key: one.group for one in series}
    start = history.end + timedelta(days=1)
    return DriverPlan(Panel(tuple(series)), groups, tuple(drivers), start, stopped, tuple(notes))


def unobserved_panel(
    start: date,
    channels: Sequence[Channel],
    kinds: Mapping[Channel, Mapping[str, SeriesKind]],
    known: Mapping[Channel, Known] | None = None,
) -> DriverPlan:
    """Choose the series of a campaign of which nothing was observed yet.

    Args:
        start: First day to forecast.
        channels: Channels of the campaign.
        kinds: By channel, what can be said of it: names of series, such as ``"CTR"``, and what values they take.
        known: What is known beforehand of the series of each channel.

    Returns:
        A plan whose series have no day yet.
    """
    series: list[Series] = []
    drivers: list[Driver] = []
    for channel in channels:
        there = kinds.get(channel, {})
        for metric in OBSERVED:
            link = _LINKS.get(metric)
            live = {driver.metric for driver in drivers if driver.channel is channel}
            linked = link is not None and link.per in live
            if linked and link is not None and link.name in there:
                driver = Driver(channel, metric, f"{channel}/{link.name}", there[link.name], per=link.per)
                group = link.name
            elif metric.value in there:
                cap = link.per if link is not None and linked and link.part else None
                driver, group = Driver(channel, metric, f"{channel}/{metric}", _kind(metric), cap=cap), metric.value
            else:
                continue
            drivers.append(driver)
            facts = (known or {}).get(channel, Known())
            series.append(Series(str(driver.key), group, driver.kind, start, np.empty(0), facts))
    groups = {one.key: one.group for one in series}
    return DriverPlan(Panel(tuple(series)), groups, tuple(drivers), start, (), ())


def _observed(history: CampaignHistory) -> list[tuple[Channel, MetricType]]:
    """Return what was observed, wholes before their parts."""
    return [
        (channel, metric) for channel in history.channels for metric in OBSERVED if (channel, metric) in history.values
    ]


def _chosen(
    history: CampaignHistory, channel: Channel, metric: MetricType, drivers: Sequence[Driver]
) -> tuple[Driver, Series]:
    """Choose between a rate and the metric itself."""
    values = history.values[channel, metric]
    link = _LINKS.get(metric)
    live = {driver.metric for driver in drivers if driver.channel is channel and driver.key is not None}
    if link is None or link.per not in live:
        driver = Driver(channel, metric, f"{channel}/{metric}", _kind(metric))
        return driver, _series(history, driver, metric.value, values)
    whole = history.values[channel, link.per]
    contained = _is_part(values, whole)
    if _dense(values, whole, by_denominator=link.by_denominator):
        kind = SeriesKind.RATIO if contained and metric is not MetricType.REVENUE else SeriesKind.LEVEL
        driver = Driver(channel, metric, f"{channel}/{link.name}", kind, per=link.per)
        return driver, _series(history, driver, link.name, _rate(values, whole, kind))
    cap = link.per if link.part and contained else None
    driver = Driver(channel, metric, f"{channel}/{metric}", _kind(metric), cap=cap)
    return driver, _series(history, driver, metric.value, values)


def _series(history: CampaignHistory, driver: Driver, group: str, values: FloatArray) -> Series:
    first = int(np.flatnonzero(~np.isnan(values))[0])
    start = history.start + timedelta(days=first)
    return Series(str(driver.key), group, driver.kind, start, np.maximum(values[first:], 0.0))


def _kind(metric: MetricType) -> SeriesKind:
    return SeriesKind.AMOUNT if metric in _AMOUNTS else SeriesKind.COUNT


def _has_stopped(history: CampaignHistory, channel: Channel) -> bool:
    return all(_silent(values) for (where, _), values in history.values.items() if where is channel)


def _silent(values: FloatArray) -> bool:
    recent = values[-SILENT_DAYS:]
    return len(recent) == SILENT_DAYS and not np.nan_to_num(recent).any()


def _dense(part: FloatArray, whole: FloatArray, *, by_denominator: bool) -> bool:
    """Tell whether there are events enough, on days enough, for a rate."""
    begun = int(np.flatnonzero(~np.isnan(whole))[0])
    recent = slice(max(begun, len(whole) - RECENT_DAYS), None)
    events = (whole if by_denominator else part)[recent]
    if np.isnan(events).all() or not (np.isfinite(part[recent]) & (whole[recent] > 0)).any():
        return False
    return bool((whole[recent] > 0).mean() >= DENSE_DAYS and np.nanmean(events) >= DENSE_EVENTS)


def _is_part(part: FloatArray, whole: FloatArray) -> bool:
    both = ~np.isnan(part) & ~np.isnan(whole)
    return not both.any() or bool((part[both] > whole[both]).mean() <= TOLERATED_EXCESS)


def _rate(part: FloatArray, whole: FloatArray, kind: SeriesKind) -> FloatArray:
    rate = divide(part, whole)
    return np.minimum(rate, 1.0) if kind is SeriesKind.RATIO else rate
