"""What each member lost in each past forecast, in a form that can be compared across series."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import HORIZON_BLOCKS, QUANTILES, Backtest, BacktestWindow, FloatArray
from domain.forecasting.scores import daily_pinball

WORST = 50.0
"""Relative losses above this are not told apart."""


@dataclass(frozen=True, slots=True)
class LossTable:
    """Scaled pinball losses, one row per window and horizon block.

    Attributes:
        members: Columns of ``loss``, sorted by name.
        group: Group of each row. Shape ``(rows,)``.
        window: Index of the window of each row. Shape ``(rows,)``.
        block: Horizon block of each row. Shape ``(rows,)``.
        days: Forecast days with an actual behind each row. Shape ``(rows,)``.
        loss: Mean pinball loss over those days and ``QUANTILES``, divided by that of the median member over all
            rows of the series, so that 1 is the usual loss on this series; ``nan`` where a member did not forecast.
            Shape ``(rows, members)``.
    """

    members: tuple[str, ...]
    group: tuple[str, ...]
    window: FloatArray
    block: FloatArray
    days: FloatArray
    loss: FloatArray

    def only(self, rows: NDArray[np.bool_]) -> "LossTable":
        """Return some of the rows."""
        group = tuple(name for name, chosen in zip(self.group, rows, strict=True) if chosen)
        return LossTable(self.members, group, self.window[rows], self.block[rows], self.days[rows], self.loss[rows])

    def relative(self, rows: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
        """Return each member's loss over some rows, relative to the median member there, and the days behind it.

        Args:
            rows: Boolean mask over the rows.

        Returns:
            Relative losses (1 is usual, at most ``WORST``, ``nan`` for a member without a row) and days, each of shape
            ``(members,)``.
        """
        loss, days = self.loss[rows], self.days[rows][:, None]
        present = ~np.isnan(loss)
        typical = _row_medians(loss)[:, None]
        own = np.where(present, loss * days, 0.0).sum(axis=0)
        usual = np.where(present, typical * days, 0.0).sum(axis=0)
        seen: FloatArray = np.where(present, days, 0.0).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            relative = np.where(usual > 0, own / usual, np.where(own > 0, WORST, 1.0))
        relative = np.where(seen > 0, np.minimum(relative, WORST), np.nan)
        return relative, seen


def loss_table(backtest: Backtest, groups: Mapping[str, str]) -> LossTable:
    """Measure every member on every window; series that ``groups`` does not name form a group of their own name."""
    members = tuple(sorted({name for window in backtest.windows for name in window.forecasts}))
    rows: list[tuple[str, int, int, int]] = []
    keys: list[str] = []
    losses: list[FloatArray] = []
    for index, window in enumerate(backtest.windows):
        daily = _daily_losses(window, members)
        observed = ~np.isnan(window.actual)
        blocks = block_indices(len(window.actual))
        for block in range(len(HORIZON_BLOCKS)):
            chosen = observed & (blocks == block)
            if chosen.any():
                rows.append((groups.get(window.key, window.key), index, block, int(chosen.sum())))
                keys.append(window.key)
                losses.append(daily[chosen].mean(axis=0))
    table: FloatArray = np.array(losses) if losses else np.empty((0, len(members)))
    return LossTable(
        members=members,
        group=tuple(row[0] for row in rows),
        window=np.array([row[1] for row in rows], dtype=float),
        block=np.array([row[2] for row in rows], dtype=float),
        days=np.array([row[3] for row in rows], dtype=float),
        loss=_scaled(table, keys),
    )


def block_indices(days: int) -> FloatArray:
    """Return the horizon block of each of the first ``days`` forecast days. Shape ``(days,)``."""
    lasts = np.array([last for _, last in HORIZON_BLOCKS[:-1]])
    return np.searchsorted(lasts, np.arange(1, days + 1)).astype(float)


def folds(windows: tuple[BacktestWindow, ...]) -> tuple[int, ...]:
    """Number the origin of each window, 0 for the latest of its series.

    All series of a panel end on the same day and are cut at the same distances from it, so equal numbers are the same
    day even where series begin on different days.
    """
    origins: dict[str, set[int]] = {}
    for window in windows:
        origins.setdefault(window.key, set()).add(window.origin)
    ranks = {
        key: {origin: rank for rank, origin in enumerate(sorted(found, reverse=True))} for key, found in origins.items()
    }
    return tuple(ranks[window.key][window.origin] for window in windows)


def _daily_losses(window: BacktestWindow, members: tuple[str, ...]) -> FloatArray:
    """Return the loss of each member on each day, ``nan`` where it did not forecast. Shape ``(days, members)``."""
    stacked = np.full((len(members), len(window.actual), len(QUANTILES)), np.nan)
    for row, name in enumerate(members):
        if name in window.forecasts:
            stacked[row] = window.forecasts[name]
    daily = daily_pinball(window.actual, stacked)
    # A forecast that is not finite throughout is no forecast.
    daily[~np.isfinite(stacked).all(axis=(1, 2))] = np.nan
    return daily.T


def _scaled(losses: FloatArray, keys: list[str]) -> FloatArray:
    scaled = losses.copy()
    labels = np.array(keys)
    for key in Counter(keys):
        rows = labels == key
        own = losses[rows]
        # Where most members are perfect, the median is zero and the mean has to do.
        scale = _row_medians(own).mean() or np.nan_to_num(own).mean()
        if scale > 0:
            scaled[rows] = own / scale
    return scaled


def _row_medians(losses: FloatArray) -> FloatArray:
    """Return the median over the members that are there; 0 for a row without any. Shape ``(rows,)``."""
    found = np.zeros(len(losses))
    there = ~np.isnan(losses).all(axis=1)
    if there.any():
        found[there] = np.nanmedian(losses[there], axis=1)
    return found
