"""The durable tail: whoever comes back after a restart or a crash goes on where he was, from storage if need be."""

import asyncio
from collections.abc import Mapping
from itertools import pairwise
from uuid import UUID

from domain.marketplace.moments import MINUTE, SECOND
from domain.simulators.host import AGAIN_SECONDS, SimulatorHost
from domain.simulators.live import SAVE_SECONDS, TailMismatch
from domain.simulators.model import TailBatch
from domain.simulators.tail import KEPT_MICROSECONDS, KEY_MICROSECONDS
from domain.streams.model import Batch, StreamEvent
from domain.streams.portions import Portion, pack
from domain.streams.topics import Selection
from tests.unit.simulator.engine.market import written
from tests.unit.simulators.stage import Stage, killed, played, running, until

SEED = 7


async def recalled(host: SimulatorHost, here: UUID, stage: Stage, after: Mapping[str, int]) -> list[Batch]:
    """Return what somebody gets at once who comes with a position."""
    feed = running(host, here).feed
    wanted = sum(feed.positions.values()) - sum(after.values())
    batches: list[Batch] = []
    async for batch in feed.follow(Selection(frozenset(stage.marketplace.names)), after, 0):
        batches.append(batch)
        if sum(len(one.events) + ((one.gap.missed or 0) if one.gap else 0) for one in batches) >= wanted:
            break
    return batches


def once(batches: list[Batch], after: Mapping[str, int]) -> list[StreamEvent]:
    """Assert that everything behind a position is there once, in order; return it."""
    events = [event for batch in batches for event in batch.events]
    assert [one.gap for one in batches if one.gap] == []
    for stream in {one.stream for one in events}:
        numbers = [one.sequence for one in events if one.stream == stream]
        assert numbers == list(range(after.get(stream, 0) + 1, after.get(stream, 0) + 1 + len(numbers))), stream
    return events


def test_a_cursor_from_before_a_restart_goes_on_without_a_gap_however_the_process_ended() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        for end in (SimulatorHost.stop, killed, killed, SimulatorHost.stop, killed):
            await asyncio.sleep(SAVE_SECONDS + 3.3)
            before = dict(running(host, here).feed.positions)
            await end(host)
            host = stage.host()
            await host.start()
            await until(
                lambda past=before, at=host: sum(running(at, here).feed.positions.values()) > sum(past.values())
            )
            once(await recalled(host, here, stage, before), before)
        made = {(one.stream, one.sequence): written(one) for one in stage.made}
        events = once(await recalled(host, here, stage, {}), {})
        assert len(events) > 1_000
        assert all(made[one.stream, one.sequence] == written(one) for one in events)
        await host.stop()

    played(body)


def test_what_memory_no_longer_has_is_read_from_storage() -> None:
    async def body() -> None:
        stage = Stage(scale=1.0)
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 300.0)
        await asyncio.sleep(70)
        feed = running(host, here).feed
        assert feed.buffer.lacks({}, Selection(frozenset(stage.marketplace.names)))
        once(await recalled(host, here, stage, {}), {})
        await killed(host)
        host = stage.host()
        await host.start()
        once(await recalled(host, here, stage, {}), {})
        await host.stop()

    played(body)


def test_the_tail_keeps_a_quarter_of_an_hour_and_begins_where_reading_can() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 60.0)
        await asyncio.sleep(KEPT_MICROSECONDS / SECOND + 5 * 60)
        await host.stop()
        async with stage.storage() as tx:
            marks = await tx.simulators.tail.outline(here)
            keys = await tx.simulators.tail.keys(here)
        assert keys[0].number == marks[0].number
        kept = marks[-1].published - marks[0].published
        assert KEPT_MICROSECONDS <= kept <= KEPT_MICROSECONDS + 2 * KEY_MICROSECONDS + 2 * SECOND
        distances = [after.published - before.published for before, after in pairwise(keys)]
        assert max(distances) < MINUTE
        host = stage.host()
        await host.start()
        batches = await recalled(host, here, stage, {})
        gaps = [one.gap for one in batches if one.gap]
        assert len(gaps) == 1
        assert gaps[0].reason.startswith("RESUME_POINT_EXPIRED")
        assert gaps[0].missed == sum((keys[0].positions or {}).values())
        await host.stop()

    played(body)


def test_a_tail_of_other_definitions_is_told_of_and_begun_anew() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        await asyncio.sleep(3)
        await host.stop()
        name = stage.marketplace.names[0]
        strange = Portion(1, 1, counted={name: 10**6})
        async with stage.storage() as tx:
            await tx.simulators.tail.append(here, [TailBatch(2**60, 1, pack([strange]))])
            await tx.commit()
        host = stage.host()
        await host.start()
        await asyncio.sleep(AGAIN_SECONDS + 5)
        assert [type(error) for _, error in stage.told] == [TailMismatch]
        assert 0 < running(host, here).feed.positions[name] < 10**6
        await host.stop()

    played(body)


def test_a_damaged_part_of_the_tail_is_a_gap_and_nothing_else() -> None:
    async def body() -> None:
        stage = Stage()
        host, here = stage.host(), await stage.workspace()
        await host.start()
        await host.enable(here, SEED, 600.0)
        await asyncio.sleep(10)
        await host.stop()
        async with stage.storage() as tx:
            batches = list(await tx.simulators.tail.read(here, 0, 100))
            await tx.simulators.tail.trim(here, 2**62)
            batches[5] = TailBatch(batches[5].number, batches[5].published, b"damaged")
            await tx.simulators.tail.append(here, batches)
            await tx.commit()
        host = stage.host()
        await host.start()
        batches = await recalled(host, here, stage, {})
        assert any(one.gap for one in batches)
        events = [event for batch in batches for event in batch.events]
        assert len({(one.stream, one.sequence) for one in events}) == len(events)
        missed = sum(one.gap.missed or 0 for one in batches if one.gap)
        assert len(events) + missed == sum(running(host, here).feed.positions.values())
        assert {type(error) for _, error in stage.told} == {ValueError}
        await host.stop()

    played(body)
