"""What becomes of the probabilities of an exclusive tree when some of them are changed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def give_way(gates: Sequence[tuple[float, FloatArray]], *, rises: bool = True) -> FloatArray:
    """Return the factor on all other probabilities of an exclusive tree, no outcome at all included.

    Args:
        gates: Of each outcome that is changed, its probability and the factor on it.
        rises: Whether they take what the changed ones leave: every request is answered somehow, but a lesson that does
            not start is not therefore one that somebody missed.

    Returns:
        ``(1 - sum of p * gate) / (1 - sum of p)``, at least 0; at most 1 unless ``rises``. Shape as the gates.
    """
    before = sum(probability for probability, _ in gates)
    after = sum((probability * gate for probability, gate in gates), start=np.zeros(gates[0][1].shape))
    rest: FloatArray = np.maximum(0.0, 1.0 - after) / max(1.0 - before, 1e-9)
    return rest if rises else np.minimum(rest, 1.0)


def gate_of_day(children: FloatArray, gate: FloatArray) -> FloatArray:
    """Return the factor that a gate amounted to over the last 24 hours.

    Outcomes of one parent come at different times, so what one of them takes is spread over a day for the others.

    Args:
        children: What comes through the gate when it is 1, by the hour.
        gate: Factor on it.
    """
    before = _sum_of_day(children)
    after = _sum_of_day(children * gate)
    return np.divide(after, before, out=np.ones(len(children)), where=before > 0)


def _sum_of_day(values: FloatArray) -> FloatArray:
    held = np.concatenate([np.full(24, values[:24].mean()), values])
    total = np.concatenate([[0.0], np.cumsum(held)])
    summed: FloatArray = total[25:] - total[1:-24]
    return summed


def split(probabilities: Sequence[float], gates: Sequence[float], *, rises: bool = True) -> tuple[float, ...]:
    """Return the probabilities of the outcomes of an exclusive tree under their gates.

    Those whose gate is not 1 get their probability times it; when they exceed 1 together they are scaled to it. The
    others, and the chance that nothing happens, give way in proportion.

    Args:
        probabilities: Of the outcomes and, last, of none of them; they sum to 1.
        gates: Factor on each.
        rises: As in ``give_way``; when the others do not rise, what is left is added to the last.
    """
    asked = [gate != 1.0 for gate in gates]
    wanted = [p * g for p, g, ask in zip(probabilities, gates, asked, strict=True) if ask]
    total = sum(wanted)
    scale = min(1.0, 1.0 / total) if total > 0 else 1.0
    before = sum(p for p, ask in zip(probabilities, asked, strict=True) if ask)
    rest = max(0.0, 1.0 - total) / max(1.0 - before, 1e-9)
    if rises or rest <= 1.0:
        return tuple(p * g * scale if ask else p * rest for p, g, ask in zip(probabilities, gates, asked, strict=True))
    kept = [p * g if ask else p for p, g, ask in zip(probabilities, gates, asked, strict=True)]
    return (*kept[:-1], 1.0 - sum(kept[:-1]))
