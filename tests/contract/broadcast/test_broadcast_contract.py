"""What signals by topic promise, in one process and through Redis."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from domain.errors import Unavailable
from infra.broadcast.connection import BackendBroadcast

POSTGRESQL = os.environ.get("PULSECAST_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
REDIS = os.environ.get("PULSECAST_TEST_REDIS", "redis://127.0.0.1:6379")


async def redis_address() -> tuple[str, int]:
    return await answering("Redis", REDIS, 6379)


async def answering(what: str, url: str, usual_port: int) -> tuple[str, int]:
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or usual_port
    try:
        async with asyncio.timeout(2):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        pytest.skip(f"no {what} answers on {host}:{port}")
    writer.close()
    return host, port


async def opened(url: str, **options) -> BackendBroadcast:
    broadcast = BackendBroadcast(url, **options)
    await broadcast.connect()
    return broadcast


@pytest.fixture(params=["memory", "redis", "postgresql"])
async def url(request: pytest.FixtureRequest) -> str:
    if request.param == "memory":
        return "memory://"
    if request.param == "postgresql":
        await answering("PostgreSQL", POSTGRESQL, 5432)
        return POSTGRESQL
    await redis_address()
    return REDIS


@pytest.fixture
async def broadcast(url: str) -> AsyncIterator[BackendBroadcast]:
    broadcast = await opened(url, buffer=5)
    yield broadcast
    await broadcast.disconnect()


@pytest.fixture
def topic() -> str:
    return f"test.{uuid.uuid4()}"


async def take(messages: AsyncIterator[bytes], count: int) -> list[bytes]:
    async with asyncio.timeout(5):
        return [await anext(messages) for _ in range(count)]


async def test_a_listener_hears_what_is_published_from_the_moment_it_entered(broadcast, topic):
    await broadcast.publish(topic, b"before")
    async with broadcast.subscribe(topic) as messages:
        await broadcast.publish(topic, b"one")
        await broadcast.publish(topic, b"two")
        assert await take(messages, 2) == [b"one", b"two"]


async def test_every_listener_of_a_topic_hears_it_and_nobody_else(broadcast, topic):
    async with (
        broadcast.subscribe(topic) as first,
        broadcast.subscribe(topic) as second,
        broadcast.subscribe(topic + ".other") as other,
    ):
        await broadcast.publish(topic, b"here")
        await broadcast.publish(topic + ".other", b"there")
        assert await take(first, 1) == [b"here"]
        assert await take(second, 1) == [b"here"]
        assert await take(other, 1) == [b"there"]


async def test_any_bytes_arrive_unchanged(broadcast, topic):
    every_byte = bytes(range(256))
    async with broadcast.subscribe(topic) as messages:
        await broadcast.publish(topic, every_byte)
        await broadcast.publish(topic, b"")
        await broadcast.publish(topic, "zażółć ✓".encode())
        assert await take(messages, 3) == [every_byte, b"", "zażółć ✓".encode()]


async def test_topics_may_have_long_names(broadcast, topic):
    topic = topic * 5
    async with broadcast.subscribe(topic) as messages:
        await broadcast.publish(topic, b"long")
        assert await take(messages, 1) == [b"long"]


async def test_signals_may_be_sent_all_at_once(broadcast, topic):
    async with broadcast.subscribe(topic) as messages:
        await asyncio.gather(*(broadcast.publish(topic, b"%d" % number) for number in range(5)))
        assert sorted(await take(messages, 5)) == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_signal_too_large_for_postgresql_is_refused_and_nothing_breaks(topic):
    await answering("PostgreSQL", POSTGRESQL, 5432)
    broadcast = await opened(POSTGRESQL)
    try:
        async with broadcast.subscribe(topic) as messages:
            with pytest.raises(ValueError, match="8,000 bytes"):
                await broadcast.publish(topic, bytes(8_000))
            await broadcast.publish(topic, b"small")
            assert await take(messages, 1) == [b"small"]
    finally:
        await broadcast.disconnect()


async def test_many_that_join_at_once_all_hear(broadcast, topic):
    async def listen() -> bytes:
        async with broadcast.subscribe(topic) as messages:
            joined.release()
            return (await take(messages, 1))[0]

    joined = asyncio.Semaphore(0)
    listeners = [asyncio.create_task(listen()) for _ in range(20)]
    for _ in listeners:
        await joined.acquire()
    await broadcast.publish(topic, b"all")
    assert await asyncio.gather(*listeners) == [b"all"] * 20


async def test_joining_again_after_the_last_one_left_works(broadcast, topic):
    for turn in range(3):
        async with broadcast.subscribe(topic) as messages:
            await broadcast.publish(topic, b"%d" % turn)
            assert await take(messages, 1) == [b"%d" % turn]


async def test_a_new_listener_survives_the_last_one_leaving_at_the_same_time(broadcast, topic):
    first = broadcast.subscribe(topic)
    await first.__aenter__()
    leaving = asyncio.create_task(first.__aexit__(None, None, None))
    async with broadcast.subscribe(topic) as messages:
        await leaving
        await broadcast.publish(topic, b"still here")
        assert await take(messages, 1) == [b"still here"]


async def test_a_slow_listener_loses_the_oldest_and_holds_up_nobody(broadcast, topic):
    async with broadcast.subscribe(topic) as slow, broadcast.subscribe(topic) as quick:
        for number in range(8):
            await broadcast.publish(topic, b"%d" % number)
            assert await take(quick, 1) == [b"%d" % number]
        assert await take(slow, 5) == [b"3", b"4", b"5", b"6", b"7"]


async def test_disconnecting_ends_every_listener(url, topic):
    broadcast = await opened(url)

    async def listen() -> list[bytes]:
        async with broadcast.subscribe(topic) as messages:
            joined.set()
            return [message async for message in messages]

    joined = asyncio.Event()
    listener = asyncio.create_task(listen())
    await joined.wait()
    await broadcast.disconnect()
    async with asyncio.timeout(5):
        assert await listener == []


async def test_leaving_by_cancellation_leaves_the_others_alone(broadcast, topic):
    async def listen() -> None:
        async with broadcast.subscribe(topic) as messages:
            joined.set()
            await anext(messages)

    joined = asyncio.Event()
    async with broadcast.subscribe(topic) as messages:
        listener = asyncio.create_task(listen())
        await joined.wait()
        listener.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listener
        await broadcast.publish(topic, b"on")
        assert await take(messages, 1) == [b"on"]


async def test_processes_hear_each_other_through_redis(topic):
    await redis_address()
    here, there = await opened(REDIS), await opened(REDIS)
    try:
        async with there.subscribe(topic) as messages:
            await here.publish(topic, b"across")
            assert await take(messages, 1) == [b"across"]
    finally:
        await here.disconnect()
        await there.disconnect()


async def test_a_backend_that_does_not_answer_is_told_when_connecting():
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
    with pytest.raises(Unavailable):
        await opened(f"redis://127.0.0.1:{port}")


class Wire:
    """A way to Redis that a test can cut and mend, or let swallow everything."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.is_deaf = False

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        self._server.close()
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        self._writers |= {writer, far_writer}
        await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer))

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                if not self.is_deaf:
                    writer.write(data)
        except OSError:
            pass
        finally:
            writer.transport.abort()


