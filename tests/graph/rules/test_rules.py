"""Rules over GraphQL: made, changed, deleted, tried on the past, and fired once."""

from datetime import date, timedelta
from statistics import fmean
from typing import Any

import pytest

from domain.campaigns.model import Campaign
from domain.jobs.model import JobKind
from domain.metrics.model import MetricQuery, MetricType
from domain.ports.jobs import Job
from domain.workspaces.model import Role
from tests.fixtures.product import LAST_DAY, World, drive, gid

CREATE = """mutation($input: CreateRuleInput!) { createRule(input: $input) { rule { id name enabled priority tags
    campaign { id } condition { kind metric comparator value horizonDays direction leastChange periodDays leastZ other
    form } } errors { code path } } }"""
UPDATE = """mutation($input: UpdateRuleInput!) { updateRule(input: $input) { rule { id name enabled priority
    condition { kind } } errors { code path } } }"""
DELETE = "mutation($input: DeleteRuleInput!) { deleteRule(input: $input) { deletedId errors { code } } }"
RULES = "{ rules { totalCount edges { node { id name } } } }"
BACKTEST = """query($ruleId: ID!, $outcome: RuleOutcomeInput!, $campaignId: ID, $days: Int) {
    backtestRule(ruleId: $ruleId, outcome: $outcome, campaignId: $campaignId, days: $days) {
    start end fired known followed precision usual firings { day days value reference change followed } } }"""
INSIGHTS = """query($filter: InsightFilter) { insights(filter: $filter) { edges { node {
    kind title text severity metric day campaign { id } evidence { value } } } } }"""
THRESHOLD = {"kind": "THRESHOLD", "metric": "CLICKS", "comparator": "ABOVE", "value": 1.0}
OUTCOME = {"metric": "CLICKS", "direction": "DECREASING", "leastChange": 0.05, "withinDays": 7}


async def _make(world: World, condition: dict[str, Any], **values: Any) -> dict[str, Any]:
    answer = await world.ask(CREATE, Role.ANALYST, input={"rule": {"name": "Watch", "condition": condition} | values})
    assert answer.errors == []
    assert answer.data["createRule"]["errors"] == []
    rule: dict[str, Any] = answer.data["createRule"]["rule"]
    return rule


async def _observed(world: World, days: int = 120) -> Campaign:
    campaign = await world.a_campaign()
    await world.observe(campaign, days)
    return campaign


async def _judge(world: World, campaign: Campaign) -> None:
    """Let the product look at new metrics, as it does after an import."""
    job = Job(world.ids.new(), JobKind.BACKTEST, campaign.workspace_id, campaign.id)
    await drive(world.product.handlers[JobKind.BACKTEST], job)


async def _fired(world: World) -> list[dict[str, Any]]:
    answer = await world.ask(INSIGHTS, Role.VIEWER, filter={"kinds": ["RULE"]})
    assert answer.errors == []
    return [edge["node"] for edge in answer.data["insights"]["edges"]]


async def test_a_rule_comes_back_as_it_was_made(world: World):
    campaign = await world.a_campaign()
    condition = {"kind": "TREND", "metric": "CTR", "direction": "DECREASING", "leastChange": 0.1, "periodDays": 14}
    made = await _make(world, condition, campaignId=gid("Campaign", campaign.id), priority=9, tags=["ctr"])
    assert (made["name"], made["enabled"], made["priority"], made["tags"]) == ("Watch", True, 9, ["ctr"])
    assert made["campaign"] == {"id": gid("Campaign", campaign.id)}
    unused = dict.fromkeys(("comparator", "value", "horizonDays", "leastZ", "other", "form"))
    assert made["condition"] == condition | unused


