"""How the members were combined, told with numbers."""

from collections.abc import Mapping, Sequence

import numpy as np

from domain.ensemble.agreement import consensus_of, diversity_of
from domain.ensemble.cold import PEER_PRIOR
from domain.ensemble.model import BlockWeights, EnsembleMember, EnsembleReport, MemberStatus
from domain.ensemble.outputs import ValidatedOutputs
from domain.ensemble.plan import DriverPlan
from domain.ensemble.weights import EnsembleWeights
from domain.forecasting.model import HORIZON_BLOCKS, Backtest, FloatArray, MemberForecast


def ensemble_report(
    plan: DriverPlan,
    members: Sequence[MemberForecast],
    outputs: ValidatedOutputs,
    weights: EnsembleWeights,
    forecasts: Mapping[str, FloatArray],
    backtest: Backtest,
    failed: Mapping[str, tuple[str, str]],
) -> EnsembleReport:
    """Report each member's part, and how far the members agree.

    Args:
        plan: What was forecast.
        members: What members said.
        outputs: What of it was accepted.
        weights: How it was weighted.
        forecasts: The calibrated ensemble by series key. Shape ``(horizon, len(QUANTILES))`` each.
        backtest: What the weights were learnt from.
        failed: By member that said nothing: its version and why.

    Returns:
        Members with the largest weight first. Their weights sum to 1 unless no series was forecast by a member.
    """
    horizon = next((len(values) for values in forecasts.values()), 0)
    blocks = block_weights(plan, outputs, weights, horizon)
    shares = _mean_weights(plan, outputs, weights, horizon)
    said = {member.member: member for member in members}
    rows = [_member(one, shares.get(name, 0.0), outputs, weights, backtest) for name, one in said.items()]
    rows += [
        EnsembleMember(name, version, 0.0, why, MemberStatus.FAILED, 0.0, mase_of(backtest, name))
        for name, (version, why) in failed.items()
        if name not in said
    ]
    rows.sort(key=lambda row: (-row.weight, row.model))
    return EnsembleReport(
        strategy=f"{weights.strategy}: {weights.explanation}",
        consensus=consensus_of(plan.groups, outputs.accepted, weights, forecasts),
        diversity=diversity_of(backtest),
        members=tuple(rows),
        weights=blocks,
    )


def block_weights(
    plan: DriverPlan, outputs: ValidatedOutputs, weights: EnsembleWeights, horizon: int
) -> tuple[BlockWeights, ...]:
    """Return the weights used per group and horizon block: the mean over the series of the group."""
    found = []
    for group in dict.fromkeys(plan.groups.values()):
        keys = [key for key, name in plan.groups.items() if name == group and outputs.accepted.get(key)]
        for first, last in _blocks_within(horizon):
            used = [weights.of(group, first, outputs.accepted[key]) for key in keys]
            if used:
                found.append(BlockWeights(group, first, last, _mean(used)))
    return tuple(found)


def mase_of(backtest: Backtest, member: str) -> float | None:
    """Return a member's mean absolute scaled error over all series and days that have one."""
    rows = [row for row in backtest.scores if row.member == member and row.observations and np.isfinite(row.mase)]
    total = sum(row.observations for row in rows)
    return sum(row.mase * row.observations for row in rows) / total if total else None


def _blocks_within(horizon: int) -> list[tuple[int, int]]:
    within = [(first, min(last, horizon)) for first, last in HORIZON_BLOCKS if first <= horizon]
    if within and horizon > HORIZON_BLOCKS[-1][1]:
        within[-1] = (within[-1][0], horizon)
    return within


def _mean(weights: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = sorted({name for row in weights for name in row})
    return {name: sum(row.get(name, 0.0) for row in weights) / len(weights) for name in names}


def _mean_weights(
    plan: DriverPlan, outputs: ValidatedOutputs, weights: EnsembleWeights, horizon: int
) -> dict[str, float]:
    used = [
        weights.of(plan.groups[key], first, said)
        for key, said in outputs.accepted.items()
        if said
        for first, _ in _blocks_within(horizon)
    ]
    return _mean(used) if used else {}


def _member(
    member: MemberForecast, weight: float, outputs: ValidatedOutputs, weights: EnsembleWeights, backtest: Backtest
) -> EnsembleMember:
    status = MemberStatus.USED if weight > 0 else MemberStatus.EXCLUDED
    return EnsembleMember(
        model=member.member,
        version=member.version,
        weight=weight,
        reason=_reason(member, weight, outputs, weights),
        status=status,
        latency_ms=1000 * member.seconds,
        mase=mase_of(backtest, member.member),
    )


def _reason(member: MemberForecast, weight: float, outputs: ValidatedOutputs, weights: EnsembleWeights) -> str:
    name = member.member
    dropped = outputs.excluded.get(name)
    if dropped is not None:
        return dropped
    if weight > 0 or name not in weights.excluded:
        return " ".join(filter(None, (_standing(name, weight, weights, _parts(outputs)), _gaps(member, outputs))))
    return weights.excluded[name]


def _parts(outputs: ValidatedOutputs) -> str:
    """Tell how members count of which none was measured."""
    if PEER_PRIOR not in outputs.members:
        return "all count equally"
    return "what comparable campaigns did counts as much as all others together"


def _standing(name: str, weight: float, weights: EnsembleWeights, parts: str) -> str:
    loss = weights.losses.get(name)
    if not weights.members:
        return f"Counts {100 * weight:.0f} %: no past forecast to tell members apart, so {parts}."
    if loss is None:
        return f"Counts {100 * weight:.0f} %: it has not been held against any past day, and weight is earned there."
    best = min(weights.losses, key=lambda one: weights.losses[one])
    compared = "the least" if name == best else f"{loss / weights.losses[best]:.2f} times as much as {best}"
    return f"Counts {100 * weight:.0f} %: over {weights.days:,} past daily figures it lost {compared} (pinball loss)."


def _gaps(member: MemberForecast, outputs: ValidatedOutputs) -> str:
    rejected = [row for row in outputs.rejections if row.member == member.member]
    parts = []
    if member.failures:
        example = next(iter(member.failures.values()))
        parts.append(f"It could not forecast {len(member.failures)} series ({example}).")
    if rejected:
        parts.append(f"{len(rejected)} of its forecasts were rejected ({rejected[0].reason}).")
    return " ".join(parts)
