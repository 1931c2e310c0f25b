"""What every storage guarantees about tails of simulators, leases on them, and requests to who runs them."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

from domain.errors import ErrorCode, Fault
from domain.marketplace.timeline.model import Command, CommandKind
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.model import Lease, SimulatorAnswer, SimulatorRequest, TailBatch, TailMark
from tests.contract.storage.test_simulators_contract import BIG, COMMANDS, _simulator

WHEN = 1_790_000_000_123_457


async def a_simulator(storage: OpenUnitOfWork, slug: str = "acme") -> UUID:
    async with storage() as tx:
        here = await _simulator(tx, slug)
        await tx.commit()
    return here


async def test_a_tail_is_read_in_order_from_any_place_and_trimmed(storage: OpenUnitOfWork):
    here, there = await a_simulator(storage), await a_simulator(storage, "other")
    key = {"a.b": 2**40, "c.d": 0}
    batches = [
        TailBatch(number, WHEN + number, bytes([0, 255, number]) * number, key if number % 3 == 1 else None)
        for number in range(1, 8)
    ]
    async with storage() as tx:
        await tx.simulators.tail.append(here, batches[:4])
        await tx.simulators.tail.append(here, batches[4:])
        await tx.simulators.tail.append(there, batches[:1])
        await tx.simulators.tail.append(there, [])
        await tx.commit()
    async with storage() as tx:
        tail = tx.simulators.tail
        assert list(await tail.read(here, 0, 100)) == batches
        assert list(await tail.read(here, 2, 3)) == batches[2:5]
        assert list(await tail.read(here, 7, 3)) == []
        assert list(await tail.outline(here)) == [TailMark(n, WHEN + n, 3 * n) for n in range(1, 8)]
        assert [(one.number, one.positions) for one in await tail.keys(here)] == [(1, key), (4, key), (7, key)]
        await tail.trim(here, 4)
        assert [one.number for one in await tail.outline(here)] == [4, 5, 6, 7]
        assert [one.number for one in await tail.outline(there)] == [1]
        await tail.append(here, [replace(batches[4], content=b"again"), TailBatch(8, WHEN, b"x")])
        assert list(await tail.read(here, 4, 1)) == [batches[4]]
        assert list(await tail.read(here, 7, 1)) == [TailBatch(8, WHEN, b"x")]


async def test_one_at_a_time_holds_a_lease(storage: OpenUnitOfWork):
    here, there = await a_simulator(storage), await a_simulator(storage, "other")
    async with storage() as tx:
        leases = tx.simulators.leases
        assert await leases.get(here) is None
        assert await leases.take(here, "one", 60) == 1
        assert await leases.take(here, "two", 60) is None
        assert await leases.take(here, "one", 60) is None, "who holds it renews it"
        assert await leases.take(there, "two", 60) == 1
        assert await leases.get(here) == Lease("one", 1, lapsed=False)
        assert await leases.renew(here, "one", 1, 60)
        assert not await leases.renew(here, "two", 1, 60)
        assert not await leases.renew(here, "one", 2, 60)
        await leases.release(here, "two", 1)
        assert await leases.take(here, "two", 60) is None
        await leases.release(here, "one", 1)
        assert not await leases.renew(here, "one", 1, 60)
        assert await leases.take(here, "two", 60) == 2
        await tx.commit()
    async with storage() as tx:
        assert await tx.simulators.leases.get(here) == Lease("two", 2, lapsed=False)


async def test_a_lease_that_has_lapsed_or_whose_holder_is_dead_can_be_taken(storage: OpenUnitOfWork):
    here = await a_simulator(storage)
    async with storage() as tx:
        leases = tx.simulators.leases
        assert await leases.take(here, "one", 0.2) == 1
        await asyncio.sleep(0.3)
        assert await leases.get(here) == Lease("one", 1, lapsed=True)
        assert await leases.renew(here, "one", 1, 0.2), "nobody took it meanwhile"
        await asyncio.sleep(0.3)
        assert await leases.take(here, "two", 60) == 2
        assert not await leases.renew(here, "one", 1, 60)
        assert await leases.take(here, "three", 60, over=1) is None, "the term of the dead one is over"
        assert await leases.take(here, "three", 60, over=2) == 3
        await tx.commit()


async def test_of_many_who_want_a_lease_one_gets_it(storage: OpenUnitOfWork):
    here = await a_simulator(storage)

    async def want(name: str) -> int | None:
        async with storage() as tx:
            term = await tx.simulators.leases.take(here, name, 60)
            await tx.commit()
            return term

    for term in (1, 2):
        got = await asyncio.gather(*(want(f"process {number}") for number in range(6)))
        assert sorted(one for one in got if one is not None) == [term]
        async with storage() as tx:
            held = await tx.simulators.leases.get(here)
            assert held is not None
            await tx.simulators.leases.release(here, held.holder, held.term)
            await tx.commit()


async def test_requests_are_answered_once(storage: OpenUnitOfWork):
    here, there = await a_simulator(storage), await a_simulator(storage, "other")
    first, second = SimulatorRequest(uuid4(), tuple(COMMANDS)), SimulatorRequest(uuid4(), speed=2.5)
    done = SimulatorAnswer((Command(9, BIG, CommandKind.STOP, "member:x"),))
    no = SimulatorAnswer(faults=(Fault(ErrorCode.CONFLICT, "No.", ("a", "b"), "Wait."),), outdated=True)
    async with storage() as tx:
        requests = tx.simulators.requests
        await requests.ask(here, first)
        await requests.ask(here, second)
        await requests.ask(there, first)
        assert {one.id for one in await requests.unanswered(here)} == {first.id, second.id}
        assert next(one for one in await requests.unanswered(here) if one.id == first.id) == first
        assert await requests.answered(here, first.id) is None
        assert await requests.answer(here, first.id, done)
        assert not await requests.answer(here, first.id, no)
        assert await requests.answered(here, first.id) == done
        assert list(await requests.unanswered(here)) == [second]
        assert await requests.answer(here, second.id, no)
        assert await requests.answered(here, second.id) == no
        assert not await requests.withdraw(here, first.id)
        assert await requests.answered(here, first.id) == done
        assert await requests.withdraw(there, first.id)
        assert not await requests.withdraw(there, first.id)
        assert not await requests.answer(there, first.id, done)
        await tx.commit()
