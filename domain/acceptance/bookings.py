"""Whether every booking request ends in exactly one way within a day, and how sessions and ratings come out."""

from collections import Counter
from collections.abc import Iterator, Mapping

from domain.acceptance.model import Check, Section
from domain.marketplace.moments import DAY
from domain.streams.model import StreamEvent, event_id

REQUESTED = "session.booking.requested"
CONFIRMED = "session.booking.confirmed"
DECLINED = "session.booking.declined_by_tutor"
EXPIRED = "session.booking.expired"
RESOLVED = (
    "session.started",
    "session.no_show.student",
    "session.no_show.tutor",
    "session.cancellation.by_student",
    "session.cancellation.by_tutor",
)
"""What becomes of a confirmed session."""

COMPLETED = "session.completed"
RATED = "session.rating.submitted_by_student"
GAUGE = "platform.concurrent.users"

_RANGES = ((CONFIRMED, "confirmed", 70, 80), (DECLINED, "declined", 10, 20), (EXPIRED, "expired", 5, 10))
_EXAMPLES = 3

SHORT, LEEWAY = 7 * DAY, 0.5
"""Over less than a week the ranges of shares are wider by half: a single external event moves a stream so far."""


class Bookings:
    """Follows requests to their end, and counts what happens to sessions, in the order of time."""

    streams = frozenset({REQUESTED, CONFIRMED, DECLINED, EXPIRED, COMPLETED, GAUGE})

    def __init__(self, begin: int, end: int) -> None:
        """Begin at a moment; of requests within a day of ``end`` it is not known how they end."""
        self._begin, self._known_until = begin, end - DAY
        self._leeway = LEEWAY if end - begin < SHORT else 0.0
        self._open: dict[int, int] = {}
        self._requests = 0
        self._ended: Counter[str] = Counter()
        self._wrong: list[str] = []
        self._sessions: Counter[tuple[int, str]] = Counter()
        self._students = self._tutors = 0

    def take(self, event: StreamEvent) -> None:
        """Take the next event of one of the streams."""
        if event.stream == REQUESTED:
            self._open[event.key] = event.at
            self._requests += event.at < self._known_until
        elif event.stream == COMPLETED:
            self._sessions[event.at // DAY, str(event.data["tutor_id"])] += 1
        elif event.stream == GAUGE:
            self._students += int(event.data["active_student_count"])
            self._tutors += int(event.data["active_tutor_count"])
        else:
            self._end(event)

    def checks(self, counts: Mapping[str, int]) -> Iterator[Check]:
        """Return what came out; ``counts`` are the events of each stream."""
        for stream, word, low, high in _RANGES:
            share = _share(self._ended[stream], self._requests)
            detail = f"{self._ended[stream]:,} of {self._requests:,}"
            yield self._share_check(word, f"Booking requests {word}", (low, high), share, detail)
        left = [key for key, at in self._open.items() if at < self._known_until]
        faults = [*self._wrong, *(f"request {event_id(key)} has no outcome" for key in left)]
        told = "; ".join(faults[:_EXAMPLES]) or f"{self._requests:,} requests older than 24 h"
        title = "Requests without exactly one outcome"
        yield Check("booking-sum", Section.OUTCOMES, title, 0, 0, float(len(faults)), "", told)
        yield from self._of_sessions(counts)
        yield from self._of_people()

    def _of_sessions(self, counts: Mapping[str, int]) -> Iterator[Check]:
        resolved = sum(counts.get(name, 0) for name in RESOLVED)
        for who, low, high in (("student", 2, 5), ("tutor", 1, 2)):
            number = counts.get(f"session.no_show.{who}", 0)
            title, detail = f"Sessions that the {who} missed", f"{number:,} of {resolved:,}"
            share = _share(number, resolved)
            yield self._share_check(f"no-show-{who}", title, (low, high), share, detail)
        rated, completed = counts.get(RATED, 0), counts.get(COMPLETED, 0)
        detail = f"{rated:,} of {completed:,}"
        yield self._share_check("rated", "Sessions rated", (40, 60), _share(rated, completed), detail)

    def _share_check(self, name: str, title: str, ends: tuple[float, float], share: float, detail: str) -> Check:
        low, high = ends[0] * (1 - self._leeway), min(100.0, ends[1] * (1 + self._leeway))
        return Check(name, Section.OUTCOMES, title, low, high, share, "%", detail)

    def _of_people(self) -> Iterator[Check]:
        number, held = len(self._sessions), sum(self._sessions.values())
        mean = held / number if number else float("nan")
        detail = f"{held:,} sessions, {number:,} days on which a tutor taught"
        title = "Sessions a day per active tutor"
        yield Check("sessions-per-tutor", Section.WORLD, title, 2, 4, mean, "", detail)
        ratio = self._students / self._tutors if self._tutors else float("nan")
        yield Check("students-per-tutor", Section.WORLD, "Active students per active tutor", 1, 8, ratio)

    def _end(self, event: StreamEvent) -> None:
        at = None if event.caused_by is None else self._open.pop(event.caused_by, None)
        if at is None:
            if event.at > self._begin + DAY:
                self._wrong.append(f"{event.stream} {event_id(event.key)} ends no open request")
            return
        if event.at - at > DAY:
            self._wrong.append(f"{event.stream} {event_id(event.key)} comes after more than 24 h")
        if at < self._known_until:
            self._ended[event.stream] += 1


def _share(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else float("nan")
