"""What every storage guarantees about pages; the audit log stands for all lists."""

import pytest
from uuid_utils.compat import uuid7

from domain.audit.model import AuditEntry
from domain.errors import ErrorCode, Refused
from domain.paging import Page, PageRequest, Position
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from tests.fixtures.records import NOON, a_workspace, an_entry, minutes


async def _log(tx: Transaction, count: int) -> list[AuditEntry]:
    """Entries of one workspace, newest first."""
    workspace = a_workspace()
    await tx.workspaces.add(workspace)
    entries = [an_entry(workspace.id, at=minutes(-number)) for number in range(count)]
    for entry in entries:
        await tx.audit.append(entry)
    return entries


def _shape(page: Page[AuditEntry], entries: list[AuditEntry]) -> tuple[list[int], bool, bool]:
    return [entries.index(entry) for _, entry in page.rows], page.has_previous, page.has_next


async def test_entries_come_back_newest_first_and_only_of_their_workspace(storage: OpenUnitOfWork):
    async with storage() as tx:
        entries = await _log(tx, 2)
        other = a_workspace("other")
        await tx.workspaces.add(other)
        product = an_entry(other.id, actor_id=None, subject_id=None, details={})
        await tx.audit.append(product)
        page = await tx.audit.list(entries[0].workspace_id, PageRequest())
        assert [entry for _, entry in page.rows] == entries
        assert [entry for _, entry in (await tx.audit.list(other.id, PageRequest())).rows] == [product]


async def test_an_empty_list_is_an_empty_page(storage: OpenUnitOfWork):
    async with storage() as tx:
        assert await tx.audit.list(uuid7(), PageRequest()) == Page((), has_next=False, has_previous=False, total=0)


@pytest.mark.parametrize(
    ("size", "after", "before", "backward", "rows", "has_previous", "has_next"),
    [
        (2, None, None, False, [0, 1], False, True),
        (2, 1, None, False, [2, 3], True, True),
        (2, 3, None, False, [4], True, False),
        (2, 4, None, False, [], True, False),
        (5, None, None, False, [0, 1, 2, 3, 4], False, False),
        (2, None, None, True, [3, 4], True, False),
        (2, None, 3, True, [1, 2], True, True),
        (2, None, 1, True, [0], False, True),
        (2, None, 0, True, [], False, True),
        (9, 0, 4, False, [1, 2, 3], True, False),
        (2, 0, 4, False, [1, 2], True, True),
        (2, 0, 4, True, [2, 3], True, True),
        (9, 0, 4, True, [1, 2, 3], False, True),
        (9, 3, 1, False, [], True, False),
    ],
)
async def test_pages_of_a_list_of_five(
    storage: OpenUnitOfWork, size, after, before, backward, rows, has_previous, has_next
):
    async with storage() as tx:
        entries = await _log(tx, 5)
        whole = await tx.audit.list(entries[0].workspace_id, PageRequest(100))
        places = [position for position, _ in whole.rows]

        def place(index: int | None) -> Position | None:
            return None if index is None else places[index]

        request = PageRequest(size, place(after), place(before), backward)
        page = await tx.audit.list(entries[0].workspace_id, request)
        assert _shape(page, entries) == (rows, has_previous, has_next)
        assert page.total == 5


async def test_a_walk_is_not_disturbed_by_rows_that_come_meanwhile(storage: OpenUnitOfWork):
    async with storage() as tx:
        entries = await _log(tx, 4)
        workspace_id = entries[0].workspace_id
        first = await tx.audit.list(workspace_id, PageRequest(2))
        await tx.audit.append(an_entry(workspace_id, at=minutes(60)))
        second = await tx.audit.list(workspace_id, PageRequest(2, after=first.rows[-1][0]))
        assert [entry for _, entry in second.rows] == entries[2:]
        assert second.total == 5


async def test_a_position_stays_good_when_its_row_has_a_twin_in_time(storage: OpenUnitOfWork):
    async with storage() as tx:
        workspace = a_workspace()
        await tx.workspaces.add(workspace)
        entries = [an_entry(workspace.id, at=NOON) for _ in range(5)]
        for entry in entries:
            await tx.audit.append(entry)
        seen, after = [], None
        for _ in entries:
            page = await tx.audit.list(workspace.id, PageRequest(1, after=after))
            after = page.rows[0][0]
            seen.append(page.rows[0][1])
        assert seen == sorted(entries, key=lambda entry: entry.id, reverse=True)


@pytest.mark.parametrize(
    "position", [(), ("x",), ("yesterday", str(uuid7())), (NOON.isoformat(), "7"), ("2026-01-01", str(uuid7()))]
)
async def test_a_position_of_another_list_is_refused(storage: OpenUnitOfWork, position):
    async with storage() as tx:
        with pytest.raises(Refused) as refusal:
            await tx.audit.list(uuid7(), PageRequest(after=position))
        assert refusal.value.faults[0].code is ErrorCode.INVALID_INPUT
