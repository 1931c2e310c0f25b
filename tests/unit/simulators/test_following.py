"""Several processes take part in one simulator: one runs it, the others follow, and one of them takes over."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from domain.errors import ErrorCode, Fault, Refused, Unavailable
from domain.marketplace.timeline.model import Command, CommandKind
from domain.ports.broadcast import Broadcast
from domain.simulators.following import FollowedSimulator
from domain.simulators.host import SimulatorHost
from domain.simulators.live import LiveSimulator
from domain.simulators.post import LEASE_SECONDS
from domain.streams.model import Batch, StreamEvent
from domain.streams.topics import Selection
from infra.broadcast.connection import BackendBroadcast
from tests.unit.simulator.engine.market import written
from tests.unit.simulators.stage import Stage, killed, played, until

SEED = 7


@dataclass
class Air(Broadcast):
    """A broadcast that loses what a test says."""

    inner: BackendBroadcast = field(default_factory=lambda: BackendBroadcast("memory://"))
    lost: Callable[[str, bytes], bool] = lambda topic, message: False

    async def publish(self, topic: str, message: bytes) -> None:
        if not self.lost(topic, message):
            await self.inner.publish(topic, message)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[AsyncIterator[bytes]]:
        async with self.inner.subscribe(topic) as messages:
            yield messages


class Watcher:
    """Somebody who follows all events at one process, and starts again where he was when that ends."""

    def __init__(self, stage: Stage, host: SimulatorHost, here: UUID) -> None:
        self.batches: list[Batch] = []
        self._selection = Selection(frozenset(stage.marketplace.names))
        self._task = asyncio.create_task(self._watch(host, here))

    async def _watch(self, host: SimulatorHost, here: UUID) -> None:
        while True:
            live = host.live(here)
            if live is not None:
                after = self.batches[-1].positions if self.batches else {}
                async for batch in live.feed.follow(self._selection, after, 0):
                    self.batches.append(batch)
            await asyncio.sleep(0.1)

    def end(self) -> list[StreamEvent]:
        """Assert that each event was told once, and none is missing; return them."""
        self._task.cancel()
        assert [one.gap for one in self.batches if one.gap] == []
        events = [event for one in self.batches for event in one.events]
        for stream in {one.stream for one in events}:
            numbers = [one.sequence for one in events if one.stream == stream]
            assert numbers == list(range(1, len(numbers) + 1)), stream
        return events


async def pair(stage: Stage, air: Air, **settings: Any) -> tuple[SimulatorHost, SimulatorHost, UUID]:
    """Return who runs a simulator at 600 times the speed of the clock, who follows, and whose it is."""
    await air.inner.connect()
    first, second = (stage.host(broadcast=air, holder=name, dead=None, **settings) for name in ("first", "second"))
    here = await stage.workspace()
    await first.start()
    await first.enable(here, SEED, 600.0)
    await asyncio.sleep(1)
    await second.start()
    await until(lambda: second.live(here) is not None)
    return first, second, here


def leading(host: SimulatorHost, here: UUID) -> bool:
    return isinstance(host.live(here), LiveSimulator)


def follower(host: SimulatorHost, here: UUID) -> FollowedSimulator:
    live = host.live(here)
    assert isinstance(live, FollowedSimulator)
    return live


async def settled(first: SimulatorHost, second: SimulatorHost, here: UUID) -> None:
    """Pause, and wait until both know everything."""
    live = first.live(here)
    assert live is not None
    await live.set_speed(0)
    await asyncio.sleep(5)
    other = second.live(here)
    assert other is not None
    assert dict(other.feed.positions) == dict(live.feed.positions)


def test_others_are_told_the_same_events_and_the_same_state() -> None:
    async def body() -> None:
        stage, air = Stage(), Air()
        first, second, here = await pair(stage, air)
        watchers = [Watcher(stage, one, here) for one in (first, second)]
        await asyncio.sleep(20)
        followed, live = follower(second, here), first.live(here)
        assert live is not None
        assert 0 <= live.position - followed.position < 2 * 600 * 1_000_000
        assert followed.pace.speed == 600
        assert followed.effective_speed == pytest.approx(live.effective_speed, rel=0.2)
        await settled(first, second, here)
        assert followed.pace.speed == 0
        assert [one.key for one, _ in followed.anomalies] == [one.key for one, _ in live.anomalies]
        here_told, there_told = (one.end() for one in watchers)
        assert len(here_told) > 500
        assert sorted(map(written, here_told)) == sorted(map(written, there_told))
        await second.stop()
        await first.stop()
        await air.inner.disconnect()

    played(body)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_what_the_broadcast_loses_is_read_from_the_tail(share: float) -> None:
    async def body() -> None:
        stage, air, count = Stage(), Air(), 0

        def lost(topic: str, message: bytes) -> bool:
            nonlocal count
            count += 1
            return count * share % 1 < share

        air.lost = lost
        first, second, here = await pair(stage, air)
        watcher = Watcher(stage, second, here)
        await asyncio.sleep(20)
        await settled(first, second, here)
        assert len(watcher.end()) > 500
        await second.stop()
        await first.stop()
        await air.inner.disconnect()

    played(body)


@pytest.mark.parametrize("lost", [False, True])
def test_after_the_death_of_who_runs_it_another_takes_over_without_a_gap(lost: bool) -> None:
    async def body() -> None:
        stage, air = Stage(), Air()
        first, second, here = await pair(stage, air)
        watcher = Watcher(stage, second, here)
        await asyncio.sleep(23.4)
        if lost:
            air.lost = lambda topic, message: True
            await asyncio.sleep(0.3)
        clock = asyncio.get_running_loop().time
        began = clock()
        await killed(first)
        await until(lambda: leading(second, here))
        assert clock() - began < LEASE_SECONDS + 2
        air.lost = lambda topic, message: False
        await asyncio.sleep(8)
        third = stage.host(broadcast=air, holder="third", dead=None)
        await third.start()
        late = Watcher(stage, third, here)
        await asyncio.sleep(5)
        assert follower(third, here).pace.speed == 600
        await settled(second, third, here)
        events = watcher.end()
        assert sorted(map(written, events)) == sorted(map(written, late.end()))
        made = {(one.stream, one.sequence): written(one) for one in stage.made}
        assert all(made[one.stream, one.sequence] == written(one) for one in events)
        assert stage.told == []
        await third.stop()
        await second.stop()
        await air.inner.disconnect()

    played(body)


def test_who_is_known_to_be_dead_is_not_waited_for() -> None:
    async def body() -> None:
        stage, air = Stage(), Air()
        first, second, here = await pair(stage, air)
        await asyncio.sleep(3)
        second.dead = lambda name: name == "first"
        await killed(first)
        await asyncio.sleep(1)
        assert leading(second, here)
        await second.stop()
        await air.inner.disconnect()

    played(body)


def test_who_stops_leaves_it_to_others_at_once_and_the_last_one_to_the_next_start() -> None:
    async def body() -> None:
        stage, air = Stage(), Air()
        first, second, here = await pair(stage, air)
        watcher = Watcher(stage, second, here)
        await asyncio.sleep(3)
        await first.stop()
        await asyncio.sleep(1)
        assert leading(second, here)
        first = stage.host(broadcast=air, holder="first again", dead=None)
        await first.start()
        await asyncio.sleep(3)
        follower(first, here)
        other = Watcher(stage, first, here)
        await second.stop()
        await asyncio.sleep(1)
        assert leading(first, here)
        await asyncio.sleep(3)
        watcher.end()
        assert len(other.end()) > 100
        await first.stop()
        await air.inner.disconnect()

    played(body)


def test_who_loses_its_storage_loses_the_simulator_and_follows_then() -> None:
    async def body() -> None:
        stage, air = Stage(), Air()
        first, second, here = await pair(stage, air)
        watchers = [Watcher(stage, one, here) for one in (first, second)]
        await asyncio.sleep(10)
        live, works = first.live(here), first.open
        assert isinstance(live, LiveSimulator)

        def away() -> Any:
            raise Unavailable("the database is away")

        live.open = first.open = away
        await until(lambda: leading(second, here))
        held = live.position
        await asyncio.sleep(3)
        assert live.position == held, "nothing is published by who may not be alone"
        live.open = first.open = works
        await until(lambda: isinstance(first.live(here), FollowedSimulator))
        await asyncio.sleep(10)
        await settled(second, first, here)
        told = [sorted(map(written, one.end())) for one in watchers]
        assert told[0] == told[1]
        await first.stop()
        await second.stop()
        await air.inner.disconnect()

    played(body)


def resetting(course: Any, number: int, at: int) -> list[Command]:
    return [Command(number, at, CommandKind.RESET, "member:x")]


def test_commands_reach_who_runs_it_from_everywhere() -> None:
    async def body() -> None:
        stage, air = Stage(), Air()
        first, second, here = await pair(stage, air)
        await asyncio.sleep(3)
        followed, live = follower(second, here), first.live(here)
        assert live is not None
        (given,) = await followed.give(resetting)
        assert given in live.course.timeline.commands
        assert given in followed.course.timeline.commands
        assert followed.position >= given.at
        given_together = await asyncio.gather(*(one.give(resetting) for one in [followed, live] * 2))
        assert sorted(one.number for (one,) in given_together) == [2, 3, 4, 5]
        await followed.set_speed(5)
        assert (live.pace.speed, followed.pace.speed) == (5, 5)
        await asyncio.sleep(2)
        assert followed.course.timeline.commands == live.course.timeline.commands

        no = Refused(Fault(ErrorCode.CONFLICT, "No."))

        def cannot(course: Any, number: int, at: int) -> list[Command]:
            raise no

        with pytest.raises(Refused):
            await followed.give(cannot)
        await first.stop()
        await second.stop()
        await air.inner.disconnect()

    played(body)


def test_a_command_waits_for_who_takes_over_and_fails_when_nobody_does() -> None:
    async def body() -> None:
        stage, air = Stage(), Air()
        first, second, here = await pair(stage, air)
        third = stage.host(broadcast=air, holder="third", dead=None)
        await third.start()
        await asyncio.sleep(3)
        await killed(first)
        followed = follower(third, here)
        (given,) = await followed.give(resetting)
        assert leading(second, here) or leading(third, here)
        for host in (second, third):
            live = host.live(here)
            assert live is not None
            await until(lambda at=live: given in at.course.timeline.commands)
        await second.stop()
        await third.stop()
        await air.inner.disconnect()

    played(body)


def test_a_simulator_that_is_enabled_in_one_process_is_followed_by_the_others() -> None:
    async def body() -> None:
        stage, air = Stage(), Air()
        await air.inner.connect()
        first, second = (stage.host(broadcast=air, holder=name, dead=None) for name in ("first", "second"))
        await first.start()
        await second.start()
        here = await stage.workspace()
        await second.enable(here, SEED, 600.0)
        await asyncio.sleep(5)
        assert leading(second, here)
        follower(first, here)
        await first.stop()
        await second.stop()
        await air.inner.disconnect()

    played(body)
