"""Members, API keys, and that nobody gets above the own role by either."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from domain.errors import Unauthenticated
from domain.workspaces.model import Principal, Role
from tests.fixtures.product import Answer, World, gid

ADD = """mutation($input: AddMemberInput!) {
    addMember(input: $input) { member { id email name role } errors { code path message hint } } }"""
CHANGE = """mutation($input: ChangeMemberRoleInput!) {
    changeMemberRole(input: $input) { member { role } errors { code path } } }"""
REMOVE = """mutation($input: RemoveMemberInput!) {
    removeMember(input: $input) { removedId errors { code path hint } } }"""
CREATE_KEY = """mutation($input: CreateApiKeyInput!) {
    createApiKey(input: $input) { secret apiKey { id name role prefix expiresAt revokedAt lastUsedAt }
        errors { code path message } } }"""
REVOKE_KEY = """mutation($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) { apiKey { revokedAt } errors { code } } }"""
KEYS = """{ viewer { workspace { apiKeys { totalCount edges { node { id name prefix lastUsedAt } } } } } }"""


def _member(world: World, role: Role) -> str:
    return gid("Member", world.here.principals[role].member_id)


async def _key(world: World, role: Role = Role.VIEWER, by: Role = Role.OWNER, **more: Any) -> dict[str, Any]:
    answer = await world.ask(CREATE_KEY, by, input={"name": "for scripts", "role": role} | more)
    assert answer.errors == []
    return answer.data["createApiKey"]


async def _sign_in(world: World, secret: str) -> Principal:
    return await world.product.authenticator.authenticate(secret)


async def test_a_member_is_added_with_a_clean_address(world: World):
    answer = await world.ask(ADD, input={"email": "  New@Here.EXAMPLE ", "name": " Nia ", "role": "ANALYST"})
    added = answer.data["addMember"]["member"]
    assert (added["email"], added["name"], added["role"]) == ("new@here.example", "Nia", "ANALYST")
    members = await world.ask("{ viewer { workspace { members { id } } } }")
    assert added["id"] in {one["id"] for one in members.data["viewer"]["workspace"]["members"]}
    again = await world.ask(ADD, input={"email": "new@here.example", "name": "Twin", "role": "VIEWER"})
    assert [(e["code"], e["path"]) for e in again.data["addMember"]["errors"]] == [("CONFLICT", ["email"])]


async def test_every_fault_of_a_new_member_is_told_at_once(world: World):
    answer = await world.ask(ADD, input={"email": "nobody", "name": "  ", "role": "VIEWER"})
    errors = answer.data["addMember"]["errors"]
    assert answer.data["addMember"]["member"] is None
    assert [(e["code"], e["path"]) for e in errors] == [("INVALID_INPUT", ["email"]), ("INVALID_INPUT", ["name"])]


async def test_the_same_address_may_be_a_member_of_two_workspaces(world: World):
    for tenant in (world.here, world.there):
        answer = await world.ask(
            ADD, tenant=tenant, input={"email": "both@example.com", "name": "Both", "role": "VIEWER"}
        )
        assert answer.data["addMember"]["errors"] == []


@pytest.mark.parametrize(("by", "role"), list(product((Role.OWNER, Role.ADMIN), Role)))
async def test_nobody_grants_a_role_above_the_own_one(world: World, by: Role, role: Role):
    allowed = role.at_most(by)
    given = {"email": "new@here.example", "name": "New", "role": role}
    key = {"name": "for scripts", "role": role}
    change = {"memberId": _member(world, Role.VIEWER), "role": role}
    for document, sent in ((ADD, given), (CREATE_KEY, key), (CHANGE, change)):
        answer = await world.ask(document, by, input=sent)
        assert answer.codes == ([] if allowed else ["FORBIDDEN"])


async def test_an_admin_does_not_touch_an_owner(world: World):
    owner = _member(world, Role.OWNER)
    demoted = await world.ask(CHANGE, Role.ADMIN, input={"memberId": owner, "role": "VIEWER"})
    removed = await world.ask(REMOVE, Role.ADMIN, input={"memberId": owner})
    key = (await _key(world, Role.OWNER))["apiKey"]["id"]
    revoked = await world.ask(REVOKE_KEY, Role.ADMIN, input={"keyId": key})
    assert [answer.codes for answer in (demoted, removed, revoked)] == [["FORBIDDEN"]] * 3


async def test_the_last_owner_stays(world: World):
    owner = _member(world, Role.OWNER)
    for document, given in ((CHANGE, {"memberId": owner, "role": "ADMIN"}), (REMOVE, {"memberId": owner})):
        (payload,) = (await world.ask(document, input=given)).data.values()
        assert [(e["code"], e["path"]) for e in payload["errors"]] == [("CONFLICT", ["memberId"])]
    same = await world.ask(CHANGE, input={"memberId": owner, "role": "OWNER"})
    assert same.data["changeMemberRole"]["errors"] == []
    await world.ask(CHANGE, input={"memberId": _member(world, Role.ADMIN), "role": "OWNER"})
    left = await world.ask(REMOVE, input={"memberId": owner})
    assert left.data["removeMember"] == {"removedId": owner, "errors": []}


async def test_a_removed_member_is_gone_with_all_keys(world: World):
    given = {"email": "new@here.example", "name": "New", "role": "ADMIN"}
    added = (await world.ask(ADD, input=given)).data["addMember"]["member"]
    newcomer = next(m for m in await _members(world) if m.email == "new@here.example")
    principal = Principal(newcomer.workspace_id, newcomer.id, newcomer.name, newcomer.role)
    made = await world.ask_as(principal, CREATE_KEY, input={"name": "own", "role": "ADMIN"})
    secret = made.data["createApiKey"]["secret"]
    assert (await _sign_in(world, secret)).member_id == newcomer.id
    await world.ask(REMOVE, input={"memberId": added["id"]})
    with pytest.raises(Unauthenticated):
        await _sign_in(world, secret)
    assert (await world.ask("query($id: ID!) { node(id: $id) { id } }", id=added["id"])).data == {"node": None}


async def _members(world: World):
    return await world.product.services.members.list(world.here.principals[Role.OWNER])


async def test_a_key_signs_in_until_it_is_revoked(world: World):
    made = await _key(world, Role.ANALYST)
    principal = await _sign_in(world, made["secret"])
    assert principal.role is Role.ANALYST
    assert principal.workspace_id == world.here.workspace.id
    listed = await world.ask(KEYS)
    assert made["secret"] not in str(listed)
    assert made["secret"].startswith(made["apiKey"]["prefix"])
    revoked = await world.ask(REVOKE_KEY, Role.ADMIN, input={"keyId": made["apiKey"]["id"]})
    first = revoked.data["revokeApiKey"]["apiKey"]["revokedAt"]
    assert first is not None
    with pytest.raises(Unauthenticated, match="revoked"):
        await _sign_in(world, made["secret"])
    world.clock.advance(hours=1)
    again = await world.ask(REVOKE_KEY, input={"keyId": made["apiKey"]["id"]})
    assert again.data["revokeApiKey"]["apiKey"]["revokedAt"] == first


async def test_a_key_stops_working_the_moment_it_expires(world: World):
    expiry = world.clock.now() + timedelta(hours=1)
    made = await _key(world, expiresAt=expiry.isoformat())
    world.clock.advance(minutes=59, seconds=59)
    await _sign_in(world, made["secret"])
    world.clock.advance(seconds=1)
    with pytest.raises(Unauthenticated, match="expired"):
        await _sign_in(world, made["secret"])


async def test_every_fault_of_a_new_key_is_told_at_once(world: World):
    past = (world.clock.now() - timedelta(seconds=1)).isoformat()
    answer = await world.ask(CREATE_KEY, input={"name": "x" * 201, "role": "VIEWER", "expiresAt": past})
    payload = answer.data["createApiKey"]
    assert (payload["secret"], payload["apiKey"]) == (None, None)
    assert [e["path"] for e in payload["errors"]] == [["name"], ["expiresAt"]]


async def test_a_key_never_does_more_than_its_member(world: World):
    await world.ask(CHANGE, input={"memberId": _member(world, Role.ADMIN), "role": "OWNER"})
    made = await _key(world, Role.OWNER)
    assert (await _sign_in(world, made["secret"])).role is Role.OWNER
    other = world.here.principals[Role.ADMIN]
    demote = {"memberId": _member(world, Role.OWNER), "role": "VIEWER"}
    as_owner = Principal(other.workspace_id, other.member_id, other.name, Role.OWNER)
    assert (await world.ask_as(as_owner, CHANGE, input=demote)).data["changeMemberRole"]["errors"] == []
    assert (await _sign_in(world, made["secret"])).role is Role.VIEWER


async def test_a_weak_key_of_a_powerful_member_is_weak(world: World):
    made = await _key(world, Role.VIEWER)
    principal = await _sign_in(world, made["secret"])
    answer: Answer = await world.ask_as(principal, CREATE_KEY, input={"name": "x", "role": "VIEWER"})
    assert answer.codes == ["FORBIDDEN"]


@pytest.mark.parametrize("secret", ["", "pc_", "pc_abcdefgh_" + "x" * 40, "Bearer", "ключ", "\udcff", "x" * 10_000])
async def test_an_unknown_secret_is_refused_without_a_hint(world: World, secret: str):
    made = await _key(world)
    forged = made["secret"][:-1] + ("a" if made["secret"][-1] != "a" else "b")
    messages = set()
    for tried in (secret, forged):
        with pytest.raises(Unauthenticated) as refusal:
            await _sign_in(world, tried)
        messages.add(str(refusal.value))
    assert len(messages) == 1


async def test_last_use_is_noted_to_the_minute(world: World):
    made = await _key(world)

    async def noted() -> str | None:
        answer = await world.ask(KEYS)
        return answer.data["viewer"]["workspace"]["apiKeys"]["edges"][0]["node"]["lastUsedAt"]

    assert await noted() is None
    await _sign_in(world, made["secret"])
    first = await noted()
    assert first is not None
    world.clock.advance(seconds=59)
    await _sign_in(world, made["secret"])
    assert await noted() == first
    world.clock.advance(seconds=1)
    await _sign_in(world, made["secret"])
    assert await noted() > first


async def test_what_was_done_to_members_and_keys_is_in_the_audit_log_without_secrets(world: World):
    made = await _key(world)
    await world.ask(REVOKE_KEY, input={"keyId": made["apiKey"]["id"]})
    added = await world.ask(ADD, input={"email": "new@here.example", "name": "New", "role": "VIEWER"})
    member = {"memberId": added.data["addMember"]["member"]["id"]}
    await world.ask(CHANGE, input=member | {"role": "ANALYST"})
    await world.ask(REMOVE, input=member)
    entries = list(world.storage.database.committed.audit.values())  # type: ignore[attr-defined]
    assert [entry.action for entry in entries] == [
        "key.create",
        "key.revoke",
        "member.add",
        "member.change_role",
        "member.remove",
    ]
    assert made["secret"] not in str(entries)
    assert all(entry.actor_id == world.here.principals[Role.OWNER].member_id for entry in entries)
