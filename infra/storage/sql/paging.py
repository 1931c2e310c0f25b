"""Keyset pages of SQL queries."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, select, tuple_

from domain.paging import Page, PageRequest, Position
from infra.storage.pages import SortKey, read_position, write_position
from infra.storage.sql.statements import AnyRow, Statements

Value = TypeVar("Value")


async def read_page(
    statements: Statements,
    query: Select[Any],
    table: FromClause,
    keys: tuple[SortKey, ...],
    request: PageRequest,
    build: Callable[[AnyRow], Value],
    *,
    descending: bool,
) -> Page[Value]:
    """Read a page of a query that is not sorted yet.

    Args:
        statements: Where to run it.
        query: Selects whole rows of ``table``, restricted to what the list contains.
        table: The table that the keys are columns of.
        keys: What the list is sorted by, all in one direction, ending with the id.
        request: Which part.
        build: Makes the value of a row.
        descending: Whether the list runs from the greatest to the least.
    """
    window = _Window(table, keys, descending)
    bounded = query
    if request.after is not None:
        bounded = bounded.where(window.behind(request.after))
    if request.before is not None:
        bounded = bounded.where(window.ahead(request.before))
    found = list(await statements.rows(bounded.order_by(*window.order(request.backward)).limit(request.size + 1)))
    more = len(found) > request.size
    found = found[: request.size]
    if request.backward:
        found.reverse()
    # Against the direction of travel the bound itself tells where the rest of the list lies.
    bound = request.before if request.backward else request.after
    rest = False
    if bound is not None:
        beyond = window.ahead(bound) if request.backward else window.behind(bound)
        rest = bool(await statements.scalar(select(query.where(~beyond).exists())))
    total = await statements.scalar(query.with_only_columns(func.count(), maintain_column_froms=True))
    rows = tuple((write_position(tuple(getattr(row, key.name) for key in keys)), build(row)) for row in found)
    return Page(rows, rest if request.backward else more, more if request.backward else rest, int(total))


class _Window:
    """Conditions and order of one sorted list."""

    def __init__(self, table: FromClause, keys: tuple[SortKey, ...], descending: bool) -> None:
        self._keys = keys
        self._columns = [table.c[key.name] for key in keys]
        self._descending = descending

    def behind(self, position: Position) -> ColumnElement[bool]:
        """Rows that the list shows later than this position."""
        row, bound = self._sides(position)
        condition: ColumnElement[bool] = row < bound if self._descending else row > bound
        return condition

    def ahead(self, position: Position) -> ColumnElement[bool]:
        """Rows that the list shows earlier than this position."""
        row, bound = self._sides(position)
        condition: ColumnElement[bool] = row > bound if self._descending else row < bound
        return condition

    def order(self, backward: bool) -> list[ColumnElement[Any]]:
        """The order in which to read: that of the list, or its reverse."""
        falling = self._descending is not backward
        return [column.desc() if falling else column.asc() for column in self._columns]

    def _sides(self, position: Position) -> tuple[Any, Any]:
        values = read_position(self._keys, position)
        bound = [literal(value, column.type) for value, column in zip(values, self._columns, strict=True)]
        return tuple_(*self._columns), tuple_(*bound)
