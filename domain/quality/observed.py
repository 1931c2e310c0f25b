"""Which days were observed, and runs of days."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from domain.campaigns.model import Channel
from domain.metrics.history import CampaignHistory

BoolArray = NDArray[np.bool_]


def observed_on(history: CampaignHistory) -> BoolArray:
    """Return on which days anything was observed. Shape ``(days,)``."""
    present = np.zeros(history.days, dtype=np.bool_)
    for values in history.values.values():
        present |= ~np.isnan(values)
    return present


def channel_observed_on(history: CampaignHistory) -> dict[Channel, BoolArray]:
    """Return by channel on which days anything of it was observed. Shape ``(days,)`` each."""
    days: dict[Channel, BoolArray] = {}
    for (channel, _), values in history.values.items():
        present = ~np.isnan(values)
        days[channel] = days[channel] | present if channel in days else present
    return days


def runs(mask: BoolArray) -> Iterator[tuple[int, int]]:
    """Yield the first and last position of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    for first, behind in zip(edges[::2], edges[1::2], strict=True):
        yield int(first), int(behind) - 1


def day_at(history: CampaignHistory, position: int) -> date:
    """Return the day at a position of the arrays."""
    return history.start + timedelta(days=position)
