"""How much each member counts, learnt from what it lost in the past.

The weight of a member is the inverse of a power of its relative pinball loss. Pinball loss judges the whole band, not
the median alone. A group (such as CTR) and horizon block has few forecasts behind it, so its losses are shrunk towards
those of the block over all groups, these towards those of the whole panel, and these towards equality.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from domain.ensemble.exclusion import excluded_members
from domain.ensemble.losses import LossTable, loss_table
from domain.forecasting.model import HORIZON_BLOCKS, Backtest, FloatArray, block_of

SHARPNESS = 4
"""Power of the losses. Measured 14 days ahead on public series: where one member is structurally right, 4 errs less
than 2 (MASE 0.55 instead of 0.69 on a 30-day cycle); elsewhere they differ by at most 1 %."""

SHRINKAGE_DAYS = 60.0
"""Forecast days at which a group's own losses count as much as the pooled ones. Errors of neighbouring days are alike,
so a day is far less than an independent observation."""

HARMLESS = 1.25
"""A member whose loss is at most this many times the median one never falls below the floor."""

FLOOR = 0.25
"""The least weight of a harmless member, as a share of an equal part: past luck must not silence it."""

LEAST_LOSS = 0.05
"""Relative losses below this are not told apart; it keeps one perfect past from taking the whole weight."""


@dataclass(frozen=True, slots=True)
class EnsembleWeights:
    """Weights per group and horizon block.

    Attributes:
        strategy: How they were found: ``"equal"`` or ``"inverse loss"``.
        explanation: The same for a reader, with numbers.
        members: Members that were measured, sorted by name.
        by_group: By group and index of the horizon block. Each sums to 1 over the members that are not excluded.
        pooled: Per horizon block, for groups that were not measured.
        excluded: By member, why it is left out.
        losses: By member, its loss over the whole backtest relative to the median member.
        days: Forecast days (over all series) behind the weights.
    """

    strategy: str
    explanation: str
    members: tuple[str, ...]
    by_group: dict[tuple[str, int], dict[str, float]]
    pooled: tuple[dict[str, float], ...]
    excluded: dict[str, str]
    losses: dict[str, float]
    days: int

    def of(self, group: str, day_ahead: int, available_members: Iterable[str]) -> dict[str, float]:
        """Return the weights on one day among the members at hand.

        They sum to 1. A member that was never measured counts nothing beside measured ones; when none at hand was
        measured, or all are excluded, those at hand count equally.

        Args:
            group: Group of the series.
            day_ahead: 1 is the first forecast day.
            available_members: At least one.

        Raises:
            ValueError: There is no member at hand.
        """
        names = sorted(set(available_members))
        if not names:
            raise ValueError("no member to give a weight to")
        block = block_of(day_ahead)
        learnt = self.by_group.get((group, block), self.pooled[block] if self.pooled else {})
        found = {name: learnt.get(name, 0.0) for name in names}
        total = sum(found.values())
        if total <= 0:
            return dict.fromkeys(names, 1.0 / len(names))
        return {name: weight / total for name, weight in found.items()}


def learn_weights(backtest: Backtest, groups: Mapping[str, str]) -> EnsembleWeights:
    """Learn weights from past forecasts.

    Args:
        backtest: What to learn from; nothing but its windows is used.
        groups: Group of each series key.

    Returns:
        Weights per group and horizon block; equal ones when the backtest is empty.
    """
    return weights_of(loss_table(backtest, groups))


def weights_of(table: LossTable) -> EnsembleWeights:
    """Learn weights from measured losses; equal ones when there are none."""
    if not table.loss.size or np.isnan(table.loss).all():
        return _equal()
    every = np.ones(len(table.days), dtype=bool)
    overall, seen = table.relative(every)
    excluded = excluded_members(table, overall)
    overall = _shrunk(overall, seen, np.ones(len(table.members)))
    pooled_losses = [_shrunk(*table.relative(table.block == block), overall) for block in range(len(HORIZON_BLOCKS))]
    by_group = {}
    labels = np.array(table.group)
    for group in sorted(set(table.group)):
        for block, pooled in enumerate(pooled_losses):
            own = _shrunk(*table.relative((labels == group) & (table.block == block)), pooled)
            by_group[group, block] = _weights(own, table, excluded)
    losses = {name: float(overall[i]) for i, name in enumerate(table.members) if seen[i] > 0}
    return EnsembleWeights(
        strategy="inverse loss",
        explanation=_explanation(table, excluded),
        members=tuple(losses),
        by_group=by_group,
        pooled=tuple(_weights(losses_of_block, table, excluded) for losses_of_block in pooled_losses),
        excluded=excluded,
        losses=losses,
        days=int(table.days.sum()),
    )


def _equal() -> EnsembleWeights:
    explanation = "The history is too short to hold any forecast against it, so all members count equally."
    return EnsembleWeights("equal", explanation, (), {}, (), {}, {}, 0)


def _shrunk(losses: FloatArray, days: FloatArray, towards: FloatArray) -> FloatArray:
    own = np.where(np.isnan(losses), towards, losses)
    shrunk: FloatArray = (days * own + SHRINKAGE_DAYS * towards) / (days + SHRINKAGE_DAYS)
    return shrunk


def _weights(losses: FloatArray, table: LossTable, excluded: Mapping[str, str]) -> dict[str, float]:
    measured = ~np.isnan(table.loss).all(axis=0)
    kept = measured & np.array([name not in excluded for name in table.members])
    raw = np.where(kept, 1.0 / np.maximum(losses, LEAST_LOSS) ** SHARPNESS, 0.0)
    weights = raw / raw.sum()
    floor = FLOOR / kept.sum()
    weights = np.where(kept & (losses <= HARMLESS), np.maximum(weights, floor), weights)
    weights = weights / weights.sum()
    return {name: float(weight) for name, weight in zip(table.members, weights, strict=True) if weight > 0}


def _explanation(table: LossTable, excluded: Mapping[str, str]) -> str:
    windows = len(set(table.window.tolist()))
    left_out = f"; {len(excluded)} left out for losing far more" if excluded else ""
    return (
        f"Each member counts by the inverse fourth power of its pinball loss in {windows:,} past forecasts of this "
        f"campaign ({int(table.days.sum()):,} daily figures), per kind of series and days ahead, drawn towards the "
        f"average where there are few{left_out}."
    )
