"""Cases that can be predicted, and how they follow from what was observed."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.audiences.model import AudienceWeek, ContentDay, ContentPiece, EmailSend, ListHealth
from domain.audiences.subject import SubjectFeatures, subject_features

RECENT = timedelta(days=7)
"""Sends to the same segment within this time before one count as recent."""

MEMORY_WEEKS = 4
"""Weeks before the present one whose frequency an audience may still feel."""


@dataclass(frozen=True, slots=True)
class EmailCase:
    """A send, as far as it is known before it goes out.

    Attributes:
        recent_sends: Sends to the same segment in the seven days before.
        preview: Whether it has a preview text.
    """

    at: datetime
    segment: str
    subject: SubjectFeatures
    health: ListHealth
    recent_sends: int
    preview: bool


@dataclass(frozen=True, slots=True)
class AudienceCase:
    """A cohort of a segment in one week, as far as it is known when the week is planned.

    Attributes:
        frequency: Exposures per member in the week.
        past_frequency: Exposures per member and week of the four weeks before, the latest first; fewer where the
            cohort is younger.
    """

    segment: str
    tenure_weeks: int
    week: date
    members: int
    frequency: float
    past_frequency: tuple[float, ...]

    def next_week(self, frequency: float) -> "AudienceCase":
        """Return the same people a week later."""
        past = (self.frequency, *self.past_frequency)[:MEMORY_WEEKS]
        later = self.week + timedelta(days=7)
        return AudienceCase(self.segment, self.tenure_weeks + 1, later, self.members, frequency, past)


@dataclass(frozen=True, slots=True)
class ContentCase:
    """A piece of content on a day.

    Attributes:
        impressions: How often it is expected to be shown that day.
        past: What is known of the piece itself, days before ``day``.
        renewed: Day on which it was made new, from which its age counts; none when it never was.
    """

    piece: ContentPiece
    day: date
    impressions: int
    past: tuple[ContentDay, ...] = ()
    renewed: date | None = None

    @property
    def age_days(self) -> int:
        """Days since it was published or renewed."""
        return max((self.day - (self.renewed or self.piece.published)).days, 0)


Case = EmailCase | AudienceCase | ContentCase


def email_cases(sends: Sequence[EmailSend]) -> list[EmailCase]:
    """Return the case of each send, in the order given; only earlier sends among them count as recent."""
    moments = send_moments(sends)
    return [
        EmailCase(
            send.at,
            send.segment,
            subject_features(send.subject),
            send.health,
            recent_sends(moments.get(send.segment, ()), send.at),
            bool(send.preview),
        )
        for send in sends
    ]


def send_moments(sends: Iterable[EmailSend]) -> dict[str, list[datetime]]:
    """Return when each segment was sent to, ascending."""
    moments: dict[str, list[datetime]] = {}
    for send in sends:
        moments.setdefault(send.segment, []).append(send.at)
    for each in moments.values():
        each.sort()
    return moments


def recent_sends(moments: Sequence[datetime], at: datetime) -> int:
    """Count the moments within ``RECENT`` before ``at``, itself excluded; they must ascend."""
    return bisect_left(moments, at) - bisect_left(moments, at - RECENT)


def audience_cases(weeks: Sequence[AudienceWeek]) -> list[AudienceCase]:
    """Return the case of each week, in the order given."""
    frequency = frequencies(weeks)
    return [
        AudienceCase(
            one.segment,
            one.tenure_weeks,
            one.week,
            one.members,
            one.frequency,
            past_frequency(frequency, one.segment, one.cohort, one.week),
        )
        for one in weeks
    ]


def frequencies(weeks: Iterable[AudienceWeek]) -> dict[tuple[str, date, date], float]:
    """Return exposures per member by segment, cohort and week."""
    return {(one.segment, one.cohort, one.week): one.frequency for one in weeks}


def past_frequency(
    frequency: Mapping[tuple[str, date, date], float], segment: str, cohort: date, week: date
) -> tuple[float, ...]:
    """Return what a cohort was exposed to in the weeks before one, the latest first, up to the first one unknown."""
    past: list[float] = []
    for back in range(1, MEMORY_WEEKS + 1):
        found = frequency.get((segment, cohort, week - timedelta(days=7 * back)))
        if found is None:
            break
        past.append(found)
    return tuple(past)


def days_by_piece(days: Iterable[ContentDay]) -> dict[str, list[ContentDay]]:
    """Return the days of each piece of content by its key, in the order given."""
    found: dict[str, list[ContentDay]] = {}
    for one in days:
        found.setdefault(one.key, []).append(one)
    return found


def content_cases(pieces: Iterable[ContentPiece], days: Sequence[ContentDay]) -> list[ContentCase]:
    """Return the case of each day, in the order given, without the piece's own past.

    Raises:
        KeyError: A day is of none of the pieces.
    """
    known = {piece.key: piece for piece in pieces}
    return [ContentCase(known[one.key], one.day, one.impressions) for one in days]
