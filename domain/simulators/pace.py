"""How simulation time follows wall time."""

from collections import deque
from dataclasses import dataclass, field

from domain.marketplace.moments import SECOND

MEASURED_SECONDS = 2.0
"""Over how much wall time the speed that is really reached is measured."""

SLACK_SECONDS = 0.5
"""How far simulation time may lag, in wall seconds, before that is given up: the speed is capped then."""


@dataclass(slots=True)
class Pace:
    """Tells how far simulation time should be.

    Times named ``wall`` are seconds of a monotonic clock; positions are simulation time in microseconds.

    Attributes:
        speed: Simulated seconds in a second; 0 is paused.
    """

    speed: float
    _wall: float
    _position: int
    _marks: deque[tuple[float, int]] = field(default_factory=deque)

    def change(self, speed: float, wall: float, position: int) -> None:
        """Go on from here at another speed."""
        self.speed = speed
        self.anchor(wall, position)

    def anchor(self, wall: float, position: int) -> None:
        """Go on from here; what was measured before no longer counts."""
        self._wall, self._position = wall, position
        self._marks.clear()
        self._marks.append((wall, position))

    def target(self, wall: float) -> int:
        """Return how far simulation time should be."""
        return self._position + int((wall - self._wall) * self.speed * SECOND)

    def reached(self, wall: float, position: int) -> None:
        """Note how far it is; where it lags too far, go on from there instead of running after what is lost."""
        self._marks.append((wall, position))
        while len(self._marks) > 2 and self._marks[1][0] <= wall - MEASURED_SECONDS:
            self._marks.popleft()
        if self.target(wall) - position > SLACK_SECONDS * self.speed * SECOND:
            self._wall, self._position = wall, position

    def effective(self, wall: float) -> float:
        """Return the speed that was really reached of late, the wanted one while nothing tells otherwise."""
        if self.speed == 0 or not self._marks:
            return self.speed
        (first_wall, first), (last_wall, last) = self._marks[0], self._marks[-1]
        if last_wall - first_wall < 0.5 or wall - last_wall > MEASURED_SECONDS:
            return self.speed
        return min((last - first) / SECOND / (last_wall - first_wall), self.speed)
