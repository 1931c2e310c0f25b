"""What is sealed in a cursor, and that nobody else can seal it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ErrorCode, Refused
from graph.cursors import Cursors
from graph.streams.cursor import ResumePoints

STREAMS = [f"stream.{number}" for number in range(50)]
HERE, THERE = UUID(int=1), UUID(int=2)


def _points(
    identity: str = "first", workspace: UUID = HERE, streams: list[str] = STREAMS, secret: bytes = b"secret"
) -> ResumePoints:
    return ResumePoints(Cursors(secret), workspace, identity, streams)


@given(st.dictionaries(st.sampled_from(STREAMS), st.integers(0, 2**53)))
def test_what_was_sealed_is_opened_and_streams_that_were_left_out_are_at_the_beginning(positions: dict[str, int]):
    cursor = _points().seal(positions)
    assert _points().open(cursor, "after") == dict.fromkeys(STREAMS, 0) | positions
    assert _points().seal(positions) == cursor


def test_a_cursor_over_fifty_busy_streams_stays_short():
    assert len(_points().seal(dict.fromkeys(STREAMS, 2_000_000))) < 250


def test_another_simulator_or_other_streams_open_to_nothing():
    cursor = _points().seal({})
    assert _points(identity="second").open(cursor) is None
    assert _points(streams=STREAMS[1:]).open(cursor) is None
    assert _points(streams=STREAMS[::-1]).open(cursor) is None


@pytest.mark.parametrize("points", [_points(workspace=THERE), _points(secret=b"another")])
def test_another_workspace_or_installation_refuses_it(points: ResumePoints):
    with pytest.raises(Refused) as refused:
        points.open(_points().seal({}), "after")
    assert [(fault.code, fault.path) for fault in refused.value.faults] == [(ErrorCode.INVALID_INPUT, ("after",))]


@given(st.data())
def test_a_cursor_with_any_bit_changed_is_refused(data: st.DataObject):
    cursor = _points().seal({"stream.3": 500})
    raw = bytearray(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Refused):
        _points().open(urlsafe_b64encode(raw).rstrip(b"=").decode(), "after")


def test_a_cursor_of_a_list_is_no_resume_point():
    with pytest.raises(Refused):
        _points().open(Cursors(b"secret").seal("campaigns", ("a", "b")), "after")
