"""What members said, held against physics and history before it may count."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import MEDIAN, QUANTILES, FloatArray, MemberForecast, Panel, Series, SeriesKind

ABSURD_MEDIAN = 20.0
"""A median above this many times the highest value ever observed is not a forecast."""

ABSURD_BAND = 200.0
"""Nor is a band that reaches this far."""

HEADROOM = 10.0
"""Added to both limits, so that a series of zeros may begin to move."""

ROUNDING = 1e-9
"""Relative error that is forgiven and mended: floating-point dust below zero or between quantiles."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A forecast that takes no part: whose, of which series, and why."""

    member: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class ValidatedOutputs:
    """What is left to combine.

    Attributes:
        accepted: By series key, then member. Shape ``(horizon, len(QUANTILES))`` each. Every series of the panel is
            there, if without a member.
        rejections: Single forecasts that were dropped.
        excluded: Members dropped wholly, with the reason.
    """

    accepted: dict[str, dict[str, FloatArray]]
    rejections: tuple[Rejection, ...]
    excluded: dict[str, str]

    @property
    def members(self) -> tuple[str, ...]:
        """Members with at least one accepted forecast, sorted."""
        return tuple(sorted({name for found in self.accepted.values() for name in found}))

    @property
    def unforecast(self) -> tuple[str, ...]:
        """Keys of series that no member forecast."""
        return tuple(key for key, found in self.accepted.items() if not found)


def validate_outputs(members: Sequence[MemberForecast], panel: Panel, horizon: int) -> ValidatedOutputs:
    """Check every forecast of every member.

    A forecast must have the right shape, be finite, non-decreasing over the quantiles, non-negative, at most 1 for a
    ratio, and not absurd against the history. A member with more than half of its forecasts rejected is dropped
    wholly: what is left of it is not to be trusted either.
    """
    accepted: dict[str, dict[str, FloatArray]] = {series.key: {} for series in panel.series}
    rejections: list[Rejection] = []
    excluded: dict[str, str] = {}
    for member in members:
        found, faults = _checked(member, panel, horizon)
        rejections.extend(faults)
        if len(faults) > len(found):
            total, example = len(faults) + len(found), faults[0].reason
            excluded[member.member] = f"Left out: {len(faults)} of its {total} forecasts were rejected ({example})."
            continue
        for key, values in found.items():
            accepted[key][member.member] = values
    return ValidatedOutputs(accepted, tuple(rejections), excluded)


def _checked(member: MemberForecast, panel: Panel, horizon: int) -> tuple[dict[str, FloatArray], list[Rejection]]:
    """Part the forecasts of one member into sound ones and rejections."""
    found: dict[str, FloatArray] = {}
    faults: list[Rejection] = []
    for series in panel.series:
        forecast = member.forecasts.get(series.key)
        if forecast is None:
            continue
        reason = fault_of(forecast.values, series, horizon, _highest(panel, series))
        if reason is None:
            found[series.key] = _mended(forecast.values, series.kind)
        else:
            faults.append(Rejection(member.member, series.key, reason))
    return found, faults


def fault_of(values: FloatArray, series: Series, horizon: int, peers: float = 0.0) -> str | None:
    """Return what is wrong with a forecast of a series, in words with numbers; none when nothing is.

    Args:
        values: The forecast.
        series: What was observed.
        horizon: Days ahead.
        peers: The highest value that comparable campaigns ever had, where they speak for this one.
    """
    if values.shape != (horizon, len(QUANTILES)):
        return f"its shape is {values.shape} instead of {(horizon, len(QUANTILES))}"
    if not np.isfinite(values).all():
        return f"{int((~np.isfinite(values)).sum())} of its values are not finite"
    dust = ROUNDING * max(1.0, float(np.abs(values).max()))
    crossings = int((np.diff(values, axis=1) < -dust).any(axis=1).sum())
    if crossings:
        return f"its quantiles cross on {crossings} of {horizon} days"
    if values.min() < -dust:
        return f"it goes down to {values.min():.4g}, below zero"
    if series.kind is SeriesKind.RATIO and values.max() > 1 + dust:
        return f"it reaches {values.max():.4g}, a ratio above 1"
    return _absurdity(values, max(_top(series), peers))


def _highest(panel: Panel, series: Series) -> float:
    """Return the highest value that peers of a series ever had; 0 when there are none."""
    return max((_top(one) for one in panel.peers if one.group == series.group), default=0.0)


def _top(series: Series) -> float:
    return 0.0 if np.isnan(series.values).all() else float(np.nanmax(series.values))


def _absurdity(values: FloatArray, highest: float) -> str | None:
    median, top = float(values[:, MEDIAN].max()), float(values.max())
    if median > ABSURD_MEDIAN * highest + HEADROOM:
        return f"its median reaches {median:.4g}, the highest value ever observed is {highest:.4g}"
    if top > ABSURD_BAND * (highest + HEADROOM):
        return f"its band reaches {top:.4g}, the highest value ever observed is {highest:.4g}"
    return None


def _mended(values: FloatArray, kind: SeriesKind) -> FloatArray:
    clean: FloatArray = np.clip(values, 0.0, 1.0 if kind is SeriesKind.RATIO else np.inf)
    monotone: FloatArray = np.maximum.accumulate(clean, axis=1)
    return monotone
