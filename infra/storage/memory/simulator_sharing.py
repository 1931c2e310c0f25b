"""Tails, leases and requests of simulators in memory; by the clock of the event loop."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from domain.ports.simulators import LeaseRepository, RequestRepository, TailRepository
from domain.simulators.model import Lease, SimulatorAnswer, SimulatorRequest, TailBatch, TailMark
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession, StoredLease, StoredRequest, Tables

ANSWERABLE_SECONDS = 30.0
KEPT_SECONDS = 300.0


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _writing(session: MemorySession, workspace_id: UUID) -> Tables:
    tables = await session.write()
    if workspace_id not in tables.simulators:
        raise contradiction()
    return tables


class MemoryTails(TailRepository):
    """What simulators published of late, in numbered batches."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def append(self, workspace_id: UUID, batches: Sequence[TailBatch]) -> None:
        """Store batches; one whose number is there already is left as it is."""
        tables = await _writing(self._session, workspace_id)
        there = tables.tails.get(workspace_id, {})
        tables.tails[workspace_id] = {batch.number: batch for batch in batches} | there

    async def outline(self, workspace_id: UUID) -> Sequence[TailMark]:
        """Return where the batches are, by number."""
        return [TailMark(one.number, one.published, len(one.content)) for one in self._all(workspace_id)]

    async def keys(self, workspace_id: UUID) -> Sequence[TailBatch]:
        """Return the batches from which reading can begin, without their content."""
        return [replace(one, content=b"") for one in self._all(workspace_id) if one.positions is not None]

    async def read(self, workspace_id: UUID, after: int, most: int) -> Sequence[TailBatch]:
        """Return at most so many batches behind a number, by number."""
        return [one for one in self._all(workspace_id) if one.number > after][:most]

    async def trim(self, workspace_id: UUID, before: int) -> None:
        """Remove the batches before a number."""
        tables = await self._session.write()
        there = tables.tails.get(workspace_id, {})
        tables.tails[workspace_id] = {number: batch for number, batch in there.items() if number >= before}

    def _all(self, workspace_id: UUID) -> list[TailBatch]:
        there = self._session.read().tails.get(workspace_id, {})
        return [there[number] for number in sorted(there)]


class MemoryLeases(LeaseRepository):
    """Who runs which simulator."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def get(self, workspace_id: UUID) -> Lease | None:
        """Return the lease."""
        there = self._session.read().leases.get(workspace_id)
        return None if there is None else Lease(there.holder, there.term, there.expires_at <= _now())

    async def take(self, workspace_id: UUID, holder: str, seconds: float, over: int | None = None) -> int | None:
        """Hold the lease, if it is free, has lapsed, or is still in a term."""
        tables = await _writing(self._session, workspace_id)
        there = tables.leases.get(workspace_id)
        if there is not None and there.holder and there.expires_at > _now() and there.term != over:
            return None
        term = 1 if there is None else there.term + 1
        tables.leases[workspace_id] = StoredLease(holder, term, _now() + seconds)
        return term

    async def renew(self, workspace_id: UUID, holder: str, term: int, seconds: float) -> bool:
        """Hold it for some seconds from now; return whether it is still held."""
        return await self._change(workspace_id, holder, term, StoredLease(holder, term, _now() + seconds))

    async def release(self, workspace_id: UUID, holder: str, term: int) -> None:
        """Free it, if it is still held."""
        await self._change(workspace_id, holder, term, StoredLease("", term, 0.0))

    async def _change(self, workspace_id: UUID, holder: str, term: int, to: StoredLease) -> bool:
        tables = await self._session.write()
        there = tables.leases.get(workspace_id)
        if there is None or (there.holder, there.term) != (holder, term):
            return False
        tables.leases[workspace_id] = to
        return True


class MemoryRequests(RequestRepository):
    """What is asked of who runs a simulator."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def ask(self, workspace_id: UUID, request: SimulatorRequest) -> None:
        """Store a request, and forget those of long ago."""
        tables = await _writing(self._session, workspace_id)
        for key, old in list(tables.requests.items()):
            if key[0] == workspace_id and old.asked_at < _now() - KEPT_SECONDS:
                del tables.requests[key]
        tables.requests[workspace_id, request.id] = StoredRequest(request, _now(), None)

    async def unanswered(self, workspace_id: UUID) -> Sequence[SimulatorRequest]:
        """Return the requests that have no answer and may still have one, oldest first."""
        there = [one for key, one in self._session.read().requests.items() if key[0] == workspace_id]
        recent = [one for one in there if one.answer is None and one.asked_at >= _now() - ANSWERABLE_SECONDS]
        return [one.request for one in sorted(recent, key=lambda one: (one.asked_at, one.request.id))]

    async def answer(self, workspace_id: UUID, request_id: UUID, answer: SimulatorAnswer) -> bool:
        """Answer a request; return whether it is still there and had no answer."""
        tables = await self._session.write()
        there = tables.requests.get((workspace_id, request_id))
        if there is None or there.answer is not None:
            return False
        tables.requests[workspace_id, request_id] = replace(there, answer=answer)
        return True

    async def answered(self, workspace_id: UUID, request_id: UUID) -> SimulatorAnswer | None:
        """Return the answer, if there is one."""
        there = self._session.read().requests.get((workspace_id, request_id))
        return None if there is None else there.answer

    async def withdraw(self, workspace_id: UUID, request_id: UUID) -> bool:
        """Remove a request unless it has an answer; return whether it was removed."""
        tables = await self._session.write()
        there = tables.requests.get((workspace_id, request_id))
        if there is None or there.answer is not None:
            return False
        del tables.requests[workspace_id, request_id]
        return True
