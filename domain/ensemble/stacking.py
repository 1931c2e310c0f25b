"""Weights under which the combination, not each member alone, would have lost the least.

A member that errs the other way than the rest is worth more than its own loss says, and one that is structurally right
deserves everything; weights by single losses see neither. The weights minimise the pinball loss of the combined
quantiles over past forecasts (stacking: Wolpert 1992; for quantiles: Fakoor et al. 2023, Flexible model aggregation for
quantile regression), drawn towards equality, so that few forecasts move them little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.ensemble.losses import block_indices
from domain.ensemble.recency import recency
from domain.forecasting.model import HORIZON_BLOCKS, QUANTILES, BacktestWindow, FloatArray
from domain.forecasting.scores import daily_pinball

USED = (0, 1, 3, 5, 6)
"""Quantiles that are judged: the median and the outer ones; those between follow."""

MOST_DAYS = 800
"""Forecast days of one solution, drawn evenly from all; more cost time and change no weight."""

LEAST_DAYS = 60
"""Forecast days from which a group or a horizon block has weights of its own."""

PENALTY = 0.03
"""Of a squared difference to equal weights, in usual losses."""

FEW = 5.0
"""Added to the penalty, over the number of past forecasts."""

PART_PENALTY = 0.5
"""Of a squared difference between the weights of a group or block and those of all."""

ROUNDS = 50
"""Steps of a solution; after these the loss changes in the third digit."""

STEP = 3.0
"""First step in log weights, in usual losses."""

SLOWER = 25.0
"""Steps after which a step is half of the first."""

LEAST_WEIGHT = 1e-6


@dataclass(frozen=True, slots=True)
class Stacked:
    """Weights that were found, in the order of the members.

    Attributes:
        members: Names.
        pooled: Weights over all groups, per horizon block. Shape ``(members,)`` each.
        by_group: Weights by group and index of the horizon block. Shape ``(members,)`` each.
    """

    members: tuple[str, ...]
    pooled: tuple[FloatArray, ...]
    by_group: dict[tuple[str, int], FloatArray]


@dataclass(frozen=True, slots=True)
class _Days:
    """Forecast days in units of the usual loss of their window: forecasts ``(days, levels, members)``, actuals."""

    forecasts: FloatArray
    actual: FloatArray
    block: FloatArray
    group: NDArray[np.str_]

    def where(self, chosen: NDArray[np.bool_]) -> "_Days":
        return _Days(self.forecasts[chosen], self.actual[chosen], self.block[chosen], self.group[chosen])


def stack(windows: Sequence[BacktestWindow], members: Sequence[str], groups: Mapping[str, str]) -> Stacked | None:
    """Find weights, for all groups and blocks, for each group and for each block.

    The weights of a group in a block are those of the group times those of the block over those of all.

    Args:
        windows: Past forecasts; those that lack a member teach nothing.
        members: Whose weights to find, at least one.
        groups: Group of each series key; a series that is not named forms a group of its own name.

    Returns:
        None when no window has all members and an actual.
    """
    complete = [
        window
        for window in windows
        if all(name in window.forecasts and np.isfinite(window.forecasts[name]).all() for name in members)
        and not np.isnan(window.actual).all()
    ]
    if not complete:
        return None
    days = _days(complete, members, groups)
    equal = np.full(len(members), 1.0 / len(members))
    overall = _solve(days, equal, PENALTY + FEW / len(complete))
    blocks = [_part(days, days.block == block, overall) for block in range(len(HORIZON_BLOCKS))]
    # A block that no forecast reached is as the last one that was.
    reached = [block for block in range(len(HORIZON_BLOCKS)) if (days.block == block).any()]
    pooled = tuple(blocks[max((one for one in reached if one <= block), default=0)] for block in range(len(blocks)))
    by_group = {}
    for group in sorted(set(days.group.tolist())):
        own = _part(days, days.group == group, overall)
        for block, weights in enumerate(pooled):
            by_group[group, block] = _normal(own * weights / np.maximum(overall, LEAST_WEIGHT))
    return Stacked(tuple(members), pooled, by_group)


def _days(windows: Sequence[BacktestWindow], members: Sequence[str], groups: Mapping[str, str]) -> _Days:
    forecasts, actuals, blocks, names = [], [], [], []
    for window, weight in zip(windows, recency(windows), strict=True):
        seen = ~np.isnan(window.actual)
        stacked = np.stack([window.forecasts[name] for name in members])
        usual = float(np.median(daily_pinball(window.actual, stacked)[:, seen].mean(axis=1)))
        unit = weight / usual if usual > 0 else weight
        forecasts.append(np.moveaxis(stacked[:, seen][:, :, USED], 0, -1) * unit)
        actuals.append(window.actual[seen] * unit)
        blocks.append(block_indices(len(window.actual))[seen])
        names += [groups.get(window.key, window.key)] * int(seen.sum())
    return _Days(np.concatenate(forecasts), np.concatenate(actuals), np.concatenate(blocks), np.array(names))


def _part(days: _Days, rows: NDArray[np.bool_], overall: FloatArray) -> FloatArray:
    return _solve(days.where(rows), overall, PART_PENALTY) if rows.sum() >= LEAST_DAYS else overall


def _solve(days: _Days, prior: FloatArray, penalty: float) -> FloatArray:
    """Minimise by exponentiated gradients (Kivinen & Warmuth 1997), which never leave the simplex."""
    if len(days.actual) > MOST_DAYS:
        chosen = np.zeros(len(days.actual), dtype=bool)
        chosen[np.linspace(0, len(chosen) - 1, MOST_DAYS).astype(int)] = True
        days = days.where(chosen)
    columns = days.forecasts.reshape(-1, days.forecasts.shape[2])
    actual = np.repeat(days.actual, len(USED))
    level = np.tile(np.array(QUANTILES)[list(USED)], len(days.actual))
    logs = np.log(np.maximum(prior, LEAST_WEIGHT))
    best, least = prior, np.inf
    for step in range(ROUNDS):
        weights = _normal(np.exp(logs - logs.max()))
        miss = actual - columns @ weights
        slope = np.where(miss > 0, level, level - 1.0)
        away = weights - prior
        loss = float((slope * miss).mean()) + penalty * float(away @ away) / 2.0
        if loss < least:
            best, least = weights, loss
        gradient = penalty * away - slope @ columns / len(actual)
        logs -= STEP / (1.0 + step / SLOWER) * (gradient - weights @ gradient)
    return best


def _normal(weights: FloatArray) -> FloatArray:
    normal: FloatArray = weights / weights.sum()
    return normal
