"""The clients of the benchmark find what is wrong with what they read."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from struct import pack
from typing import Any

import orjson
import pytest

from pulsecast.cli.bench_reading import Faults, Reading, State

AT = datetime(2026, 3, 2, 12, 0, 0, 250_000, tzinfo=UTC)


def framed(body: bytes, head: int = 0x81) -> bytes:
    size = len(body)
    if size < 126:
        return bytes((head, size)) + body
    return bytes((head,)) + (pack("!BH", 126, size) if size < 65_536 else pack("!BQ", 127, size)) + body


def batch(*events: tuple[str, int], gap: int | None = None, padding: int = 0, at: datetime = AT) -> bytes:
    told = {
        "events": [
            {"stream": stream, "sequence": sequence, "publishedAt": at.isoformat(), "data": "x" * padding}
            for stream, sequence in events
        ],
        "gap": None if gap is None else {"missed": gap, "reason": "FELL_BEHIND: …"},
    }
    return framed(orjson.dumps({"id": "1", "type": "next", "payload": {"data": {"g0": told}}}))


def read(pieces: Sequence[bytes], reading: Reading | None = None) -> State:
    reading = reading or Reading()
    state = reading.begin
    for piece in pieces:
        state = (state.steps.get(piece) or reading.step(state, piece)).state
    return state


def test_what_comes_once_and_in_order_has_no_faults() -> None:
    state = read([batch(("a", 4), ("b", 9)), batch(("a", 5)), batch(("b", 10), ("a", 6), ("b", 11))])
    assert state.faults == Faults()
    assert state.positions == {"a": 6, "b": 11}


@pytest.mark.parametrize(
    ("batches", "faults"),
    [
        ([batch(("a", 1)), batch(("a", 4))], Faults(lost=2)),
        ([batch(("a", 1)), batch(("a", 4), gap=2)], Faults(lost=2, gaps=1, told=2)),
        ([batch(("a", 1), ("a", 2)), batch(("a", 2), ("a", 3))], Faults(doubled=1)),
        ([batch(("a", 1)), batch(("a", 3)), batch(("a", 2)), batch(("a", 4))], Faults(disordered=1)),
        ([batch(("a", 2), ("a", 1))], Faults(doubled=1)),
        ([batch(("a", 1)), batch(("a", 2))] * 2, Faults(doubled=2)),
        ([framed(b"no JSON"), framed(b"5"), framed(b"{}", head=0x82)], Faults(odd=3)),
    ],
)
def test_what_is_wrong_is_counted(batches: list[bytes], faults: Faults) -> None:
    assert read(batches).faults == faults


@pytest.mark.parametrize("size", [1, 7, 300, 70_000])
def test_frames_may_come_in_any_pieces(size: int) -> None:
    data = b"".join((batch(("a", 1)), batch(("a", 2), padding=200), batch(("a", 3), padding=66_000), batch(("a", 4))))
    state = read([data[start : start + size] for start in range(0, len(data), size)])
    assert (state.faults, state.positions, state.rest) == (Faults(), {"a": 4}, b"")


def test_clients_that_read_the_same_are_checked_by_one_look_up_and_others_on_their_own() -> None:
    reading, pieces = Reading(), [batch(("a", number)) for number in range(1, 5)]
    first = read(pieces, reading)
    assert read(pieces, reading) is first
    assert read([b"".join(pieces[:2]), *pieces[2:]], reading) is first
    assert read([pieces[0], *pieces[2:]], reading).faults.lost == 1
    assert read([*pieces, pieces[3]], reading).faults.doubled == 1


def test_what_did_not_come_at_the_end_is_found_by_how_far_the_publisher_got() -> None:
    state = read([batch(("a", 1), ("b", 7))])
    assert state.short_of({"a": 3, "b": 7}) == 2


def test_a_step_tells_when_its_events_were_published_and_what_is_to_be_answered() -> None:
    reading = Reading()
    pieces = [batch(("a", 1), ("a", 2)), batch(("a", 3), at=AT + timedelta(seconds=1)), framed(b"1234", head=0x89)]
    pieces.append(framed(b'{"type":"ping"}'))
    step = reading.step(reading.begin, b"".join(pieces))
    assert (step.events, step.frames) == (3, 4)
    assert step.parts == ((AT.timestamp(), 2), (AT.timestamp() + 1, 1))
    assert step.signals == (("PING", b"1234"), ("ping", b'{"type":"ping"}'))


def test_an_event_by_itself_is_read_as_other_servers_send_it() -> None:
    event: dict[str, Any] = {"stream": "a", "sequence": 1, "publishedAt": AT.isoformat()}
    message = {"id": "1", "type": "next", "payload": {"data": {"streamEvents": event}}}
    assert read([framed(orjson.dumps(message))]).positions == {"a": 1}
