"""Resume points: how far each stream had been delivered, sealed so that clients can carry but not make them.

Written as a digest of whose streams they are, then each sequence in LEB128 (seven bits a byte, the lowest first): about
250 characters for fifty streams.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from domain.errors import Refused, invalid
from graph.cursors import Cursors

_DIGEST_BYTES = 8
_SEVEN_BITS = 0x7F
_MORE = 0x80


@dataclass(frozen=True, slots=True)
class ResumePoints:
    """Seals and opens the resume points of one simulator.

    Attributes:
        identity: Tells the simulator from earlier ones of the workspace.
        streams: Names of all its streams, in an order that does not change.
    """

    cursors: Cursors
    workspace_id: UUID
    identity: str
    streams: Sequence[str]

    def seal(self, positions: Mapping[str, int]) -> str:
        """Return the cursor of the sequences that the streams have reached."""
        numbers = (positions.get(name, 0) for name in self.streams)
        return self.cursors.seal_content(self._scope, self._digest + bytes(_leb128(numbers)))

    def open(self, cursor: str, *path: str) -> Mapping[str, int] | None:
        """Return the sequences that were sealed, or none when they are those of another simulator of the workspace.

        Raises:
            Refused: With INVALID_INPUT when the cursor was not made here for this workspace.
        """
        content = self.cursors.open_content(self._scope, cursor)
        if content is None:
            hint = "Pass the `cursor` of a batch that `streamEvents` gave in this workspace, or none to begin live."
            raise Refused(invalid("This is no cursor of the streams of this workspace.", *path, hint=hint))
        if content[:_DIGEST_BYTES] != self._digest:
            return None
        return dict(zip(self.streams, _numbers(content[_DIGEST_BYTES:]), strict=True))

    @property
    def _scope(self) -> str:
        return f"stream-events/{self.workspace_id}"

    @property
    def _digest(self) -> bytes:
        return sha256("\n".join((self.identity, *self.streams)).encode()).digest()[:_DIGEST_BYTES]


def _leb128(numbers: Iterable[int]) -> Iterator[int]:
    for number in numbers:
        rest = number
        while rest > _SEVEN_BITS:
            yield rest & _SEVEN_BITS | _MORE
            rest >>= 7
        yield rest


def _numbers(written: bytes) -> Iterator[int]:
    number, shift = 0, 0
    for byte in written:
        number |= (byte & _SEVEN_BITS) << shift
        shift += 7
        if not byte & _MORE:
            yield number
            number, shift = 0, 0
