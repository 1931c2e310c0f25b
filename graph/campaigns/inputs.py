"""What clients say about campaigns."""

from datetime import date

import strawberry

from domain.campaigns.draft import CampaignChange, CampaignDraft
from domain.campaigns.model import CampaignFilter, CampaignOrder
from graph.campaigns.enums import ApprovalState, CampaignOrderField, CampaignStatus, Channel, Medium
from graph.money import MoneyInput
from graph.ranges import DateRangeInput

CAPPED = "Whether delivery ends when the budget is spent; else a forecast may spend more than it."


@strawberry.input(name="CampaignFilter", description="Which campaigns; fields left out do not restrict.")
class CampaignFilterInput:
    """A filter."""

    search: str | None = strawberry.field(default=None, description="Part of the name, regardless of case.")
    statuses: list[CampaignStatus] | None = strawberry.field(default=None, description="Any of these.")
    channel: Channel | None = strawberry.field(default=None, description="Runs on this channel.")
    industry: str | None = strawberry.field(default=None, description="Exactly this industry.")
    overlapping: DateRangeInput | None = strawberry.field(
        default=None, description="Runs on at least one of these days; open ends count."
    )

    def to_domain(self) -> CampaignFilter:
        """Translate to the domain."""
        overlapping = None if self.overlapping is None else self.overlapping.days()
        return CampaignFilter(self.search, tuple(self.statuses or ()), self.channel, self.industry, overlapping)


@strawberry.input(name="CampaignOrder", description="How campaigns are sorted; ties by id.")
class CampaignOrderInput:
    """An order."""

    field: CampaignOrderField = strawberry.field(default=CampaignOrderField.CREATED_AT, description="What to sort by.")
    descending: bool = strawberry.field(default=True, description="Largest, latest or last in the alphabet first.")

    def to_domain(self) -> CampaignOrder:
        """Translate to the domain."""
        return CampaignOrder(self.field, self.descending)


@strawberry.input(description="A campaign to be made.")
class CreateCampaignInput:
    """A campaign to be made."""

    name: str = strawberry.field(description="1 to 200 characters.")
    objective: str = strawberry.field(description="What it is for, 1 to 200 characters.")
    channels: list[Channel] = strawberry.field(description="At least one, each once.")
    budget: MoneyInput = strawberry.field(description="Budget of the whole campaign, above 0.")
    start_date: date = strawberry.field(description="First day.")
    end_date: date | None = strawberry.field(default=None, description="Last day, inclusive; open when left out.")
    industry: str | None = strawberry.field(default=None, description="Industry of the advertiser.")
    medium: Medium | None = strawberry.field(default=None, description="Kind of communication.")
    tags: list[str] | None = strawberry.field(default=None, description="Free labels, at most 20.")
    budget_capped: bool = strawberry.field(default=False, description=CAPPED)

    def to_domain(self) -> CampaignDraft:
        """Translate to the domain."""
        return CampaignDraft(
            self.name,
            self.objective,
            tuple(self.channels),
            self.budget.to_domain(),
            self.start_date,
            self.end_date,
            self.industry,
            self.medium,
            tuple(self.tags or ()),
            self.budget_capped,
        )


@strawberry.input(
    description="Changes of a campaign. Fields left out stay as they are; `endDate`, `industry` and `medium` are "
    "emptied by an explicit null."
)
class UpdateCampaignInput:
    """Changes of a campaign."""

    id: strawberry.ID = strawberry.field(description="Which campaign.")
    name: str | None = strawberry.field(default=None, description="1 to 200 characters.")
    objective: str | None = strawberry.field(default=None, description="1 to 200 characters.")
    channels: list[Channel] | None = strawberry.field(default=None, description="At least one, each once.")
    budget: MoneyInput | None = strawberry.field(default=None, description="Budget of the whole campaign.")
    start_date: date | None = strawberry.field(default=None, description="First day.")
    end_date: date | None = strawberry.field(default=strawberry.UNSET, description="Last day, inclusive.")
    industry: str | None = strawberry.field(default=strawberry.UNSET, description="Industry of the advertiser.")
    medium: Medium | None = strawberry.field(default=strawberry.UNSET, description="Kind of communication.")
    tags: list[str] | None = strawberry.field(default=None, description="Free labels, at most 20.")
    budget_capped: bool | None = strawberry.field(default=None, description=CAPPED)
    status: CampaignStatus | None = strawberry.field(default=None, description="Move to this status.")
    approval: ApprovalState | None = strawberry.field(
        default=None, description="Move approval; approving and rejecting takes an owner or admin."
    )

    def to_domain(self) -> CampaignChange:
        """Translate to the domain."""
        optional: dict[str, object] = {"end_date": self.end_date, "industry": self.industry, "medium": self.medium}
        return CampaignChange(
            name=self.name,
            objective=self.objective,
            channels=None if self.channels is None else tuple(self.channels),
            budget=None if self.budget is None else self.budget.to_domain(),
            start_date=self.start_date,
            end_date=None if self.end_date is strawberry.UNSET else self.end_date,
            industry=None if self.industry is strawberry.UNSET else self.industry,
            medium=None if self.medium is strawberry.UNSET else self.medium,
            tags=None if self.tags is None else tuple(self.tags),
            budget_capped=self.budget_capped,
            status=self.status,
            approval=self.approval,
            clear=frozenset(name for name, value in optional.items() if value is None),
        )


@strawberry.input(description="Which campaign to delete.")
class DeleteCampaignInput:
    """A campaign to be deleted."""

    id: strawberry.ID = strawberry.field(description="Which campaign.")
