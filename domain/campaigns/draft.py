"""What a client says of a campaign, and everything that may be wrong with it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.campaigns.currency import CURRENCIES
from domain.campaigns.model import ApprovalState, CampaignFilter, CampaignStatus, Channel, Medium, Money
from domain.errors import ErrorCode, Fault, invalid

NAME_LENGTH = 200
MAX_TAGS = 20
MAX_BUDGET = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """A campaign to be made."""

    name: str
    objective: str
    channels: tuple[Channel, ...]
    budget: Money
    start_date: date
    end_date: date | None = None
    industry: str | None = None
    medium: Medium | None = None
    tags: tuple[str, ...] = ()
    budget_capped: bool = False


@dataclass(frozen=True, slots=True)
class CampaignChange:
    """What is to change; fields that are none stay as they are.

    Attributes:
        clear: Optional fields to empty: ``end_date``, ``industry``, ``medium``.
    """

    name: str | None = None
    objective: str | None = None
    channels: tuple[Channel, ...] | None = None
    budget: Money | None = None
    start_date: date | None = None
    end_date: date | None = None
    industry: str | None = None
    medium: Medium | None = None
    tags: tuple[str, ...] | None = None
    budget_capped: bool | None = None
    status: CampaignStatus | None = None
    approval: ApprovalState | None = None
    clear: frozenset[str] = frozenset()


def draft_faults(draft: CampaignDraft) -> list[Fault]:
    """Return everything that is wrong with a draft; names of paths are those of the API."""
    return [
        *_text_faults(draft.name, "name", "A name"),
        *_text_faults(draft.objective, "objective", "An objective"),
        *_channel_faults(draft.channels),
        *money_faults(draft.budget, "budget"),
        *_date_faults(draft.start_date, draft.end_date),
        *_tag_faults(draft.tags),
        *([] if draft.industry is None else _text_faults(draft.industry, "industry", "An industry")),
    ]


def money_faults(money: Money, *path: str) -> list[Fault]:
    """Return what is wrong with a positive amount of money."""
    faults = []
    if not money.amount.is_finite() or not 0 < money.amount <= MAX_BUDGET:
        faults.append(invalid("The amount is above 0 and at most 1,000,000,000,000.", *path, "amount"))
    if money.currency not in CURRENCIES:
        hint = "Use an ISO 4217 code in capitals, such as USD or EUR."
        faults.append(invalid(f"{money.currency[:12]!r} is not a currency.", *path, "currency", hint=hint))
    return faults


def _text_faults(text: str, field: str, what: str) -> list[Fault]:
    if "\0" in text:  # PostgreSQL has no place for it
        return [invalid(f"{what} holds no NUL character.", field)]
    if 1 <= len(text.strip()) <= NAME_LENGTH:
        return []
    return [invalid(f"{what} has 1 to {NAME_LENGTH} characters.", field)]


def _channel_faults(channels: tuple[Channel, ...]) -> list[Fault]:
    if not channels:
        return [invalid("A campaign uses at least one channel.", "channels")]
    if len(set(channels)) != len(channels):
        return [invalid("A channel is named twice.", "channels")]
    return []


def _date_faults(start: date, end: date | None) -> list[Fault]:
    if end is not None and end < start:
        message = f"The campaign ends ({end}) before it starts ({start})."
        return [Fault(ErrorCode.INVALID_TIME_RANGE, message, ("endDate",), "Leave the end out for an open end.")]
    return []


def _tag_faults(tags: tuple[str, ...]) -> list[Fault]:
    if len(tags) > MAX_TAGS or any(not 1 <= len(tag.strip()) <= 50 or "\0" in tag for tag in tags):
        return [invalid(f"At most {MAX_TAGS} tags of 1 to 50 characters each, none of them NUL.", "tags")]
    return []


def filter_faults(restrict: CampaignFilter) -> list[Fault]:
    """Return what is wrong with the texts of a filter; longer ones would find nothing, and databases bound them."""
    texts = {"search": restrict.search, "industry": restrict.industry}
    return [
        invalid(f"It has at most {NAME_LENGTH} characters, none of them NUL.", "filter", name)
        for name, text in texts.items()
        if text is not None and (len(text) > NAME_LENGTH or "\0" in text)
    ]
