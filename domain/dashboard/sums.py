"""Adds up months of many campaigns, by currency, channel, metric and day."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID

import numpy as np

from domain.campaigns.model import Channel
from domain.dashboard.model import COUNTED, MONTH_DAYS, CampaignMonth, Span
from domain.forecasting.model import FloatArray

_CHANNELS = {channel: place for place, channel in enumerate(Channel)}


class DailySums:
    """Sums over a span and the days before it.

    What is not a number means that nothing was observed; sums are over what was.
    """

    def __init__(self, span: Span, currencies: Mapping[UUID, str]) -> None:
        """Begin with nothing.

        Args:
            span: What is told; as many days before it are added up too.
            currencies: Of each campaign; months of others are left out.
        """
        self._first, self._last = span.before().first, span.last
        self._half = span.days
        self.currencies = sorted(set(currencies.values()))
        numbers = {currency: number for number, currency in enumerate(self.currencies)}
        self._places = {identity: place for place, identity in enumerate(currencies)}
        self._currency = np.array([numbers[one] for one in currencies.values()], dtype=np.intp)
        groups = (len(numbers) * len(_CHANNELS), len(COUNTED), 2 * self._half)
        self._sums, self._seen = np.zeros(groups), np.zeros(groups, dtype=bool)
        campaigns = (len(currencies), len(COUNTED))
        self._own, self._own_seen = np.zeros(campaigns), np.zeros(campaigns, dtype=bool)

    def add(self, months: Sequence[CampaignMonth]) -> None:
        """Add months, ascending by month."""
        known = (one for one in months if one.channels and one.campaign_id in self._places)
        for month, rows in groupby(known, key=attrgetter("month")):
            self._add(month, list(rows))

    def of_currency(self, currency: str) -> FloatArray:
        """Return the days of a currency. Shape ``(channels, len(COUNTED), 2 * days)``, the earlier half first."""
        begin = self.currencies.index(currency) * len(_CHANNELS)
        mine = slice(begin, begin + len(_CHANNELS))
        return np.where(self._seen[mine], self._sums[mine], np.nan)

    def of_campaigns(self, campaign_ids: Sequence[UUID]) -> FloatArray:
        """Return the sums of campaigns over the span, a column each. Shape ``(len(COUNTED), campaigns)``."""
        places = np.array([self._places[one] for one in campaign_ids], dtype=np.intp)
        return np.where(self._own_seen[places], self._own[places], np.nan).T

    def observing(self, currency: str) -> int:
        """Return how many campaigns of a currency observed anything in the span."""
        mine = self._currency == self.currencies.index(currency)
        return int(self._own_seen[mine].any(axis=1).sum())

    def _add(self, month: date, rows: list[CampaignMonth]) -> None:
        begin = max((self._first - month).days, 0)
        end = min((self._last - month).days + 1, MONTH_DAYS)
        if begin >= end:
            return
        offset = (month - self._first).days + begin
        # A month has slots that may reach beyond its end; nothing is in those, so they must not reach beyond the span.
        values = np.concatenate([one.values[:, :, begin:end] for one in rows])
        seen = ~np.isnan(values)
        np.copyto(values, 0.0, where=~seen)
        owners = np.array([self._places[one.campaign_id] for one in rows], dtype=np.intp)
        counts = np.array([len(one.channels) for one in rows], dtype=np.intp)
        channels = np.array([_CHANNELS[channel] for one in rows for channel in one.channels], dtype=np.intp)
        groups, group_of = np.unique(np.repeat(self._currency[owners], counts) * len(_CHANNELS) + channels, False, True)
        # A product with zeros and ones adds up the rows of each group without copying them.
        members = (group_of == np.arange(len(groups))[:, None]).astype(np.float64)
        shape, days = (len(groups), *values.shape[1:]), slice(offset, offset + end - begin)
        self._sums[groups, :, days] += (members @ values.reshape(len(values), -1)).reshape(shape)
        found = members.astype(np.float32) @ seen.reshape(len(seen), -1).astype(np.float32)
        self._seen[groups, :, days] |= found.reshape(shape) > 0
        # The rows of a campaign are neighbours, and each campaign has one month.
        inside, begins = max(self._half - offset, 0), np.cumsum(counts) - counts
        self._own[owners] += np.add.reduceat(values[:, :, inside:].sum(axis=2), begins)
        self._own_seen[owners] |= np.logical_or.reduceat(seen[:, :, inside:].any(axis=2), begins)


def over_channels(days: FloatArray) -> FloatArray:
    """Sum days over channels. From ``(channels, metrics, days)`` to ``(metrics, days)``."""
    return _sum(days, 0)


def over_days(days: FloatArray) -> FloatArray:
    """Sum over the last axis."""
    return _sum(days, days.ndim - 1)


def _sum(values: FloatArray, axis: int) -> FloatArray:
    seen = ~np.isnan(values)
    return np.where(seen.any(axis=axis), np.where(seen, values, 0.0).sum(axis=axis), np.nan)
