"""What every storage guarantees about sessions and the one-time tokens that begin them."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from domain.errors import ErrorCode, Refused
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import ApiKey, Member, Session, SignInToken
from tests.fixtures.records import NOON, a_key, a_member, minutes, two_workspaces


def a_session(member: Member, key: ApiKey | None = None, **values: Any) -> Session:
    defaults: dict[str, Any] = {
        "id": uuid7(),
        "workspace_id": member.workspace_id,
        "member_id": member.id,
        "api_key_id": None if key is None else key.id,
        "digest": uuid7().bytes,
        "created_at": NOON,
        "expires_at": minutes(60),
        "last_used_at": NOON,
    }
    return Session(**defaults | values)


def a_token(member: Member, **values: Any) -> SignInToken:
    given = {"workspace_id": member.workspace_id, "member_id": member.id} | values
    return SignInToken(**{"digest": uuid7().bytes, "expires_at": minutes(15)} | given)


async def _two_members(storage: OpenUnitOfWork) -> tuple[Member, Member, UUID]:
    """Store two members of one workspace; return them and the id of another workspace."""
    here, there = await two_workspaces(storage)
    one, other = a_member(here, "one@example.com"), a_member(here, "other@example.com")
    async with storage() as tx:
        await tx.workspaces.add_member(one)
        await tx.workspaces.add_member(other)
        await tx.commit()
    return one, other, there


async def test_a_session_is_found_by_the_digest_of_its_secret_as_it_was(storage: OpenUnitOfWork):
    member, _, _ = await _two_members(storage)
    key = a_key(member)
    sessions = [a_session(member), a_session(member, key)]
    async with storage() as tx:
        await tx.api_keys.add(key)
        for session in sessions:
            await tx.sessions.add(session)
        await tx.commit()
    async with storage() as tx:
        assert [await tx.sessions.by_digest(one.digest) for one in sessions] == sessions
        assert await tx.sessions.by_digest(b"nobody's") is None


async def test_a_session_is_touched_and_removed_by_its_own_workspace_only(storage: OpenUnitOfWork):
    member, _, there = await _two_members(storage)
    session = a_session(member)
    async with storage() as tx:
        await tx.sessions.add(session)
        await tx.sessions.touch(there, session.id, minutes(5))
        assert not await tx.sessions.remove(there, session.id)
        assert await tx.sessions.by_digest(session.digest) == session
        await tx.sessions.touch(member.workspace_id, session.id, minutes(7))
        assert await tx.sessions.by_digest(session.digest) == replace(session, last_used_at=minutes(7))
        assert await tx.sessions.remove(member.workspace_id, session.id)
        assert not await tx.sessions.remove(member.workspace_id, session.id)
        await tx.sessions.touch(member.workspace_id, session.id, minutes(8))
        assert await tx.sessions.by_digest(session.digest) is None


async def test_sessions_that_have_ended_are_removed_in_their_workspace(storage: OpenUnitOfWork):
    member, _, there = await _two_members(storage)
    stranger = a_member(there)
    expired = a_session(member, expires_at=minutes(10), last_used_at=minutes(9))
    idle = a_session(member, last_used_at=minutes(-30))
    lasting = a_session(member, last_used_at=minutes(9))
    foreign = a_session(stranger, expires_at=minutes(1))
    async with storage() as tx:
        await tx.workspaces.add_member(stranger)
        for session in (expired, idle, lasting, foreign):
            await tx.sessions.add(session)
        assert await tx.sessions.remove_ended(member.workspace_id, minutes(10), minutes(-30)) == 2
        left = [await tx.sessions.by_digest(one.digest) for one in (expired, idle, lasting, foreign)]
        assert left == [None, None, lasting, foreign]


async def test_the_newest_sessions_of_a_member_are_kept(storage: OpenUnitOfWork):
    member, other, _ = await _two_members(storage)
    mine = [a_session(member, created_at=minutes(number)) for number in range(4)]
    theirs = a_session(other, created_at=minutes(-1))
    async with storage() as tx:
        for session in (*mine, theirs):
            await tx.sessions.add(session)
        assert await tx.sessions.keep_newest(member.workspace_id, member.id, 2) == 2
        assert await tx.sessions.keep_newest(member.workspace_id, member.id, 2) == 0
        left = [await tx.sessions.by_digest(one.digest) for one in (*mine, theirs)]
        assert left == [None, None, mine[2], mine[3], theirs]


async def test_sessions_and_tokens_go_with_their_member(storage: OpenUnitOfWork):
    leaver, stayer, _ = await _two_members(storage)
    sessions = [a_session(leaver), a_session(stayer)]
    tokens = [a_token(leaver), a_token(stayer)]
    async with storage() as tx:
        for session in sessions:
            await tx.sessions.add(session)
        for token in tokens:
            await tx.sign_in_tokens.add(token)
        await tx.workspaces.remove_member(leaver.workspace_id, leaver.id)
        assert [await tx.sessions.by_digest(one.digest) for one in sessions] == [None, sessions[1]]
        assert [await tx.sign_in_tokens.consume(one.digest) for one in tokens] == [None, tokens[1]]


@pytest.mark.parametrize("foreign", ["member", "key"])
async def test_a_session_cannot_point_into_another_workspace(storage: OpenUnitOfWork, foreign: str):
    member, _, there = await _two_members(storage)
    stranger = a_member(there)
    key = a_key(stranger)
    async with storage() as tx:
        await tx.workspaces.add_member(stranger)
        await tx.api_keys.add(key)
        await tx.commit()
    wrong = a_session(member, key) if foreign == "key" else a_session(stranger, workspace_id=member.workspace_id)
    async with storage() as tx:
        with pytest.raises(Refused) as refusal:
            await tx.sessions.add(wrong)
        assert refusal.value.faults[0].code is ErrorCode.CONFLICT


async def test_a_token_cannot_point_into_another_workspace(storage: OpenUnitOfWork):
    member, _, there = await _two_members(storage)
    async with storage() as tx:
        with pytest.raises(Refused) as refusal:
            await tx.sign_in_tokens.add(a_token(member, workspace_id=there))
        assert refusal.value.faults[0].code is ErrorCode.CONFLICT


async def test_a_token_is_had_once_and_again_only_when_that_was_rolled_back(storage: OpenUnitOfWork):
    member, _, _ = await _two_members(storage)
    token = a_token(member)
    async with storage() as tx:
        await tx.sign_in_tokens.add(token)
        await tx.commit()
    async with storage() as tx:
        assert await tx.sign_in_tokens.consume(token.digest) == token
    async with storage() as tx:
        assert await tx.sign_in_tokens.consume(token.digest) == token
        assert await tx.sign_in_tokens.consume(token.digest) is None
        await tx.commit()
    async with storage() as tx:
        assert await tx.sign_in_tokens.consume(token.digest) is None


async def test_of_many_who_consume_a_token_at_once_one_gets_it(storage: OpenUnitOfWork):
    member, _, _ = await _two_members(storage)
    token = a_token(member)
    async with storage() as tx:
        await tx.sign_in_tokens.add(token)
        await tx.commit()

    async def consume() -> SignInToken | None:
        async with storage() as tx:
            found = await tx.sign_in_tokens.consume(token.digest)
            await asyncio.sleep(0)
            await tx.commit()
        return found

    assert sorted(await asyncio.gather(*(consume() for _ in range(5))), key=bool) == [None] * 4 + [token]


async def test_tokens_that_have_expired_are_removed_in_their_workspace(storage: OpenUnitOfWork):
    member, _, there = await _two_members(storage)
    stranger = a_member(there)
    tokens = [a_token(member, expires_at=minutes(1)), a_token(member), a_token(stranger, expires_at=minutes(1))]
    async with storage() as tx:
        await tx.workspaces.add_member(stranger)
        for token in tokens:
            await tx.sign_in_tokens.add(token)
        assert await tx.sign_in_tokens.remove_expired(member.workspace_id, minutes(1)) == 1
        assert [await tx.sign_in_tokens.consume(one.digest) for one in tokens] == [None, *tokens[1:]]
