"""Simulators kept in a database file: what was published is told alike after a stop and after a crash."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.marketplace.moments import HOUR, micros
from domain.ports.clock import Clock
from domain.simulators.host import SimulatorHost
from domain.simulators.timelines import Courses
from domain.streams.model import StreamEvent
from domain.streams.topics import Selection
from infra.storage.unit_of_work import SqlStorage
from simulator.marketplace import LocalMarketplace
from tests.fixtures.records import a_workspace
from tests.unit.simulator.engine.market import market, written

SPEED = 3_600.0
WATCHED = ("session.booking.requested", "support.ticket.created", "platform.concurrent.users")
PATIENCE = 60.0


class WallClock(Clock):
    """The time of day."""

    def now(self) -> datetime:
        """Return it."""
        return datetime.now(UTC)


def a_host(storage: SqlStorage) -> SimulatorHost:
    """Return a host, as a process that has just started has it."""
    return SimulatorHost(
        Courses(LocalMarketplace(market(0.05))),
        storage,
        WallClock(),
        catch_up=timedelta(days=365),
        dead=lambda _: True,
    )


async def watched(
    host: SimulatorHost, here: UUID, enough: Callable[[list[StreamEvent]], bool], after: dict[str, int]
) -> list[StreamEvent]:
    """Return what a reader is told until it is enough."""
    events: list[StreamEvent] = []
    async with asyncio.timeout(PATIENCE):
        while (live := host.live(here)) is None:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
        async for batch in live.feed.follow(Selection(frozenset(WATCHED)), after, 20):
            assert batch.gap is None
            events += batch.events
            if enough(events):
                break
    return events


def passes(hours: float) -> Callable[[list[StreamEvent]], bool]:
    """Return whether the last event is so many hours after the first one."""
    return lambda events: events[-1].at - events[0].at > hours * HOUR


async def crash(host: SimulatorHost) -> None:
    """End the host without its saving anything."""

    def dead() -> None:
        raise ConnectionError("the process is dead")

    for live in host._live.values():
        live.open = dead  # type: ignore[assignment]
    await host.stop()


async def test_a_reader_goes_on_through_a_stop_and_a_crash(sqlite_storage: SqlStorage) -> None:
    workspace = a_workspace()
    async with sqlite_storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.commit()
    host = a_host(sqlite_storage)
    await host.start()
    await host.enable(workspace.id, 7, SPEED)
    told: list[StreamEvent] = []
    for end in (SimulatorHost.stop, crash, SimulatorHost.stop):
        after = {name: max((one.sequence for one in told if one.stream == name), default=0) for name in WATCHED}
        told += await watched(host, workspace.id, passes(1.5), after)
        await end(host)
        host = a_host(sqlite_storage)
        await host.start()
    await host.stop()
    for name in WATCHED:
        numbers = [one.sequence for one in told if one.stream == name]
        assert numbers == list(range(1, len(numbers) + 1)), name
    again = LocalMarketplace(market(0.05))
    async with sqlite_storage() as tx:
        record = await tx.simulators.get(workspace.id)
        commands = await tx.simulators.commands(workspace.id)
        hours = await tx.simulators.hours(workspace.id, 0, 2**60)
    assert record is not None
    course = Courses(again).of(record, commands, micros(record.epoch))
    made = again.engine(course).advance(max(one.at for one in told) + 1, 10**9).events
    known = {(one.stream, one.sequence): written(one) for one in made}
    assert all(known[one.stream, one.sequence] == written(one) for one in told), "as if it had never stopped"
    assert [one.begin for one in hours] == [micros(record.epoch) + place * HOUR for place in range(len(hours))]
    assert len(hours) >= 3
