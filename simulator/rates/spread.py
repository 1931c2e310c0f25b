"""Children by the hour out of parents by the hour."""

import numpy as np
from numpy.typing import NDArray

from simulator.rates.delays import DelayLaw

FloatArray = NDArray[np.float64]
HourArray = NDArray[np.int64]

REACH = 400
"""Hours that the longest delay may take; weights are needed so far ahead."""

_LEAST = 1e-9


def spread_norm(law: DelayLaw, of_week: HourArray) -> FloatArray | None:
    """Return, by the hour of the parent, what its children's weights add up to; none without weights.

    Args:
        law: The law.
        of_week: Hour of the week for each hour and ``REACH`` hours more.

    Returns:
        Shape ``(hours,)``.
    """
    if law.weights is None:
        return None
    weights = law.weights[of_week] + _LEAST
    hours = len(of_week) - REACH
    size = len(law.envelope)
    norm: FloatArray = np.convolve(weights[: hours + size - 1], law.envelope[::-1], mode="valid")
    return norm


def spread_children(law: DelayLaw, norm: FloatArray | None, of_week: HourArray, parents: FloatArray) -> FloatArray:
    """Return the children by the hour, one for each parent.

    Before the first hour there are as many parents as in the mean of the first week; so the first hours, as many as the
    delay is long, are approximate.

    Args:
        law: Of the delay.
        norm: Of ``spread_norm``.
        of_week: As there.
        parents: Mean number by the hour. Shape ``(hours,)``.
    """
    hours, size = len(parents), len(law.envelope)
    given = parents if norm is None else parents / norm
    # an hour more for children that may come before their lesson; no lesson is in the hour of its confirmation
    ahead = 0 if law.after is None else -law.after_first
    before = np.full(size - 1, given[: min(hours, 168)].mean())
    children: FloatArray = np.convolve(np.concatenate([before, given, np.zeros(ahead)]), law.envelope, mode="valid")
    if law.weights is not None:
        children = children * (law.weights[of_week[: hours + ahead]] + _LEAST)
    if law.after is None:
        return children
    held = np.concatenate([np.full(len(law.after), children[: min(hours, 168)].mean()), children])
    moved: FloatArray = np.convolve(held, law.after, mode="valid")
    return moved[-hours:]
