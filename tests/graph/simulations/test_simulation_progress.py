"""Following a simulation live."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.campaigns.model import Campaign
from domain.ports.broadcast import BroadcastConnection
from domain.simulations.model import Simulation, SimulationStatus, SimulationStep, StepRecord
from domain.workspaces.model import Role
from graph.protocol_schema import ProtocolSchema
from infra.broadcast.connection import BackendBroadcast
from infra.storage.memory.unit_of_work import MemoryStorage
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import World, a_world, gid, job_of

FOLLOW = """subscription($id: ID!) { simulationProgress(simulationId: $id) {
    simulationId status step stepsDone stepsTotal percent queuePosition etaSeconds message at } }"""
STEPS = [step.value for step in SimulationStep]

RUNNING, COMPLETED = SimulationStatus.RUNNING, SimulationStatus.COMPLETED

Message = dict[str, Any]


async def _asked(world: World, days: int = 45) -> Simulation:
    campaign = await world.a_campaign()
    await world.observe(campaign, days)
    return await world.a_simulation(campaign)


async def _messages(world: World, simulation: Simulation, role: Role = Role.OWNER) -> AsyncIterator[Message]:
    async for push in world.follow(FOLLOW, role, id=gid("Simulation", simulation.id)):
        assert push.errors == []
        yield push.data["simulationProgress"]


async def _all(world: World, simulation: Simulation, role: Role = Role.OWNER) -> list[Message]:
    async with asyncio.timeout(30):
        return [message async for message in _messages(world, simulation, role)]


async def _following(
    world: World, simulation: Simulation, role: Role = Role.OWNER
) -> tuple[Message, asyncio.Task[list[Message]]]:
    """Begin to follow; return the first message and what collects the others."""
    follower = _messages(world, simulation, role)
    first = await anext(follower)
    return first, asyncio.create_task(_rest(follower))


def _finished(messages: list[Message]) -> list[str]:
    """Return the steps that were told as finished: a message with a finding, that counts one step more."""
    told, done = [], 0
    for message in messages:
        if message["stepsDone"] == done + 1 and message["status"] == "RUNNING":
            told.append(message["step"])
            done += 1
    return told


def _check_sound(messages: list[Message]) -> None:
    assert _finished(messages) == STEPS
    counts = [message["stepsDone"] for message in messages]
    assert counts == sorted(counts)
    percents = [message["percent"] for message in messages]
    assert percents == sorted(percents)
    told = [(m["step"], m["stepsDone"], m["status"], m["queuePosition"], m["etaSeconds"]) for m in messages]
    assert len(set(told)) == len(told)
    last = messages[-1]
    assert (last["status"], last["stepsDone"], last["percent"], last["etaSeconds"]) == ("COMPLETED", 11, 100.0, None)
    assert [message["status"] for message in messages].count("COMPLETED") == 1


async def test_an_early_follower_is_told_of_the_queue_each_step_and_the_end(world: World):
    simulation = await _asked(world)
    first, following = await _following(world, simulation)
    await world.work()
    messages = [first, *await following]
    assert len(messages) >= 11
    assert (messages[0]["status"], messages[0]["queuePosition"], messages[0]["stepsDone"]) == ("QUEUED", 1, 0)
    assert all(message["stepsTotal"] == 11 for message in messages)
    assert all(message["simulationId"] == gid("Simulation", simulation.id) for message in messages)
    _check_sound(messages)


async def test_who_comes_after_the_end_is_told_everything_that_happened(world: World):
    simulation = await world.run_through(await _asked(world))
    messages = await _all(world, simulation)
    assert len(messages) == 12
    _check_sound(messages)
    assert all(message["message"] for message in messages)


async def test_a_late_follower_is_told_first_what_was_done_and_then_what_is_done(world: World):
    simulation = await _asked(world)
    handler, job = world.handler(), job_of(simulation)
    for step in STEPS[:4]:
        await handler.run(job, step)
    follower = _messages(world, simulation)
    messages = [await anext(follower) for _ in range(4)]
    assert [message["step"] for message in messages] == STEPS[:4]
    rest = asyncio.create_task(_rest(follower))
    for step in STEPS[4:]:
        await handler.run(job, step)
    messages += await rest
    _check_sound(messages)


async def _rest(messages: AsyncIterator[Message]) -> list[Message]:
    async with asyncio.timeout(30):
        return [message async for message in messages]


async def test_who_comes_amid_a_step_is_told_which_one(world: World):
    simulation = await _asked(world)
    world.engine.gate.clear()
    await world.work()
    await world.engine.entered.wait()
    follower = _messages(world, simulation)
    messages = [await anext(follower) for _ in range(5)]
    assert [message["step"] for message in messages] == STEPS[:5]
    assert messages[-1]["step"] == "PREDICT"
    assert (messages[-1]["message"], messages[-1]["stepsDone"]) == ("Working.", 4)
    world.engine.gate.set()
    messages += await _rest(follower)
    _check_sound(messages)


async def test_many_follow_one_run_and_all_are_told_the_same_steps(world: World):
    simulation = await _asked(world)
    followers = [await _following(world, simulation, role) for role in Role for _ in range(10)]
    await world.work()
    for first, following in followers:
        _check_sound([first, *await following])


async def test_following_ends_with_a_failure_and_says_why(world: World):
    simulation = await _asked(world, days=6)
    await world.work()
    messages = await _all(world, simulation)
    last = messages[-1]
    assert (last["status"], last["step"], last["etaSeconds"]) == ("FAILED", "QUALITY", None)
    assert "not enough" in last["message"]
    assert last["percent"] < 100


async def test_following_ends_with_a_cancellation(world: World):
    simulation = await _asked(world)
    first, following = await _following(world, simulation)
    await world.product.services.simulations.cancel(world.here.principals[Role.OWNER], simulation.id)
    messages = [first, *await following]
    assert [message["status"] for message in messages] == ["QUEUED", "CANCELLED"]


async def test_following_a_cached_run_ends_at_once(lived_in: LivedInWorld):
    again = await lived_in.a_simulation(lived_in.campaign, 10)
    messages = await _all(lived_in, again)
    assert [(message["status"], message["percent"]) for message in messages] == [("COMPLETED", 100.0)]
    assert "identical" in messages[0]["message"]
    assert (messages[0]["step"], messages[0]["stepsDone"]) == ("STORE", messages[0]["stepsTotal"])


async def test_a_retry_is_followed_from_its_beginning(world: World):
    simulation = await _asked(world)
    handler, job = world.handler(), job_of(simulation)
    for step in STEPS[:3]:
        await handler.run(job, step)
    services, owner = world.product.services.simulations, world.here.principals[Role.OWNER]
    await services.cancel(owner, simulation.id)
    again = await services.retry(owner, simulation.id)
    first, rest = await _following(world, again)
    assert (first["status"], first["stepsDone"]) == ("QUEUED", 0)
    await world.run_through(again)
    _check_sound([first, *await rest])


@pytest.mark.parametrize("text", ["", "nonsense", "foreign", "campaign"])
async def test_what_is_not_there_cannot_be_followed(lived_in: LivedInWorld, text: str):
    identity = {
        "foreign": gid("Simulation", lived_in.foreign_simulation.id),
        "campaign": gid("Campaign", lived_in.campaign.id),
    }.get(text, text)
    answers = [answer async for answer in lived_in.follow(FOLLOW, id=identity)]
    assert [answer.codes for answer in answers] == [["NOT_FOUND"]]


async def test_following_a_run_whose_campaign_is_deleted_ends_with_its_cancellation(world: World):
    simulation = await _asked(world)
    first, rest = await _following(world, simulation)
    assert first["status"] == "QUEUED"
    await world.product.services.campaigns.delete(world.here.principals[Role.OWNER], simulation.campaign_id)
    await world.work()
    assert (await rest)[-1]["status"] == "CANCELLED"


# ---- signals are best effort: storage is the truth


@dataclass
class LossyBroadcast(BroadcastConnection):
    """Loses every signal but the first few, and may cease altogether.

    Attributes:
        kept: Signals that still come through.
        ceased: Whether listening has ended for good, as when the connection was closed.
    """

    kept: int = 0
    ceased: bool = False
    inner: BackendBroadcast = field(default_factory=lambda: BackendBroadcast("memory://"))

    async def connect(self) -> None:
        await self.inner.connect()

    async def disconnect(self) -> None:
        await self.inner.disconnect()

    async def publish(self, topic: str, message: bytes) -> None:
        self.kept -= 1
        if self.kept >= 0:
            await self.inner.publish(topic, message)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[AsyncIterator[bytes]]:
        if self.ceased:
            yield Ceased()
            return
        async with self.inner.subscribe(topic) as signals:
            yield signals


class Ceased(AsyncIterator[bytes]):
    """Signals that have ended for good; who asks for them without pause is stopped."""

    def __init__(self) -> None:
        self.asked = 0

    async def __anext__(self) -> bytes:
        self.asked += 1
        assert self.asked < 50, "it is asked again and again without a pause"
        raise StopAsyncIteration


@asynccontextmanager
async def _lossy(schema: ProtocolSchema, **how: Any) -> AsyncIterator[World]:
    world = await a_world(MemoryStorage(), schema, broadcast=LossyBroadcast(**how))
    await world.open()
    yield world
    await world.close()


@pytest.mark.parametrize("how", [{"kept": 0}, {"kept": 5}, {"ceased": True}], ids=["none", "some", "ceased"])
async def test_lost_signals_delay_the_news_but_lose_none(schema: ProtocolSchema, how: dict[str, Any]):
    async with _lossy(schema, **how) as world:
        simulation = await _asked(world)
        first, following = await _following(world, simulation)
        await world.work()
        _check_sound([first, *await following])


async def test_the_percentage_never_falls_when_other_runs_turn_out_slower(world: World):
    simulation = await _asked(world)
    other = await world.a_simulation(await _campaign_like(world, simulation), 20)
    handler, job = world.handler(), job_of(simulation)
    for step in STEPS[:5]:
        await handler.run(job, step)
    follower = _messages(world, simulation)
    messages = [await anext(follower) for _ in range(5)]
    async with world.storage() as tx:
        where, now = other.workspace_id, world.clock.now()
        await tx.simulations.transition(where, other.id, from_statuses=[other.status], to=RUNNING, at=now)
        slow = StepRecord(other.id, 1, SimulationStep.RECOMMENDATIONS, now, 1_000.0, "Slow.", None)
        await tx.simulations.finish_step(where, slow, 10)
        await tx.simulations.transition(where, other.id, from_statuses=[RUNNING], to=COMPLETED, at=now)
        await tx.commit()
    rest = asyncio.create_task(_rest(follower))
    for step in STEPS[5:]:
        await handler.run(job, step)
    messages += await rest
    percents = [message["percent"] for message in messages]
    assert messages[4]["percent"] > 50
    assert percents == sorted(percents)
    assert percents[-1] == 100


async def _campaign_like(world: World, simulation: Simulation) -> Campaign:
    async with world.storage() as tx:
        found = await tx.campaigns.get(simulation.workspace_id, simulation.campaign_id)
    assert found is not None
    return found


async def test_a_follower_who_leaves_is_forgotten(world: World):
    simulation = await _asked(world)
    follower = _messages(world, simulation)
    await anext(follower)
    assert world.broadcast._fanout.topics() == (f"simulation.{simulation.id}",)  # type: ignore[attr-defined]
    await follower.aclose()  # type: ignore[attr-defined]
    for _ in range(10):
        await asyncio.sleep(0)
    assert world.broadcast._fanout.topics() == ()  # type: ignore[attr-defined]
