"""Listing campaigns: filters, order, and pages both ways."""

from datetime import timedelta
from typing import Any

import pytest

from domain.campaigns.model import CampaignStatus, Channel
from domain.workspaces.model import Role
from tests.fixtures.product import LAST_DAY, World

LIST = """query($first: Int, $after: String, $last: Int, $before: String, $filter: CampaignFilter,
    $orderBy: CampaignOrder) {
    campaigns(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { name } } } }"""

COUNT = 130


@pytest.fixture
async def many(world: World) -> World:
    """130 campaigns with names out of order, in both workspaces."""
    for number in range(COUNT):
        await world.a_campaign(
            f"Campaign {(number * 37) % COUNT:03}" + (" Größe" if number % 10 == 0 else ""),
            status=list(CampaignStatus)[number % 6],
            channels=(Channel.GOOGLE,) if number % 2 else (Channel.TIKTOK, Channel.X),
            industry="education" if number % 5 == 0 else None,
            start_date=LAST_DAY + timedelta(days=number),
            end_date=None if number % 3 == 0 else LAST_DAY + timedelta(days=number + 9),
        )
        world.clock.advance(seconds=number % 2)  # pairs share their moment: ties are broken by id
    for number in range(3):
        await world.a_campaign(f"Foreign {number}", tenant=world.there)
    return world


async def _page(world: World, **given: Any) -> dict[str, Any]:
    answer = await world.ask(LIST, **given)
    assert answer.errors == []
    return answer.data["campaigns"]


def _names(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["name"] for edge in page["edges"]]


async def _walk(world: World, size: int, *, back: bool, **given: Any) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        place = {"last": size, "before": cursor} if back else {"first": size, "after": cursor}
        page = await _page(world, **place, **given)
        pages.append(_names(page))
        info = page["pageInfo"]
        assert info["startCursor"] == page["edges"][0]["cursor"]
        assert info["endCursor"] == page["edges"][-1]["cursor"]
        if not info["hasPreviousPage" if back else "hasNextPage"]:
            return pages
        cursor = info["startCursor" if back else "endCursor"]


ORDERS = [
    {"field": field, "descending": descending}
    for field in ("CREATED_AT", "UPDATED_AT", "NAME", "START_DATE")
    for descending in (True, False)
]


async def test_pages_both_ways_show_every_campaign_once_and_in_order(many: World):
    for order in ORDERS:
        forward = await _walk(many, 50, back=False, orderBy=order)
        backward = await _walk(many, 50, back=True, orderBy=order)
        flat = [name for page in forward for name in page]
        assert len(set(flat)) == len(flat) == COUNT
        assert [len(page) for page in forward] == [50, 50, 30]
        assert [name for page in reversed(backward) for name in page] == flat
        if order["field"] == "NAME":
            assert flat == sorted(flat, reverse=order["descending"])


async def test_the_newest_come_first_by_default_20_at_a_time(many: World):
    page = await _page(many)
    assert (len(page["edges"]), page["totalCount"]) == (20, COUNT)
    assert _names(page)[0].startswith(f"Campaign {((COUNT - 1) * 37) % COUNT:03}")
    assert page["pageInfo"]["hasNextPage"]
    assert not page["pageInfo"]["hasPreviousPage"]


async def test_pages_stay_right_while_campaigns_come_and_go(many: World):
    first = await _page(many, first=50)
    for number in range(5):
        await many.a_campaign(f"Late {number}", created_at=many.clock.now() + timedelta(days=1))
    second = await _page(many, first=100, after=first["pageInfo"]["endCursor"])
    assert not set(_names(first)) & set(_names(second))
    assert len(second["edges"]) == COUNT - 50
    assert second["pageInfo"]["hasPreviousPage"]


@pytest.mark.parametrize(
    ("restrict", "count"),
    [
        ({"search": "größe"}, 13),
        ({"search": "GRÖßE"}, 13),
        ({"search": "campaign 00"}, 10),
        ({"search": "%"}, 0),
        ({"search": "_"}, 0),
        ({"statuses": ["DRAFT", "PAUSED"]}, 44),
        ({"statuses": []}, COUNT),
        ({"channel": "X"}, 65),
        ({"channel": "EMAIL"}, 0),
        ({"industry": "education"}, 26),
        ({"industry": "Education"}, 0),
        ({"industry": "education", "channel": "GOOGLE"}, 13),
        # open ends that started by then, and the ten days of those with an end
        ({"overlapping": {"start": "2026-05-31", "end": "2026-05-31"}}, 1),
        ({"overlapping": {"start": "2026-06-09", "end": "2026-06-09"}}, 10),
        ({"overlapping": {"start": "2020-01-01", "end": "2020-12-31"}}, 0),
    ],
)
async def test_filters(many: World, restrict: dict[str, Any], count: int):
    page = await _page(many, first=100, filter=restrict)
    assert page["totalCount"] == count
    assert len(page["edges"]) == min(count, 100)


async def test_a_filter_holds_on_every_page(many: World):
    pages = await _walk(many, 20, back=False, filter={"channel": "X"}, orderBy={"field": "NAME", "descending": False})
    flat = [name for page in pages for name in page]
    assert (len(flat), len(set(flat))) == (65, 65)


async def test_an_empty_list_has_no_cursors(world: World):
    page = await _page(world)
    assert page == {
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        "edges": [],
    }


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"first": 0}, "first"),
        ({"first": -1}, "first"),
        ({"first": 101}, "first"),
        ({"last": 101}, "last"),
        ({"first": 1, "last": 1}, "last"),
        ({"after": "nonsense"}, "after"),
        ({"before": ""}, "before"),
        ({"filter": {"overlapping": {"start": "2026-02-01", "end": "2026-01-01"}}}, None),
    ],
)
async def test_wrong_arguments_are_refused_with_their_name(world: World, given: dict[str, Any], argument: str | None):
    answer = await world.ask(LIST, **given)
    assert answer.data is None
    (error,) = answer.errors
    assert error["extensions"]["code"] in {"INVALID_INPUT", "INVALID_TIME_RANGE"}
    if argument is not None:
        assert error["extensions"]["argument"] == [argument]


@pytest.mark.parametrize("text", ["x" * 201, "x" * 60_000, "a\0b"])
@pytest.mark.parametrize("field", ["search", "industry"])
async def test_texts_of_a_filter_that_no_database_can_look_for_are_refused(world: World, field: str, text: str):
    answer = await world.ask(LIST, filter={field: text})
    (error,) = answer.errors
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID_INPUT", ["filter", field])
    assert (await world.ask(LIST, filter={field: "x" * 200})).errors == []


async def test_a_cursor_belongs_to_the_order_it_was_made_in(many: World):
    cursor = (await _page(many, first=1, orderBy={"field": "NAME"}))["pageInfo"]["endCursor"]
    answer = await many.ask(LIST, after=cursor, orderBy={"field": "START_DATE"})
    assert answer.codes == ["INVALID_INPUT"]
    assert (await many.ask(LIST, after=cursor, orderBy={"field": "NAME"})).errors == []


async def test_a_bounded_query_cannot_be_stretched_by_before(many: World):
    far = (await _page(many, last=1))["pageInfo"]["endCursor"]
    page = await _page(many, before=far)
    assert len(page["edges"]) == 20


async def test_viewers_page_like_everybody(many: World):
    answer = await many.ask(LIST, Role.VIEWER, first=3)
    assert len(answer.data["campaigns"]["edges"]) == 3
