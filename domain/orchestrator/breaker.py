"""A member that fails again and again is left alone for a while."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FAILURES = 5
WINDOW = timedelta(minutes=5)


@dataclass(slots=True)
class Breaker:
    """Opens for a name after 5 failures within 5 minutes and closes when the oldest of them is 5 minutes old."""

    _failures: dict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=FAILURES)))

    def open(self, name: str, now: datetime) -> bool:
        """Tell whether the name is to be left alone now."""
        failures = self._failures[name]
        return len(failures) == FAILURES and now - failures[0] < WINDOW

    def failed(self, name: str, now: datetime) -> None:
        """Note a failure."""
        self._failures[name].append(now)

    def worked(self, name: str) -> None:
        """Forget the failures of a name that works."""
        self._failures.pop(name, None)
