"""Stating what is planned to be spent, and reading it."""

from datetime import timedelta
from typing import Any

from domain.workspaces.model import Role
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import World, gid

PLAN = """mutation($input: PlanSpendInput!) { planSpend(input: $input) {
    campaign { plannedSpend { channel date amount { amount currency } } dataVersion updatedAt }
    errors { code path message } } }"""
READ = """query($id: ID!, $range: DateRangeInput, $channel: Channel) { campaign(id: $id) {
    plannedSpend(range: $range, channel: $channel) { channel date amount { amount } } } }"""
CREATE = "mutation($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } errors { code } } }"
UPDATE = """mutation($input: UpdateCampaignInput!) { updateCampaign(input: $input) {
    campaign { budgetCapped budget { currency } } errors { code path } } }"""

GOOD: dict[str, Any] = {
    "name": "Autumn",
    "objective": "More bookings",
    "channels": ["GOOGLE", "TIKTOK"],
    "budget": {"amount": "1250.50", "currency": "USD"},
    "startDate": "2026-07-01",
    "endDate": "2026-09-30",
}


async def _campaign(world: World, role: Role = Role.OWNER, **given: Any) -> str:
    answer = await world.ask(CREATE, role, input=GOOD | given)
    assert answer.errors == []
    identity: str = answer.data["createCampaign"]["campaign"]["id"]
    return identity


async def _plan(world: World, identity: str, channel: str = "GOOGLE", **given: Any) -> dict[str, Any]:
    answer = await world.ask(PLAN, input={"campaignId": identity, "channel": channel} | given)
    assert answer.errors == []
    payload: dict[str, Any] = answer.data["planSpend"]
    return payload


def _days(**amounts: str) -> list[dict[str, str]]:
    return [{"date": f"2026-07-{day[1:]}", "amount": amount} for day, amount in amounts.items()]


def _where(payload: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error["code"], ".".join(error["path"])) for error in payload["errors"]]


async def test_a_plan_reads_back_by_day_and_channel_in_the_currency_of_the_budget(world: World):
    identity = await _campaign(world)
    await _plan(world, identity, "TIKTOK", days=_days(d01="5"))
    made = await _plan(world, identity, days=_days(d02="20.50", d01="0"))
    assert made["errors"] == []
    rows = [(one["date"], one["channel"], one["amount"]["amount"]) for one in made["campaign"]["plannedSpend"]]
    expected = [("2026-07-01", "GOOGLE", "0"), ("2026-07-01", "TIKTOK", "5"), ("2026-07-02", "GOOGLE", "20.50")]
    assert rows == expected
    assert {one["amount"]["currency"] for one in made["campaign"]["plannedSpend"]} == {"USD"}


async def test_a_change_replaces_and_clears_the_days_that_it_names_and_no_others(world: World):
    identity = await _campaign(world)
    await _plan(world, identity, days=_days(d01="1", d02="2", d03="3"))
    changed = await _plan(world, identity, days=_days(d02="9"), clear=["2026-07-03", "2026-07-04"])
    rows = [(one["date"], one["amount"]["amount"]) for one in changed["campaign"]["plannedSpend"]]
    assert rows == [("2026-07-01", "1"), ("2026-07-02", "9")]


async def test_a_range_and_a_channel_restrict_what_is_read(world: World):
    identity = await _campaign(world)
    await _plan(world, identity, days=_days(d01="1", d02="2"))
    await _plan(world, identity, "TIKTOK", days=_days(d02="7"))
    span = {"start": "2026-07-02", "end": "2026-07-31"}
    answer = await world.ask(READ, id=identity, range=span, channel="TIKTOK")
    rows = answer.data["campaign"]["plannedSpend"]
    assert rows == [{"channel": "TIKTOK", "date": "2026-07-02", "amount": {"amount": "7"}}]
    backwards = await world.ask(READ, id=identity, range={"start": "2026-07-02", "end": "2026-07-01"})
    assert backwards.codes == ["INVALID_TIME_RANGE"]


async def test_every_fault_is_told_at_once_and_nothing_is_planned(world: World):
    identity = await _campaign(world)
    days = [
        {"date": "2026-06-30", "amount": "-1"},
        {"date": "2026-10-01", "amount": "1.1234567"},
        {"date": "2026-07-05", "amount": "1"},
        {"date": "2026-07-05", "amount": "2"},
        {"date": "2026-07-06", "amount": "3"},
    ]
    refused = await _plan(world, identity, "X", days=days, clear=["2026-07-06", "2026-07-07", "2026-07-07"])
    assert refused["campaign"] is None
    assert _where(refused) == [
        ("INVALID_INPUT", "channel"),
        ("INVALID_INPUT", "days.0.amount"),
        ("INVALID_TIME_RANGE", "days.0.date"),
        ("INVALID_INPUT", "days.1.amount"),
        ("INVALID_TIME_RANGE", "days.1.date"),
        ("INVALID_INPUT", "days.2.date"),
        ("INVALID_INPUT", "days.3.date"),
        ("INVALID_INPUT", "days.4.date"),
        ("INVALID_INPUT", "clear.1"),
        ("INVALID_INPUT", "clear.2"),
    ]
    answer = await world.ask(READ, id=identity)
    assert answer.data["campaign"]["plannedSpend"] == []


