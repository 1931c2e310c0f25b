"""The shape of ``demo_campaigns.json``: the workspace, its people, its campaigns."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from config.definition_shape import DefinitionShape, Factor, Text
from config.demo_file_channels import AnomalyShape, ChannelShape
from domain.campaigns.model import ApprovalState, CampaignStatus, Medium, Money
from domain.demo.model import Demo, DemoCampaign, DemoMember
from domain.workspaces.model import Role

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class WorkspaceShape(DefinitionShape):
    """Name of the workspace."""

    name: Text
    slug: Slug


class MemberShape(DefinitionShape):
    """A person; only addresses of example.com, which belong to nobody."""

    name: Text
    email: Annotated[str, Field(pattern=r"^[a-z.]+@example\.com$")]
    role: Role

    def to_domain(self) -> DemoMember:
        """Return it in domain terms."""
        return DemoMember(self.name, self.email, self.role)


class BudgetShape(DefinitionShape):
    """Total budget; the amount is text, so that no cent is lost."""

    amount: Annotated[str, Field(pattern=r"^\d+\.\d{2}$")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class CampaignShape(DefinitionShape):
    """One campaign."""

    key: Slug
    name: Text
    objective: Text
    industry: Text
    medium: Medium
    status: CampaignStatus
    approval: ApprovalState
    author: str
    budget: BudgetShape
    starts_days_ago: Annotated[int, Field(ge=1, le=3650)]
    ends_in_days: Annotated[int, Field(ge=-3650, le=3650)] | None
    paused_days_ago: Annotated[int, Field(ge=1, le=3650)] | None
    growth_per_month: Annotated[float, Field(gt=-0.5, lt=0.5)]
    season_strength: Annotated[float, Field(ge=-1, le=1)]
    weekdays: Annotated[tuple[Factor, ...], Field(min_length=7, max_length=7)]
    tags: tuple[Text, ...]
    simulated: bool
    channels: Annotated[tuple[ChannelShape, ...], Field(min_length=1)]
    anomalies: tuple[AnomalyShape, ...]

    @field_validator("channels")
    @classmethod
    def _each_once(cls, value: tuple[ChannelShape, ...]) -> tuple[ChannelShape, ...]:
        _unique((shape.channel.value for shape in value), "channel")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> "CampaignShape":
        used = {shape.channel for shape in self.channels}
        for anomaly in self.anomalies:
            missing = [channel.value for channel in anomaly.channels if channel not in used]
            if missing:
                raise ValueError(
                    f"anomaly {anomaly.name!r} is on {', '.join(missing)}, which the campaign does not use"
                )
        if (self.status is CampaignStatus.PAUSED) != (self.paused_days_ago is not None):
            raise ValueError("paused_days_ago is set exactly when the status is PAUSED")
        if self.ends_in_days is not None and self.starts_days_ago + self.ends_in_days < 0:
            raise ValueError("it ends before it starts")
        return self

    def to_domain(self) -> DemoCampaign:
        """Return it in domain terms."""
        return DemoCampaign(
            key=self.key,
            name=self.name,
            objective=self.objective,
            industry=self.industry,
            medium=self.medium,
            status=self.status,
            approval=self.approval,
            author=self.author,
            budget=Money(Decimal(self.budget.amount), self.budget.currency),
            starts_days_ago=self.starts_days_ago,
            ends_in_days=self.ends_in_days,
            paused_days_ago=self.paused_days_ago,
            growth_per_month=self.growth_per_month,
            season_strength=self.season_strength,
            weekdays=self.weekdays,
            tags=self.tags,
            simulated=self.simulated,
            channels=tuple(shape.to_domain() for shape in self.channels),
            anomalies=tuple(shape.to_domain() for shape in self.anomalies),
        )


class DemoFile(DefinitionShape):
    """The whole file."""

    workspace: WorkspaceShape
    members: tuple[MemberShape, ...]
    campaigns: Annotated[tuple[CampaignShape, ...], Field(min_length=1)]

    @field_validator("members")
    @classmethod
    def _every_role(cls, value: tuple[MemberShape, ...]) -> tuple[MemberShape, ...]:
        _unique((member.email for member in value), "e-mail")
        missing = [role.value for role in Role if role not in {member.role for member in value}]
        if missing:
            raise ValueError(f"nobody has the role {', '.join(missing)}")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> "DemoFile":
        _unique((campaign.key for campaign in self.campaigns), "key of a campaign")
        _unique((campaign.name for campaign in self.campaigns), "name of a campaign")
        _unique((anomaly.name for campaign in self.campaigns for anomaly in campaign.anomalies), "name of an anomaly")
        people = {member.email for member in self.members}
        for campaign in self.campaigns:
            if campaign.author not in people:
                raise ValueError(f"author {campaign.author!r} of campaign {campaign.key!r} is not among the members")
        return self

    def to_domain(self) -> Demo:
        """Return it in domain terms."""
        return Demo(
            workspace_name=self.workspace.name,
            workspace_slug=self.workspace.slug,
            members=tuple(member.to_domain() for member in self.members),
            campaigns=tuple(campaign.to_domain() for campaign in self.campaigns),
        )


def _unique(values: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"the {what} {value!r} occurs twice")
        seen.add(value)
