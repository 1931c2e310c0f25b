"""What travels through a backend: messages of the product, and probes that only prove that the way is open.

Backends carry text. The first character tells the kind; the rest of a message is its bytes, one character each. The
zero byte, which PostgreSQL takes in no text, is written as the first character that is no byte.
"""

from dataclasses import dataclass

_MESSAGE = "m"
_PROBE = "p"
_ZERO, _STANDS_FOR_ZERO = "\0", "\u0100"


@dataclass(frozen=True, slots=True)
class Probe:
    """A sign of life that its sender recognises by its token."""

    token: str


def pack(content: bytes | Probe) -> str:
    """Write a frame."""
    if isinstance(content, Probe):
        return _PROBE + content.token
    return _MESSAGE + content.decode("latin-1").replace(_ZERO, _STANDS_FOR_ZERO)


def unpack(frame: str) -> bytes | Probe:
    """Read a frame.

    Raises:
        ValueError: It is none of ours.
    """
    kind, content = frame[:1], frame[1:]
    if kind == _PROBE:
        return Probe(content)
    if kind == _MESSAGE:
        return content.replace(_STANDS_FOR_ZERO, _ZERO).encode("latin-1")  # a UnicodeEncodeError is a ValueError
    raise ValueError("a frame that this product did not write")
