"""Observed points as months of a campaign."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import numpy as np

from domain.campaigns.model import Channel
from domain.dashboard.model import COUNTED, MONTH_DAYS, CampaignMonth, ObservedDays
from domain.forecasting.model import FloatArray

_PLACES = {metric: place for place, metric in enumerate(COUNTED)}

Slabs = dict[tuple[date, Channel], FloatArray]


def laid_over(
    campaign_id: UUID, kept: Iterable[CampaignMonth], observed: Iterable[ObservedDays]
) -> Sequence[CampaignMonth]:
    """Return the months that points fall in, as they are with these points.

    Args:
        campaign_id: Whose.
        kept: Its months as they were stored; where one is missing, nothing was observed in it.
        observed: What was written since; a point replaces what was there, as it does in storage.

    Returns:
        Ascending; months without any of the points are missing.
    """
    slabs: Slabs = {}
    stored = {one.month: one for one in kept}
    touched: set[date] = set()
    for series in observed:
        place = _PLACES.get(series.metric)
        if place is None or not len(series.days):
            continue
        months = series.days.astype("datetime64[M]")
        numbers = (series.days - months.astype("datetime64[D]")).astype(np.intp)
        begins = np.flatnonzero(np.diff(months.astype(np.int64), prepend=-(2**40)))
        for begin, end in zip(begins, [*begins[1:], len(months)], strict=True):
            month = months[begin].astype(date)
            if month not in touched:
                touched.add(month)
                slabs |= _slabs(stored.get(month))
            slab = slabs.get((month, series.channel))
            if slab is None:
                slab = slabs[month, series.channel] = np.full((len(COUNTED), MONTH_DAYS), np.nan)
            slab[place, numbers[begin:end]] = series.values[begin:end]
    return [_month(campaign_id, month, slabs) for month in sorted(touched)]


def _slabs(month: CampaignMonth | None) -> Slabs:
    if month is None:
        return {}
    return {(month.month, channel): month.values[row].copy() for row, channel in enumerate(month.channels)}


def _month(campaign_id: UUID, month: date, slabs: Slabs) -> CampaignMonth:
    channels = tuple(channel for channel in Channel if (month, channel) in slabs)
    return CampaignMonth(campaign_id, month, channels, np.stack([slabs[month, channel] for channel in channels]))
