"""Reading rules and trying them on the past."""

from typing import Annotated

import strawberry
from strawberry import argument

from domain.errors import not_found
from domain.rules.service import USUAL_BACKTEST
from graph.arguments import After, Before, First, Last, NodeId
from graph.information import Info
from graph.limits.limits import weighted
from graph.node_ids import uuid_of
from graph.paging import Connection, connect, page_request
from graph.rules.types import RuleBacktestType, RuleOutcomeInput, RuleType

SCOPE = "rules"


@strawberry.type
class RuleQueries:
    """Fields of Query."""

    @strawberry.field(description="A rule; null when the workspace has no such one.")
    async def rule(self, info: Info, id: NodeId) -> RuleType | None:
        """Look it up."""
        identity = uuid_of(id, "Rule")
        found = None if identity is None else await info.context.services.rules.get(info.context.viewer, identity)
        return None if found is None else RuleType.of(found)

    @strawberry.field(description="The rules of the workspace, newest first; at most 100 there are.")
    async def rules(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[RuleType]:
        """Return one page."""
        cursors = info.context.services.cursors
        page = page_request(cursors, SCOPE, first=first, after=after, last=last, before=before)
        return connect(await info.context.services.rules.list(info.context.viewer, page), cursors, SCOPE, RuleType.of)

    @strawberry.field(
        description="When a rule would have fired in the past, and how often what was expected came after it. Each day "
        "is judged by what was known on it. Refused for rules on forecasts.",
        metadata=weighted(10),
    )
    async def backtest_rule(
        self,
        info: Info,
        rule_id: Annotated[strawberry.ID, argument(description="Which rule.")],
        outcome: Annotated[RuleOutcomeInput, argument(description="What is expected to follow.")],
        campaign_id: Annotated[
            strawberry.ID | None, argument(description="On whose metrics; needed for a rule on every campaign.")
        ] = None,
        days: Annotated[
            int | None, argument(description="How many of the last observed days, 1 to 1096; 365 when left out.")
        ] = None,
    ) -> RuleBacktestType:
        """Call the service."""
        rule, campaign = uuid_of(rule_id, "Rule"), None if campaign_id is None else uuid_of(campaign_id, "Campaign")
        if rule is None:
            raise not_found("rule", "ruleId")
        if campaign_id is not None and campaign is None:
            raise not_found("campaign", "campaignId")
        found = await info.context.services.rules.backtest(
            info.context.viewer,
            rule,
            outcome.to_domain(),
            campaign_id=campaign,
            days=USUAL_BACKTEST if days is None else days,
        )
        return RuleBacktestType.of(found)
