"""A simulator goes on where it was after a stop, a crash or a failure, without a gap and without doubles."""

import asyncio
from datetime import timedelta

import pytest

from domain.errors import Unavailable
from domain.marketplace.moments import HOUR, MINUTE, micros
from domain.marketplace.timeline.model import CommandKind
from domain.simulators.host import AGAIN_SECONDS
from domain.simulators.live import SAVE_SECONDS
from domain.streams.model import StreamEvent
from tests.unit.simulator.engine.market import written
from tests.unit.simulators.stage import START, Stage, killed, played, running, until

EPOCH = micros(START) // HOUR * HOUR
SEED = 7


def numbers(events: list[StreamEvent]) -> dict[str, list[int]]:
    """Return sequences by stream."""
    found: dict[str, list[int]] = {}
    for event in events:
        found.setdefault(event.stream, []).append(event.sequence)
    return found


def whole(events: list[StreamEvent]) -> None:
    """Assert that no sequence is missing or twice."""
    for stream, sequences in numbers(events).items():
        assert sequences == list(range(1, len(sequences) + 1)), stream


def test_a_stopped_simulator_goes_on_with_the_next_numbers() -> None:
    async def body() -> None:
        stage = Stage()
        here = await stage.workspace()
        for _ in range(3):
            host = stage.host()
            await host.start()
            if host.live(here) is None:
                await host.enable(here, SEED, 600.0)
            await asyncio.sleep(7)
            await host.stop()
        whole(stage.made)
        assert stage.ends == sorted(stage.ends)
        assert stage.jumps == []
        async with stage.storage() as tx:
            stored = await tx.simulators.hours(here, EPOCH, EPOCH + 5 * HOUR)
        assert [one.begin for one in stored] == [EPOCH + place * HOUR for place in range(len(stored))]
        for place, name in enumerate(stage.marketplace.names):
            inside = sum(event.stream == name and event.at < EPOCH + len(stored) * HOUR for event in stage.made)
            assert sum(one.counts[place] for one in stored) == inside
        assert {one.begin for one in stage.hours} == {one.begin for one in stored}

    played(body)


def test_after_a_crash_the_same_events_are_made_again_and_none_is_lost() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        await asyncio.sleep(SAVE_SECONDS + 9.3)
        await killed(host)
        before, stage.made = list(stage.made), []
        host = stage.host()
        await host.start()
        await asyncio.sleep(20)
        await host.stop()
        first = stage.made[0].at
        again = {(one.stream, one.sequence): written(one) for one in stage.made}
        missed = [one for one in before if one.at >= first]
        assert missed, "something happened after the last save"
        assert all(again[one.stream, one.sequence] == written(one) for one in missed)
        whole(sorted([one for one in before if one.at < first] + stage.made, key=lambda one: one.at))

    played(body)


@pytest.mark.parametrize(("away", "jumps"), [(90, 0), (150, 1)])
def test_missed_time_is_made_up_to_a_bound_and_jumped_over_beyond_it(away: float, jumps: int) -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 60.0)
        await asyncio.sleep(10)
        await host.stop()
        stopped, count = stage.ends[-1], len(stage.made)
        stage.clock.away += timedelta(seconds=away)
        host = stage.host(catch_up=timedelta(hours=2))
        await host.start()
        await until(lambda: (live := host.live(here)) is not None and live.position > stopped + away * MINUTE)
        assert len(stage.jumps) == jumps
        whole(stage.made)
        if jumps:
            ((begin, end),) = stage.jumps
            assert end - begin == pytest.approx(away * MINUTE, abs=10 * MINUTE)
            assert not [one for one in stage.made[count:] if begin <= one.at < end]
            (command,) = running(host, here).course.timeline.commands
            assert (command.kind, command.at, command.target) == (CommandKind.JUMP, begin, end)
        else:
            assert [one for one in stage.made if stopped <= one.at < stopped + away * MINUTE]
        await host.stop()

    played(body)


