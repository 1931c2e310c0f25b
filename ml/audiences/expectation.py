"""What a model expects of cases, and how far outcomes will lie from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.audiences.model import AudienceKind
from domain.audiences.rates import CHAINED
from domain.forecasting.model import FloatArray
from ml.audiences.members import Members
from ml.audiences.observations import Observations, log_odds, probability
from ml.audiences.own import OwnEffect, Spread, own_effect


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of the rates of cases, in log odds.

    Attributes:
        logits: What each member expects. Shape ``(members, rates, cases)``.
        unknown: Variance of what could be known of the case and is not: its own effect. Shape ``(rates, cases)``.
        chance: Variance of what nobody can know before, counting chance included. Shape ``(rates, cases)``.
    """

    logits: FloatArray
    unknown: FloatArray
    chance: FloatArray

    @property
    def mean(self) -> FloatArray:
        """What is expected. Shape ``(rates, cases)``."""
        return np.asarray(self.logits.mean(axis=0))

    @property
    def variance(self) -> FloatArray:
        """Of outcomes around what is expected. Shape ``(rates, cases)``."""
        return np.asarray(member_variance(self.logits) + self.unknown + self.chance)


def member_variance(logits: FloatArray) -> FloatArray:
    """Return how uncertain the mean of members is: resampled fits differ as much as the fit from the truth."""
    return np.asarray(logits.var(axis=0, ddof=1)) if len(logits) > 1 else np.zeros(logits.shape[1:])


def expect(
    kind: AudienceKind, logits: FloatArray, unknown: FloatArray, disturbance: FloatArray, trials: FloatArray
) -> Expectation:
    """Turn what members expect of stages into what is expected of rates.

    Args:
        kind: Whether stages are a chain.
        logits: Shape ``(members, stages, cases)``.
        unknown: Variance of the own effect of each. Shape ``(stages, cases)``.
        disturbance: Variance of what disturbs each stage. Shape ``(stages,)``.
        trials: Of each rate; of a chain only those of the first stage count. Shape ``(stages, cases)``.
    """
    share = probability(logits.mean(axis=0))
    if kind not in CHAINED:
        counting = 1.0 / np.maximum(trials * share * (1.0 - share), 1e-9)
        return Expectation(logits, unknown, disturbance[:, None] + counting)
    through = np.cumprod(share, axis=0)
    reaching = np.maximum(trials[0] * np.vstack([np.ones_like(share[:1]), through[:-1]]), 1e-9)
    single = disturbance[:, None] + 1.0 / np.maximum(reaching * share * (1.0 - share), 1e-9)
    # The log odds of a product move with those of its factors by (1 - factor) / (1 - product).
    chance, own = np.empty_like(single), np.empty_like(single)
    for rate in range(len(share)):
        slope = ((1.0 - share[: rate + 1]) / (1.0 - through[rate])) ** 2
        chance[rate] = (slope * single[: rate + 1]).sum(axis=0)
        own[rate] = (slope * unknown[: rate + 1]).sum(axis=0)
    product = np.asarray(np.cumprod(probability(logits), axis=1), dtype=np.float64)
    return Expectation(log_odds(product), own, chance)


def effects_of(members: Members, spread: tuple[Spread, ...], past: Observations) -> dict[str, tuple[OwnEffect, ...]]:
    """Return the own effects of all units of a past, one for each stage; none are learnt where units do not differ."""
    if not any(one.units for one in spread) or not len(past):
        return {}
    logits = members.log_odds(past.table)
    found = {}
    for unit in np.unique(past.unit).tolist():
        mine = past.unit == unit
        found[unit] = tuple(
            own_effect(logits[:, stage, mine], past.successes[mine, stage], past.trials[mine, stage], one)
            for stage, one in enumerate(spread)
        )
    return found


def with_effects(
    logits: FloatArray,
    units: NDArray[np.str_],
    spread: tuple[Spread, ...],
    effects: dict[str, tuple[OwnEffect, ...]],
) -> tuple[FloatArray, FloatArray]:
    """Add own effects to what members expect; return also how uncertain they are, of shape ``(stages, cases)``."""
    shifted, unknown = logits.copy(), np.empty(logits.shape[1:])
    unknown[:] = np.array([one.units for one in spread])[:, None]
    for unit, own in effects.items():
        mine = units == unit
        for stage, effect in enumerate(own):
            shifted[:, stage, mine] += effect.mean[:, None]
            unknown[stage, mine] = effect.variance
    return shifted, unknown
