"""What fails again and again is left alone for a while."""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FAILURES = 5
WINDOW = timedelta(minutes=5)


@dataclass(slots=True)
class Breaker:
    """Opens for a name after 5 failures within 5 minutes and closes when the oldest of them is 5 minutes old."""

    _failures: dict[Hashable, deque[datetime]] = field(default_factory=dict)

    def open(self, name: Hashable, now: datetime) -> bool:
        """Tell whether the name is to be left alone now."""
        failures = self._failures.get(name)
        return failures is not None and len(failures) == FAILURES and now - failures[0] < WINDOW

    def failed(self, name: Hashable, now: datetime) -> None:
        """Note a failure."""
        self._failures.setdefault(name, deque(maxlen=FAILURES)).append(now)

    def worked(self, name: Hashable) -> None:
        """Forget the failures of a name that works."""
        self._failures.pop(name, None)
