"""The gate between training and serving: a challenger serves only if it has shown to be better."""

import math
from collections.abc import Sequence

from domain.models.model import GateVerdict, OriginLoss

LEAST_ORIGINS = 3
"""Rolling origins on which a challenger must win, over each opponent; of more than five, more than half."""

NAIVE, CHAMPION = "the naive prediction", "the champion"


def judge(origins: Sequence[OriginLoss], *, incumbent: bool) -> GateVerdict:
    """Decide whether a challenger may serve.

    It must beat the naive prediction and the champion, each in the mean over all rows, and on at least three origins
    and more than half of them. A champion that had seen outcomes which it is judged on has an advantage: who beats it
    all the same has won, but who does not has not lost; such a challenger is undecided.

    Args:
        origins: What was measured, oldest first.
        incumbent: Whether there is a champion.
    """
    kept = tuple(origins)
    if not all(math.isfinite(one.challenger) and math.isfinite(one.baseline) for one in kept):
        return GateVerdict(False, ("Its losses, or those of the naive prediction, are not finite.",), kept)
    if len(kept) < LEAST_ORIGINS:
        reason = f"The data reach for {len(kept)} rolling origins; it takes {LEAST_ORIGINS} to judge a model."
        return GateVerdict(False, (reason,), kept)
    useful, reason = _duel([(one.rows, one.challenger, one.baseline) for one in kept], NAIVE)
    if not useful or not incumbent:
        reasons = (reason,) if incumbent or not useful else (reason, "There is no champion to beat.")
        return GateVerdict(useful, reasons, kept)
    passed, undecided, second = _against_champion(kept)
    return GateVerdict(passed, (reason, second), kept, undecided)


def advantage(origins: Sequence[OriginLoss], *, over_champion: bool = False) -> float | None:
    """Return by how much the mean loss over all rows is above that of an opponent, relative to it; below is negative.

    None when there is no opponent, or it made no error.
    """
    pairs = [(one.rows, one.challenger, one.champion if over_champion else one.baseline) for one in origins]
    met = [(rows, mine, other) for rows, mine, other in pairs if other is not None]
    mine = sum(rows * loss for rows, loss, _ in met)
    other = sum(rows * loss for rows, _, loss in met)
    return mine / other - 1.0 if other > 0 else None


def _against_champion(origins: Sequence[OriginLoss]) -> tuple[bool, bool, str]:
    """Return whether the champion is beaten, whether that is undecided, and why."""
    met = [one for one in origins if one.champion is not None and math.isfinite(one.champion)]
    fair = [one for one in met if not one.hindsight]
    judged = fair if len(fair) >= LEAST_ORIGINS else met
    if len(judged) < LEAST_ORIGINS:
        return False, True, f"It could be held against the champion on {len(judged)} of {LEAST_ORIGINS} origins only."
    won, reason = _duel([(one.rows, one.challenger, one.champion or 0.0) for one in judged], CHAMPION)
    if len(fair) >= LEAST_ORIGINS:
        return won, False, reason
    seen = "The champion had seen outcomes that it was judged on, which favoured it"
    return won, not won, f"{reason} {seen}{'.' if won else ', so that this does not count against the challenger.'}"


def _duel(pairs: Sequence[tuple[int, float, float]], opponent: str) -> tuple[bool, str]:
    """Return whether the first of two losses is lower, in the mean over rows and on origins enough, and in words."""
    mine = sum(rows * loss for rows, loss, _ in pairs)
    other = sum(rows * loss for rows, _, loss in pairs)
    wins = sum(first < second for _, first, second in pairs)
    needed = max(LEAST_ORIGINS, len(pairs) // 2 + 1)
    won = mine < other and wins >= needed
    return won, f"{_compared(mine, other, opponent)}; it was lower on {wins} of {len(pairs)} origins ({needed} needed)."


def _compared(mine: float, other: float, opponent: str) -> str:
    if other <= 0.0:
        return f"{opponent.capitalize()} made no error"
    change = mine / other - 1.0
    if change == 0.0:
        return f"Its loss was the same as that of {opponent}"
    return f"Its loss was {abs(change):.1%} {'below' if change < 0 else 'above'} that of {opponent}"
