"""Making, reading, changing and deleting campaigns."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from domain.audit.record import record
from domain.campaigns.draft import CampaignChange, CampaignDraft, draft_faults, filter_faults
from domain.campaigns.model import (
    ApprovalState,
    Campaign,
    CampaignFilter,
    CampaignOrder,
    CampaignStatus,
)
from domain.campaigns.status import approval_faults, status_faults
from domain.errors import ErrorCode, Fault, Forbidden, Refused, not_found
from domain.paging import Page, PageRequest
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.workspaces.model import Principal, Role
from domain.workspaces.permissions import Action, require


@dataclass(frozen=True, slots=True)
class CampaignService:
    """Campaigns of the principal's workspace."""

    open: OpenUnitOfWork
    clock: Clock
    ids: Ids

    async def get(self, principal: Principal, campaign_id: UUID) -> Campaign | None:
        """Return a campaign, or none when there is no such one in the workspace."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.campaigns.get(principal.workspace_id, campaign_id)

    async def many(self, principal: Principal, campaign_ids: Collection[UUID]) -> dict[UUID, Campaign]:
        """Return those of the campaigns that exist, by id."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.campaigns.many(principal.workspace_id, campaign_ids)

    async def list(
        self, principal: Principal, page: PageRequest, restrict: CampaignFilter, order: CampaignOrder
    ) -> Page[Campaign]:
        """Return campaigns.

        Raises:
            Refused: A text of the filter is too long.
        """
        require(principal, Action.READ)
        if faults := filter_faults(restrict):
            raise Refused(*faults)
        async with self.open() as tx:
            return await tx.campaigns.list(principal.workspace_id, page, restrict, order)

    async def create(self, principal: Principal, draft: CampaignDraft) -> Campaign:
        """Make a campaign; it starts as an unapproved draft.

        Raises:
            Forbidden: The principal may not.
            Refused: With every fault of the draft.
        """
        require(principal, Action.CREATE)
        faults = draft_faults(draft)
        if faults:
            raise Refused(*faults)
        now = self.clock.now()
        campaign = Campaign(
            id=self.ids.new(),
            workspace_id=principal.workspace_id,
            name=draft.name.strip(),
            objective=draft.objective.strip(),
            status=CampaignStatus.DRAFT,
            approval=ApprovalState.DRAFT,
            channels=draft.channels,
            budget=draft.budget,
            start_date=draft.start_date,
            end_date=draft.end_date,
            created_at=now,
            updated_at=now,
            created_by=principal.member_id,
            industry=None if draft.industry is None else draft.industry.strip(),
            medium=draft.medium,
            tags=draft.tags,
            budget_capped=draft.budget_capped,
        )
        async with self.open() as tx:
            await tx.campaigns.add(campaign)
            await record(tx, principal, "campaign.create", campaign.id, clock=self.clock, ids=self.ids)
            await tx.commit()
        return campaign

    async def update(self, principal: Principal, campaign_id: UUID, change: CampaignChange) -> Campaign:
        """Change a campaign.

        Raises:
            Forbidden: The principal may not; an analyst changes only own campaigns and approves none.
            Refused: No such campaign, or every fault of the changed campaign, its status and its approval.
        """
        require(principal, Action.UPDATE)
        async with self.open() as tx:
            # Of two changes at once the second is made to what the first one left, not to what was there before both.
            await tx.workspaces.hold(principal.workspace_id)
            campaign = await self._existing(tx, principal, campaign_id)
            require_own(principal, campaign)
            if change.approval in {ApprovalState.APPROVED, ApprovalState.REJECTED}:
                require(principal, Action.APPROVE)
            changed, faults = _changed(campaign, change)
            if changed.budget.currency != campaign.budget.currency:
                faults += await _currency_faults(tx, campaign)
            if faults:
                raise Refused(*faults)
            changed = replace(changed, updated_at=self.clock.now())
            await tx.campaigns.update(changed)
            await record(
                tx, principal, "campaign.update", campaign_id, clock=self.clock, ids=self.ids, status=changed.status
            )
            await tx.commit()
        return changed

    async def delete(self, principal: Principal, campaign_id: UUID) -> None:
        """Delete a campaign with everything that hangs on it; it stays in the database, invisible to everybody.

        Raises:
            Forbidden: The principal may not.
            Refused: No such campaign.
        """
        require(principal, Action.DELETE)
        async with self.open() as tx:
            campaign = await self._existing(tx, principal, campaign_id)
            await tx.campaigns.delete(principal.workspace_id, campaign.id, self.clock.now())
            await record(tx, principal, "campaign.delete", campaign_id, clock=self.clock, ids=self.ids)
            await tx.commit()

    async def _existing(self, tx: Transaction, principal: Principal, campaign_id: UUID) -> Campaign:
        campaign = await tx.campaigns.get(principal.workspace_id, campaign_id)
        if campaign is None:
            raise not_found("campaign", "id")
        return campaign


def require_own(principal: Principal, campaign: Campaign) -> None:
    """Let pass whoever may change this campaign.

    Raises:
        Forbidden: An analyst changes only campaigns of the own making.
    """
    if principal.role is Role.ANALYST and campaign.created_by != principal.member_id:
        raise Forbidden("An analyst changes only campaigns of the own making.", (Role.OWNER.value, Role.ADMIN.value))


def _changed(campaign: Campaign, change: CampaignChange) -> tuple[Campaign, list[Fault]]:
    given = {
        field: getattr(change, field)
        for field in CampaignChange.__dataclass_fields__
        if field != "clear" and getattr(change, field) is not None
    }
    given |= dict.fromkeys(change.clear & {"end_date", "industry", "medium"})
    given |= {field: given[field].strip() for field in ("name", "objective", "industry") if given.get(field)}
    changed = replace(campaign, **given)
    draft = CampaignDraft(
        changed.name,
        changed.objective,
        changed.channels,
        changed.budget,
        changed.start_date,
        changed.end_date,
        changed.industry,
        changed.medium,
        changed.tags,
        changed.budget_capped,
    )
    faults = draft_faults(draft)
    faults += approval_faults(campaign.approval, changed.approval)
    faults += status_faults(campaign.status, changed.status, changed.approval)
    return changed, faults


async def _currency_faults(tx: Transaction, campaign: Campaign) -> list[Fault]:
    """Tell what is in the currency that the campaign has now and would mean something else in another one."""
    kept, path = campaign.budget.currency, ("budget", "currency")
    if campaign.data_version > 0:
        message = f"The metrics of this campaign are in {kept}; its currency cannot change any more."
        hint = "Make a new campaign in the other currency and import its metrics there."
        return [Fault(ErrorCode.CONFLICT, message, path, hint)]
    if await tx.spend_plans.read_many(campaign.workspace_id, [campaign.id]):
        message = f"The planned spend of this campaign is in {kept}; its currency cannot change while there is any."
        return [Fault(ErrorCode.CONFLICT, message, path, "Clear the planned spend first.")]
    return []
