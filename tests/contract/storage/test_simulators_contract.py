"""What every storage guarantees about simulators and about metrics by the hour."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.campaigns.model import Channel
from domain.errors import ErrorCode, Refused
from domain.marketplace.events.model import (
    EventSeverity,
    ExternalEvent,
    ExternalEventType,
    Impact,
    ImpactDirection,
    ImpactMagnitude,
)
from domain.marketplace.history.model import HourBlock
from domain.marketplace.moments import HOUR, micros
from domain.marketplace.scenarios.model import (
    Backlog,
    Cascade,
    ProbabilityShift,
    ScenarioDefinition,
    ScenarioEvent,
    SettlingCurve,
    Span,
    StreamModifier,
)
from domain.marketplace.timeline.model import Command, CommandKind, ManualModifier, Window
from domain.metrics.model import HourlyPoint, HourlyQuery, MetricType
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.simulators.model import SavedEngine, SavedScenario, SimulatorRecord
from tests.fixtures.records import NOON, a_campaign, a_workspace

IMPACT = Impact("customer.tutor.search", ImpactDirection.INCREASE, ImpactMagnitude.HIGH, timedelta(days=21))
SCENARIO = ScenarioDefinition(
    id="surge",
    name="Surge",
    description="Much demand.",
    category="demand",
    tags=("a", "b"),
    duration=Span("3 hours", timedelta(hours=3)),
    settlement=Span("1 microsecond", timedelta(microseconds=1)),
    curve=SettlingCurve.EXPONENTIAL,
    modifiers=(
        StreamModifier("customer.tutor.search", multiplier=1.6, shift=ProbabilityShift("subject", (("physics", 2.0),))),
        StreamModifier("payment_gateway.transaction.status", override=95.0),
    ),
    events=(
        ScenarioEvent(
            ExternalEventType.ACADEMIC, "Exams", "", EventSeverity.WARNING, timedelta(0), (IMPACT,), icon="school"
        ),
    ),
    cascades=(Cascade("a.b", "c.d", 1.3, timedelta(hours=1), timedelta(hours=6)),),
    backlog=Backlog(("c.d",), 0.7, timedelta(hours=2), 1.8),
    precedence=3,
    trigger="Exam dates.",
)
EVENT = ExternalEvent(
    uuid4(), NOON, ExternalEventType.PRODUCT, "Launch", "Out.", EventSeverity.INFO, (IMPACT,), timedelta(hours=2),
    causal=False, injected_by="member:x",
)  # fmt: skip
BIG = 1_790_000_000_123_457
COMMANDS = [
    Command(1, BIG, CommandKind.ACTIVATE, "member:x", scenario=SCENARIO),
    Command(2, BIG + 1, CommandKind.INJECT, "member:x", event=EVENT),
    Command(
        3,
        BIG + 2,
        CommandKind.MODIFY,
        "member:x",
        modifier=ManualModifier("m", StreamModifier("a.b", additive=-2.5), BIG, None, 17),
    ),
    Command(4, BIG + 3, CommandKind.REGENERATE, "system", window=Window(1, 5, BIG, ("a.b",), 1.5, 2**52, 7, "why")),
    Command(5, BIG + 4, CommandKind.JUMP, "system", target=BIG + 10),
]


def a_record(workspace_id: UUID, **values) -> SimulatorRecord:
    return replace(SimulatorRecord(workspace_id, 2**53 - 1, NOON, 1.5, NOON, NOON, NOON), **values)


async def _simulator(tx: Transaction, slug: str = "acme") -> UUID:
    workspace = a_workspace(slug)
    await tx.workspaces.add(workspace)
    await tx.simulators.add(a_record(workspace.id))
    return workspace.id


async def test_a_workspace_has_at_most_one_simulator(storage: OpenUnitOfWork):
    async with storage() as tx:
        here = await _simulator(tx)
        assert await tx.simulators.get(here) == a_record(here)
        with pytest.raises(Refused) as refused:
            await tx.simulators.add(a_record(here, seed=2))
        assert refused.value.faults[0].code is ErrorCode.CONFLICT
        await tx.commit()
    async with storage() as tx:
        assert [one.workspace_id for one in await tx.simulators.everyone()] == [here]
        assert await tx.simulators.get(uuid4()) is None


async def test_speed_and_position_are_remembered(storage: OpenUnitOfWork):
    later = NOON + timedelta(hours=3, microseconds=7)
    async with storage() as tx:
        here = await _simulator(tx)
        await tx.simulators.set_speed(here, 600.0)
        await tx.simulators.reach(here, later, NOON)
        await tx.commit()
    async with storage() as tx:
        assert await tx.simulators.get(here) == a_record(here, speed=600.0, position=later)
        with pytest.raises(Refused) as refused:
            await tx.simulators.reach(uuid4(), later, NOON)
        assert refused.value.faults[0].code is ErrorCode.NOT_FOUND


async def test_commands_come_back_as_they_were_given(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _simulator(tx), await _simulator(tx, "other")
        for command in reversed(COMMANDS):
            await tx.simulators.append(here, command)
        await tx.commit()
    async with storage() as tx:
        assert list(await tx.simulators.commands(here)) == COMMANDS
        assert list(await tx.simulators.commands(there)) == []


async def test_a_number_is_given_to_one_command_only(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _simulator(tx), await _simulator(tx, "other")
        await tx.simulators.append(here, COMMANDS[0])
        with pytest.raises(Refused) as refused:
            await tx.simulators.append(here, replace(COMMANDS[1], number=1))
        assert refused.value.faults[0].code is ErrorCode.CONFLICT
        await tx.simulators.append(there, COMMANDS[0])
        await tx.commit()
    async with storage() as tx:
        assert list(await tx.simulators.commands(here)) == COMMANDS[:1]


async def test_the_saved_engine_is_replaced(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _simulator(tx), await _simulator(tx, "other")
        assert await tx.simulators.engine(here) is None
        await tx.simulators.save_engine(here, SavedEngine(NOON, 1, b"first"))
        await tx.simulators.save_engine(here, SavedEngine(NOON + timedelta(hours=1), 2, b"\x00second\xff"))
        await tx.commit()
    async with storage() as tx:
        assert await tx.simulators.engine(here) == SavedEngine(NOON + timedelta(hours=1), 2, b"\x00second\xff")
        assert await tx.simulators.engine(there) is None


async def test_hours_are_kept_by_their_beginning(storage: OpenUnitOfWork):
    begin = micros(NOON)
    hours = [HourBlock(begin + place * HOUR, (place, 2**40), (("a#b", 1.5 * place, 3),)) for place in range(5)]
    async with storage() as tx:
        here, there = await _simulator(tx), await _simulator(tx, "other")
        await tx.simulators.add_hours(here, [replace(hours[1], counts=(9, 9)), hours[0]])
        await tx.simulators.add_hours(here, hours[1:])
        await tx.simulators.add_hours(here, [])
        await tx.commit()
    async with storage() as tx:
        assert list(await tx.simulators.hours(here, begin, begin + 5 * HOUR)) == hours
        assert list(await tx.simulators.hours(here, begin + HOUR, begin + 3 * HOUR)) == hours[1:3]
        assert list(await tx.simulators.hours(there, begin, begin + 5 * HOUR)) == []


async def test_scenarios_belong_to_their_workspace(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _simulator(tx), await _simulator(tx, "other")
        member = uuid4()
        other = replace(SCENARIO, id="another")
        for definition in (SCENARIO, other, replace(SCENARIO, name="Renamed")):
            await tx.simulators.save_scenario(SavedScenario(here, definition, member, NOON))
        await tx.commit()
    async with storage() as tx:
        found = await tx.simulators.scenarios(here)
        assert [one.definition for one in found] == [other, replace(SCENARIO, name="Renamed")]
        assert not await tx.simulators.delete_scenario(there, "another")
        assert await tx.simulators.delete_scenario(here, "another")
        assert not await tx.simulators.delete_scenario(here, "another")
        assert await tx.simulators.scenarios(there) == []


async def test_hourly_points_are_stored_by_channel_metric_and_hour(storage: OpenUnitOfWork):
    def point(hour: int, value: float, channel: Channel = Channel.GOOGLE, metric: MetricType = MetricType.CLICKS):
        return HourlyPoint(channel, metric, NOON + timedelta(hours=hour), value)

    async with storage() as tx:
        workspace, foreign = a_workspace("acme"), a_workspace("other")
        await tx.workspaces.add(workspace)
        await tx.workspaces.add(foreign)
        campaign = a_campaign(workspace.id)
        await tx.campaigns.add(campaign)
        points = [point(0, 1.0), point(1, 2.0), point(0, 3.0, Channel.X), point(0, 0.1, metric=MetricType.SPEND)]
        assert await tx.hourly_metrics.upsert(workspace.id, campaign.id, points) == 4
        assert await tx.hourly_metrics.upsert(workspace.id, campaign.id, [point(1, 5.0)]) == 1
        with pytest.raises(Refused):
            await tx.hourly_metrics.upsert(foreign.id, campaign.id, points)
        await tx.commit()
    async with storage() as tx:
        found = (await tx.hourly_metrics.read_many(workspace.id, [campaign.id], HourlyQuery()))[campaign.id]
        assert list(found) == [point(0, 1.0), point(1, 5.0), point(0, 0.1, metric=MetricType.SPEND), points[2]]
        later = HourlyQuery(start=NOON + timedelta(hours=1), end=NOON + timedelta(hours=2))
        assert list((await tx.hourly_metrics.read_many(workspace.id, [campaign.id], later))[campaign.id]) == [
            point(1, 5.0)
        ]
        one = HourlyQuery(channel=Channel.GOOGLE, metrics=(MetricType.SPEND,))
        assert len((await tx.hourly_metrics.read_many(workspace.id, [campaign.id], one))[campaign.id]) == 1
        assert await tx.hourly_metrics.read_many(foreign.id, [campaign.id], HourlyQuery()) == {}
        await tx.campaigns.delete(workspace.id, campaign.id, NOON)
        assert await tx.hourly_metrics.read_many(workspace.id, [campaign.id], HourlyQuery()) == {}


async def test_hourly_points_know_their_last_hour_and_forget_the_first_ones(storage: OpenUnitOfWork):
    def point(hour: int, channel: Channel = Channel.GOOGLE):
        return HourlyPoint(channel, MetricType.CLICKS, NOON + timedelta(hours=hour), 1.0)

    def at(hour: int) -> datetime:
        return NOON + timedelta(hours=hour)

    async with storage() as tx:
        workspace, foreign = a_workspace("acme"), a_workspace("other")
        await tx.workspaces.add(workspace)
        await tx.workspaces.add(foreign)
        first, second, empty = (a_campaign(workspace.id) for _ in range(3))
        for campaign in (first, second, empty):
            await tx.campaigns.add(campaign)
        await tx.hourly_metrics.upsert(workspace.id, first.id, [point(0), point(3, Channel.X), point(1)])
        await tx.hourly_metrics.upsert(workspace.id, second.id, [point(0), point(1)])
        await tx.commit()
    everything = [first.id, second.id, empty.id]
    async with storage() as tx:
        between = await tx.hourly_metrics.read_many(workspace.id, everything, HourlyQuery(start=at(1), end=at(3)))
        assert between == {first.id: [point(1)], second.id: [point(1)]}
    async with storage() as tx:
        assert await tx.hourly_metrics.last_hours(workspace.id, everything) == {first.id: at(3), second.id: at(1)}
        assert await tx.hourly_metrics.last_hours(foreign.id, everything) == {}
        await tx.hourly_metrics.forget(foreign.id, everything, at(9))
        await tx.hourly_metrics.forget(workspace.id, [first.id], at(1))
        await tx.commit()
    async with storage() as tx:
        left = await tx.hourly_metrics.read_many(workspace.id, everything, HourlyQuery())
        assert list(left[first.id]) == [point(1), point(3, Channel.X)]
        assert list(left[second.id]) == [point(0), point(1)]
