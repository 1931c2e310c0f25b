"""What is asked of the models, and the cases that follow from it and from what was observed last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.audiences.cases import (
    MEMORY_WEEKS,
    AudienceCase,
    ContentCase,
    EmailCase,
    recent_sends,
    send_moments,
)
from domain.audiences.model import (
    AudienceHistory,
    AudienceWeek,
    ContentDay,
    ContentFormat,
    ContentKind,
    ContentPiece,
    EmailSend,
    ListHealth,
)
from domain.audiences.subject import subject_features
from domain.campaigns.model import Channel
from domain.errors import ErrorCode, Fault, Refused, invalid

LONGEST_SUBJECT = 300
LARGEST_LIST = 1_000_000_000
MOST_SENDS = 50
HIGHEST_FREQUENCY = 100.0
LONGEST_TENURE = 1_040
LARGEST_LENGTH = 1_000_000
OLDEST_CONTENT = 3_650
USUAL_IMPRESSIONS = 1_000
"""Impressions a day of a piece of which none are known."""

LATEST = timedelta(days=7)
"""Days at the end of a piece's history that tell how often it is shown."""


@dataclass(frozen=True, slots=True)
class EmailQuestion:
    """A send that is being planned. What is none is taken from the latest send to the segment.

    Attributes:
        at: When it is to go out.
        preview: Whether it has a preview text.
        recent_sends: Sends to the segment in the seven days before; counted when none.
    """

    segment: str
    subject: str
    at: datetime
    preview: bool = False
    list_size: int | None = None
    bounce_share: float | None = None
    inactive_share: float | None = None
    recent_sends: int | None = None


@dataclass(frozen=True, slots=True)
class AudienceQuestion:
    """An audience and how often it is to be reached. What is none is taken from its latest week.

    Attributes:
        frequency: Exposures per member and week.
        tenure_weeks: Weeks since its members joined; their mean when none.
    """

    segment: str
    frequency: float | None = None
    tenure_weeks: int | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True)
class NewContent:
    """A piece of content that is being planned."""

    kind: ContentKind
    topic: str
    length: int
    format: ContentFormat
    channel: Channel


@dataclass(frozen=True, slots=True)
class ContentQuestion:
    """A piece of content: one that is known, or one that is being planned.

    Attributes:
        key: Of a piece that was observed.
        new: A piece that was not.
        age_days: Its age when the forecast begins; of a known piece its age on the day after its last one when none, of
            a new one 0.
        impressions: A day; of a known piece as in its last week when none.
    """

    key: str | None = None
    new: NewContent | None = None
    age_days: int | None = None
    impressions: int | None = None


def email_case(question: EmailQuestion, sends: Sequence[EmailSend]) -> EmailCase:
    """Return the case that a question is about.

    Args:
        question: What is asked.
        sends: Latest ones, ascending.

    Raises:
        Refused: With every fault: values out of bounds, and a segment that nothing was sent to.
    """
    faults = [
        *_length("subject", question.subject, LONGEST_SUBJECT),
        *_within("listSize", question.list_size, 1, LARGEST_LIST),
        *_within("bounceShare", question.bounce_share, 0, 1),
        *_within("inactiveShare", question.inactive_share, 0, 1),
        *_within("recentSends", question.recent_sends, 0, MOST_SENDS),
    ]
    segments = sorted({one.segment for one in sends})
    faults += _known("segment", question.segment, segments)
    if faults:
        raise Refused(*faults)
    last = next(one for one in reversed(sends) if one.segment == question.segment).health
    health = ListHealth(
        last.size if question.list_size is None else question.list_size,
        last.bounce_share if question.bounce_share is None else question.bounce_share,
        last.inactive_share if question.inactive_share is None else question.inactive_share,
    )
    before = question.recent_sends
    if before is None:
        before = recent_sends(send_moments(sends)[question.segment], question.at)
    return EmailCase(
        question.at, question.segment, subject_features(question.subject), health, before, question.preview
    )


