"""Executor slots: who runs jobs, so that the work of a dead process is known and taken over.

A slot gives its holder an executor id that stays the same over restarts. It is held by a lease that the holder renews
by the database's clock; a lease that was not renewed for long, or whose holder is known to be dead, is anybody's.
"""

from dataclasses import dataclass
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from infra.jobs.liveness import ProcessMark

_metadata = sa.MetaData()
_slots = sa.Table(
    "executor_slots",
    _metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("holder", sa.String(32), nullable=False, comment="random name of the holder's lease; empty when free"),
    sa.Column("host", sa.String(400), nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("started", sa.String(40), nullable=False),
    sa.Column("renewed_at", sa.Double, nullable=False, comment="seconds since 1970 by the database's clock"),
)
# Serialises the creation of the table between processes; any number that nobody else uses.
_CREATION_LOCK = 7_085_331_001


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as it was seen, or as it is held.

    Attributes:
        number: Which one.
        holder: Name of the lease; empty when the slot is free.
        renewed_at: When the lease was last renewed, by the database's clock.
        abandoned: Whether it is free, its lease is stale, or its holder is known to be dead.
    """

    number: int
    holder: str
    renewed_at: float
    abandoned: bool = False

    @property
    def executor_id(self) -> str:
        """The id under which the holder runs jobs."""
        return f"slot-{self.number}"


class ExecutorSlots:
    """The table of slots. Everything here blocks: call it from a thread.

    Args:
        engine: A synchronous engine on the database that the jobs live in.
        stale_after: Seconds without a renewal after which a lease has lapsed.
    """

    def __init__(self, engine: sa.Engine, stale_after: float = 30.0) -> None:
        self._engine = engine
        self._stale_after = stale_after
        self._me = ProcessMark.of_this_process()
        self._now: sa.ColumnElement[float] = (
            sa.literal_column("(julianday('now') - 2440587.5) * 86400.0", sa.Double)
            if engine.dialect.name == "sqlite"
            else sa.cast(sa.func.extract("epoch", sa.func.clock_timestamp()), sa.Double)
        )

    def create(self) -> None:
        """Make the table if there is none."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATION_LOCK)))
            connection.execute(CreateTable(_slots, if_not_exists=True))

    def now(self) -> float:
        """Return the time by the database's clock, in seconds since 1970."""
        with self._engine.connect() as connection:
            return float(connection.execute(sa.select(self._now)).scalar_one())

    def all(self) -> list[Slot]:
        """Return every slot as it is now, lowest number first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_slots, self._now.label("now")).order_by(_slots.c.number)).all()
        return [Slot(row.number, row.holder, row.renewed_at, self._is_abandoned(row)) for row in rows]

    def claim(self) -> Slot:
        """Hold the lowest abandoned slot, or a new one."""
        while True:
            slots = self.all()
            for slot in slots:
                if slot.abandoned and (held := self.take(slot)) is not None:
                    return held
            if (held := self._add(1 + max((slot.number for slot in slots), default=0))) is not None:
                return held

    def take(self, seen: Slot) -> Slot | None:
        """Hold a slot if it is still as it was seen; return it as it is held."""
        holder = uuid4().hex
        statement = (
            sa.update(_slots)
            .where(
                _slots.c.number == seen.number,
                _slots.c.holder == seen.holder,
                _slots.c.renewed_at == seen.renewed_at,
            )
            .values(**self._lease(holder))
        )
        with self._engine.begin() as connection:
            taken = connection.execute(statement).rowcount == 1
        return Slot(seen.number, holder, 0.0) if taken else None

    def renew(self, held: Slot) -> bool:
        """Renew a lease; return whether it is still ours."""
        return self._update(held, {"renewed_at": self._now})

    def release(self, held: Slot) -> None:
        """Free a slot; one that somebody else holds meanwhile is left alone."""
        self._update(held, {"holder": ""})

    def _update(self, held: Slot, values: dict[str, object]) -> bool:
        mine = (_slots.c.number == held.number, _slots.c.holder == held.holder)
        with self._engine.begin() as connection:
            return connection.execute(sa.update(_slots).where(*mine).values(**values)).rowcount == 1

    def _add(self, number: int) -> Slot | None:
        holder = uuid4().hex
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(_slots).values(number=number, **self._lease(holder)))
        except IntegrityError:
            return None
        return Slot(number, holder, 0.0)

    def _lease(self, holder: str) -> dict[str, object]:
        me = self._me
        return {"holder": holder, "host": me.host, "pid": me.pid, "started": me.started, "renewed_at": self._now}

    def _is_abandoned(self, row: sa.Row[tuple[object, ...]]) -> bool:
        if not row.holder or row.now - row.renewed_at >= self._stale_after:
            return True
        return ProcessMark(row.host, row.pid, row.started).is_surely_dead()
