"""How well what was found about external events agrees with the truth."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.marketplace.correlation.model import CorrelationVerdict, EventStreamCorrelation


@dataclass(frozen=True, slots=True)
class Confusion:
    """External events, by whether they were confirmed and whether they really had an effect.

    Attributes:
        confirmed: Had an effect, and it was seen.
        missed: Had an effect that was not seen.
        deceived: Red herrings that were confirmed.
        rejected: Red herrings that were not.
    """

    confirmed: int = 0
    missed: int = 0
    deceived: int = 0
    rejected: int = 0

    @property
    def precision(self) -> float:
        """Return the part of the confirmed events that had an effect; 1 when none was confirmed."""
        total = self.confirmed + self.deceived
        return self.confirmed / total if total else 1.0

    @property
    def recall(self) -> float:
        """Return the part of the events with an effect that were confirmed; 1 when there were none."""
        total = self.confirmed + self.missed
        return self.confirmed / total if total else 1.0

    def __add__(self, other: "Confusion") -> "Confusion":
        """Return the two together."""
        return Confusion(
            self.confirmed + other.confirmed,
            self.missed + other.missed,
            self.deceived + other.deceived,
            self.rejected + other.rejected,
        )


def confusion(found: Iterable[EventStreamCorrelation]) -> Confusion:
    """Compare what was found with the truth that each event carries; an event with one confirmed stream counts once."""
    truth: dict[str, bool] = {}
    confirmed: set[str] = set()
    for one in found:
        truth[str(one.event.id)] = one.event.causal
        if one.verdict is CorrelationVerdict.CONFIRMED:
            confirmed.add(str(one.event.id))
    return Confusion(
        confirmed=sum(causal and event in confirmed for event, causal in truth.items()),
        missed=sum(causal and event not in confirmed for event, causal in truth.items()),
        deceived=sum(not causal and event in confirmed for event, causal in truth.items()),
        rejected=sum(not causal and event not in confirmed for event, causal in truth.items()),
    )
