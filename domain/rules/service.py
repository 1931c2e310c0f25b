"""Making, changing and trying rules."""

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

from domain.audit.record import record
from domain.errors import ErrorCode, Fault, Refused, invalid, not_found
from domain.insights.making import complete_totals
from domain.metrics.history import history_of
from domain.metrics.recent import recent_points
from domain.paging import Page, PageRequest
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.rules.backtest import backtest
from domain.rules.faults import draft_faults, outcome_faults
from domain.rules.model import Outcome, Rule, RuleBacktest, RuleDraft
from domain.rules.watching import MOST_RULES
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

LONGEST_BACKTEST, USUAL_BACKTEST = 1_096, 365
MOST_FIRINGS = 100


@dataclass(frozen=True, slots=True)
class RuleService:
    """Rules of the principal's workspace."""

    open: OpenUnitOfWork
    clock: Clock
    ids: Ids

    async def get(self, principal: Principal, rule_id: UUID) -> Rule | None:
        """Return a rule, or none when the workspace has no such one."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.rules.get(principal.workspace_id, rule_id)

    async def list(self, principal: Principal, page: PageRequest) -> Page[Rule]:
        """Return rules, newest first."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.rules.list(principal.workspace_id, page)

    async def create(self, principal: Principal, draft: RuleDraft) -> Rule:
        """Make a rule.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no such campaign; with every fault of the draft; there are a hundred rules.
        """
        require(principal, Action.CREATE)
        now = self.clock.now()
        rule = Rule(self.ids.new(), principal.workspace_id, draft, principal.member_id, now, now)
        async with self.open() as tx:
            await tx.workspaces.hold(principal.workspace_id)
            await _require_sound(tx, principal, draft)
            if len(await tx.rules.all(principal.workspace_id, MOST_RULES)) >= MOST_RULES:
                message = f"A workspace has at most {MOST_RULES} rules."
                raise Refused(Fault(ErrorCode.CONFLICT, message, (), "Delete one that is not needed."))
            await tx.rules.add(rule)
            await record(tx, principal, "rule.create", rule.id, clock=self.clock, ids=self.ids, name=draft.name)
            await tx.commit()
        return rule

    async def update(self, principal: Principal, rule_id: UUID, draft: RuleDraft) -> Rule:
        """Replace what a rule says. Raises as ``create``, and when there is no such rule."""
        require(principal, Action.UPDATE)
        async with self.open() as tx:
            await tx.workspaces.hold(principal.workspace_id)
            stored = await tx.rules.get(principal.workspace_id, rule_id)
            if stored is None:
                raise not_found("rule", "ruleId")
            await _require_sound(tx, principal, draft)
            changed = replace(stored, draft=draft, updated_at=self.clock.now())
            await tx.rules.update(changed)
            await record(tx, principal, "rule.update", rule_id, clock=self.clock, ids=self.ids, name=draft.name)
            await tx.commit()
        return changed

    async def delete(self, principal: Principal, rule_id: UUID) -> None:
        """Remove a rule; what it found stays.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no such rule.
        """
        require(principal, Action.DELETE)
        async with self.open() as tx:
            if not await tx.rules.remove(principal.workspace_id, rule_id):
                raise not_found("rule", "ruleId")
            await record(tx, principal, "rule.delete", rule_id, clock=self.clock, ids=self.ids)
            await tx.commit()

    async def backtest(
        self,
        principal: Principal,
        rule_id: UUID,
        outcome: Outcome,
        *,
        campaign_id: UUID | None = None,
        days: int = USUAL_BACKTEST,
    ) -> RuleBacktest:
        """Tell when a rule would have fired in the past, and whether what was expected came after it.

        Args:
            principal: Who asks.
            rule_id: Which rule; it need not be enabled.
            outcome: What is expected to follow a firing.
            campaign_id: On whose metrics; the rule's own campaign when none.
            days: How many of the last observed days are judged, 1 … 1096.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no such rule or campaign, the rule looks at forecasts, of which the past ones are not
                kept, or a value is out of bounds.
        """
        require(principal, Action.READ)
        faults = outcome_faults(outcome)
        if not 1 <= days <= LONGEST_BACKTEST:
            faults.append(invalid(f"It must be from 1 to {LONGEST_BACKTEST}.", "days"))
        async with self.open() as tx:
            rule = await tx.rules.get(principal.workspace_id, rule_id)
            if rule is None:
                raise not_found("rule", "ruleId")
            own = rule.draft.campaign_id
            target = campaign_id or own
            if target is None:
                faults.append(invalid("This rule looks at every campaign: say which one.", "campaignId"))
            elif own is not None and target != own:
                faults.append(invalid("This rule looks at another campaign.", "campaignId"))
            if rule.draft.condition.horizon_days is not None:
                message = "This rule looks at forecasts; only rules on observed metrics can be tried on the past."
                faults.append(Fault(ErrorCode.CONFLICT, message, ("ruleId",)))
            if target is not None and await tx.campaigns.get(principal.workspace_id, target) is None:
                raise not_found("campaign", "campaignId")
            if faults or target is None:
                raise Refused(*faults)
            points = (await recent_points(tx, principal.workspace_id, [target])).get(target, ())
        history = await asyncio.to_thread(history_of, points)
        if history is None:
            message = "Nothing was observed of this campaign."
            raise Refused(Fault(ErrorCode.INSUFFICIENT_DATA, message, ("campaignId",), "Import its metrics."))
        series = await asyncio.to_thread(complete_totals, history)
        return await asyncio.to_thread(
            backtest, rule.draft.condition, outcome, series, history.start, days, MOST_FIRINGS
        )


async def _require_sound(tx: Transaction, principal: Principal, draft: RuleDraft) -> None:
    campaign_id = draft.campaign_id
    if campaign_id is not None and await tx.campaigns.get(principal.workspace_id, campaign_id) is None:
        raise not_found("campaign", "rule", "campaignId")
    faults = draft_faults(draft)
    if faults:
        raise Refused(*faults)
