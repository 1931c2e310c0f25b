"""Relay connections over keyset pages."""

from collections.abc import Callable
from typing import Generic, TypeVar

import strawberry

from domain.errors import Fault, Refused, invalid
from domain.paging import Page, PageRequest, Position
from graph.cursors import Cursors

NodeType = TypeVar("NodeType")
Row = TypeVar("Row")

DEFAULT_PAGE = 20
LARGEST_PAGE = 100


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """See the Relay Cursor Connections specification."""

    has_next_page: bool = strawberry.field(description="Whether more rows follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows come before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row; null on an empty page.")


@strawberry.type(description="A row of a page, with its place in the list.")
class Edge(Generic[NodeType]):
    """One row."""

    node: NodeType = strawberry.field(description="The row itself.")
    cursor: str = strawberry.field(description="Its place; pass it as `after` or `before`.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[NodeType]):
    """One page."""

    edges: list[Edge[NodeType]] = strawberry.field(description="The rows of this page, at most 100, in list order.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in the list.")
    total_count: int = strawberry.field(description="How many rows the whole list has.")


def page_request(
    cursors: Cursors,
    scope: str,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> PageRequest:
    """Turn the arguments of a connection into a bounded page request.

    Raises:
        Refused: With INVALID_INPUT for every argument that is wrong: sizes outside 1 to 100, ``first`` together with
            ``last``, cursors that are not of this list.
    """
    faults: list[Fault] = []
    if first is not None and last is not None:
        faults.append(invalid("Give `first` or `last`, not both.", "last"))
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 1 <= size <= LARGEST_PAGE:
            faults.append(invalid(f"`{name}` must be from 1 to {LARGEST_PAGE}.", name))
    positions: dict[str, Position | None] = {}
    for name, cursor in (("after", after), ("before", before)):
        try:
            positions[name] = None if cursor is None else cursors.open(scope, cursor, name)
        except Refused as refusal:
            faults.extend(refusal.faults)
    if faults:
        raise Refused(*faults)
    backward = last is not None
    size = last if last is not None else first
    return PageRequest(
        size=DEFAULT_PAGE if size is None else size,
        after=positions["after"],
        before=positions["before"],
        backward=backward,
    )


def connect(page: Page[Row], cursors: Cursors, scope: str, to_node: Callable[[Row], NodeType]) -> Connection[NodeType]:
    """Build the connection of a page; ``scope`` is the one that its request was made with."""
    edges = [Edge(node=to_node(row), cursor=cursors.seal(scope, position)) for position, row in page.rows]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        total_count=page.total,
    )
