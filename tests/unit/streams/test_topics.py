"""What topics select, and what is said about those that select nothing."""

from collections.abc import Sequence

import pytest

from domain.errors import ErrorCode, Refused
from domain.marketplace.model import Marketplace
from domain.streams.topics import MOST_TOPICS, select

MARKETING = {"marketing.ad.click", "seo.organic.traffic"}
SYSTEM = {"api.request.log", "system.error.log", "platform.concurrent.users"}
BOOKING = {"session.booking.requested", "session.booking.confirmed"}
HIGH = {"customer.login.success", "marketing.ad.click", "api.request.log"}


@pytest.mark.parametrize(
    ("topics", "streams"),
    [
        (["marketing.*"], MARKETING),
        (["system.*"], SYSTEM),
        (["seo.*"], {"seo.organic.traffic"}),
        (["api.*"], {"api.request.log"}),
        (["session.booking.*"], BOOKING),
        (["session.*"], BOOKING | {"session.no_show.tutor"}),
        (["high-frequency"], HIGH),
        (["low-frequency"], {"session.no_show.tutor", "system.error.log", "platform.concurrent.users"}),
        (["system.error.log"], {"system.error.log"}),
        (["session.no_show_by_tutor"], {"session.no_show.tutor"}),
        (["  Session.Booking.REQUESTED "], {"session.booking.requested"}),
        (["session.booking.*", "high-frequency", "seo.organic.traffic"], BOOKING | HIGH | {"seo.organic.traffic"}),
    ],
)
def test_a_topic_selects_its_streams_and_several_select_the_union(
    marketplace: Marketplace, topics: Sequence[str], streams: set[str]
):
    selection = select(marketplace, topics)
    assert selection.streams == streams
    assert not selection.anomalies


def test_a_star_selects_everything(marketplace: Marketplace):
    assert select(marketplace, ["*"]).streams == set(marketplace.names)


def test_anomalies_are_wanted_of_all_streams_beside_those_wanted_whole(marketplace: Marketplace):
    assert select(marketplace, ["anomalies"]).streams == frozenset()
    both = select(marketplace, ["Anomalies", "seo.*"])
    assert both.anomalies
    assert both.streams == {"seo.organic.traffic"}


@pytest.mark.parametrize(
    ("topic", "near"),
    [
        ("session.booking.request", "session.booking.requested"),
        ("highfrequency", "high-frequency"),
        ("anomaly", "anomalies"),
        ("sessions.*", "session.*"),
        ("session.no_show_by_tutors", "session.no_show_by_tutor"),
    ],
)
def test_an_unknown_topic_is_refused_with_what_is_near(marketplace: Marketplace, topic: str, near: str):
    with pytest.raises(Refused) as refused:
        select(marketplace, ["*", topic], "topics")
    fault = refused.value.faults[0]
    assert (fault.code, fault.path) == (ErrorCode.STREAM_NOT_FOUND, ("topics", "1"))
    assert repr(topic) in fault.message
    assert f"`{near}`" in (fault.hint or "")


def test_every_unknown_topic_is_told_at_once(marketplace: Marketplace):
    with pytest.raises(Refused) as refused:
        select(marketplace, ["weather", "seo.*", "", "session.*.requested", "x" * 1_000], "topics")
    assert [fault.path[1] for fault in refused.value.faults] == ["0", "2", "3", "4"]
    assert all(fault.hint for fault in refused.value.faults)
    assert max(len(fault.message) for fault in refused.value.faults) < 120


@pytest.mark.parametrize("topics", [[], ["*"] * (MOST_TOPICS + 1)])
def test_no_topics_or_too_many_are_refused(marketplace: Marketplace, topics: list[str]):
    with pytest.raises(Refused) as refused:
        select(marketplace, topics, "topics")
    assert [(fault.code, fault.path) for fault in refused.value.faults] == [(ErrorCode.INVALID_INPUT, ("topics",))]
