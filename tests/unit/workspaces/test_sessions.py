"""Sessions of browsers: how they begin, what they allow, and how they end."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from domain.errors import ErrorCode, Refused, SessionEnded
from domain.workspaces.model import SESSION_IDLE, SESSION_LIFE, SIGN_IN_TOKEN_LIFE, ApiKey, Principal, Role
from domain.workspaces.sessions import MOST_SESSIONS, SessionService, SignedIn
from infra.storage.memory.database import Tables
from infra.storage.memory.unit_of_work import MemoryStorage
from tests.fixtures.product import World


def _sessions(world: World) -> SessionService:
    return world.product.services.sessions


def _tables(world: World) -> Tables:
    assert isinstance(world.storage, MemoryStorage)
    return world.storage.database.committed


async def _seen(world: World, signed_in: SignedIn) -> Principal:
    return await world.product.authenticator.authenticate_session(signed_in.secret)


async def _key(world: World, role: Role = Role.ADMIN, life: timedelta | None = None) -> tuple[str, ApiKey]:
    owner = world.here.principals[Role.OWNER]
    until = None if life is None else world.clock.now() + life
    return await world.product.services.keys.create(owner, "browser", role, until)


async def _by_link(world: World, role: Role = Role.OWNER) -> SignedIn:
    token = await _sessions(world).offer(world.here.principals[role])
    return await _sessions(world).sign_in(None, token)


async def test_a_key_begins_a_session_that_may_do_what_the_key_may(world: World):
    secret, key = await _key(world, Role.ANALYST)
    signed_in = await _sessions(world).sign_in(secret, None)
    seen = await _seen(world, signed_in)
    assert seen == signed_in.principal
    assert (seen.member_id, seen.role, seen.key_id) == (key.member_id, Role.ANALYST, key.id)
    assert seen.session_id is not None
    assert signed_in.life == SESSION_LIFE
    assert signed_in.secret not in repr(_tables(world))
    assert secret not in repr(_tables(world))


async def test_a_link_begins_one_session_with_the_role_of_its_member(world: World):
    token = await _sessions(world).offer(world.here.principals[Role.ADMIN])
    assert token not in repr(_tables(world))
    seen = await _seen(world, await _sessions(world).sign_in(None, token))
    assert (seen.member_id, seen.role) == (world.here.principals[Role.ADMIN].member_id, Role.ADMIN)
    assert seen.key_id is None
    with pytest.raises(Refused) as refusal:
        await _sessions(world).sign_in(None, token)
    assert [(one.code, one.path) for one in refusal.value.faults] == [(ErrorCode.INVALID_INPUT, ("token",))]


async def test_of_two_who_open_a_link_at_once_one_is_signed_in(sql_world: World):
    token = await _sessions(sql_world).offer(sql_world.here.principals[Role.OWNER])
    tried = await asyncio.gather(*(_sessions(sql_world).sign_in(None, token) for _ in range(3)), return_exceptions=True)
    assert [isinstance(one, SignedIn) for one in tried].count(True) == 1
    assert all(isinstance(one, SignedIn | Refused) for one in tried)


async def test_a_link_works_for_a_quarter_of_an_hour(world: World):
    first, second = [await _sessions(world).offer(world.here.principals[Role.OWNER]) for _ in range(2)]
    world.clock.advance(seconds=SIGN_IN_TOKEN_LIFE.total_seconds() - 1)
    await _sessions(world).sign_in(None, first)
    world.clock.advance(seconds=1)
    with pytest.raises(Refused, match="expired"):
        await _sessions(world).sign_in(None, second)
    await _by_link(world)
    assert _tables(world).sign_in_tokens == {}


@pytest.mark.parametrize(("key", "token"), [(None, None), ("pc_x", "x"), ("", "")])
async def test_a_session_takes_exactly_one_of_key_and_token(world: World, key: str | None, token: str | None):
    with pytest.raises(Refused, match="either a key or a token"):
        await _sessions(world).sign_in(key, token)


@pytest.mark.parametrize("wrong", ["", "pc_abcdefgh_" + "x" * 40, "ключ", "\udcff", "x" * 10_000])
async def test_what_is_not_known_signs_nobody_in(world: World, wrong: str):
    for key, token, path in ((wrong, None, ("key",)), (None, wrong, ("token",))):
        with pytest.raises(Refused) as refusal:
            await _sessions(world).sign_in(key, token)
        assert [one.path for one in refusal.value.faults] == [path]
    with pytest.raises(SessionEnded):
        await world.product.authenticator.authenticate_session(wrong)


async def test_a_key_is_no_session_and_a_session_is_no_key(world: World):
    secret, _ = await _key(world)
    signed_in = await _sessions(world).sign_in(secret, None)
    with pytest.raises(SessionEnded):
        await world.product.authenticator.authenticate_session(secret)
    with pytest.raises(Refused):
        await _sessions(world).sign_in(signed_in.secret, None)
    with pytest.raises(Refused):
        await _sessions(world).sign_in(None, signed_in.secret)


async def test_a_session_ends_with_the_key_that_began_it(world: World):
    owner = world.here.principals[Role.OWNER]
    secret, key = await _key(world)
    brief, _ = await _key(world, life=timedelta(hours=1))
    revoked, expired = [await _sessions(world).sign_in(one, None) for one in (secret, brief)]
    lasting = await _by_link(world)
    await world.product.services.keys.revoke(owner, key.id)
    with pytest.raises(SessionEnded):
        await _seen(world, revoked)
    assert (await _seen(world, expired)).role is Role.ADMIN
    world.clock.advance(hours=1)
    with pytest.raises(SessionEnded):
        await _seen(world, expired)
    assert (await _seen(world, lasting)).role is Role.OWNER


async def test_a_lower_role_and_a_removed_member_count_at_once(world: World):
    owner, members = world.here.principals[Role.OWNER], world.product.services.members
    signed_in = await _by_link(world, Role.ADMIN)
    member_id = world.here.principals[Role.ADMIN].member_id
    await members.change_role(owner, member_id, Role.VIEWER)
    assert (await _seen(world, signed_in)).role is Role.VIEWER
    await members.remove(owner, member_id)
    with pytest.raises(SessionEnded):
        await _seen(world, signed_in)


async def test_a_session_lasts_thirty_days_at_most(world: World):
    signed_in = await _by_link(world)
    for _ in range(SESSION_LIFE.days // 6):
        await _seen(world, signed_in)
        world.clock.advance(days=6)
    with pytest.raises(SessionEnded):
        await _seen(world, signed_in)


async def test_a_session_ends_after_seven_days_without_use(world: World):
    used, idle = await _by_link(world), await _by_link(world)
    world.clock.advance(days=SESSION_IDLE.days - 1)
    await _seen(world, used)
    world.clock.advance(days=1)
    await _seen(world, used)
    with pytest.raises(SessionEnded):
        await _seen(world, idle)


async def test_the_use_of_a_session_is_noted_to_the_minute(world: World):
    signed_in = await _by_link(world)
    begun = world.clock.now()

    async def noted(seconds: float) -> timedelta:
        world.clock.advance(seconds=seconds)
        await _seen(world, signed_in)
        (session,) = _tables(world).sessions.values()
        return session.last_used_at - begun

    assert await noted(59) == timedelta(0)
    assert await noted(1) == timedelta(seconds=60)
    assert await noted(59) == timedelta(seconds=60)


async def test_a_session_is_known_although_its_use_cannot_be_noted(world: World):
    storage = world.storage
    assert isinstance(storage, MemoryStorage)
    signed_in = await _by_link(world)
    world.clock.advance(minutes=5)
    storage.database.wait_seconds = 0.01
    async with storage() as importing:
        await importing.workspaces.hold(world.here.workspace.id)
        assert (await _seen(world, signed_in)).role is Role.OWNER


async def test_signing_in_removes_what_has_ended(world: World):
    await _by_link(world)
    world.clock.advance(days=SESSION_IDLE.days)
    await _by_link(world)
    assert len(_tables(world).sessions) == 1


async def test_a_member_has_so_many_sessions_and_then_the_oldest_end(world: World):
    secret, _ = await _key(world)
    begun = []
    for _ in range(MOST_SESSIONS + 1):
        begun.append(await _sessions(world).sign_in(secret, None))
        world.clock.advance(seconds=1)
    with pytest.raises(SessionEnded):
        await _seen(world, begun[0])
    assert (await _seen(world, begun[1])).session_id == begun[1].principal.session_id


async def test_signing_out_ends_this_session_and_no_other(world: World):
    first, second = await _by_link(world), await _by_link(world)
    await _sessions(world).sign_out(await _seen(world, first))
    with pytest.raises(SessionEnded):
        await _seen(world, first)
    assert await _seen(world, second) == second.principal


async def test_who_did_not_come_by_a_session_has_none_to_end(world: World):
    with pytest.raises(Refused) as refusal:
        await _sessions(world).sign_out(world.here.principals[Role.OWNER])
    assert refusal.value.faults[0].code is ErrorCode.CONFLICT


async def test_signing_in_again_ends_the_former_session_of_the_browser(world: World):
    former = await _by_link(world)
    token = await _sessions(world).offer(world.here.principals[Role.ADMIN])
    await _sessions(world).sign_in(None, token, former.principal)
    with pytest.raises(SessionEnded):
        await _seen(world, former)


async def test_signing_in_and_out_is_in_the_audit_log_without_secrets(world: World):
    signed_in = await _by_link(world, Role.ADMIN)
    await _sessions(world).sign_out(signed_in.principal)
    entries = list(_tables(world).audit.values())
    session: UUID | None = signed_in.principal.session_id
    assert [(one.action, one.subject_id) for one in entries] == [
        ("sign_in_token.create", None),
        ("session.start", session),
        ("session.end", session),
    ]
    assert entries[1].details == {"by": "token"}
    assert {one.actor_id for one in entries} == {world.here.principals[Role.ADMIN].member_id}
    assert signed_in.secret not in repr(entries)
