"""Cascades: while a trigger is abnormal, the rate of its target is multiplied, some time later.

Those of the baseline act while the trigger's rate, noise included, is more than one standard deviation above what is
usual: their strength is ``clip((z - 1) / 2, 0, 1)``, spread over the delay. Those of a scenario come with a strength of
their own and act fully while their trigger is acted upon. What a trigger owes to another cascade counts by half at each
further hop, at most four deep; a cascade that would close a circle sees its trigger without any cascade.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Marketplace
from domain.marketplace.moments import span
from simulator.rates.chains import Chains, ordered
from simulator.rates.delays import even_envelope

FloatArray = NDArray[np.float64]

DAMPING = 0.5
DEEPEST = 4
_NOTICED = 0.1
"""Relative deviation from which on a trigger counts as fully acted upon."""


@dataclass(frozen=True, slots=True)
class CascadeLaw:
    """A cascade between streams given by their index.

    Attributes:
        envelope: Chance that it acts 0, 1, … hours after its trigger.
        closes: Whether it would close a circle.
    """

    trigger: int
    target: int
    factor: float
    envelope: FloatArray
    closes: bool


@dataclass(frozen=True, slots=True)
class CascadePlan:
    """The cascades of the baseline, and an order of all streams in which triggers come before their targets.

    Attributes:
        closing: Pairs of trigger and target that would close a circle, those of scenarios included.
    """

    laws: tuple[CascadeLaw, ...]
    order: tuple[int, ...]
    closing: frozenset[tuple[int, int]]


def plan_cascades(marketplace: Marketplace, chains: Chains, extra: frozenset[tuple[int, int]]) -> CascadePlan:
    """Arrange the cascades of the baseline and those of scenarios, given by trigger and target."""
    numbers = {name: index for index, name in enumerate(marketplace.names)}
    needs = [{edge.parent for edge in edges} for edges in chains.into]
    depth = [0] * len(needs)
    listed = marketplace.relationships.cascades
    pairs = [(numbers[one.trigger], numbers[one.target]) for one in listed]
    closing: set[tuple[int, int]] = set()
    for trigger, target in (*pairs, *sorted(extra)):
        if _depends(needs, trigger, target) or depth[trigger] >= DEEPEST:
            closing.add((trigger, target))
        else:
            needs[target].add(trigger)
            depth[target] = max(depth[target], depth[trigger] + 1)
    laws = tuple(
        CascadeLaw(
            trigger=pair[0],
            target=pair[1],
            factor=one.factor,
            envelope=even_envelope(span(one.delay_low), span(one.delay_high)),
            closes=pair in closing,
        )
        for one, pair in zip(listed, pairs, strict=True)
    )
    return CascadePlan(laws, ordered(needs), frozenset(closing))


def _depends(needs: list[set[int]], first: int, on: int) -> bool:
    """Return whether a stream comes, over any number of steps, after another one."""
    seen: set[int] = set()
    left = [first]
    while left:
        one = left.pop()
        if one == on:
            return True
        if one not in seen:
            seen.add(one)
            left.extend(needs[one])
    return False


def excess(ratio: FloatArray, variance: float) -> FloatArray:
    """Return the strength of a baseline cascade at a trigger of ``ratio`` times its usual rate."""
    strength: FloatArray = np.clip(((ratio - 1.0) / variance - 1.0) / 2.0, 0.0, 1.0)
    return strength


def damped(alone: FloatArray, whole: FloatArray) -> FloatArray:
    """Return the strength of a trigger that owes ``whole - alone`` to other cascades."""
    return alone + DAMPING * np.maximum(whole - alone, 0.0)


def acted_upon(bend: FloatArray) -> FloatArray:
    """Return how far a trigger counts as acted upon when it has ``bend`` times its usual rate, noise aside."""
    noticed: FloatArray = np.clip(np.abs(bend - 1.0) / _NOTICED, 0.0, 1.0)
    return noticed


def later(strength: FloatArray, envelope: FloatArray) -> FloatArray:
    """Return the strength spread over the delay; before the first hour there was none."""
    spread: FloatArray = np.convolve(strength, envelope)[: len(strength)]
    return spread
