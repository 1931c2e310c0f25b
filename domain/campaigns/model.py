"""What a campaign is."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    """Where money is spent or people are reached."""

    GOOGLE = "GOOGLE"
    FACEBOOK = "FACEBOOK"
    INSTAGRAM = "INSTAGRAM"
    TIKTOK = "TIKTOK"
    LINKEDIN = "LINKEDIN"
    X = "X"
    SNAPCHAT = "SNAPCHAT"
    PINTEREST = "PINTEREST"
    EMAIL = "EMAIL"
    SMS = "SMS"
    WEB = "WEB"
    PR = "PR"
    OOH = "OOH"
    OTHER = "OTHER"


class Medium(StrEnum):
    """The kind of communication."""

    SEARCH = "SEARCH"
    SOCIAL = "SOCIAL"
    DISPLAY = "DISPLAY"
    VIDEO = "VIDEO"
    EMAIL = "EMAIL"
    SMS = "SMS"
    WEB = "WEB"
    PR = "PR"
    OOH = "OOH"


class CampaignStatus(StrEnum):
    """Where a campaign is in its life."""

    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    COMPLETED = "COMPLETED"
    ARCHIVED = "ARCHIVED"


class ApprovalState(StrEnum):
    """Whether a campaign may be scheduled and run."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in an ISO 4217 currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign of a workspace.

    Attributes:
        end_date: Last day, inclusive; open-ended when none.
        data_version: Grows with every change of its metrics and, once it has some, of its planned spend; 0 before the
            first import. It is the data watermark that caches are keyed by.
        created_by: Member who made it.
        budget_capped: Whether delivery ends when the budget is spent; otherwise more can be spent than was planned.
        deleted_at: Set when it was deleted; such campaigns are invisible to everybody.
    """

    id: UUID
    workspace_id: UUID
    name: str
    objective: str
    status: CampaignStatus
    approval: ApprovalState
    channels: tuple[Channel, ...]
    budget: Money
    start_date: date
    end_date: date | None
    created_at: datetime
    updated_at: datetime
    created_by: UUID
    industry: str | None = None
    medium: Medium | None = None
    tags: tuple[str, ...] = ()
    budget_capped: bool = False
    data_version: int = 0
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """Which campaigns to list; unset fields do not restrict.

    Attributes:
        search: Part of the name, compared without case.
        statuses: Any of these.
        channel: Uses this channel.
        overlapping: Runs on at least one day of this inclusive range; open ends count.
    """

    search: str | None = None
    statuses: tuple[CampaignStatus, ...] = ()
    channel: Channel | None = None
    industry: str | None = None
    overlapping: tuple[date, date] | None = None


class CampaignOrderField(StrEnum):
    """What campaigns can be sorted by; ties are broken by id."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    NAME = "NAME"
    START_DATE = "START_DATE"


@dataclass(frozen=True, slots=True)
class CampaignOrder:
    """How campaigns are sorted."""

    field: CampaignOrderField = CampaignOrderField.CREATED_AT
    descending: bool = True


@dataclass(frozen=True, slots=True)
class PlannedSpend:
    """Spend planned for one channel and day.

    Attributes:
        amount: In the campaign's currency, 0 or more; 0 is a day on which the channel is to rest.
    """

    channel: Channel
    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PlanQuery:
    """Which planned days; unset fields do not restrict.

    Attributes:
        start: First day.
        end: Last day, inclusive.
        channel: Of this channel only.
    """

    start: date | None = None
    end: date | None = None
    channel: Channel | None = None
