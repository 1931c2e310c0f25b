"""Messages of ``graphql-transport-ws`` as bytes: made once for all members of a group, whatever their ids.

A WebSocket text frame from a server is a header of 2, 4 or 10 bytes with the length, then the text, unmasked (RFC 6455
section 5.2). Messages of two subscriptions with ids of the same length differ in nothing but the id, so everything
between the ids is made once, and a member's frames are its id joined with that.
"""

from collections.abc import Sequence
from struct import pack

import orjson
from strawberry.types import ExecutionResult

_START = b'{"id":'
_MIDDLE = b',"type":"next","payload":'
_END = b"}"
_FRAME = len(_START) + len(_MIDDLE) + len(_END)
_TEXT = 0x81
_SMALL, _MEDIUM = 125, 65_535


def header(length: int) -> bytes:
    """Return the header of a text frame with so many bytes."""
    if length <= _SMALL:
        return bytes((_TEXT, length))
    if length <= _MEDIUM:
        return pack("!BBH", _TEXT, 126, length)
    return pack("!BBQ", _TEXT, 127, length)


def framed(text: bytes) -> bytes:
    """Return a message as a frame."""
    return header(len(text)) + text


def payload_of(result: ExecutionResult) -> bytes:
    """Write a result as the payload of a ``next`` message."""
    payload: dict[str, object] = {"data": result.data}
    if result.errors:
        payload["errors"] = [error.formatted for error in result.errors]
    if result.extensions:
        payload["extensions"] = result.extensions
    return orjson.dumps(payload)


class Turn:
    """Results that are told at once.

    Attributes:
        payloads: Each result, written.
        size: Bytes of the payloads together.
        place: Where whoever has got them has got to.
        number: Of the turn within its group, from 1; 0 for what a member is told alone.
    """

    __slots__ = ("_frames", "_parts", "number", "payloads", "place", "size")

    def __init__(self, payloads: Sequence[bytes], place: object, number: int = 0) -> None:
        self.payloads = payloads
        self.place = place
        self.number = number
        self.size = sum(map(len, payloads))
        self._parts: dict[int, list[bytes]] = {}
        self._frames: dict[bytes, bytes] = {}

    def frames(self, identity: bytes) -> bytes:
        """Return all results as frames for the subscription whose id, written in JSON, is ``identity``."""
        known = self._frames.get(identity)
        if known is None:
            parts = self._parts.get(len(identity))
            if parts is None:
                parts = self._parts[len(identity)] = _parts(self.payloads, len(identity))
            known = identity.join(parts)
            if not self._frames:
                # Clients that count their subscriptions all begin with the same id; others never meet.
                self._frames[identity] = known
        return known

    def forget_frames(self) -> None:
        """Keep the results only; frames are made again for whoever asks."""
        self._parts.clear()
        self._frames.clear()

    def texts(self, identity: bytes) -> list[bytes]:
        """Return each result as a message, for a transport that frames by itself."""
        return [b"".join((_START, identity, _MIDDLE, payload, _END)) for payload in self.payloads]


def _parts(payloads: Sequence[bytes], identity: int) -> list[bytes]:
    """Return what stands before, between and behind ids of so many bytes."""
    heads = [header(_FRAME + identity + len(payload)) for payload in payloads]
    bodies = [_MIDDLE + payload + _END for payload in payloads]
    between = [body + head + _START for body, head in zip(bodies[:-1], heads[1:], strict=True)]
    return [heads[0] + _START, *between, bodies[-1]]
