"""Whoever comes, goes, reads or does not, in any order: each gets each event once and in order, or is told of a gap."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.streams.buffer import Retention
from domain.streams.feed import StreamFeed
from tests.graph.realtime.conftest import Desk, ListOutlet, gaps, member, told, turns
from tests.graph.streams.conftest import Stage

STREAMS = ("customer.tutor.search", "customer.signup.started")
CLIENTS = 3

Publish = st.tuples(st.just("publish"), st.lists(st.sampled_from(STREAMS), min_size=1, max_size=40))
Come = st.tuples(st.just("come"), st.integers(0, CLIENTS - 1))
Leave = st.tuples(st.just("leave"), st.integers(0, CLIENTS - 1))
Read = st.tuples(st.just("read"), st.integers(0, CLIENTS - 1))
Pass = st.tuples(st.just("pass"), st.integers(1, 6))
Story = st.lists(st.one_of(Publish, Publish, Come, Leave, Read, Pass, Pass), min_size=10, max_size=60)


class Client:
    """Somebody who comes back where the last visit ended."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.visits: list[ListOutlet] = []
        self.task: asyncio.Task[Any] | None = None
        self.cursor: str | None = None

    def come(self, desk: Desk, stage: Stage) -> None:
        if self.task is None:
            self.visits.append(ListOutlet(self.patience))
            variables = {} if self.cursor is None else {"after": self.cursor}
            self.task = desk.follow(member(stage), self.visits[-1], topics=list(STREAMS), **variables)

    async def leave(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.wait([self.task])
            self.task = None
            results = self.visits[-1].results
            if results:
                self.cursor = results[-1]["data"]["streamEvents"]["cursor"]

    def read(self) -> None:
        if self.visits:
            self.visits[-1].read()

    @property
    def told(self) -> list[tuple[str, int]]:
        return [event for visit in self.visits for event in told(visit)]


async def play(marketplace: Any, schema: Any, story: list[tuple[str, Any]], retention: Retention) -> None:
    stage = Stage(marketplace, schema)
    stage.feed = StreamFeed(dict(stage.sequences), retention)
    desk, clients = Desk(schema, {stage.workspace: stage}), [Client(patience) for patience in (1, 3, 10**6)]
    for kind, value in story:
        if kind == "publish":
            stage.publish(*value)
        elif kind == "come":
            clients[value].come(desk, stage)
        elif kind == "leave":
            await clients[value].leave()
        elif kind == "read":
            clients[value].read()
        else:
            await turns(value)
    for client in clients:
        client.come(desk, stage)
    for _ in range(60):
        await turns(20)
        for client in clients:
            client.read()
    for client in clients:
        check(stage, client)
        await client.leave()
    assert not desk.hub.sizes
    assert stage.feed.readers == 0


def check(stage: Stage, client: Client) -> None:
    missed = [gap["missed"] for visit in client.visits for gap in gaps(visit)]
    first = next((place for place, visit in enumerate(client.visits) if visit.results), None)
    lost = 0
    for stream in STREAMS:
        numbers = [number for name, number in client.told if name == stream]
        assert numbers == sorted(set(numbers)), "twice or out of order"
        if numbers:
            assert numbers[-1] == stage.sequences[stream]
            lost += numbers[-1] - numbers[0] + 1 - len(numbers)
    if first is not None:
        assert lost <= sum(missed), "lost without being told"
    if not missed:
        assert lost == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=Story, little=st.booleans())
def test_nothing_is_lost_or_doubled_in_silence(marketplace, streams_schema, story, little):
    retention = Retention(events=5, microseconds=1, bytes=1) if little else Retention(events=10**6)
    asyncio.run(play(marketplace, streams_schema, story, retention))
