"""Which subscriptions share one execution, and which must not."""

from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.protocol import Protocol, Side, State

from domain.workspaces.model import Principal, Role
from graph.realtime.frames import Turn
from graph.realtime.sharing import Sharing, shared, subscription_metadata
from graph.schema import create_schema

FIELDS = {"events": shared("after"), "mine": {}}
ANN = Principal(UUID(int=1), UUID(int=2), "Ann", Role.VIEWER)
BOB = Principal(UUID(int=1), UUID(int=3), "Bob", Role.VIEWER)
BY_VARIABLE = "subscription ($topics: [String!]!, $after: String) { events(topics: $topics, after: $after) { id } }"


def key(text, variables=None, principal=ANN, name=None):
    found = Sharing(FIELDS).find(text, variables, name, principal)
    return None if found is None else found.key


def test_members_of_a_workspace_in_one_role_share():
    assert key("subscription { events { id } }") == key("subscription { events { id } }", principal=BOB)


@pytest.mark.parametrize(
    "other",
    [
        Principal(UUID(int=9), UUID(int=2), "Ann", Role.VIEWER),
        Principal(UUID(int=1), UUID(int=2), "Ann", Role.OWNER),
    ],
    ids=["workspace", "role"],
)
def test_others_do_not(other):
    assert key("subscription { events { id } }") != key("subscription { events { id } }", principal=other)


def test_how_a_document_is_written_does_not_matter_and_what_it_says_does():
    assert key("subscription { events { id } }") == key("subscription{events{id}} # the same")
    assert key("subscription { events { id } }") != key("subscription { events { id name } }")
    assert key(BY_VARIABLE, {"topics": ["a"]}) != key(BY_VARIABLE, {"topics": ["b"]})


def test_cursors_do_not_matter_wherever_they_stand():
    assert key(BY_VARIABLE, {"topics": ["a"], "after": "x"}) == key(BY_VARIABLE, {"after": None, "topics": ["a"]})
    assert key('subscription { events(after: "x") { id } }') == key("subscription { events { id } }")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("subscription { mine { id } }", None),
        ("{ events { id } }", None),
        ("subscription { events { id } ", None),
        ("subscription A { events { id } } subscription B { events { id } }", "A"),
        ("subscription A { events { id } }", "B"),
        ("subscription { ...F } fragment F on Subscription { events { id } }", None),
        ("subscription ($c: String) { events(after: $c) { id(of: $c) } }", None),
        ("subscription { events { id } }" + " " * 20_000, None),
    ],
    ids=["personal", "query", "broken", "two", "other name", "fragment", "cursor used twice", "long"],
)
def test_all_others_are_executed_alone(text, name):
    assert key(text, name=name) is None


def test_a_stranger_shares_nothing():
    assert key("subscription { events { id } }", principal=None) is None


def test_every_subscription_of_the_product_is_shared():
    assert [name for name, data in subscription_metadata(create_schema()).items() if not data.get("shared")] == []


@given(
    sizes=st.lists(
        st.sampled_from([2, 80, 81, 90, 125, 126, 127, 65_500, 65_535, 65_536, 70_000]), min_size=1, max_size=4
    ),
    identity=st.text(min_size=1, max_size=20),
)
def test_frames_are_what_a_client_reads(sizes, identity):
    payloads = [orjson.dumps("x" * (size - 2)) for size in sizes]
    turn, written = Turn(payloads, None), orjson.dumps(identity)
    client = Protocol(Side.CLIENT, state=State.OPEN, max_size=None)
    client.receive_data(turn.frames(written))
    texts = [bytes(frame.data) for frame in client.events_received()]
    assert texts == turn.texts(written)
    assert [orjson.loads(text) for text in texts] == [
        {"id": identity, "type": "next", "payload": orjson.loads(payload)} for payload in payloads
    ]
