"""Following streams through GraphQL."""

import asyncio
from typing import Any

import pytest

from domain.workspaces.model import Role
from graph.node_ids import encode_node_id
from tests.graph.streams.conftest import RAIN, Stage

SIGNUP, SEARCH, EXPIRED = "customer.signup.started", "customer.tutor.search", "session.booking.expired"
FOLLOW = """subscription($topics: [String!]! = ["*"], $after: String, $batchMs: Int = 0) {
    streamEvents(topics: $topics, after: $after, batchMs: $batchMs) {
        events { stream sequence } cursor gap { missed reason } } }"""
WHOLE = """subscription { streamEvents { events { id stream sequence timestamp publishedAt data normalizedValue
    anomalyFlag anomalyScore causedBy scenarioId eventIds payload { __typename ... on SessionBookingExpiredPayload {
    requestId studentId subject } } } } }"""


def _told(pushes: list[Any]) -> list[tuple[str, int]]:
    return [(event["stream"], event["sequence"]) for push in pushes for event in push["events"]]


async def test_an_event_is_told_with_everything_about_it(stage: Stage):
    stage.publish(f"!{EXPIRED}")
    ((push),) = await stage.all(WHOLE)
    (event,) = push["events"]
    data = event.pop("data")
    assert event == {
        "id": "0000000000000001",
        "stream": EXPIRED,
        "sequence": 1,
        "timestamp": "2026-03-02T12:00:00.000001Z",
        "publishedAt": "2026-03-02T12:00:01Z",
        "normalizedValue": 92.5,
        "anomalyFlag": "CRITICAL",
        "anomalyScore": 0.25,
        "causedBy": "00000000000000ff",
        "scenarioId": "exam-season",
        "eventIds": [encode_node_id("ExternalEvent", RAIN)],
        "payload": {
            "__typename": "SessionBookingExpiredPayload",
            "requestId": data["request_id"],
            "studentId": data["student_id"],
            "subject": data["subject"],
        },
    }


async def test_first_come_the_last_ten_of_each_stream_and_then_what_is_published(stage: Stage):
    stage.publish(*[SIGNUP] * 12, SEARCH)
    follower = stage.follow(FOLLOW, topics=["customer.*"])
    first = await anext(follower)
    assert _told([first]) == [*((SIGNUP, number) for number in range(3, 13)), (SEARCH, 1)]
    stage.publish(EXPIRED, SEARCH)
    assert _told([await anext(follower)]) == [(SEARCH, 2)]
    stage.feed.close()
    assert [push async for push in follower] == []


async def test_topics_choose_what_is_told(stage: Stage):
    stage.publish(SIGNUP, f"!{SEARCH}", EXPIRED, "seo.organic.traffic", "marketing.ad.click")
    pushes = await stage.all(FOLLOW, topics=["anomalies", "marketing.*"])
    assert _told(pushes) == [(SEARCH, 1), ("seo.organic.traffic", 1), ("marketing.ad.click", 1)]


async def test_with_a_cursor_everything_since_comes_whatever_the_topics_were(stage: Stage):
    stage.publish(*[SIGNUP] * 30)
    (first,) = [push async for push in _first(stage, topics=[SIGNUP])]
    stage.publish(*[SIGNUP, SEARCH] * 20)
    pushes = await stage.all(FOLLOW, after=first["cursor"])
    expected = [(name, number + 30 * (name == SIGNUP)) for number in range(1, 21) for name in (SIGNUP, SEARCH)]
    assert _told(pushes) == expected
    assert [push["gap"] for push in pushes] == [None]


async def _first(stage: Stage, **variables: Any) -> Any:
    follower = stage.follow(FOLLOW, **variables)
    yield await anext(follower)
    await follower.aclose()


async def test_a_cursor_from_before_a_restart_goes_on_where_it_was(stage: Stage):
    stage.publish(*[SIGNUP] * 5)
    (first,) = [push async for push in _first(stage)]
    stage.restart({SIGNUP: 3})
    stage.publish(*[SIGNUP] * 4)
    pushes = await stage.all(FOLLOW, after=first["cursor"])
    assert _told(pushes) == [(SIGNUP, 6), (SIGNUP, 7)]
    assert pushes[0]["gap"] is None


async def test_what_a_restart_has_forgotten_is_a_gap_with_its_size(stage: Stage):
    stage.publish(*[SIGNUP] * 5)
    (first,) = [push async for push in _first(stage)]
    stage.restart({SIGNUP: 40})
    stage.publish(SIGNUP)
    (push,) = await stage.all(FOLLOW, after=first["cursor"])
    assert (_told([push]), push["gap"]["missed"]) == ([(SIGNUP, 41)], 35)
    assert push["gap"]["reason"].startswith("RESUME_POINT_EXPIRED: ")


