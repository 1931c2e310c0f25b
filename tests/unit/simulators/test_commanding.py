"""Owners and admins command a running simulator; what they do is logged and shows in the events that follow."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from config.marketplace.scenario_document import parse_scenario, scenario_document
from domain.errors import ErrorCode, Forbidden, Refused
from domain.marketplace.model import DefinitionProblem
from domain.marketplace.moments import DAY, HOUR, MINUTE
from domain.marketplace.timeline.checks import ModifierDraft
from domain.marketplace.timeline.model import CommandKind
from domain.marketplace.timeline.script import Script, ScriptStep
from domain.simulators.access import SimulatorAccess
from domain.simulators.control import SimulatorControl
from domain.simulators.host import SimulatorHost
from domain.simulators.library import ScenarioLibrary
from domain.simulators.live import LiveSimulator
from domain.workspaces.model import Principal, Role
from tests.fixtures.steered import SequentialIds
from tests.unit.simulators.stage import Stage, played, running, until

SPEED = 600.0
RUSH, OVERLOAD, OUTAGE, NORMAL = "exam-season-surge", "support-overload", "payment-outage", "normal-operations"
TICKETS = "support.ticket.created"


@dataclass
class Desk:
    """A running simulator and what commands it."""

    stage: Stage
    host: SimulatorHost
    control: SimulatorControl
    workspace: UUID

    @property
    def live(self) -> LiveSimulator:
        return running(self.host, self.workspace)

    @property
    def owner(self) -> Principal:
        return self.somebody(Role.OWNER)

    def somebody(self, role: Role) -> Principal:
        return Principal(self.workspace, UUID(int=7), "Ada", role)

    async def reach(self, position: int) -> None:
        """Wait until simulation time is past a moment."""
        await until(lambda: self.live.position > position)

    def labels(self, begin: int, end: int) -> set[str | None]:
        """Return the scenarios that events between two moments are labelled with."""
        return {event.scenario for event in self.stage.made if begin <= event.at < end}


async def a_desk(role: Role = Role.OWNER) -> Desk:
    stage = Stage()
    host, here = stage.host(), await stage.workspace()
    await host.start()
    access = SimulatorAccess(host)
    library = ScenarioLibrary(stage.marketplace, stage.storage, stage.clock, parse_scenario, scenario_document)
    control = SimulatorControl(host, access, library, stage.storage, stage.clock, SequentialIds(), SPEED)
    desk = Desk(stage, host, control, here)
    await control.enable(desk.somebody(role), 7)
    return desk


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[ErrorCode]:
    return [fault.code for fault in refused.value.faults]


def test_a_scenario_is_active_then_settles_then_is_over_and_events_say_so() -> None:
    async def body() -> None:
        desk = await a_desk()
        done = await desk.control.activate(desk.owner, RUSH)
        (activation,) = done.course.activations
        assert activation.active_until == done.at + 3 * HOUR
        assert activation.settled_at >= done.at + 8 * HOUR
        await desk.reach(activation.settled_at + HOUR)
        await desk.host.stop()
        assert desk.labels(done.at, activation.settled_at) == {RUSH}
        assert desk.labels(activation.settled_at, activation.settled_at + HOUR) == {None}
        assert desk.labels(0, done.at) <= {None}

    played(body)


def test_while_one_scenario_is_active_another_is_refused_and_normal_operations_end_it_at_once() -> None:
    async def body() -> None:
        desk = await a_desk()
        await desk.control.activate(desk.owner, RUSH)
        with pytest.raises(Refused) as refused:
            await desk.control.activate(desk.owner, OVERLOAD)
        assert codes(refused) == [ErrorCode.SCENARIO_ALREADY_ACTIVE]
        assert refused.value.faults[0].hint
        ended = await desk.control.activate(desk.owner, NORMAL)
        await desk.reach(ended.at + HOUR)
        assert RUSH not in desk.labels(ended.at + MINUTE, ended.at + HOUR)
        with pytest.raises(Refused) as refused:
            await desk.control.stop(desk.owner)
        assert codes(refused) == [ErrorCode.NO_ACTIVE_SCENARIO]
        await desk.host.stop()

    played(body)


def test_stopping_begins_to_settle_and_a_reset_ends_everything_at_once() -> None:
    async def body() -> None:
        desk = await a_desk()
        begun = await desk.control.activate(desk.owner, OVERLOAD)
        draft = ModifierDraft(TICKETS, multiplier=2.0)
        await desk.control.modify(desk.owner, draft)
        await desk.reach(begun.at + HOUR)
        stopped = await desk.control.stop(desk.owner)
        (activation,) = stopped.course.activations
        assert stopped.at == activation.active_until < activation.settled_at
        await desk.reach(stopped.at + HOUR)
        cleared, reset = await desk.control.reset(desk.owner)
        assert str(cleared).startswith("1 scenario, 1 modifier, 2 injected events")
        await desk.reach(reset.at + HOUR)
        await desk.host.stop()
        assert OVERLOAD in desk.labels(stopped.at, reset.at)
        assert desk.labels(reset.at, reset.at + HOUR) == {None}

    played(body)


def test_a_script_plays_its_scenarios_one_after_the_other() -> None:
    async def body() -> None:
        desk = await a_desk()
        steps = (
            ScriptStep(RUSH, timedelta(minutes=30), timedelta(hours=1)),
            ScriptStep(OUTAGE, timedelta(hours=3), timedelta(minutes=30)),
        )
        done = await desk.control.run_script(desk.owner, Script(steps))
        assert [one.at - done.at for one in done.commands] == [30 * MINUTE, 3 * HOUR]
        await desk.reach(done.at + 4 * HOUR)
        await desk.host.stop()
        assert desk.labels(done.at, done.at + 30 * MINUTE) == {None}
        assert desk.labels(done.at + 30 * MINUTE, done.at + 3 * HOUR) == {RUSH}
        assert desk.labels(done.at + 3 * HOUR, done.at + 4 * HOUR) == {OUTAGE}

    played(body)


def test_a_reset_takes_back_what_a_script_has_still_to_do() -> None:
    async def body() -> None:
        desk = await a_desk()
        steps = (ScriptStep(RUSH, timedelta(0), timedelta(hours=1)), ScriptStep(OUTAGE, timedelta(hours=3)))
        done = await desk.control.run_script(desk.owner, Script(steps))
        await desk.reach(done.at + 30 * MINUTE)
        _, reset = await desk.control.reset(desk.owner)
        await desk.reach(done.at + 4 * HOUR)
        await desk.host.stop()
        assert desk.labels(reset.at, done.at + 4 * HOUR) == {None}
        async with desk.stage.storage() as tx:
            log = await tx.simulators.commands(desk.workspace)
        kinds = [command.kind for command in log]
        assert kinds == [CommandKind.ACTIVATE, CommandKind.ACTIVATE, CommandKind.RESET], "nothing is lost from the log"

    played(body)


def test_a_dry_run_shows_the_effect_and_does_nothing() -> None:
    async def body() -> None:
        desk = await a_desk()
        done = await desk.control.activate(desk.owner, RUSH, dry_run=True)
        assert [one.scenario.id for one in done.course.activations] == [RUSH]
        assert {one.stream for one in done.previews()} >= {"customer.tutor.search", "session.booking.requested"}
        assert desk.live.course.activations == ()
        async with desk.stage.storage() as tx:
            assert list(await tx.simulators.commands(desk.workspace)) == []
        await desk.host.stop()

    played(body)


def test_who_asks_for_a_scenario_that_is_disabled_is_told_where_to_see_why() -> None:
    async def body() -> None:
        desk = await a_desk()
        problem = DefinitionProblem("scenarios.json", "scenarios[9].duration", "'long' is no length of time")
        library = replace(desk.control.library, marketplace=replace(desk.stage.marketplace, problems=(problem,)))
        for asked, told in ((library, True), (desk.control.library, False)):
            with pytest.raises(Refused) as refused:
                await asked.named(desk.owner, "disabled-one")
            assert ("simulator.problems" in (refused.value.faults[0].hint or "")) is told
        await desk.host.stop()

    played(body)


def test_what_becomes_known_of_the_future_meanwhile_is_no_effect_of_a_command() -> None:
    async def body() -> None:
        desk = await a_desk()
        begun = desk.live.position
        await desk.control.set_speed(desk.owner, 10_000.0)
        await desk.reach(begun + 4 * DAY)
        await desk.control.set_speed(desk.owner, 0.0)
        for dry_run in (True, False):
            done = await desk.control.activate(desk.owner, RUSH, dry_run=dry_run)
            assert all(one.begins_at <= done.at + 6 * HOUR for one in done.previews())
        await desk.host.stop()

    played(body)


def test_only_owners_and_admins_command_and_everybody_may_watch() -> None:
    async def body() -> None:
        desk = await a_desk(Role.ADMIN)
        for role in Role:
            who = desk.somebody(role)
            assert desk.control.access.watched_by(who) is desk.live
            if role in {Role.OWNER, Role.ADMIN}:
                await desk.control.set_speed(who, SPEED)
                continue
            with pytest.raises(Forbidden):
                await desk.control.set_speed(who, 1.0)
            with pytest.raises(Forbidden):
                await desk.control.activate(who, RUSH)
        assert desk.live.pace.speed == SPEED
        await desk.host.stop()

    played(body)


@pytest.mark.parametrize("speed", [-1.0, 10_001.0, float("nan"), float("inf")])
def test_a_speed_that_cannot_be_is_refused(speed: float) -> None:
    async def body() -> None:
        desk = await a_desk()
        with pytest.raises(Refused):
            await desk.control.set_speed(desk.owner, speed)
        assert desk.live.pace.speed == SPEED
        await desk.host.stop()

    played(body)
