"""What clients read of a subscription, checked byte for byte: nothing lost, nothing twice, everything in order.

Clients that ask for the same read the same bytes. So what a piece of bytes leads to from where a client is gets worked
out once and is remembered; every further client that reads the same there costs one look-up, and is checked all the
same: whoever reads other bytes, or the same ones twice, is found to do so.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import orjson

_TEXT, _CLOSE, _PING, _PONG = 0x81, 0x88, 0x89, 0x8A
_SHORT, _LONG = 126, 127
_REMEMBERED_BYTES = 64 * 1024 * 1024
"""Frames that were read already, for clients that are behind others and read them later."""

_MISSING = 20_000
"""So many missing events are remembered one by one, to tell those that come late from those that never do."""


class Faults(NamedTuple):
    """What was wrong with what a client got.

    Attributes:
        lost: Events that did not come.
        doubled: Events that came again.
        disordered: Events that came after later ones of their stream.
        gaps: How often the client was told that something is missing.
        told: How many events that were, as far as it was said.
        odd: Frames that are no messages of the protocol.
    """

    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    gaps: int = 0
    told: int = 0
    odd: int = 0


class Message(NamedTuple):
    """A message of the server.

    Attributes:
        runs: Stream, first and last sequence of events that follow on each other.
        parts: When events were published, in seconds since 1970, and how many.
        signal: What else there is to attend to: a kind of message, or a frame to answer.
    """

    runs: tuple[tuple[str, int, int], ...] = ()
    parts: tuple[tuple[float, int], ...] = ()
    gaps: int = 0
    told: int = 0
    odd: int = 0
    signal: tuple[str, bytes] | None = None


class Step(NamedTuple):
    """Where a piece of bytes leads, and what was in it."""

    state: "State"
    events: int
    frames: int
    parts: tuple[tuple[float, int], ...]
    signals: tuple[tuple[str, bytes], ...]


class State:
    """Where a client is.

    Attributes:
        positions: Sequence of the last event of each stream.
        missing: Events that have not come though later ones have.
        rest: The beginning of a frame.
        steps: Where pieces of bytes lead from here.
    """

    __slots__ = ("__weakref__", "faults", "missing", "positions", "rest", "steps")

    def __init__(
        self, positions: Mapping[str, int], missing: frozenset[tuple[str, int]], faults: Faults, rest: bytes
    ) -> None:
        self.positions = positions
        self.missing = missing
        self.faults = faults
        self.rest = rest
        self.steps: dict[bytes, Step] = {}

    def short_of(self, positions: Mapping[str, int]) -> int:
        """Return how many events are missing up to positions behind the last that came."""
        return sum(max(0, last - self.positions.get(name, last)) for name, last in positions.items())


class Reading:
    """Reads for any number of clients."""

    def __init__(self) -> None:
        self._states: WeakValueDictionary[tuple[object, ...], State] = WeakValueDictionary()
        self._messages: dict[bytes, Message] = {}
        self._remembered = 0
        self.begin = self._state({}, frozenset(), Faults(), b"")

    def step(self, state: State, data: bytes) -> Step:
        """Return where bytes lead, and remember it."""
        buffer = state.rest + data
        frames, end = _frames(buffer)
        course = _Course(state)
        messages = [self._message(buffer[start:stop], buffer[body:stop]) for start, body, stop in frames]
        for message in messages:
            course.take(message)
        parts: dict[float, int] = {}
        for message in messages:
            for published, count in message.parts:
                parts[published] = parts.get(published, 0) + count
        following = self._state(course.positions, frozenset(course.missing), course.faults, buffer[end:])
        signals = tuple(message.signal for message in messages if message.signal is not None)
        found = Step(following, sum(parts.values()), len(frames), tuple(parts.items()), signals)
        state.steps[data] = found
        return found

    def _state(
        self, positions: Mapping[str, int], missing: frozenset[tuple[str, int]], faults: Faults, rest: bytes
    ) -> State:
        key = (frozenset(positions.items()), missing, faults, rest)
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = State(positions, missing, faults, rest)
        return known

    def _message(self, frame: bytes, body: bytes) -> Message:
        known = self._messages.get(frame)
        if known is None:
            known = self._messages[frame] = _message(frame[0], body)
            self._remembered += len(frame)
            while self._remembered > _REMEMBERED_BYTES:
                oldest = next(iter(self._messages))
                del self._messages[oldest]
                self._remembered -= len(oldest)
        return known


class _Course:
    """A client's way through messages."""

    def __init__(self, state: State) -> None:
        self.positions = dict(state.positions)
        self.missing = set(state.missing)
        self.faults = state.faults

    def take(self, message: Message) -> None:
        lost, doubled, disordered, gaps, told, odd = self.faults
        for stream, first, last in message.runs:
            before = self.positions.get(stream)
            if before is None or first == before + 1:
                self.positions[stream] = last
                continue
            for sequence in range(first, last + 1):
                before = self.positions[stream]
                if sequence > before:
                    lost += sequence - before - 1
                    if len(self.missing) < _MISSING:
                        self.missing.update((stream, one) for one in range(before + 1, sequence))
                    self.positions[stream] = sequence
                elif (stream, sequence) in self.missing:
                    self.missing.discard((stream, sequence))
                    disordered, lost = disordered + 1, lost - 1
                else:
                    doubled += 1
        self.faults = Faults(lost, doubled, disordered, gaps + message.gaps, told + message.told, odd + message.odd)


def _frames(buffer: bytes) -> tuple[list[tuple[int, int, int]], int]:
    """Return where each whole frame begins, where its content begins and where it ends, and where the last ends."""
    found, at, size = list[tuple[int, int, int]](), 0, len(buffer)
    while size - at >= 2:
        length, body = buffer[at + 1], at + 2
        if length == _SHORT:
            length, body = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
        elif length == _LONG:
            length, body = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
        if body > size or body + length > size:
            break
        found.append((at, body, body + length))
        at = body + length
    return found, at


def _message(head: int, body: bytes) -> Message:
    if head in {_PING, _PONG, _CLOSE}:
        return Message(signal=({_PING: "PING", _PONG: "PONG", _CLOSE: "CLOSE"}[head], body))
    try:
        if head != _TEXT:
            return Message(odd=1)
        message = orjson.loads(body)
        if message["type"] == "next":
            return _next(message["payload"], body)
        return Message(signal=(str(message["type"]), body))
    except (AttributeError, KeyError, TypeError, ValueError):
        return Message(odd=1)


def _next(payload: dict[str, Any], body: bytes) -> Message:
    if payload.get("errors"):
        return Message(signal=("error", body))
    (told,) = payload["data"].values()
    events = told.get("events", [told])
    gap = told.get("gap")
    parts: dict[str, int] = {}
    for event in events:
        parts[event["publishedAt"]] = parts.get(event["publishedAt"], 0) + 1
    return Message(
        runs=tuple(_runs(events)),
        parts=tuple((datetime.fromisoformat(at).timestamp(), count) for at, count in parts.items()),
        gaps=int(gap is not None),
        told=(gap["missed"] or 0) if gap is not None else 0,
    )


def _runs(events: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int, int]]:
    """Yield what follows on each other within each stream, each stream's in the order of the message."""
    runs: dict[str, list[list[int]]] = {}
    for event in events:
        sequence, own = event["sequence"], runs.setdefault(event["stream"], [])
        if own and own[-1][1] == sequence - 1:
            own[-1][1] = sequence
        else:
            own.append([sequence, sequence])
    for stream, own in runs.items():
        for first, last in own:
            yield stream, first, last
