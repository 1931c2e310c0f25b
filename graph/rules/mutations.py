"""Making, changing and deleting rules."""

import strawberry

from graph.arguments import Input
from graph.errors.user_error import UserError, attempt, missing
from graph.information import Info
from graph.node_ids import uuid_of
from graph.rules.types import RuleInput, RuleType


@strawberry.input(description="A rule to be made.")
class CreateRuleInput:
    """A new rule."""

    rule: RuleInput = strawberry.field(description="What it says.")


@strawberry.input(description="A rule to be changed.")
class UpdateRuleInput:
    """A changed rule."""

    rule_id: strawberry.ID = strawberry.field(description="Which rule.")
    rule: RuleInput = strawberry.field(description="All that it says from now on.")


@strawberry.input(description="A rule to be deleted.")
class DeleteRuleInput:
    """A rule that is not needed."""

    rule_id: strawberry.ID = strawberry.field(description="Which rule.")


@strawberry.type(description="The rule that was made, or why none was.")
class CreateRulePayload:
    """Payload."""

    rule: RuleType | None = strawberry.field(description="The new rule; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The changed rule, or why it was not changed.")
class UpdateRulePayload:
    """Payload."""

    rule: RuleType | None = strawberry.field(description="The rule as it is now; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="What was deleted, or why nothing was.")
class DeleteRulePayload:
    """Payload."""

    deleted_id: strawberry.ID | None = strawberry.field(description="The id that no longer exists; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type
class RuleMutations:
    """Fields of Mutation."""

    @strawberry.mutation(description="Make a rule. It judges metrics from their next import or simulated hour on.")
    async def create_rule(self, info: Info, input: Input[CreateRuleInput]) -> CreateRulePayload:
        """Call the service."""
        draft = input.rule.to_domain()
        if draft is None:
            return CreateRulePayload(rule=None, errors=missing("campaign", "rule", "campaignId"))
        made, errors = await attempt(info.context.services.rules.create(info.context.viewer, draft))
        return CreateRulePayload(rule=None if made is None else RuleType.of(made), errors=errors)

    @strawberry.mutation(description="Replace what a rule says.")
    async def update_rule(self, info: Info, input: Input[UpdateRuleInput]) -> UpdateRulePayload:
        """Call the service."""
        draft, identity = input.rule.to_domain(), uuid_of(input.rule_id, "Rule")
        if identity is None:
            return UpdateRulePayload(rule=None, errors=missing("rule", "ruleId"))
        if draft is None:
            return UpdateRulePayload(rule=None, errors=missing("campaign", "rule", "campaignId"))
        changed, errors = await attempt(info.context.services.rules.update(info.context.viewer, identity, draft))
        return UpdateRulePayload(rule=None if changed is None else RuleType.of(changed), errors=errors)

    @strawberry.mutation(description="Delete a rule; insights that it made stay.")
    async def delete_rule(self, info: Info, input: Input[DeleteRuleInput]) -> DeleteRulePayload:
        """Call the service."""
        identity = uuid_of(input.rule_id, "Rule")
        if identity is None:
            return DeleteRulePayload(deleted_id=None, errors=missing("rule", "ruleId"))
        _, errors = await attempt(info.context.services.rules.delete(info.context.viewer, identity))
        return DeleteRulePayload(deleted_id=None if errors else input.rule_id, errors=errors)
