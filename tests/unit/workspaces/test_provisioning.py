"""The first start: a workspace, an owner, and a key to sign in with."""

import asyncio
import shutil
from pathlib import Path

import pytest

from domain.errors import Unauthenticated
from domain.workspaces.model import Role
from domain.workspaces.provision import Provisioned
from graph.protocol_schema import ProtocolSchema
from infra.storage.engine import create_storage_engine
from infra.storage.memory.unit_of_work import MemoryStorage
from infra.storage.unit_of_work import SqlStorage
from tests.fixtures.product import World, a_world

OWN_KEY = "a-key-of-the-operators-own-choice"


@pytest.fixture
async def empty(schema: ProtocolSchema) -> World:
    """A product with nothing in it at all."""
    world = await a_world(MemoryStorage(), schema)
    world.storage = MemoryStorage()
    world.product = world.compose()
    return world


async def _start(world: World, key: str | None = None) -> Provisioned:
    owner = ("owner@example.com", "Olga")
    return await world.product.provisioning.first_workspace("Acme", "acme", owner, demo=True, owner_key=key)


async def test_the_first_start_makes_an_owner_key_and_tells_it_once(empty: World):
    first = await _start(empty)
    assert first.created
    assert first.secret is not None
    assert (first.workspace.slug, first.workspace.demo, first.owner.name) == ("acme", True, "Olga")
    principal = await empty.product.authenticator.authenticate(first.secret)
    assert (principal.member_id, principal.role) == (first.owner.member_id, Role.OWNER)
    assert first.secret not in repr(empty.storage.database.committed)  # type: ignore[attr-defined]
    again = await _start(empty)
    assert (again.created, again.secret, again.owner.member_id) == (False, None, first.owner.member_id)


async def test_a_key_of_the_operators_choice_is_taken_and_never_told(empty: World):
    first = await _start(empty, OWN_KEY)
    assert (first.created, first.secret) == (True, None)
    assert (await empty.product.authenticator.authenticate(OWN_KEY)).role is Role.OWNER
    keys = empty.storage.database.committed.api_keys  # type: ignore[attr-defined]
    await _start(empty, OWN_KEY)
    assert len(keys) == 1
    assert OWN_KEY not in repr(keys)


async def test_another_chosen_key_is_taken_later_on_too(empty: World):
    first = await _start(empty)
    await _start(empty, OWN_KEY)
    for secret in (first.secret, OWN_KEY):
        assert secret is not None
        assert (await empty.product.authenticator.authenticate(secret)).role is Role.OWNER


async def test_a_revoked_owner_key_stays_revoked_at_the_next_start(empty: World):
    first = await _start(empty, OWN_KEY)
    (key,) = empty.storage.database.committed.api_keys.values()  # type: ignore[attr-defined]
    await empty.product.services.keys.revoke(first.owner, key.id)
    await _start(empty, OWN_KEY)
    with pytest.raises(Unauthenticated, match="revoked"):
        await empty.product.authenticator.authenticate(OWN_KEY)


async def test_a_lost_owner_is_replaced(empty: World):
    """A workspace whose owners are gone, as by a restored backup, can be entered again."""
    first = await _start(empty)
    async with empty.storage() as tx:
        await tx.workspaces.remove_member(first.workspace.id, first.owner.member_id)
        await tx.commit()
    again = await _start(empty, OWN_KEY)
    assert again.owner.member_id != first.owner.member_id
    assert (await empty.product.authenticator.authenticate(OWN_KEY)).role is Role.OWNER


async def test_two_owners_who_unmake_each_other_at_once_leave_one(sql_world: World):
    members = sql_world.product.services.members
    first, other = sql_world.here.principals[Role.OWNER], sql_world.here.principals[Role.ADMIN]
    await members.change_role(first, other.member_id, Role.OWNER)
    second = type(other)(other.workspace_id, other.member_id, other.name, Role.OWNER)
    await asyncio.gather(
        members.change_role(first, second.member_id, Role.VIEWER),
        members.change_role(second, first.member_id, Role.VIEWER),
        return_exceptions=True,
    )
    owners = [member for member in await members.list(first) if member.role is Role.OWNER]
    assert len(owners) == 1


async def test_processes_that_start_at_once_share_what_one_of_them_makes(
    schema: ProtocolSchema, sqlite_template: Path, tmp_path: Path
):
    path = tmp_path / "fresh.db"
    shutil.copyfile(sqlite_template, path)
    storage = SqlStorage(create_storage_engine(f"sqlite:///{path}"))
    world = await a_world(MemoryStorage(), schema)
    world.storage = storage
    world.product = world.compose()
    started = await asyncio.gather(*(_start(world) for _ in range(4)))
    await storage.close()
    assert sorted(one.created for one in started) == [False, False, False, True]
    assert len({one.workspace.id for one in started}) == 1
    assert len({one.owner.member_id for one in started}) == 1
    assert [one.secret is not None for one in started].count(True) == 1


async def test_the_operator_acts_as_the_owner_of_any_workspace_by_its_slug(world: World):
    there = world.there
    owner = await world.product.provisioning.owner_of(there.workspace.slug)
    assert owner is not None
    assert (owner.workspace_id, owner.role) == (there.workspace.id, Role.OWNER)
    assert owner.member_id == there.principals[Role.OWNER].member_id
    assert await world.product.provisioning.owner_of("nowhere") is None
