"""What part of a stream's payloads has a certain value: usually, while values are shifted, and under an override."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import StreamDefinition
from domain.marketplace.timeline.model import Shift
from simulator.rates.acting import POINTS, Ask, hour_points

FloatArray = NDArray[np.float64]


def share_of(stream: StreamDefinition, field_name: str, value: str) -> float:
    """Return the usual share of a payload field's value; 0 where it is not told."""
    listed = next((one.choices for one in stream.fields if one.name == field_name), ())
    total = sum(choice.weight for choice in listed)
    return sum(choice.weight for choice in listed if choice.value == value) / total if total else 0.0


def shifted_chances(
    values: Sequence[str], chances: FloatArray, shifts: Sequence[Shift], first: int, hours: int
) -> FloatArray:
    """Return the chance of each value in the mean of each hour since 1970 from ``first`` on, renormalised.

    Args:
        values: Of one field, as text.
        chances: Their usual chances. Shape ``(values,)``.
        shifts: What shifts that field.
        first: The first hour.
        hours: How many.

    Returns:
        Shape ``(values, hours)``.
    """
    weights = np.repeat(chances[:, None], hours, axis=1)
    for one in shifts:
        strength = one.influence.strength(hour_points(first, hours)).reshape(hours, POINTS).mean(axis=1)
        for value, factor in one.shift.factors:
            if value in values:
                weights[values.index(value)] *= 1.0 + (factor - 1.0) * strength
    shifted: FloatArray = weights / weights.sum(axis=0)
    return shifted


def condition_factor(
    stream: StreamDefinition, condition: str, shifts: Sequence[Shift], ask: Ask | None, span: tuple[int, int]
) -> FloatArray | None:
    """Return by what factor more payloads than usual fulfil ``field=value``, by the hour; none when nothing acts on it.

    Args:
        stream: Whose payloads.
        condition: Of an outcome.
        shifts: What shifts values of the stream's payloads.
        ask: Override of the stream's derived share, if its overrides are percentages and one may act.
        span: First hour since 1970, and how many.
    """
    name, _, value = condition.partition("=")
    derived = next((one for one in stream.derived if one.equals is not None), None)
    if derived is None or derived.field != name:
        ask = None
    own = [one for one in shifts if one.shift.field == name]
    usual = share_of(stream, name, value)
    if (ask is None and not own) or usual <= 0.0:
        return None
    now = np.full(span[1], usual)
    if own:
        listed = next(one.choices for one in stream.fields if one.name == name)
        weights = np.array([choice.weight for choice in listed])
        values = [choice.value for choice in listed]
        now = shifted_chances(values, weights / weights.sum(), own, *span)[values.index(value)]
    if ask is None or derived is None:
        return now / usual
    if value == derived.equals:
        put = ask.put / 100.0 / usual
    else:
        # What an override takes from one value, the others get in proportion.
        put = (1.0 - ask.keep - ask.put / 100.0) / (1.0 - share_of(stream, name, str(derived.equals)))
    factor: FloatArray = ask.keep * now / usual + put
    return factor
