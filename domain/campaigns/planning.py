"""Stating, clearing and reading what is planned to be spent."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.audit.record import record
from domain.campaigns.draft import MAX_BUDGET
from domain.campaigns.model import Campaign, Channel, PlannedSpend, PlanQuery
from domain.campaigns.service import require_own
from domain.errors import ErrorCode, Fault, Refused, invalid, not_found
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

MOST_DAYS = 366
"""Days that one change states or clears: a whole year."""

FINEST = 6
"""Decimal places of an amount; the ten thousandth of the smallest coin of any currency."""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What is to be planned for one channel.

    Attributes:
        days: Days with their amounts in the campaign's currency; they replace what was planned for those days.
        clear: Days for which nothing is to be planned any more.
    """

    campaign_id: UUID
    channel: Channel
    days: tuple[tuple[date, Decimal], ...] = ()
    clear: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class SpendPlanService:
    """Planned spend of the principal's workspace."""

    open: OpenUnitOfWork
    clock: Clock
    ids: Ids

    async def of(
        self, principal: Principal, campaign_ids: Collection[UUID], query: PlanQuery
    ) -> dict[UUID, Sequence[PlannedSpend]]:
        """Return what is planned for campaigns, by day, then channel; campaigns without any are missing."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.spend_plans.read_many(principal.workspace_id, campaign_ids, query)

    async def change(self, principal: Principal, change: PlanChange) -> Campaign:
        """State and clear planned spend of one channel, and return the campaign, which counts as changed by that.

        Forecasts that were made without the plan answer no later request: the campaign's moment of change is part of
        what a run is known by, and its data watermark of what backtests are.

        Raises:
            Forbidden: The principal may not; an analyst plans only for own campaigns.
            Refused: No such campaign, or every fault of the change.
        """
        require(principal, Action.UPDATE)
        where = principal.workspace_id
        async with self.open() as tx:
            await tx.workspaces.hold(where)
            campaign = await tx.campaigns.get(where, change.campaign_id)
            if campaign is None:
                raise not_found("campaign", "campaignId")
            require_own(principal, campaign)
            faults = [*_size_faults(change), *_channel_faults(change, campaign), *_day_faults(change, campaign)]
            if faults:
                raise Refused(*faults)
            if change.days:
                await tx.spend_plans.put(where, campaign.id, change.channel, dict(change.days))
            if change.clear:
                await tx.spend_plans.clear(where, campaign.id, change.channel, change.clear)
            campaign = replace(campaign, updated_at=self.clock.now())
            await tx.campaigns.update(campaign)
            if campaign.data_version > 0:  # 0 says that there are no metrics, which stays true
                version = await tx.campaigns.advance_data_version(where, campaign.id)
                campaign = replace(campaign, data_version=version)
            told = {"channel": change.channel, "stated": str(len(change.days)), "cleared": str(len(change.clear))}
            await record(tx, principal, "campaign.plan_spend", campaign.id, clock=self.clock, ids=self.ids, **told)
            await tx.commit()
        return campaign


def _size_faults(change: PlanChange) -> Iterator[Fault]:
    if not change.days and not change.clear:
        yield invalid("State or clear at least one day.", "days")
    for name, count in (("days", len(change.days)), ("clear", len(change.clear))):
        if count > MOST_DAYS:
            hint = "Plan longer spans in several calls."
            yield Fault(ErrorCode.TOO_LARGE, f"At most {MOST_DAYS} days at once, not {count}.", (name,), hint)


def _channel_faults(change: PlanChange, campaign: Campaign) -> Iterator[Fault]:
    if change.days and change.channel not in campaign.channels:
        runs_on = ", ".join(campaign.channels)
        yield invalid(f"The campaign does not run on {change.channel}.", "channel", hint=f"It runs on {runs_on}.")


def _day_faults(change: PlanChange, campaign: Campaign) -> Iterator[Fault]:
    """Find what is wrong with single days. What is cleared may lie anywhere: a campaign's dates can change."""
    times, cleared = Counter(day for day, _ in change.days), Counter(change.clear)
    begins, ends = campaign.start_date, campaign.end_date
    for index, (day, amount) in enumerate(change.days[: MOST_DAYS + 1]):
        path = ("days", str(index))
        if not amount.is_finite() or not 0 <= amount <= MAX_BUDGET:
            yield invalid("The amount is 0 to 1,000,000,000,000.", *path, "amount")
        elif amount != round(amount, FINEST):
            yield invalid(f"The amount has at most {FINEST} decimal places.", *path, "amount")
        if day < begins or (ends is not None and day > ends):
            span = f"from {begins} on" if ends is None else f"from {begins} to {ends}"
            message = f"The campaign does not run on {day}."
            yield Fault(ErrorCode.INVALID_TIME_RANGE, message, (*path, "date"), f"It runs {span}.")
        if times[day] > 1:
            yield invalid(f"{day} is stated {times[day]} times.", *path, "date")
        if cleared[day]:
            yield invalid(f"{day} is stated and cleared.", *path, "date")
    for index, day in enumerate(change.clear[: MOST_DAYS + 1]):
        if cleared[day] > 1:
            yield invalid(f"{day} is cleared {cleared[day]} times.", "clear", str(index))
