"""How fast a client may send."""

_BURST = 10.0


class Pace:
    """A bucket of tokens: so many a second for long, and ten seconds' worth at once."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._left = rate * _BURST
        self._at: float | None = None

    def admits(self, now: float) -> bool:
        """Take one more at a moment, in seconds that ascend; return whether that is slow enough."""
        if self._at is not None:
            self._left = min(self._left + (now - self._at) * self.rate, self.rate * _BURST)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
