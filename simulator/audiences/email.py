"""How probable it is, in the generated world, that an e-mail is opened, clicked and acted upon.

All effects add up in log odds. ``docs/explanation/demo-data.md`` tells of them in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from domain.audiences.cases import EmailCase
from domain.audiences.subject import SubjectFeatures

DISTURBANCE = 0.10
"""Standard deviation, in log odds, of what makes a send better or worse and nobody can know before."""

BEST_LENGTH = 44
"""Characters of the subject that most is opened of."""

OPEN_BY_WEEKDAY = (-0.02, 0.08, 0.10, 0.06, -0.04, -0.16, -0.08)
"""From Monday to Sunday."""

FATIGUE_OF_A_SEND = 0.09
"""Log odds of opening that each send of the seven days before takes away."""


@dataclass(frozen=True, slots=True)
class SegmentTruth:
    """A segment of the generated world.

    Attributes:
        size: Addresses when the year begins.
        opens: Log odds of opening at a usual moment, with a plain subject and a healthy list.
        clicks: Log odds of a click by one who opened.
        converts: Log odds of acting by one who clicked.
        peak: Hour of the day, UTC, at which most is opened.
        second: Hour of a lower peak.
        likes_emoji: Log odds of opening that a pictograph adds.
        weekly: Sends a week, on average.
    """

    size: int
    opens: float
    clicks: float
    converts: float
    peak: float
    second: float
    likes_emoji: float
    weekly: float


SEGMENTS: Mapping[str, SegmentTruth] = {
    "Active students": SegmentTruth(42_000, -0.75, -1.55, -2.2, 17.0, 7.0, 0.16, 3.0),
    "New students": SegmentTruth(9_000, -0.45, -1.25, -2.0, 18.0, 12.0, 0.14, 3.2),
    "Lapsed students": SegmentTruth(26_000, -1.65, -2.10, -2.9, 19.0, 8.0, 0.05, 2.0),
    "Parents": SegmentTruth(31_000, -0.95, -1.70, -2.3, 20.0, 6.0, 0.02, 2.4),
    "Tutors": SegmentTruth(6_000, -0.60, -1.40, -1.9, 9.0, 14.0, -0.14, 2.2),
    "Leads": SegmentTruth(18_000, -1.35, -1.95, -2.6, 11.0, 21.0, 0.06, 2.6),
}


@dataclass(frozen=True, slots=True)
class EmailRates:
    """Probabilities, each of one who did what comes before it.

    Attributes:
        opened: Of a message that arrived.
        clicked: Of one who opened.
        converted: Of one who clicked.
    """

    opened: float
    clicked: float
    converted: float


def true_email(case: EmailCase, disturbance: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> EmailRates:
    """Return the probabilities of a send.

    Raises:
        KeyError: The world has no such segment.
    """
    segment, subject, health = SEGMENTS[case.segment], case.subject, case.health
    opens = (
        segment.opens
        + _moment(case, segment)
        + _subject(subject, segment)
        + (0.07 if case.preview else 0.0)
        - 7.0 * health.bounce_share
        - 1.3 * (health.inactive_share - 0.25)
        - FATIGUE_OF_A_SEND * case.recent_sends
    )
    clicks = segment.clicks + 0.45 * _moment(case, segment) + 0.12 * subject.urgency + 0.08 * subject.personal
    clicks += -0.15 * subject.spam_words - 0.4 * (health.inactive_share - 0.25)
    converts = segment.converts + 0.20 * subject.urgency - 0.10 * subject.question - 0.12 * subject.spam_words
    return EmailRates(
        *(chance(base + extra) for base, extra in zip((opens, clicks, converts), disturbance, strict=True))
    )


def chance(log_odds: float) -> float:
    """Return the probability of log odds."""
    return 1.0 / (1.0 + exp(-log_odds))


def _moment(case: EmailCase, segment: SegmentTruth) -> float:
    weekday, hour = case.at.weekday(), case.at.hour + case.at.minute / 60
    late = 1.5 if weekday >= 5 else 0.0
    return (
        OPEN_BY_WEEKDAY[weekday]
        + 0.42 * _bump(hour, segment.peak + late, 2.6)
        + 0.24 * _bump(hour, segment.second + late, 2.0)
        - 0.35 * _bump(hour, 3.0, 2.8)
    )


def _bump(hour: float, peak: float, width: float) -> float:
    """Return 1 at a peak, less around it; the day is a circle."""
    away = (hour - peak + 12.0) % 24.0 - 12.0
    return exp(-0.5 * (away / width) ** 2)


def _subject(subject: SubjectFeatures, segment: SegmentTruth) -> float:
    length = min(max((subject.length - BEST_LENGTH) / 25.0, -1.5), 2.0)
    return (
        0.11 * subject.number
        + 0.07 * subject.question
        + segment.likes_emoji * subject.emoji
        + 0.17 * subject.personal
        + 0.13 * subject.urgency
        - 0.22 * subject.spam_words
        - 0.14 * length**2
    )
