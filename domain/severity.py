"""How much something matters."""

from enum import StrEnum

URGENT, WORTH_A_LOOK = 8, 5
"""Priorities from which something is of high and of medium severity."""


class Severity(StrEnum):
    """How much something matters, least first."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"

    @property
    def rank(self) -> int:
        """0 for the least severe."""
        return list(Severity).index(self)


def severity_of(priority: int) -> Severity:
    """Return how much something of a priority of 1 … 10 matters; it is never critical."""
    return Severity.HIGH if priority >= URGENT else Severity.MEDIUM if priority >= WORTH_A_LOOK else Severity.LOW
