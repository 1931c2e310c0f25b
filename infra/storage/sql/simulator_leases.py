"""Leases on simulators, and requests to who holds them, on SQL; by the database's clock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Double, cast, delete, func, literal_column, or_, select, text, update

from domain.ports.simulators import LeaseRepository, RequestRepository
from domain.simulators.model import Lease, SimulatorAnswer, SimulatorRequest
from infra.storage.codec.documents import from_document, to_document
from infra.storage.schema.simulators import simulator_leases, simulator_requests
from infra.storage.sql.statements import Statements

ANSWERABLE_SECONDS = 30.0
"""How long somebody may wait for an answer."""

KEPT_SECONDS = 300.0

PATIENCE_SECONDS = 4
"""How long a transaction that changes a lease may stand idle before PostgreSQL ends it."""

_leases = simulator_leases.c
_requests = simulator_requests.c


def _now(statements: Statements) -> ColumnElement[float]:
    if statements.postgresql:
        return cast(func.extract("epoch", func.clock_timestamp()), Double)
    return literal_column("(julianday('now') - 2440587.5) * 86400.0", Double)


class SqlLeases(LeaseRepository):
    """Who runs which simulator."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._now = _now(statements)

    async def get(self, workspace_id: UUID) -> Lease | None:
        """Return the lease."""
        query = select(_leases.holder, _leases.term, (_leases.expires_at <= self._now).label("lapsed"))
        row = await self._statements.first(query.where(_leases.workspace_id == workspace_id))
        return None if row is None else Lease(row.holder, row.term, bool(row.lapsed))

    async def take(self, workspace_id: UUID, holder: str, seconds: float, over: int | None = None) -> int | None:
        """Hold the lease, if it is free, has lapsed, or is still in a term."""
        free = or_(_leases.holder == "", _leases.expires_at <= self._now, _leases.term == over)
        statement = (
            update(simulator_leases)
            .where(_leases.workspace_id == workspace_id, free)
            .values(holder=holder, term=_leases.term + 1, expires_at=self._now + seconds)
        )
        if await self._statements.count(statement) == 1:
            return int(await self._statements.scalar(select(_leases.term).where(_leases.workspace_id == workspace_id)))
        values = {"workspace_id": workspace_id, "holder": holder, "term": 1, "expires_at": self._now + seconds}
        return 1 if await self._statements.insert_if_free(simulator_leases, values) else None

    async def renew(self, workspace_id: UUID, holder: str, term: int, seconds: float) -> bool:
        """Hold it for some seconds from now; return whether it is still held."""
        return await self._change(workspace_id, holder, term, expires_at=self._now + seconds)

    async def release(self, workspace_id: UUID, holder: str, term: int) -> None:
        """Free it, if it is still held."""
        await self._change(workspace_id, holder, term, holder="")

    async def _change(self, workspace_id: UUID, held_by: str, term: int, **values: object) -> bool:
        if self._statements.postgresql:
            # Who hangs in the middle of this would keep the row locked, and nobody could take over.
            await self._statements.run(text(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE_SECONDS}s'"))
        mine = (_leases.workspace_id == workspace_id, _leases.holder == held_by, _leases.term == term)
        return await self._statements.count(update(simulator_leases).where(*mine).values(values)) == 1


class SqlRequests(RequestRepository):
    """What is asked of who runs a simulator."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._now = _now(statements)

    async def ask(self, workspace_id: UUID, request: SimulatorRequest) -> None:
        """Store a request, and forget those of long ago."""
        old = (_requests.workspace_id == workspace_id, _requests.asked_at < self._now - KEPT_SECONDS)
        await self._statements.run(delete(simulator_requests).where(*old))
        values = {
            "workspace_id": workspace_id,
            "id": request.id,
            "asked_at": self._now,
            "request": to_document(request),
            "answer": None,
        }
        await self._statements.insert_if_free(simulator_requests, values)

    async def unanswered(self, workspace_id: UUID) -> Sequence[SimulatorRequest]:
        """Return the requests that have no answer and may still have one, oldest first."""
        query = select(_requests.request).where(
            _requests.workspace_id == workspace_id,
            _requests.answer.is_(None),
            _requests.asked_at >= self._now - ANSWERABLE_SECONDS,
        )
        rows = await self._statements.rows(query.order_by(_requests.asked_at, _requests.id))
        return [from_document(SimulatorRequest, row[0]) for row in rows]

    async def answer(self, workspace_id: UUID, request_id: UUID, answer: SimulatorAnswer) -> bool:
        """Answer a request; return whether it is still there and had no answer."""
        statement = update(simulator_requests).where(
            _requests.workspace_id == workspace_id, _requests.id == request_id, _requests.answer.is_(None)
        )
        return await self._statements.count(statement.values(answer=to_document(answer))) == 1

    async def answered(self, workspace_id: UUID, request_id: UUID) -> SimulatorAnswer | None:
        """Return the answer, if there is one."""
        query = select(_requests.answer).where(_requests.workspace_id == workspace_id, _requests.id == request_id)
        document = await self._statements.scalar(query)
        return None if document is None else from_document(SimulatorAnswer, document)

    async def withdraw(self, workspace_id: UUID, request_id: UUID) -> bool:
        """Remove a request unless it has an answer; return whether it was removed."""
        statement = delete(simulator_requests).where(
            _requests.workspace_id == workspace_id, _requests.id == request_id, _requests.answer.is_(None)
        )
        return await self._statements.count(statement) == 1
