"""What every storage guarantees about rules."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from domain.metrics.model import MetricType
from domain.paging import PageRequest
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.rules.model import Comparator, Condition, Direction, Form, Rule, RuleDraft, RuleKind
from tests.fixtures.records import minutes, two_workspaces

CLICKS = MetricType.CLICKS
CONDITIONS = (
    Condition(RuleKind.THRESHOLD, CLICKS, Comparator.AT_LEAST, 10.5, horizon_days=7),
    Condition(RuleKind.TREND, CLICKS, direction=Direction.DECREASING, least_change=0.2, period_days=14),
    Condition(RuleKind.ANOMALY, CLICKS, period_days=28, least_z=3.5),
    Condition(RuleKind.COMPARISON, CLICKS, Comparator.BELOW, 2.0, other=MetricType.CONVERSIONS, form=Form.DIFFERENCE),
)


def a_rule(workspace_id: UUID, minute: float = 0, **values: Any) -> Rule:
    draft = RuleDraft(**{"name": "Größe", "condition": CONDITIONS[0], "tags": ("a", "b")} | values)
    return Rule(uuid7(), workspace_id, draft, uuid7(), minutes(minute), minutes(minute))


async def _add(storage: OpenUnitOfWork, *rules: Rule) -> None:
    async with storage() as tx:
        for rule in rules:
            await tx.rules.add(rule)
        await tx.commit()


async def test_rules_of_every_kind_come_back_as_they_were_and_only_to_their_workspace(storage: OpenUnitOfWork):
    ours, theirs = await two_workspaces(storage)
    rules = [a_rule(ours, number, condition=one, campaign_id=uuid7()) for number, one in enumerate(CONDITIONS)]
    await _add(storage, *rules)
    async with storage() as tx:
        assert [await tx.rules.get(ours, rule.id) for rule in rules] == rules
        assert await tx.rules.get(theirs, rules[0].id) is None
        assert list(await tx.rules.all(ours, 100)) == rules
        assert list(await tx.rules.all(ours, 2)) == rules[:2]
        assert list(await tx.rules.all(theirs, 100)) == []
        page = await tx.rules.list(ours, PageRequest(size=3))
    assert [rule for _, rule in page.rows] == rules[:0:-1]
    assert (page.total, page.has_next) == (4, True)


async def test_a_rule_is_replaced_and_removed_by_its_own_workspace_only(storage: OpenUnitOfWork):
    ours, theirs = await two_workspaces(storage)
    rule = a_rule(ours)
    await _add(storage, rule)
    changed = replace(rule, draft=replace(rule.draft, enabled=False, priority=9), updated_at=minutes(5))
    async with storage() as tx:
        await tx.rules.update(replace(changed, workspace_id=theirs))
        assert not await tx.rules.remove(theirs, rule.id)
        assert await tx.rules.get(ours, rule.id) == rule
        await tx.rules.update(changed)
        await tx.commit()
    async with storage() as tx:
        assert await tx.rules.get(ours, rule.id) == changed
        assert await tx.rules.remove(ours, rule.id)
        assert not await tx.rules.remove(ours, rule.id)
        await tx.commit()
    async with storage() as tx:
        assert await tx.rules.get(ours, rule.id) is None
