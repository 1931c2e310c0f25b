"""How much something matters."""

from enum import StrEnum


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