def test_a_crash_after_a_jump_does_not_bring_back_what_was_jumped_over() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 60.0)
        await asyncio.sleep(10)
        await host.stop()
        stage.clock.away += timedelta(seconds=300)
        for _ in range(2):
            host = stage.host()
            await host.start()
            await asyncio.sleep(9)
            await killed(host)
        host = stage.host()
        await host.start()
        await asyncio.sleep(5)
        await host.stop()
        ((begin, end),) = set(stage.jumps)
        assert not [one for one in stage.made if begin <= one.at < end]
        events = {(one.stream, one.sequence): written(one) for one in stage.made}
        assert all(events[one.stream, one.sequence] == written(one) for one in stage.made)
        whole(sorted({one.key: one for one in stage.made}.values(), key=lambda one: one.at))

    played(body)


def test_a_paused_simulator_misses_nothing_while_nobody_runs_it() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        await asyncio.sleep(3)
        await running(host, here).set_speed(0)
        held = running(host, here).position
        await host.stop()
        stage.clock.away += timedelta(days=3)
        host = stage.host()
        await host.start()
        await asyncio.sleep(10)
        assert running(host, here).position == held
        assert stage.jumps == []
        await host.stop()

    played(body)


def test_a_failed_simulator_is_told_of_and_begun_again_while_others_go_on() -> None:
    async def body() -> None:
        stage = Stage()
        host, here, there = stage.host(), await stage.workspace(), await stage.workspace("other")
        await host.start()
        await host.enable(here, SEED, 600.0)
        await asyncio.sleep(5)
        stage.failures.append(ZeroDivisionError("by design"))
        await until(lambda: bool(stage.told))
        assert [(one, type(error)) for one, error in stage.told] == [(here, ZeroDivisionError)]
        assert host.live(here) is None
        await host.enable(there, SEED, 600.0)
        await asyncio.sleep(AGAIN_SECONDS - 1)
        assert running(host, there).position > EPOCH
        assert host.live(here) is None
        await asyncio.sleep(5)
        mine = running(host, here)
        await until(lambda: mine.position > EPOCH + 3 * HOUR)
        await host.stop()

    played(body)


def test_what_an_engine_was_doing_when_it_failed_is_made_again_without_a_gap() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        await asyncio.sleep(12)
        stage.failures.append(ZeroDivisionError("by design"))
        await until(lambda: bool(stage.told))
        await asyncio.sleep(AGAIN_SECONDS + 12)
        await host.stop()
        whole(sorted({one.key: one for one in stage.made}.values(), key=lambda one: one.at))

    played(body)


def test_a_failure_while_it_begins_again_is_not_the_end() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        await asyncio.sleep(2)
        stage.failures.append(ZeroDivisionError("by design"))
        await until(lambda: bool(stage.told))
        works, host.open = host.open, _nothing_works
        await until(lambda: len(stage.told) == 3)
        host.open = works
        await asyncio.sleep(AGAIN_SECONDS + 2)
        assert running(host, here).position > EPOCH
        await host.stop()

    played(body)


def _nothing_works() -> None:
    raise Unavailable("the database is away")


def test_a_saved_engine_that_cannot_be_read_is_made_anew_from_the_commands() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        await asyncio.sleep(10)
        await host.stop()
        async with stage.storage() as tx:
            saved = await tx.simulators.engine(here)
            assert saved is not None
            await tx.simulators.save_engine(here, type(saved)(saved.position, saved.command, b"damaged"))
            await tx.commit()
        before, stage.made = list(stage.made), []
        host = stage.host()
        await host.start()
        await until(lambda: (live := host.live(here)) is not None and live.position > before[-1].at + HOUR)
        await host.stop()
        assert [str(error) for _, error in stage.told] == [
            "the saved engine is damaged; start it anew from its commands"
        ]
        assert [written(one) for one in stage.made[: len(before)]] == [written(one) for one in before]
        whole(stage.made)

    played(body)


def test_it_can_be_stopped_although_nothing_can_be_saved() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        await asyncio.sleep(1)
        running(host, here).open = _nothing_works
        await asyncio.wait_for(host.stop(), 5)
        assert [type(error) for _, error in stage.told] == [Unavailable]

    played(body)
