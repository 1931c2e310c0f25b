"""The forms in which values are stored."""

import zlib
from typing import Any, TypeVar

import orjson

from infra.storage.codec.compiled import pair_for

Value = TypeVar("Value")


def to_document(value: object) -> Any:  # noqa: ANN401 - a JSON value
    """Write a dataclass as a JSON value."""
    return pair_for(type(value)).encode(value)


def from_document(kind: type[Value], document: object) -> Value:
    """Read a dataclass from a JSON value.

    Raises:
        KeyError, ValueError, TypeError: The document is not of this kind.
    """
    value: Value = pair_for(kind).decode(document)
    return value


def to_blob(value: object) -> bytes:
    """Write a dataclass with arrays as compressed bytes; takes tens of milliseconds, keep it off the event loop."""
    return zlib.compress(orjson.dumps(to_document(value)), level=1)


def from_blob(kind: type[Value], blob: bytes) -> Value:
    """Read what ``to_blob`` wrote."""
    return from_document(kind, orjson.loads(zlib.decompress(blob)))