def audience_case(question: AudienceQuestion, weeks: Sequence[AudienceWeek]) -> AudienceCase:
    """Return the case that a question is about: the week after the last one observed.

    Args:
        question: What is asked.
        weeks: Latest ones, ascending.

    Raises:
        Refused: With every fault: values out of bounds, and a segment that was not observed.
    """
    faults = [
        *_within("frequency", question.frequency, 0, HIGHEST_FREQUENCY),
        *_within("tenureWeeks", question.tenure_weeks, 0, LONGEST_TENURE),
        *_within("members", question.members, 1, LARGEST_LIST),
        *_known("segment", question.segment, sorted({one.segment for one in weeks})),
    ]
    if faults:
        raise Refused(*faults)
    mine = [one for one in weeks if one.segment == question.segment]
    last = mine[-1].week
    past = tuple(
        frequency
        for back in range(MEMORY_WEEKS)
        if (frequency := _frequency(mine, last - timedelta(weeks=back))) is not None
    )
    latest = [one for one in mine if one.week == last]
    members = sum(one.members - one.churned for one in latest)
    tenure = sum(one.tenure_weeks * one.members for one in latest) / max(sum(one.members for one in latest), 1) + 1
    return AudienceCase(
        question.segment,
        round(tenure) if question.tenure_weeks is None else question.tenure_weeks,
        last + timedelta(weeks=1),
        max(members, 1) if question.members is None else question.members,
        past[0] if question.frequency is None else question.frequency,
        past,
    )


def content_case(question: ContentQuestion, history: AudienceHistory) -> ContentCase:
    """Return the case that a question is about.

    Args:
        question: What is asked.
        history: Pieces, and their latest days, ascending.

    Raises:
        Refused: With every fault: values out of bounds, a piece that is not known, both or neither of key and new.
    """
    faults = [
        *_within("ageDays", question.age_days, 0, OLDEST_CONTENT),
        *_within("impressions", question.impressions, 1, LARGEST_LIST),
    ]
    if (question.key is None) is (question.new is None):
        faults.append(invalid("Name a known piece by `contentKey`, or describe a `new` one.", "contentKey"))
    if question.new is not None:
        faults += _within("new.length", question.new.length, 1, LARGEST_LENGTH)
        faults += _length("new.topic", question.new.topic, LONGEST_SUBJECT)
    piece = next((one for one in history.pieces if one.key == question.key), None)
    if question.key is not None and piece is None:
        message = "There is no piece of content with this `contentKey` in this workspace."
        faults.append(Fault(ErrorCode.NOT_FOUND, message, ("contentKey",)))
    if faults:
        raise Refused(*faults)
    if piece is None:
        return _of_new(question)
    past = tuple(one for one in history.days if one.key == piece.key)
    begin = past[-1].day + timedelta(days=1) if past else piece.published
    day = begin if question.age_days is None else piece.published + timedelta(days=question.age_days)
    return ContentCase(piece, day, question.impressions or shown(past), past)


def shown(past: Sequence[ContentDay]) -> int:
    """Return how often a piece is shown on a usual day of its last week."""
    latest = [one.impressions for one in past if one.day > past[-1].day - LATEST]
    return max(round(sum(latest) / len(latest)), 1) if latest else USUAL_IMPRESSIONS


def _of_new(question: ContentQuestion) -> ContentCase:
    new, published = question.new, date(2000, 1, 3)
    if new is None:
        raise AssertionError("a question without a piece was let pass")
    # Only the age matters of its days: it was published on some Monday.
    piece = ContentPiece("", "", new.kind, new.topic, new.length, new.format, new.channel, published)
    day = published + timedelta(days=question.age_days or 0)
    return ContentCase(piece, day, question.impressions or USUAL_IMPRESSIONS)


def _frequency(weeks: Sequence[AudienceWeek], week: date) -> float | None:
    """Return exposures per member over all cohorts of a week; none where there was none."""
    mine = [one for one in weeks if one.week == week]
    members = sum(one.members for one in mine)
    return sum(one.exposures for one in mine) / members if members else None


def _within(name: str, value: float | None, least: float, most: float) -> list[Fault]:
    if value is None or least <= value <= most:
        return []
    return [invalid(f"`{name}` must be from {least:g} to {most:g}.", *name.split("."))]


def _length(name: str, text: str, most: int) -> list[Fault]:
    if 1 <= len(text.strip()) <= most:
        return []
    return [invalid(f"`{name}` must have from 1 to {most} characters.", *name.split("."))]


def _known(name: str, value: str, known: Sequence[str]) -> list[Fault]:
    if value in known:
        return []
    hint = f"There are: {', '.join(known[:20])}." if known else "Import some history first."
    return [invalid(f"Nothing was observed of this `{name}` lately.", name, hint=hint)]
