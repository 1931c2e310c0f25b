"""The first days of a campaign as series that can speak for another."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from domain.campaigns.model import Campaign, Channel, PlannedSpend
from domain.ensemble.drivers import build_panel
from domain.ensemble.known import known_of, plan_of
from domain.forecasting.model import Known, Series, SeriesKind
from domain.metrics.history import CampaignHistory, history_of
from domain.metrics.model import MONEY, MetricPoint, MetricType

FIRST_DAYS = 60
"""Days from its beginning for which a campaign speaks."""

LEAST_DAYS = 14
"""Observed days among them, below which a series tells too little."""

_IN_MONEY = frozenset({MetricType.SPEND.value, MetricType.REVENUE.value, "VALUE"})
"""Kinds of series that are amounts of a currency."""


def opening_series(
    peer: Campaign, points: Sequence[MetricPoint], planned: Iterable[PlannedSpend], groups: Collection[str]
) -> list[Series]:
    """Return the series of a campaign's first days that are of the wanted kinds.

    Args:
        peer: The campaign.
        points: What was observed.
        planned: What was planned to be spent.
        groups: Kinds of series that are wanted. A count is given as such even where a rate stands for it.

    Returns:
        Series of at least ``LEAST_DAYS`` observed days; keys begin with the id of the campaign.
    """
    last = peer.start_date + timedelta(days=FIRST_DAYS - 1)
    if peer.end_date is not None:
        last = min(last, peer.end_date)
    history = history_of(point for point in points if peer.start_date <= point.day <= last)
    if history is None:
        return []
    within = [one for one in planned if peer.start_date <= one.day <= last]
    known = known_of(peer, plan_of(within))
    found = {one.key: one for one in build_panel(history, known).panel.series}
    found.update({one.key: one for one in _counts(history, known) if one.key not in found})
    wanted = [one for one in found.values() if one.group in groups]
    return [replace(one, key=f"{peer.id}/{one.key}") for one in wanted if np.isfinite(one.values).sum() >= LEAST_DAYS]


def comparable(campaign: Campaign, peer: Campaign, series: Series) -> bool:
    """Tell whether figures are of one unit: amounts in another currency are not, but for spend beside its plan."""
    if series.group not in _IN_MONEY or peer.budget.currency == campaign.budget.currency:
        return True
    return series.group == MetricType.SPEND and peer.end_date is not None and campaign.end_date is not None


def _counts(history: CampaignHistory, known: dict[Channel, Known]) -> list[Series]:
    found = []
    for (channel, metric), values in history.values.items():
        seen = np.flatnonzero(~np.isnan(values))
        if not seen.size or not np.nan_to_num(values).any():
            continue
        kind = SeriesKind.AMOUNT if metric in MONEY else SeriesKind.COUNT
        start = history.start + timedelta(days=int(seen[0]))
        observed = np.maximum(values[seen[0] :], 0.0)
        found.append(Series(f"{channel}/{metric}", metric.value, kind, start, observed, known[channel]))
    return found
