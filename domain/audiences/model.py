"""What was observed about e-mail sends, audiences week by week, and content day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.campaigns.model import Channel

DAYS_A_WEEK = 7


class AudienceKind(StrEnum):
    """What is observed and predicted: a model, an import and a batch are of one of these."""

    EMAIL = "EMAIL"
    AUDIENCE = "AUDIENCE"
    CONTENT = "CONTENT"


class ContentKind(StrEnum):
    """What a piece of content is."""

    ARTICLE = "ARTICLE"
    VIDEO = "VIDEO"
    IMAGE = "IMAGE"
    CAROUSEL = "CAROUSEL"
    GUIDE = "GUIDE"


class ContentFormat(StrEnum):
    """How a piece of content addresses its reader."""

    HOW_TO = "HOW_TO"
    STORY = "STORY"
    LIST = "LIST"
    OFFER = "OFFER"
    NEWS = "NEWS"


@dataclass(frozen=True, slots=True)
class ListHealth:
    """How healthy the list was that was sent to.

    Attributes:
        size: Addresses.
        bounce_share: Part of the latest sends that bounced, 0 … 1.
        inactive_share: Part of the addresses that opened nothing for 90 days, 0 … 1.
    """

    size: int
    bounce_share: float
    inactive_share: float


@dataclass(frozen=True, slots=True)
class EmailSend:
    """One send and what came of it: ``delivered >= opened >= clicked >= converted``.

    Attributes:
        at: When it was sent, UTC.
        campaign_id: The campaign that it belongs to, if any.
        segment: Who it was sent to.
        preview: Text that mail programs show beside the subject, if any.
        delivered: Messages that arrived.
        opened: Recipients who opened it.
        clicked: Recipients who clicked in it.
        converted: Recipients who did what it asked for.
    """

    id: UUID
    at: datetime
    segment: str
    subject: str
    health: ListHealth
    delivered: int
    opened: int
    clicked: int
    converted: int
    campaign_id: UUID | None = None
    preview: str | None = None


@dataclass(frozen=True, slots=True)
class AudienceWeek:
    """A segment's members who joined in the same period, in one week.

    Attributes:
        cohort: First day of the period in which they joined.
        week: The Monday.
        members: How many there were when the week began.
        reached: How many of them were shown or sent anything, at most ``members``.
        exposures: Messages and ads that they were shown or sent.
        engaged: How many of those reached did anything with it, at most ``reached``.
        churned: How many left in the week, at most ``members``.
    """

    segment: str
    cohort: date
    week: date
    members: int
    reached: int
    exposures: int
    engaged: int
    churned: int

    @property
    def frequency(self) -> float:
        """Exposures per member."""
        return self.exposures / self.members if self.members else 0.0

    @property
    def tenure_weeks(self) -> int:
        """Weeks since the period began in which they joined."""
        return (self.week - self.cohort).days // DAYS_A_WEEK


@dataclass(frozen=True, slots=True)
class ContentPiece:
    """A piece of content.

    Attributes:
        key: What its workspace calls it; unique there.
        length: Words of a text, seconds of a video, pictures of a carousel; 1 of an image.
        published: First day.
    """

    key: str
    title: str
    kind: ContentKind
    topic: str
    length: int
    format: ContentFormat
    channel: Channel
    published: date

    def age(self, day: date) -> int:
        """Return its age on a day, in days; 0 on the first."""
        return (day - self.published).days


@dataclass(frozen=True, slots=True)
class ContentDay:
    """A piece of content on one day: ``impressions >= engagements``, ``impressions >= conversions``."""

    key: str
    day: date
    impressions: int
    engagements: int
    conversions: int


@dataclass(frozen=True, slots=True)
class AudienceHistory:
    """What a workspace observed, each ascending in time; the days of content only of its pieces."""

    sends: Sequence[EmailSend] = ()
    weeks: Sequence[AudienceWeek] = ()
    pieces: Sequence[ContentPiece] = ()
    days: Sequence[ContentDay] = ()

    def observations(self, kind: AudienceKind) -> int:
        """Return how many rows there are of a kind."""
        rows = {AudienceKind.EMAIL: self.sends, AudienceKind.AUDIENCE: self.weeks, AudienceKind.CONTENT: self.days}
        return len(rows[kind])

    def latest(self, days: int) -> "AudienceHistory":
        """Return what was observed within so many days before the last observation of its kind, and all pieces."""
        length = timedelta(days=days)
        return AudienceHistory(
            [one for one in self.sends if one.at > self.sends[-1].at - length],
            [one for one in self.weeks if one.week > self.weeks[-1].week - length],
            self.pieces,
            [one for one in self.days if one.day > self.days[-1].day - length],
        )


def monday_of(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())
