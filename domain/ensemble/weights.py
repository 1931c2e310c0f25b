"""How much each member counts, learnt from past forecasts.

By default weights are those under which the combination would have lost the least (``stacking``). The other strategies
are what it is held against. Pinball loss judges the whole band, not the median alone. A group (such as CTR) and horizon
block has few forecasts behind it, so it is drawn towards the whole panel, and that towards equality.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from domain.ensemble.cold import unmeasured_weights
from domain.ensemble.exclusion import excluded_members
from domain.ensemble.losses import LossTable, loss_table
from domain.ensemble.merits import shares_of
from domain.ensemble.stacking import Stacked, stack
from domain.ensemble.strategies import Strategy
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

LEAST_SHARE = 0.5
"""Share of the past forecasts that a member must have made for its weight to be learnt with the others'."""

LEAST_LOSS = 0.05
"""Relative losses below this are not told apart; it keeps one perfect past from taking the whole weight."""


@dataclass(frozen=True, slots=True)
class EnsembleWeights:
    """Weights per group and horizon block.

    Attributes:
        strategy: How they were found, such as ``"stacked"``; ``"equal"`` without a past.
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
        measured, or all are excluded, those at hand count equally, but for the one that speaks by peers, see
        ``unmeasured_weights``.

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
            return unmeasured_weights(names)
        return {name: weight / total for name, weight in found.items()}


def learn_weights(
    backtest: Backtest,
    groups: Mapping[str, str],
    strategy: Strategy = Strategy.STACKED,
    seconds: Mapping[str, float] | None = None,
) -> EnsembleWeights:
    """Learn weights from past forecasts.

    Args:
        backtest: What to learn from; nothing but its windows is used.
        groups: Group of each series key.
        strategy: How.
        seconds: By member, how long it takes; only ``Strategy.DYNAMIC`` asks, and an unknown member takes none.

    Returns:
        Weights per group and horizon block; equal ones when the backtest is empty.
    """
    table = loss_table(backtest, groups)
    if not table.loss.size or np.isnan(table.loss).all():
        return _equal()
    overall, seen = table.relative(np.ones(len(table.days), dtype=bool))
    excluded = excluded_members(table, overall)
    overall = _shrunk(overall, seen, np.ones(len(table.members)))
    losses = {name: float(overall[i]) for i, name in enumerate(table.members) if seen[i] > 0}
    if strategy is Strategy.STACKED:
        stacked = stack(backtest.windows, _widely_measured(table, excluded), groups)
        pooled, by_group = _of_stacked(stacked) if stacked is not None else _of_losses(table, overall, excluded)
    elif strategy is Strategy.PERFORMANCE:
        pooled, by_group = _of_losses(table, overall, excluded)
    else:
        kept = {name: loss for name, loss in losses.items() if name not in excluded}
        shares = shares_of(strategy, backtest.windows, kept, seconds or {})
        pooled, by_group = (shares,) * len(HORIZON_BLOCKS), {}
    return EnsembleWeights(
        strategy=strategy.value.lower(),
        explanation=_explanation(strategy, table, excluded),
        members=tuple(losses),
        by_group=by_group,
        pooled=pooled,
        excluded=excluded,
        losses=losses,
        days=int(table.days.sum()),
    )


ByBlock = tuple[dict[str, float], ...]
ByGroup = dict[tuple[str, int], dict[str, float]]


def _widely_measured(table: LossTable, excluded: Mapping[str, str]) -> list[str]:
    """Return the members that made most of the forecasts, at least the one that made the most."""
    made = (~np.isnan(table.loss)).mean(axis=0)
    names = [name for name in table.members if name not in excluded]
    shares = {name: float(made[table.members.index(name)]) for name in names}
    return [name for name in names if shares[name] >= min(LEAST_SHARE, max(shares.values()))]


def _of_stacked(stacked: Stacked) -> tuple[ByBlock, ByGroup]:
    def named(weights: FloatArray) -> dict[str, float]:
        return {name: float(weight) for name, weight in zip(stacked.members, weights, strict=True)}

    return tuple(map(named, stacked.pooled)), {key: named(found) for key, found in stacked.by_group.items()}


def _of_losses(table: LossTable, overall: FloatArray, excluded: Mapping[str, str]) -> tuple[ByBlock, ByGroup]:
    pooled_losses = [_shrunk(*table.relative(table.block == block), overall) for block in range(len(HORIZON_BLOCKS))]
    by_group = {}
    labels = np.array(table.group)
    for group in sorted(set(table.group)):
        for block, pooled in enumerate(pooled_losses):
            own = _shrunk(*table.relative((labels == group) & (table.block == block)), pooled)
            by_group[group, block] = _weights(own, table, excluded)
    return tuple(_weights(losses, table, excluded) for losses in pooled_losses), by_group


def _equal() -> EnsembleWeights:
    explanation = (
        "The history is too short to hold any forecast against it, so all members count equally, but for comparable "
        "campaigns, where they speak: these count as much as the others together."
    )
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


def _explanation(strategy: Strategy, table: LossTable, excluded: Mapping[str, str]) -> str:
    windows = len(set(table.window.tolist()))
    left_out = f"; {len(excluded)} left out for losing far more" if excluded else ""
    past = f"{windows:,} past forecasts of this campaign ({int(table.days.sum()):,} daily figures)"
    how = {
        Strategy.STACKED: f"Weights are those under which the combination would have lost the least in {past}, per "
        "kind of series and days ahead, the latest counting most, drawn towards equal weights where there are few",
        Strategy.STATIC: f"All members count equally, whatever they lost in {past}",
        Strategy.CONFIDENCE: f"Each member counts by how nearly its own 80 % band held 80 % of {past}",
        Strategy.PERFORMANCE: f"Each member counts by the inverse fourth power of its pinball loss in {past}, per kind "
        "of series and days ahead, drawn towards the average where there are few",
        Strategy.DYNAMIC: f"Each member counts by its confidence (0.4), loss (0.3), reach (0.2) and speed (0.1) in "
        f"{past}",
    }
    return f"{how[strategy]}{left_out}."