async def test_a_change_names_at_least_one_day_and_at_most_a_year_of_them(world: World):
    identity = await _campaign(world, endDate=None)
    assert _where(await _plan(world, identity)) == [("INVALID_INPUT", "days")]
    first = world.clock.now().date().replace(month=12, day=1)
    many = [{"date": str(first + timedelta(days=number)), "amount": "1"} for number in range(367)]
    assert _where(await _plan(world, identity, days=many)) == [("TOO_LARGE", "days")]
    assert _where(await _plan(world, identity, clear=[one["date"] for one in many])) == [("TOO_LARGE", "clear")]
    planned = await _plan(world, identity, days=many[:366])
    assert planned["errors"] == []
    assert len(planned["campaign"]["plannedSpend"]) == 366


async def test_days_are_cleared_where_the_campaign_no_longer_runs(world: World):
    identity = await _campaign(world)
    await _plan(world, identity, "TIKTOK", days=_days(d20="5"))
    moved = {"id": identity, "channels": ["GOOGLE"], "endDate": "2026-07-10"}
    assert (await world.ask(UPDATE, input=moved)).data["updateCampaign"]["errors"] == []
    cleared = await _plan(world, identity, "TIKTOK", clear=["2026-07-20"])
    assert (cleared["errors"], cleared["campaign"]["plannedSpend"]) == ([], [])


async def test_an_analyst_plans_for_own_campaigns_only(world: World):
    own, others = await _campaign(world, Role.ANALYST), await _campaign(world)
    given = {"channel": "GOOGLE", "days": _days(d01="1")}
    mine = await world.ask(PLAN, Role.ANALYST, input={"campaignId": own} | given)
    assert mine.data["planSpend"]["errors"] == []
    assert (await world.ask(PLAN, Role.ANALYST, input={"campaignId": others} | given)).codes == ["FORBIDDEN"]


async def test_a_plan_keeps_the_currency_of_the_budget_as_long_as_there_is_one(world: World):
    identity = await _campaign(world)
    await _plan(world, identity, days=_days(d01="1"))
    euros = {"id": identity, "budget": {"amount": "100", "currency": "EUR"}}
    refused = await world.ask(UPDATE, input=euros)
    assert _where(refused.data["updateCampaign"]) == [("CONFLICT", "budget.currency")]
    await _plan(world, identity, clear=["2026-07-01"])
    assert (await world.ask(UPDATE, input=euros)).data["updateCampaign"]["errors"] == []


async def test_planning_is_written_to_the_audit_log(world: World):
    identity = await _campaign(world)
    await _plan(world, identity, days=_days(d01="1"), clear=["2026-07-02"])
    audit = world.storage.database.committed.audit.values()  # type: ignore[attr-defined]
    entry = next(one for one in audit if one.action == "campaign.plan_spend")
    assert gid("Campaign", entry.subject_id) == identity
    assert entry.details == {"channel": "GOOGLE", "stated": "1", "cleared": "1"}


async def test_a_run_from_before_a_changed_plan_answers_no_later_request(lived_in: LivedInWorld):
    run = """mutation($input: RunSimulationInput!) { runSimulation(input: $input) {
        simulation { id cached campaign { dataVersion } } errors { code } } }"""
    identity = gid("Campaign", lived_in.campaign.id)
    await lived_in.completed(lived_in.campaign, 9)
    asked = {"campaignId": identity, "horizonDays": 9}
    again = (await lived_in.ask(run, input=asked)).data["runSimulation"]["simulation"]
    assert again["cached"]
    day = {"date": lived_in.campaign.start_date.isoformat(), "amount": "10"}
    planned = await _plan(lived_in, identity, lived_in.campaign.channels[0].value, days=[day])
    assert planned["campaign"]["dataVersion"] == again["campaign"]["dataVersion"] + 1
    fresh = await lived_in.ask(run, input=asked)
    assert not fresh.data["runSimulation"]["simulation"]["cached"]


async def test_a_plan_is_no_metrics(world: World):
    identity = await _campaign(world)
    planned = await _plan(world, identity, days=_days(d01="1"))
    assert planned["campaign"]["dataVersion"] == 0


async def test_a_budget_is_no_cap_unless_it_is_said_to_be_one(world: World):
    document = "query($id: ID!) { campaign(id: $id) { budgetCapped } }"
    soft, hard = await _campaign(world), await _campaign(world, budgetCapped=True)
    read = [(await world.ask(document, id=one)).data["campaign"]["budgetCapped"] for one in (soft, hard)]
    assert read == [False, True]
    changed = await world.ask(UPDATE, input={"id": soft, "budgetCapped": True})
    assert changed.data["updateCampaign"]["campaign"]["budgetCapped"]
    left = await world.ask(UPDATE, input={"id": soft, "name": "Winter"})
    assert left.data["updateCampaign"]["campaign"]["budgetCapped"]
