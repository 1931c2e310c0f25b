"""JSON bodies of any allowed size, parsed without holding up the event loop.

A C parser keeps the interpreter's lock for the whole parse: a body of 25 MB would stop every other request for a tenth
of a second and more, even from a thread. Large bodies are large because of one long text in them, such as the content
of a file. So a thread takes the long texts out, decodes them piece by piece, and parses the small rest at once.
"""

import asyncio
import re
from dataclasses import dataclass, field

import orjson

Bytes = bytes | bytearray

SMALL = 256_000
"""Bodies up to this many bytes are parsed at once, in about a millisecond."""

_LONG_TEXT = 64_000
_PIECE = 256_000
_LARGEST_REST = 1_000_000
_BACKSLASH = 0x5C
_UNITS = re.compile(
    rb"(?:[^\\]++"
    rb'|\\["\\/bfnrt]'
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\u(?![dD][89abAB])[0-9a-fA-F]{4})*+"
)
"""As many whole units of a JSON string as there are: plain bytes, escapes, pairs of surrogates."""


class NotJson(ValueError):
    """The bytes are not JSON in UTF-8, or not of a shape that is accepted; the message says which."""


async def parse_json(body: Bytes) -> object:
    """Parse a body.

    Raises:
        NotJson: It is no JSON, or a large one that does not consist of long texts.
    """
    return _plain(body) if len(body) <= SMALL else await asyncio.to_thread(parse_large, body)


def _plain(body: Bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise NotJson(f"The body is not valid JSON: {error.msg} (line {error.lineno}).") from None


@dataclass(slots=True)
class _Rest:
    """A body without its long texts; each stands where two pieces meet."""

    pieces: list[bytearray] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    size: int = 0
    open: bool = False

    def add(self, piece: Bytes) -> None:
        """Add a piece of the body as it is."""
        self.size += len(piece)
        if self.size > _LARGEST_REST:
            raise NotJson("The body has too many small values; long content belongs in one string.")
        if self.open:
            self.pieces[-1] += piece
        else:
            self.pieces.append(bytearray(piece))
        self.open = True

    def take_out(self, text: str) -> None:
        """Put a long text aside."""
        self.texts.append(text)
        self.open = False

    def filled(self) -> object:
        """Parse the rest and put the texts back."""
        number = 0
        while any(b"text-%d-" % number in piece for piece in self.pieces):
            number += 1
        mark = b"text-%d-" % number
        joined = bytearray(self.pieces[0])
        for index, piece in enumerate(self.pieces[1:]):
            joined += b'"' + mark + b'%d"' % index + piece
        return _filled(_plain(joined), mark.decode(), self.texts)


def parse_large(body: Bytes) -> object:
    """Parse a large body, letting other threads run every few milliseconds.

    Raises:
        NotJson: It is no JSON, or its parts other than long texts exceed a megabyte.
    """
    rest = _Rest()
    position = 0
    while True:
        start = body.find(b'"', position)
        if start < 0:
            rest.add(body[position : position + _LARGEST_REST + 1])
            return rest.filled()
        end = _end_of_text(body, start + 1)
        if end - start > _LONG_TEXT:
            rest.add(body[position : min(start, position + _LARGEST_REST + 1)])
            rest.take_out(_decoded(body, start + 1, end))
        else:
            rest.add(body[position : min(end, position + _LARGEST_REST + 1) + 1])
        position = end + 1


def _end_of_text(body: Bytes, position: int) -> int:
    """Return where the text that begins at ``position`` has its closing quote."""
    while True:
        end = body.find(b'"', position)
        if end < 0:
            raise NotJson("The body is not valid JSON: a string does not end.")
        backslashes = end
        while body[backslashes - 1] == _BACKSLASH:
            backslashes -= 1
        if (end - backslashes) % 2 == 0:
            return end
        position = end + 1


def _decoded(body: Bytes, start: int, end: int) -> str:
    """Decode a long text piece by piece; no piece ends inside of an escape or a character."""
    parts = []
    while start < end:
        units = _UNITS.match(body, start, min(start + _PIECE, end))
        stop = units.end() if units else start
        while stop < end and body[stop] & 0xC0 == 0x80:
            stop -= 1
        part = _plain(b'"' + body[start:stop] + b'"') if stop > start else None
        if not isinstance(part, str):
            raise NotJson(
                "The body is not valid JSON: a string has an escape that is none, or bytes that are not UTF-8."
            )
        parts.append(part)
        start = stop
    return "".join(parts)


def _filled(value: object, mark: str, texts: list[str]) -> object:
    """Put the long texts back; the rest is at most a megabyte, and nested at most as deep as the parser allows."""
    if isinstance(value, str):
        return texts[int(value.removeprefix(mark))] if value.startswith(mark) else value
    open_values: list[object] = [value]
    while open_values:
        holder = open_values.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, item in list(items):
            if isinstance(item, str) and item.startswith(mark):
                holder[key] = texts[int(item.removeprefix(mark))]  # type: ignore[index]
            elif isinstance(item, dict | list):
                open_values.append(item)
    return value
