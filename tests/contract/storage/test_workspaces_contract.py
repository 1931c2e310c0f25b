"""What every storage guarantees about workspaces, members and API keys."""

import asyncio
from dataclasses import replace

import pytest
from uuid_utils.compat import uuid7

from domain.errors import ErrorCode, Refused
from domain.paging import PageRequest
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import Role
from tests.fixtures.records import NOON, a_key, a_member, a_workspace, minutes


async def test_a_workspace_is_found_by_id_and_slug(storage: OpenUnitOfWork):
    workspace = a_workspace("acme", demo=True)
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.commit()
    async with storage() as tx:
        assert await tx.workspaces.get(workspace.id) == workspace
        assert await tx.workspaces.by_slug("acme") == workspace
        assert await tx.workspaces.get(uuid7()) is None
        assert await tx.workspaces.by_slug("other") is None


async def test_all_workspaces_come_oldest_first(storage: OpenUnitOfWork):
    young, old = a_workspace("young", created_at=minutes(1)), a_workspace("old")
    async with storage() as tx:
        await tx.workspaces.add(young)
        await tx.workspaces.add(old)
        assert list(await tx.workspaces.everyone()) == [old, young]


async def test_the_demo_workspace_is_the_oldest_that_is_marked_as_one(storage: OpenUnitOfWork):
    async with storage() as tx:
        await tx.workspaces.add(a_workspace("plain"))
        assert await tx.workspaces.demo() is None
        later = a_workspace("later", demo=True, created_at=minutes(5))
        first = a_workspace("first", demo=True, created_at=minutes(1))
        await tx.workspaces.add(later)
        await tx.workspaces.add(first)
        assert await tx.workspaces.demo() == first


async def test_a_slug_is_taken_once_and_the_transaction_goes_on(storage: OpenUnitOfWork):
    async with storage() as tx:
        await tx.workspaces.add(a_workspace("acme"))
        with pytest.raises(Refused) as refusal:
            await tx.workspaces.add(a_workspace("acme"))
        assert refusal.value.faults[0].code is ErrorCode.CONFLICT
        assert refusal.value.faults[0].path == ("slug",)
        assert len(await tx.workspaces.everyone()) == 1


async def test_members_come_oldest_first_and_only_of_their_workspace(storage: OpenUnitOfWork):
    here, there = a_workspace("here"), a_workspace("there")
    second = a_member(here.id, "b@example.com", created_at=minutes(5))
    first = a_member(here.id, "a@example.com")
    stranger = a_member(there.id, "a@example.com")
    async with storage() as tx:
        for workspace in (here, there):
            await tx.workspaces.add(workspace)
        for member in (second, first, stranger):
            await tx.workspaces.add_member(member)
        assert list(await tx.workspaces.members(here.id)) == [first, second]
        assert await tx.workspaces.member(here.id, first.id) == first
        assert await tx.workspaces.member(here.id, stranger.id) is None


async def test_an_address_is_a_member_once_whatever_its_case(storage: OpenUnitOfWork):
    workspace = a_workspace()
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.workspaces.add_member(a_member(workspace.id, "Straße@example.com"))
        with pytest.raises(Refused, match="is a member already"):
            await tx.workspaces.add_member(a_member(workspace.id, "STRASSE@EXAMPLE.COM"))


async def test_a_member_changes_name_and_role_only(storage: OpenUnitOfWork):
    workspace = a_workspace()
    member = a_member(workspace.id)
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.workspaces.add_member(member)
        changed = replace(member, name="Grace", role=Role.VIEWER)
        await tx.workspaces.update_member(replace(changed, email="new@example.com", created_at=minutes(1)))
        assert await tx.workspaces.member(workspace.id, member.id) == changed


async def test_a_member_of_an_unknown_workspace_is_refused(storage: OpenUnitOfWork):
    async with storage() as tx:
        with pytest.raises(Refused) as refusal:
            await tx.workspaces.add_member(a_member(uuid7()))
        assert refusal.value.faults[0].code is ErrorCode.CONFLICT


async def test_a_foreign_member_is_neither_changed_nor_removed(storage: OpenUnitOfWork):
    here, there = a_workspace("here"), a_workspace("there")
    member = a_member(there.id)
    async with storage() as tx:
        await tx.workspaces.add(here)
        await tx.workspaces.add(there)
        await tx.workspaces.add_member(member)
        with pytest.raises(Refused) as refusal:
            await tx.workspaces.update_member(replace(member, workspace_id=here.id, name="Mallory"))
        assert refusal.value.faults[0].code is ErrorCode.NOT_FOUND
        with pytest.raises(Refused):
            await tx.workspaces.remove_member(here.id, member.id)
        assert await tx.workspaces.member(there.id, member.id) == member