async def test_listeners_hear_again_after_the_backend_was_away(topic):
    wire = Wire(*await redis_address())
    await wire.mend()
    gap = asyncio.Event()
    broadcast = await opened(f"redis://127.0.0.1:{wire.port}", on_gap=gap.set)
    try:
        async with broadcast.subscribe(topic) as messages:
            await wire.cut()
            async with asyncio.timeout(20):
                while broadcast.connected:
                    await broadcast.publish(topic, b"lost")
                    await asyncio.sleep(0.05)
                await wire.mend()
                await gap.wait()
            await broadcast.publish(topic, b"back")
            async with asyncio.timeout(5):
                assert [m async for m in until(messages, b"back")][-1] == b"back"
    finally:
        await broadcast.disconnect()
        await wire.cut()


async def test_a_backend_that_falls_silent_without_closing_is_noticed(topic):
    wire = Wire(*await redis_address())
    await wire.mend()
    broadcast = await opened(f"redis://127.0.0.1:{wire.port}")
    try:
        async with broadcast.subscribe(topic):
            wire.is_deaf = True
            async with asyncio.timeout(30):
                while broadcast.connected:  # noqa: ASYNC110 - the link has no event of its own to wait for
                    await asyncio.sleep(0.05)
    finally:
        await broadcast.disconnect()
        await wire.cut()


async def until(messages: AsyncIterator[bytes], last: bytes) -> AsyncIterator[bytes]:
    async for message in messages:
        yield message
        if message == last:
            return