async def test_rules_are_listed_changed_and_deleted(world: World):
    first, second = await _make(world, THRESHOLD), await _make(world, THRESHOLD, name="Other")
    listed = (await world.ask(RULES, Role.VIEWER)).data["rules"]
    assert [edge["node"]["name"] for edge in listed["edges"]] == ["Other", "Watch"]
    anomaly = {"kind": "ANOMALY", "metric": "CLICKS", "leastZ": 4.0, "periodDays": 28}
    given = {"ruleId": first["id"], "rule": {"name": "Now", "condition": anomaly, "enabled": False}}
    changed = (await world.ask(UPDATE, Role.ANALYST, input=given)).data["updateRule"]
    assert changed["errors"] == []
    assert (changed["rule"]["name"], changed["rule"]["enabled"], changed["rule"]["condition"]) == (
        "Now",
        False,
        {"kind": "ANOMALY"},
    )
    gone = (await world.ask(DELETE, Role.ADMIN, input={"ruleId": second["id"]})).data["deleteRule"]
    assert gone == {"deletedId": second["id"], "errors": []}
    again = (await world.ask(DELETE, Role.ADMIN, input={"ruleId": second["id"]})).data["deleteRule"]
    assert again == {"deletedId": None, "errors": [{"code": "NOT_FOUND"}]}
    assert (await world.ask(RULES)).data["rules"]["totalCount"] == 1


async def test_every_fault_is_told_at_once(world: World):
    wrong = {"kind": "TREND", "metric": "CLICKS", "value": 3.0, "periodDays": 1}
    given = {"rule": {"name": "", "condition": wrong, "priority": 0}}
    told = (await world.ask(CREATE, Role.ANALYST, input=given)).data["createRule"]
    assert told["rule"] is None
    assert {".".join(error["path"]) for error in told["errors"]} == {
        "rule.name",
        "rule.priority",
        "rule.condition.value",
        "rule.condition.direction",
        "rule.condition.leastChange",
        "rule.condition.periodDays",
    }
    given = {"rule": {"name": "", "condition": wrong, "campaignId": gid("Campaign", world.ids.new())}}
    told = (await world.ask(CREATE, Role.ANALYST, input=given)).data["createRule"]
    assert told["errors"] == [{"code": "NOT_FOUND", "path": ["rule", "campaignId"]}]


async def test_a_rule_that_fires_becomes_an_insight_and_does_so_once(world: World):
    campaign = await _observed(world)
    await _make(world, THRESHOLD, name="Any clicks", priority=8)
    await _make(world, THRESHOLD | {"value": 1e9}, name="Never")
    await _judge(world, campaign)
    await _judge(world, campaign)
    assert await _fired(world) == []  # It held on all days: the day on which that began is no news.
    last = {"kind": "ANOMALY", "metric": "CLICKS", "leastZ": 1.5, "periodDays": 14}
    unusual = await _make(world, last, name="Unusual", priority=8)
    await _judge(world, campaign)
    fired = await _fired(world)
    tried = {"ruleId": unusual["id"], "campaignId": gid("Campaign", campaign.id), "outcome": OUTCOME, "days": 7}
    of_the_week = (await world.ask(BACKTEST, Role.VIEWER, **tried)).data["backtestRule"]["firings"]
    assert sorted(one["day"] for one in fired) == sorted(one["day"] for one in of_the_week) != []
    assert {(one["kind"], one["severity"], one["metric"]) for one in fired} == {("RULE", "HIGH", "CLICKS")}
    assert all(one["title"].startswith("Unusual: fired on") and "robust" in one["text"] for one in fired)
    await _judge(world, campaign)
    assert await _fired(world) == fired


async def test_a_rule_on_a_forecast_looks_at_the_latest_one(world: World):
    campaign = await _observed(world, 60)
    await world.completed(campaign, 10)
    await _make(world, THRESHOLD | {"horizonDays": 7}, name="Soon")
    await _make(world, THRESHOLD | {"horizonDays": 7, "value": 1e9}, name="Never")
    await _make(world, THRESHOLD | {"horizonDays": 30}, name="Beyond the forecast")
    await _judge(world, campaign)
    (one,) = await _fired(world)
    assert one["title"].startswith("Soon")
    assert "7 days after" in one["text"]