async def test_a_cursor_of_an_earlier_simulator_gives_a_gap_and_then_what_is_new(stage: Stage):
    stage.publish(SIGNUP)
    (first,) = [push async for push in _first(stage)]
    stage.identity = "second"
    stage.restart()
    stage.publish(SEARCH)
    (push,) = await stage.all(FOLLOW, after=first["cursor"])
    assert (_told([push]), push["gap"]["missed"]) == ([(SEARCH, 1)], None)
    assert "earlier simulator" in push["gap"]["reason"]


async def test_numbers_without_events_and_jumps_are_told(stage: Stage):
    follower = stage.follow(FOLLOW, batchMs=0, after=None)
    reading = asyncio.create_task(anext(follower))
    await asyncio.sleep(0.01)
    stage.publish(skipped={SIGNUP: 9})
    assert (await reading)["gap"] == {
        "missed": 9,
        "reason": "ONLY_COUNTED: at this speed events that nothing follows from are counted and numbered but not made.",
    }
    stage.feed.jumped(0, 3_600_000_000)
    gap = (await anext(follower))["gap"]
    assert gap["missed"] is None
    assert gap["reason"].startswith("CLOCK_JUMPED: ")
    await follower.aclose()


@pytest.mark.parametrize("cursor", ["", "nonsense", "x" * 3_000, "é"])
async def test_what_is_no_cursor_is_refused(stage: Stage, cursor: str):
    ((error,),) = await stage.all(FOLLOW, after=cursor)
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID_INPUT", ["after"])
    assert "cursor" in error["extensions"]["hint"]


async def test_a_forged_cursor_and_one_of_another_workspace_are_refused(stage: Stage):
    stage.publish(SIGNUP)
    (first,) = [push async for push in _first(stage)]
    cursor = first["cursor"]
    assert len(cursor) < 400
    forged = cursor[:-3] + ("AAA" if cursor[-3:] != "AAA" else "BBB")
    ((error,),) = await stage.all(FOLLOW, after=forged)
    assert error["extensions"]["code"] == "INVALID_INPUT"
    stage.workspace = type(stage.workspace)(int=99)
    ((error,),) = await stage.all(FOLLOW, after=cursor)
    assert error["extensions"]["code"] == "INVALID_INPUT"


async def test_everything_that_is_wrong_is_told_at_once(stage: Stage):
    ((error,),) = await stage.all(FOLLOW, topics=["weather", SIGNUP + "x"], after="nonsense", batchMs=9_000)
    assert error["extensions"]["code"] == "INVALID_INPUT"
    for part in ("9,000", "'weather'", f"'{SIGNUP}x'", "cursor"):
        assert part in error["message"]


async def test_an_unknown_topic_is_refused_with_what_is_near(stage: Stage):
    ((error,),) = await stage.all(FOLLOW, topics=["customer.signup.start"])
    assert error["extensions"]["code"] == "STREAM_NOT_FOUND"
    assert error["extensions"]["argument"] == ["topics", "0"]
    assert f"`{SIGNUP}`" in error["extensions"]["hint"]


async def test_no_topics_are_refused(stage: Stage):
    ((error,),) = await stage.all(FOLLOW, topics=[])
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID_INPUT", ["topics"])


async def test_a_workspace_without_a_simulator_is_told_what_to_do(stage: Stage):
    stage.enabled = False
    ((error,),) = await stage.all(FOLLOW)
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert "enableSimulator" in error["extensions"]["hint"]


async def test_nobody_unknown_may_follow(stage: Stage):
    ((error,),) = [push async for push in stage.follow(FOLLOW, role=None)]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("role", list(Role))
async def test_any_role_may_follow(stage: Stage, role: Role):
    stage.publish(SIGNUP)
    stage.feed.close()
    pushes = [push async for push in stage.follow(FOLLOW, role)]
    assert _told(pushes) == [(SIGNUP, 1)]


async def test_one_who_leaves_is_forgotten(stage: Stage):
    stage.publish(SIGNUP)
    source: Any = await stage.schema.subscribe(FOLLOW, context_value=stage.context())
    await anext(source)
    assert stage.feed.readers == 1
    await source.aclose()
    assert stage.feed.readers == 0


async def test_a_number_that_graphql_cannot_hold_is_not_told(stage: Stage):
    stage.publish(SIGNUP)
    (first,) = [push async for push in _first(stage)]
    stage.restart({SIGNUP: 2**40})
    stage.publish(SIGNUP)
    (push,) = await stage.all(FOLLOW, after=first["cursor"])
    assert (push["gap"]["missed"], _told([push])) == (None, [(SIGNUP, 2**40 + 1)])
