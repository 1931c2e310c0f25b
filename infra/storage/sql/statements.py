"""Runs statements inside one transaction, for all repositories of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from infra.storage.errors import domain_errors

AnyRow = Row[*tuple[Any, ...]]

Insert = postgresql.Insert | sqlite.Insert


class Statements:
    """The door of the repositories to the database; what fails behind it comes out as a domain error.

    Attributes:
        postgresql: Whether the database is PostgreSQL; otherwise it is SQLite.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.postgresql = connection.dialect.name == "postgresql"

    async def run(
        self, statement: Executable, values: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None
    ) -> CursorResult[Any]:
        """Execute and return the buffered result."""
        with domain_errors():
            return await self._connection.execute(statement, values)

    async def count(self, statement: Executable) -> int:
        """Execute a change and return how many rows it concerned."""
        return (await self.run(statement)).rowcount

    async def rows(self, statement: Executable) -> Sequence[AnyRow]:
        """Return all rows."""
        return (await self.run(statement)).all()

    async def batches(self, statement: Executable, size: int) -> AsyncIterator[Sequence[AnyRow]]:
        """Yield all rows, at most ``size`` at once.

        Others have their turn between two batches: to make objects of a hundred thousand rows takes half a second.
        """
        for rows in (await self.run(statement)).partitions(size):
            yield rows
            await asyncio.sleep(0)

    async def first(self, statement: Executable) -> AnyRow | None:
        """Return the first row, if any."""
        return (await self.run(statement)).first()

    async def scalar(self, statement: Executable) -> Any:  # noqa: ANN401 - whatever the column holds
        """Return the first column of the first row, if any."""
        return (await self.run(statement)).scalar()

    async def driver(self, sql: str, values: Sequence[object] | Sequence[Sequence[object]] = ()) -> CursorResult[Any]:
        """Execute a statement in the driver's own words, for speed; a list of tuples runs it once for each."""
        parameters: Any = list(values) if values and isinstance(values[0], tuple) else tuple(values)
        with domain_errors():
            return await self._connection.exec_driver_sql(sql, parameters or None)

    def insert(self, table: Table) -> Insert:
        """Begin an INSERT that knows ON CONFLICT."""
        return postgresql.insert(table) if self.postgresql else sqlite.insert(table)

    async def insert_if_free(self, table: Table, values: Mapping[str, object]) -> bool:
        """Insert a row unless it collides with a unique one; return whether it was inserted.

        Unlike a failed INSERT, a collision leaves the transaction usable on PostgreSQL.
        """
        statement = self.insert(table).values(dict(values)).on_conflict_do_nothing()
        return (await self.run(statement)).rowcount == 1

    async def put(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows, all of the same columns, or replace those with the same primary key."""
        if not rows:
            return
        statement, key = self.insert(table), [column.name for column in table.primary_key]
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        await self.run(statement.on_conflict_do_update(index_elements=key, set_=changed), rows)
