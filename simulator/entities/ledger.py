"""What tutors have earned since they were last paid."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Ledger:
    """Sessions that are not paid yet; one entry for each tutor with any.

    Attributes:
        owed: By tutor: sessions, cents, key of the last session's completion.
    """

    owed: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    def add(self, tutor: int, cents: int, completed: int) -> bool:
        """Add a session; return whether it is the tutor's first since the last payout."""
        before = self.owed.get(tutor)
        sessions, sum_, _ = before or (0, 0, 0)
        self.owed[tutor] = sessions + 1, sum_ + cents, completed
        return before is None

    def settle(self, tutor: int) -> tuple[int, int, int]:
        """Return what is owed to a tutor, and forget it."""
        return self.owed.pop(tutor)
