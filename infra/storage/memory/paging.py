"""Keyset pages of rows in memory."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from domain.paging import Page, PageRequest
from infra.storage.pages import SortKey, read_position, write_position

Value = TypeVar("Value")


def page_of(
    values: Iterable[Value],
    keys: tuple[SortKey, ...],
    sort_values: Callable[[Value], tuple[Any, ...]],
    request: PageRequest,
    *,
    descending: bool,
) -> Page[Value]:
    """Cut a page out of rows in any order.

    Args:
        values: Everything that the list contains.
        keys: What the list is sorted by, ending with the id.
        sort_values: Returns a row's values of the keys.
        request: Which part.
        descending: Whether the list runs from the greatest to the least.
    """
    rows = sorted(((sort_values(value), value) for value in values), key=lambda row: row[0], reverse=descending)
    first, last = 0, len(rows)
    if request.after is not None:
        after = read_position(keys, request.after)
        first = sum(1 for place, _ in rows if (place >= after if descending else place <= after))
    if request.before is not None:
        before = read_position(keys, request.before)
        last = sum(1 for place, _ in rows if (place > before if descending else place < before))
    last = max(first, last)
    if request.backward:
        start, end = max(first, last - request.size), last
        has_previous, has_next = start > first, request.before is not None and end < len(rows)
    else:
        start, end = first, min(last, first + request.size)
        has_previous, has_next = request.after is not None and start > 0, end < last
    part = tuple((write_position(place), value) for place, value in rows[start:end])
    return Page(part, has_next, has_previous, len(rows))
