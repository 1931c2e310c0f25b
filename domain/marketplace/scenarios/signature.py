"""How a scenario looks from outside: which streams move together, how far, and which way."""

import math

from domain.marketplace.model import Marketplace, OverrideUnit, StreamDefinition
from domain.marketplace.scenarios.model import ScenarioDefinition, StreamModifier

FAR = 2.0
"""How far an override of a share moves it, as the logarithm of a factor."""


def signature(scenario: ScenarioDefinition, marketplace: Marketplace) -> dict[str, float]:
    """Return the logarithm of the factor on each stream or derived series that a scenario changes.

    What cannot be told beforehand, such as an addition to a rate or an override of a level, is left out.
    """
    moves = {}
    for modifier in scenario.modifiers:
        stream = marketplace.stream(modifier.stream)
        if stream is not None:
            moves.update(_moves(modifier, stream))
    return moves


def _moves(modifier: StreamModifier, stream: StreamDefinition) -> dict[str, float]:
    if modifier.override is not None:
        return _overridden(modifier.override, stream)
    if modifier.multiplier is not None and modifier.multiplier != 1.0:
        return {stream.name: math.log(modifier.multiplier)}
    return {}


def _overridden(value: float, stream: StreamDefinition) -> dict[str, float]:
    if stream.override is OverrideUnit.PERCENT:
        shares = [one for one in stream.derived if one.equals is not None]
        return {f"{stream.name}#{one.name}": FAR for one in shares[:1]}
    if stream.override is OverrideUnit.EVENTS_PER_HOUR and value > 0 and stream.events_per_day > 0:
        return {stream.name: math.log(value * 24 / stream.events_per_day)}
    return {}