async def test_rules_that_are_off_or_of_another_campaign_or_workspace_stay_silent(world: World):
    campaign, other = await _observed(world), await world.a_campaign("Other")
    last = {"kind": "ANOMALY", "metric": "CLICKS", "leastZ": 1.5, "periodDays": 14}
    await _make(world, last, enabled=False)
    await _make(world, last, campaignId=gid("Campaign", other.id))
    foreign = {"rule": {"name": "Theirs", "condition": last}}
    await world.ask(CREATE, tenant=world.there, input=foreign)
    await _judge(world, campaign)
    assert await _fired(world) == []


async def _clicks(world: World, campaign: Campaign) -> list[float]:
    """Return the clicks of each day over all channels."""
    by_day: dict[date, float] = {}
    async with world.storage() as tx:
        for point in await tx.metrics.read(campaign.workspace_id, campaign.id, MetricQuery()):
            if point.metric is MetricType.CLICKS:
                by_day[point.day] = by_day.get(point.day, 0.0) + point.value
    return [by_day[day] for day in sorted(by_day)]


async def test_a_backtest_tells_firings_and_how_often_the_outcome_followed(world: World):
    campaign = await _observed(world)
    await world.observe(campaign, 30, factor=0.7)
    rule = await _make(world, {"kind": "ANOMALY", "metric": "CLICKS", "leastZ": 1.5, "periodDays": 14})
    given = {"ruleId": rule["id"], "outcome": OUTCOME, "campaignId": gid("Campaign", campaign.id)}
    answer = await world.ask(BACKTEST, Role.VIEWER, **given)
    assert answer.errors == []
    found = answer.data["backtestRule"]
    days = [one["day"] for one in found["firings"]]
    assert days == sorted(days, reverse=True)
    # A week after it must have been observed, and clicks must have fallen by a twentieth in it.
    known = [one for one in found["firings"] if one["day"] <= str(LAST_DAY - timedelta(days=7))]
    assert [one["day"] for one in found["firings"] if one["change"] is not None] == [one["day"] for one in known]
    followed = [one for one in known if one["change"] <= -0.05]
    assert [one for one in found["firings"] if one["followed"]] == followed
    assert (found["fired"], found["known"], found["followed"]) == (len(days), len(known), len(followed))
    assert len(days) > len(known) > len(followed) > 0
    assert found["precision"] == pytest.approx(len(followed) / len(known))
    clicks = await _clicks(world, campaign)
    weeks = [fmean(clicks[day - 6 : day + 1]) for day in range(6, len(clicks))]
    changes = [after / before - 1.0 for before, after in zip(weeks, weeks[7:], strict=False)]
    assert found["usual"] == pytest.approx(fmean(change <= -0.05 for change in changes))
    few = (await world.ask(BACKTEST, Role.VIEWER, **given, days=20)).data["backtestRule"]
    assert [one["day"] for one in few["firings"]] == [day for day in days if day > str(LAST_DAY - timedelta(days=20))]


async def test_a_backtest_is_refused_for_what_cannot_be_tried(world: World):
    campaign, empty = await _observed(world), await world.a_campaign("Empty")
    everywhere = await _make(world, THRESHOLD)
    foreseen = await _make(world, THRESHOLD | {"horizonDays": 7})
    here = gid("Campaign", campaign.id)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"ruleId": everywhere["id"]}, "INVALID_INPUT"),
        ({"ruleId": everywhere["id"], "campaignId": here, "days": 0}, "INVALID_INPUT"),
        ({"ruleId": foreseen["id"], "campaignId": here}, "CONFLICT"),
        ({"ruleId": everywhere["id"], "campaignId": gid("Campaign", empty.id)}, "INSUFFICIENT_DATA"),
        ({"ruleId": gid("Rule", world.ids.new()), "campaignId": here}, "NOT_FOUND"),
    ]
    for given, code in cases:
        assert (await world.ask(BACKTEST, Role.VIEWER, outcome=OUTCOME, **given)).codes == [code]
    wrong = OUTCOME | {"withinDays": 0}
    assert (await world.ask(BACKTEST, ruleId=everywhere["id"], campaignId=here, outcome=wrong)).codes == [
        "INVALID_INPUT"
    ]
