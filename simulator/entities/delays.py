"""When children come, one at a time: the laws of ``simulator.rates.delays`` without the weight of arrays."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.marketplace.moments import DAY, HOUR, WEEK
from simulator.rates.curves import WEEK_HOURS
from simulator.rates.delays import DelayLaw
from simulator.rates.lessons import LATEST, NOTICE, QUARTER, SOONEST, lesson_weights

_MONDAY = 4 * DAY
"""1970-01-05 was a Monday."""

_LEAST = 1e-9


class LocalTime:
    """Market time, offsets cut to whole hours; remembers the offsets of the latest days."""

    def __init__(self, time_zone: str) -> None:
        """Take an IANA name."""
        self._zone = None if time_zone == "UTC" else ZoneInfo(time_zone)
        self._known: dict[int, int] = {}

    def local(self, at: int) -> int:
        """Return what the clocks of the market show."""
        return at if self._zone is None else at + self._offset(at // HOUR)

    def universal(self, local: int) -> int:
        """Return when the clocks of the market show ``local``."""
        return local if self._zone is None else local - self._offset((local - self._offset(local // HOUR)) // HOUR)

    def _offset(self, hour: int) -> int:
        known = self._known.get(hour)
        if known is None:
            ahead = datetime.fromtimestamp(hour * 3600, UTC).astimezone(self._zone).utcoffset()
            known = 0 if ahead is None else int(ahead.total_seconds() // 3600) * HOUR
            if len(self._known) > 2_000:
                self._known.clear()
            self._known[hour] = known
        return known


class WeekDraw:
    """Draws moments between two, likelier in hours of the market's week that have more weight."""

    def __init__(self, clock: LocalTime, weights: list[float]) -> None:
        """Take weights by hour of the week, Monday 0 h first."""
        self._clock = clock
        self._weights = [weight + _LEAST for weight in weights]
        self._ends = [0.0]
        for weight in self._weights:
            self._ends.append(self._ends[-1] + weight)

    def draw(self, begin: int, end: int, share: float) -> int:
        """Return the moment before which ``share`` of the weight between begin and end lies."""
        low_week, low = self._area(begin)
        high_week, high = self._area(end)
        whole = self._ends[-1]
        area = low + share * ((high_week - low_week) * whole + high - low)
        weeks = int(area // whole)
        area -= weeks * whole
        hour = min(bisect_right(self._ends, area) - 1, WEEK_HOURS - 1)
        within = hour * HOUR + int((area - self._ends[hour]) / self._weights[hour] * HOUR)
        at = self._clock.universal((low_week + weeks) * WEEK + within + _MONDAY)
        return min(max(at, begin), end)

    def _area(self, at: int) -> tuple[int, float]:
        week, within = divmod(self._clock.local(at) - _MONDAY, WEEK)
        hour, rest = divmod(within, HOUR)
        return week, self._ends[hour] + self._weights[hour] * (rest / HOUR)


@dataclass(frozen=True, slots=True)
class Delay:
    """A delay law, ready to draw from.

    Attributes:
        week: Preferred hours; none for even.
    """

    low: int
    high: int
    week: WeekDraw | None

    def draw(self, at: int, share: float) -> int:
        """Return when the child of a parent (or of a lesson that is scheduled) at ``at`` comes."""
        if self.week is None:
            return at + self.low + int(share * (self.high - self.low))
        return self.week.draw(at + self.low, at + self.high, share)


def delay_of(law: DelayLaw, clock: LocalTime) -> Delay:
    """Return a law ready to draw from."""
    week = None if law.weights is None or law.from_schedule else WeekDraw(clock, law.weights.tolist())
    return Delay(law.low, law.high, week)


class LessonTimes:
    """When lessons are wanted and take place."""

    def __init__(self, clock: LocalTime) -> None:
        """Take the market's clock."""
        self._week = WeekDraw(clock, lesson_weights().tolist())

    def requested(self, at: int, share: float) -> int:
        """Return for when a student who asks at ``at`` wants a lesson."""
        return self._week.draw(at + SOONEST, at + LATEST, share) // QUARTER * QUARTER

    def scheduled(self, requested: int, confirmed: int, share: float) -> int:
        """Return when a lesson takes place that was wanted for ``requested`` and confirmed at ``confirmed``."""
        return requested if requested >= confirmed + NOTICE else self.requested(confirmed, share)