async def test_a_removed_member_takes_the_keys_along(storage: OpenUnitOfWork):
    workspace = a_workspace()
    leaver, stayer = a_member(workspace.id, "a@example.com"), a_member(workspace.id, "b@example.com")
    gone, kept = a_key(leaver, "pc_aaaaaaaa"), a_key(stayer, "pc_bbbbbbbb")
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        for member, key in ((leaver, gone), (stayer, kept)):
            await tx.workspaces.add_member(member)
            await tx.api_keys.add(key)
        await tx.workspaces.remove_member(workspace.id, leaver.id)
        assert list(await tx.workspaces.members(workspace.id)) == [stayer]
        assert await tx.api_keys.get(workspace.id, gone.id) is None
        assert await tx.api_keys.get(workspace.id, kept.id) == kept


async def test_a_key_is_found_by_prefix_and_by_id_in_its_workspace(storage: OpenUnitOfWork):
    here, there = a_workspace("here"), a_workspace("there")
    member = a_member(here.id)
    key = a_key(member, expires_at=minutes(60))
    async with storage() as tx:
        await tx.workspaces.add(here)
        await tx.workspaces.add(there)
        await tx.workspaces.add_member(member)
        await tx.api_keys.add(key)
        assert await tx.api_keys.by_prefix(key.prefix) == key
        assert await tx.api_keys.by_prefix("pc_zzzzzzzz") is None
        assert await tx.api_keys.get(here.id, key.id) == key
        assert await tx.api_keys.get(there.id, key.id) is None
        assert (await tx.api_keys.list(there.id, PageRequest())).rows == ()


async def test_a_prefix_is_taken_once_over_all_workspaces(storage: OpenUnitOfWork):
    here, there = a_workspace("here"), a_workspace("there")
    async with storage() as tx:
        for workspace in (here, there):
            await tx.workspaces.add(workspace)
        one, other = a_member(here.id), a_member(there.id)
        await tx.workspaces.add_member(one)
        await tx.workspaces.add_member(other)
        await tx.api_keys.add(a_key(one))
        with pytest.raises(Refused) as refusal:
            await tx.api_keys.add(a_key(other))
        assert refusal.value.faults[0].code is ErrorCode.CONFLICT


async def test_a_key_cannot_belong_to_a_member_of_another_workspace(storage: OpenUnitOfWork):
    here, there = a_workspace("here"), a_workspace("there")
    stranger = a_member(there.id)
    async with storage() as tx:
        await tx.workspaces.add(here)
        await tx.workspaces.add(there)
        await tx.workspaces.add_member(stranger)
        with pytest.raises(Refused):
            await tx.api_keys.add(a_key(stranger, workspace_id=here.id))


async def test_revoking_keeps_the_first_moment_and_touching_notes_the_last(storage: OpenUnitOfWork):
    workspace = a_workspace()
    member = a_member(workspace.id)
    key = a_key(member)
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.workspaces.add_member(member)
        await tx.api_keys.add(key)
        for moment in (NOON, minutes(3)):
            await tx.api_keys.touch(workspace.id, key.id, moment)
            await tx.api_keys.revoke(workspace.id, key.id, moment)
        stored = await tx.api_keys.get(workspace.id, key.id)
        assert stored == replace(key, revoked_at=NOON, last_used_at=minutes(3))


async def test_a_foreign_key_is_neither_revoked_nor_touched(storage: OpenUnitOfWork):
    here, there = a_workspace("here"), a_workspace("there")
    member = a_member(there.id)
    key = a_key(member)
    async with storage() as tx:
        await tx.workspaces.add(here)
        await tx.workspaces.add(there)
        await tx.workspaces.add_member(member)
        await tx.api_keys.add(key)
        with pytest.raises(Refused) as refusal:
            await tx.api_keys.revoke(here.id, key.id, NOON)
        assert refusal.value.faults[0].code is ErrorCode.NOT_FOUND
        await tx.api_keys.touch(here.id, key.id, NOON)
        assert await tx.api_keys.get(there.id, key.id) == key


async def test_keys_are_listed_newest_first(storage: OpenUnitOfWork):
    workspace = a_workspace()
    member = a_member(workspace.id)
    keys = [a_key(member, f"pc_{number}", created_at=minutes(number)) for number in range(5)]
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.workspaces.add_member(member)
        for key in keys:
            await tx.api_keys.add(key)
        page = await tx.api_keys.list(workspace.id, PageRequest(size=3))
        assert [key for _, key in page.rows] == keys[:1:-1]
        assert (page.total, page.has_next, page.has_previous) == (5, True, False)


async def test_who_holds_a_workspace_second_sees_what_the_first_wrote(storage: OpenUnitOfWork):
    workspace = a_workspace()
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.commit()

    async def join(number: int) -> int:
        async with storage() as tx:
            await tx.workspaces.hold(workspace.id)
            there = len(await tx.workspaces.members(workspace.id))
            await asyncio.sleep(0.01)
            await tx.workspaces.add_member(a_member(workspace.id, f"{number}@example.com"))
            await tx.commit()
        return there

    assert sorted(await asyncio.gather(*(join(number) for number in range(4)))) == [0, 1, 2, 3]
