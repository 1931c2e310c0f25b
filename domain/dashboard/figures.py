"""Figures of one currency from its daily sums."""

import math
from collections.abc import Mapping
from datetime import timedelta

import numpy as np

from domain.campaigns.model import Channel
from domain.dashboard.model import (
    COUNTED,
    KPI_RATIOS,
    ChannelPart,
    Kpi,
    KpiValue,
    Span,
    Trend,
    TrendPoint,
    kpi_unit,
)
from domain.dashboard.sums import over_channels, over_days
from domain.forecasting.model import FloatArray

MOST_DAILY = 92
"""Days of which trends are told by the day; more are told by the week."""

MIXED = (Kpi.SPEND, Kpi.REVENUE, Kpi.CONVERSIONS)
"""What the mix of channels is told of."""

_PLACES = {metric.value: place for place, metric in enumerate(COUNTED)}


def values_of(kpi: Kpi, sums: FloatArray) -> FloatArray:
    """Return a figure for each column of sums.

    Args:
        kpi: Which.
        sums: Shape ``(len(COUNTED), columns)``, ``nan`` where nothing was observed.

    Returns:
        Shape ``(columns,)``, ``nan`` where nothing was observed, and of ratios over nothing.
    """
    ratio = KPI_RATIOS.get(kpi)
    if ratio is None:
        return np.asarray(sums[_PLACES[kpi.value]])
    tops, bottoms = sums[_PLACES[ratio.numerator.value]], sums[_PLACES[ratio.denominator.value]]
    values = np.full(len(tops), np.nan)
    np.divide(ratio.scale * tops, bottoms, out=values, where=bottoms > 0)
    return values - 1.0 if kpi is Kpi.ROI else values


def figures_by_column(sums: FloatArray) -> list[Mapping[Kpi, float | None]]:
    """Return every figure of each column of sums. Shape of ``sums``: ``(len(COUNTED), columns)``."""
    values = {kpi: values_of(kpi, sums).tolist() for kpi in Kpi}
    return [{kpi: _plain(values[kpi][column]) for kpi in Kpi} for column in range(sums.shape[1])]


def kpis_of(days: FloatArray, currency: str) -> tuple[KpiValue, ...]:
    """Return all figures over the span and over the days before.

    Args:
        days: Shape ``(channels, len(COUNTED), 2 * days)``, the earlier half first.
        currency: The unit of money.
    """
    totals = over_channels(days)
    half = totals.shape[1] // 2
    sums = np.stack([over_days(totals[:, half:]), over_days(totals[:, :half])], axis=1)
    found = []
    for kpi in Kpi:
        value, previous = values_of(kpi, sums)
        found.append(
            KpiValue(kpi, kpi_unit(kpi, currency), _plain(value), _plain(previous), _observed(kpi, totals[:, half:]))
        )
    return tuple(found)


def observed_days(days: FloatArray) -> tuple[int, int]:
    """Return the days of the span on which anything was observed, and those of the days before."""
    seen = np.asarray(~np.isnan(days).all(axis=(0, 1)))
    half = len(seen) // 2
    return int(seen[half:].sum()), int(seen[:half].sum())


def channel_mix(days: FloatArray) -> tuple[ChannelPart, ...]:
    """Return what each channel that observed anything in the span had of everything, largest spend first."""
    sums = over_days(days[:, :, days.shape[2] // 2 :])
    places = [_PLACES[kpi.value] for kpi in MIXED]
    totals = np.nansum(sums, axis=0)
    parts = []
    for row, channel in enumerate(Channel):
        if np.isnan(sums[row]).all():
            continue
        own = {kpi: _plain(sums[row, place]) for kpi, place in zip(MIXED, places, strict=True)}
        shares = {
            kpi: None if own[kpi] is None or totals[place] <= 0 else float(sums[row, place] / totals[place])
            for kpi, place in zip(MIXED, places, strict=True)
        }
        parts.append(ChannelPart(channel, own, shares))
    return tuple(sorted(parts, key=lambda part: -(part.sums[Kpi.SPEND] or 0.0)))


def trends_of(days: FloatArray, span: Span, currency: str) -> tuple[Trend, ...]:
    """Return every figure by day, or by week from Monday where the span is longer than 92 days."""
    totals = over_channels(days)[:, span.days :]
    width = 7 if weekly(span) else 1
    # The first week may have begun before the span.
    early = span.first.weekday() if width > 1 else 0
    places = (np.arange(span.days) + early) // width
    begins, held = np.unique(places, return_index=True, return_counts=True)[1:]
    seen = ~np.isnan(totals)
    sums = np.add.reduceat(np.where(seen, totals, 0.0), begins, axis=1)
    sums = np.where(np.logical_or.reduceat(seen, begins, axis=1), sums, np.nan)
    starts = [span.first + timedelta(days=width * place - early) for place in range(len(begins))]
    found = []
    for kpi in Kpi:
        points = tuple(
            TrendPoint(start, int(within), float(value))
            for start, within, value in zip(starts, held, values_of(kpi, sums), strict=True)
            if not np.isnan(value)
        )
        found.append(Trend(kpi, kpi_unit(kpi, currency), points))
    return tuple(found)


def weekly(span: Span) -> bool:
    """Whether trends over a span are told by the week."""
    return span.days > MOST_DAILY


def _observed(kpi: Kpi, totals: FloatArray) -> int:
    ratio = KPI_RATIOS.get(kpi)
    names = [kpi.value] if ratio is None else [ratio.numerator.value, ratio.denominator.value]
    return int((~np.isnan(totals[[_PLACES[name] for name in names]])).all(axis=0).sum())


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
