"""Pages, cursors and global ids."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from graph.cursors import Cursors
from graph.node_ids import decode_node_id, encode_node_id, uuid_of
from graph.paging import page_request
from tests.graph.protocol.small_world import CURSORS

PAGE = "edges { cursor node { number } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"


async def page(client, arguments):
    answer = (await client.post("/graphql", json={"query": f"{{ items{arguments} {{ {PAGE} }} }}"})).json()
    return answer["data"]["items"] if answer.get("data") else answer["errors"][0]


def numbers(found):
    return [edge["node"]["number"] for edge in found["edges"]]


async def test_a_list_is_walked_forward_page_by_page(client):
    seen, after = [], ""
    while True:
        found = await page(client, f"(first: 100{after})")
        seen += numbers(found)
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = f', after: "{found["pageInfo"]["endCursor"]}"'
    assert seen == list(range(250))


async def test_a_list_is_walked_backward_in_list_order(client):
    last = await page(client, "(last: 30)")
    assert numbers(last) == list(range(220, 250))
    before = await page(client, f'(last: 30, before: "{last["pageInfo"]["startCursor"]}")')
    assert numbers(before) == list(range(190, 220))
    assert before["pageInfo"]["hasPreviousPage"]
    assert before["pageInfo"]["hasNextPage"]


async def test_without_a_size_a_page_has_twenty_rows_whatever_its_bounds(client):
    assert len(numbers(await page(client, ""))) == 20
    far = CURSORS.seal("items", ("249",))
    assert len(numbers(await page(client, f'(before: "{far}")'))) == 20
    assert len(numbers(await page(client, "(first: null)"))) == 20
    assert (await page(client, ""))["totalCount"] == 250


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ("(first: 101)", ["first"]),
        ("(first: 0)", ["first"]),
        ("(first: -1)", ["first"]),
        ("(last: 101)", ["last"]),
        ("(last: -5)", ["last"]),
        ("(first: 2, last: 2)", ["last"]),
        ('(after: "abc")', ["after"]),
        ('(after: "")', ["after"]),
        ('(before: "é")', ["before"]),
        ('(after: "YXJyYXljb25uZWN0aW9uOjU")', ["after"]),
    ],
)
async def test_wrong_arguments_are_refused_by_name(client, arguments, wrong):
    error = await page(client, arguments)
    assert error["extensions"]["code"] == "INVALID_INPUT"
    assert error["extensions"]["argument"] == wrong
    assert "literal" not in error["message"]


def test_all_wrong_arguments_are_told_at_once():
    with pytest.raises(Refused) as refused:
        page_request(CURSORS, "items", first=500, last=-1, after="x", before="y")
    assert [fault.path for fault in refused.value.faults] == [("last",), ("first",), ("last",), ("after",), ("before",)]


@given(st.lists(st.text(), min_size=1).map(tuple), st.text())
def test_cursors_open_where_they_were_sealed(position, scope):
    assert CURSORS.open(scope, CURSORS.seal(scope, position), "after") == position


@given(st.text(min_size=1), st.integers(0), st.characters(codec="ascii"))
def test_a_changed_cursor_does_not_open(value, place, replacement):
    cursor = CURSORS.seal("items", (value,))
    place %= len(cursor)
    forged = cursor[:place] + replacement + cursor[place + 1 :]
    if forged != cursor:
        with pytest.raises(Refused):
            CURSORS.open("items", forged, "after")


@pytest.mark.parametrize(("secret", "scope"), [(b"another secret", "items"), (b"a secret of the tests", "others")])
def test_cursors_of_other_lists_and_installations_do_not_open(secret, scope):
    with pytest.raises(Refused, match="not a cursor of this list"):
        Cursors(secret).open(scope, CURSORS.seal("items", ("1",)), "after")


@given(st.uuids())
def test_global_ids_lead_back(identity):
    text = encode_node_id("Campaign", identity)
    assert decode_node_id(text) == ("Campaign", identity)
    assert uuid_of(text, "Campaign") == identity
    assert uuid_of(text, "Simulation") is None
    assert str(identity) not in text


@given(st.text())
def test_garbage_is_no_global_id(text):
    assert decode_node_id(text) is None


@pytest.mark.parametrize(
    "changed", [str.lower, lambda text: text + "=", lambda text: text + "A", lambda text: " " + text]
)
def test_an_id_has_one_spelling(changed):
    assert decode_node_id(changed(encode_node_id("Campaign", UUID(int=7)))) is None
