"""Cursors: positions in a list that clients can carry but neither read, forge, nor use on another list."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256

import orjson

from domain.errors import Refused, invalid
from domain.paging import Position

_MAC_BYTES = 16
_LONGEST = 2_000
_PURPOSE = b"pulsecast cursor 1"


class Cursors:
    """Seals positions with HMAC-SHA256 (truncated to 128 bits, RFC 2104 section 5) under a key of its own."""

    def __init__(self, secret: bytes) -> None:
        """Derive the key from the installation's secret, so that no other use of it makes valid cursors."""
        self._key = hmac.digest(secret, _PURPOSE, "sha256")

    def seal(self, scope: str, position: Position) -> str:
        """Return the cursor of a position.

        Args:
            scope: Names the list: field, owner, filter and order; a cursor opens only under the same name.
            position: Sort values of a row.
        """
        return self.seal_content(scope, orjson.dumps(position))

    def seal_content(self, scope: str, content: bytes) -> str:
        """Return the cursor of a position that its owner has written in a form of its own, at least one byte."""
        return _encoded(self._mac(scope, content) + content)

    def open(self, scope: str, cursor: str, argument: str) -> Position:
        """Return the position that was sealed.

        Raises:
            Refused: With INVALID_INPUT at ``argument`` when it was not sealed here, for this list.
        """
        content = self.open_content(scope, cursor)
        if content is not None:
            return tuple(orjson.loads(content))
        raise Refused(
            invalid(
                f"`{argument}` is not a cursor of this list.",
                argument,
                hint="Pass an `endCursor` or `startCursor` that the same list, filter and order returned.",
            )
        )

    def open_content(self, scope: str, cursor: str) -> bytes | None:
        """Return what was sealed under this scope, or none when it was not sealed here."""
        sealed = _decoded(cursor)
        if sealed is None:
            return None
        mac, content = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
        return content if hmac.compare_digest(mac, self._mac(scope, content)) else None

    def _mac(self, scope: str, payload: bytes) -> bytes:
        return hmac.new(self._key, sha256(scope.encode()).digest() + payload, sha256).digest()[:_MAC_BYTES]


def _decoded(cursor: str) -> bytes | None:
    if len(cursor) > _LONGEST or not cursor.isascii():
        return None
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (NotBase64, ValueError):
        return None
    return raw if len(raw) > _MAC_BYTES and _encoded(raw) == cursor else None


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
