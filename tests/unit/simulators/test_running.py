"""A simulator keeps in step with wall time, and takes commands that are kept."""

import asyncio

import pytest

from domain.errors import ErrorCode, Refused, Unavailable
from domain.marketplace.moments import HOUR, SECOND, micros, moment
from domain.marketplace.timeline.model import Command, CommandKind
from domain.simulators.live import RESERVED_SECONDS, TURN_SECONDS
from tests.unit.simulator.engine.market import scenario, written
from tests.unit.simulators.stage import START, Stage, killed, played, running, until

EPOCH = micros(START) // HOUR * HOUR
SEED = 7


def test_a_simulator_has_this_hour_from_its_beginning_and_keeps_in_step() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        record = await host.enable(here, SEED, 600.0)
        assert record.epoch == START.replace(minute=0)
        live = running(host, here)
        await asyncio.sleep(30)
        assert live.position == pytest.approx(micros(START) + 30 * 600 * SECOND, abs=3 * TURN_SECONDS * 600 * SECOND)
        assert live.effective_speed == pytest.approx(600, rel=0.1)
        await host.stop()
        assert host.live(here) is None

    played(body)


def test_speed_changes_and_a_pause_holds_time_still() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        live = running(host, here)
        await asyncio.sleep(5)
        await live.set_speed(0)
        held, count = live.position, len(stage.made)
        await asyncio.sleep(100)
        assert (live.position, len(stage.made), live.effective_speed) == (held, count, 0.0)
        await live.set_speed(60.0)
        await asyncio.sleep(10)
        assert live.position - held == pytest.approx(600 * SECOND, abs=10 * SECOND)
        async with stage.storage() as tx:
            record = await tx.simulators.get(here)
        assert record is not None
        assert record.speed == 60.0
        await host.stop()

    played(body)


def test_a_step_that_waited_while_the_clock_was_stopped_does_not_go_on() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        live = running(host, here)
        await asyncio.sleep(5)
        async with live._turn:
            pausing = asyncio.create_task(live.set_speed(0))
            # Longer than a turn: a step waits now, behind the pause.
            await asyncio.sleep(4 * TURN_SECONDS)
            held = live.position
        await pausing
        await asyncio.sleep(1)
        assert live.position == held
        await host.stop()

    played(body)


def test_events_are_the_same_at_any_speed_and_with_any_pauses() -> None:
    async def body(*speeds: float) -> list[str]:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, speeds[0])
        live = running(host, here)
        for speed in speeds[1:]:
            await asyncio.sleep(0.8)
            await live.set_speed(speed)
        await until(lambda: live.position >= EPOCH + 2 * HOUR)
        await host.stop()
        return [written(event) for event in stage.made if event.at < EPOCH + 2 * HOUR]

    steady = played(lambda: body(3_600.0))
    assert len(steady) > 200
    assert played(lambda: body(600.0, 0.0, 7_200.0, 0.0, 60.0, 9_000.0)) == steady


def test_nothing_is_published_that_storage_has_not_heard_of() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        live = running(host, here)
        for _ in range(40):
            await asyncio.sleep(0.7)
            async with stage.storage() as tx:
                record = await tx.simulators.get(here)
            assert record is not None
            assert live.position <= micros(record.position)
            assert micros(record.position) - live.position <= (RESERVED_SECONDS + 1) * 600 * SECOND
            due = stage.clock.now() + (record.position - moment(live.position)) / 600
            assert abs((record.due_at - due).total_seconds()) < 1
        await host.stop()

    played(body)


def test_commands_are_logged_before_they_act_and_known_after_a_crash() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        live = running(host, here)
        await asyncio.sleep(3)
        rush = scenario("exam-season-surge")
        given = await live.give(lambda _, number, at: [Command(number, at, CommandKind.ACTIVATE, "member:1", rush)])
        async with stage.storage() as tx:
            assert list(await tx.simulators.commands(here)) == list(given)
        assert live.course.activation(live.position) is not None
        await asyncio.sleep(3)
        await killed(host)
        host = stage.host()
        await host.start()
        assert list(running(host, here).course.timeline.commands) == list(given)
        await host.stop()

    played(body)


def test_a_command_that_is_refused_leaves_everything_as_it_was() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        live = running(host, here)
        course = live.course

        def refuse(*_: object) -> list[Command]:
            raise Unavailable("no")

        with pytest.raises(Unavailable):
            await live.give(refuse)
        assert live.course is course
        await asyncio.sleep(1)
        assert live.position > EPOCH
        await host.stop()

    played(body)


def test_no_more_simulators_are_enabled_than_may_run() -> None:
    async def body() -> None:
        stage = Stage()
        host = stage.host(bound=1)
        here, there = await stage.workspace(), await stage.workspace("other")
        await host.enable(here, SEED, 60.0)
        for workspace, words in ((there, "no more may be"), (here, "has a simulator already")):
            with pytest.raises(Refused) as refused:
                await host.enable(workspace, SEED, 60.0)
            assert refused.value.faults[0].code is ErrorCode.CONFLICT
            assert words in refused.value.faults[0].message
        assert host.live(here) is None, "this process runs none"

    played(body)
