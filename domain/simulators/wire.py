"""What the process that runs a simulator tells the others."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from domain.simulators.model import TailBatch


@dataclass(frozen=True, slots=True)
class Beat:
    """How a simulator is.

    Attributes:
        term: Of the lease of who runs it.
        number: Of the last batch that was told.
        position: Simulation time, microseconds since 1970.
        command: Number of the last command.
    """

    term: int
    number: int
    position: int
    speed: float
    effective: float
    command: int


@dataclass(frozen=True, slots=True)
class Told:
    """A batch of the tail, told to other processes.

    Attributes:
        before: Number of the batch before it.
        content: The portions, packed; none when they must be read from the tail.
    """

    term: int
    before: int
    number: int
    published: int
    content: bytes | None


def told_topic(workspace_id: UUID) -> str:
    """Return where others are told."""
    return f"pulsecast.simulator.{workspace_id.hex}"


def asked_topic(workspace_id: UUID) -> str:
    """Return where who runs it is told that somebody asks for something."""
    return f"pulsecast.asked.{workspace_id.hex}"


def beat_message(beat: Beat) -> bytes:
    """Write a beat."""
    return b"S" + json.dumps(asdict(beat)).encode()


def batch_messages(term: int, before: int, batch: TailBatch) -> tuple[bytes, bytes]:
    """Write a batch, with its content and without."""
    head = json.dumps([term, before, batch.number, batch.published]).encode()
    return b"B" + head + b"\n" + batch.content, b"R" + head


def read_message(message: bytes) -> Beat | Told:
    """Read what was written.

    Raises:
        ValueError: It is of another version.
    """
    kind, rest = message[:1], message[1:]
    try:
        if kind == b"S":
            return Beat(**json.loads(rest))
        if kind in {b"B", b"R"}:
            head, _, content = rest.partition(b"\n")
            term, before, number, published = json.loads(head)
            return Told(term, before, number, published, content if kind == b"B" else None)
    except (TypeError, KeyError) as error:
        raise ValueError("a message of another version") from error
    raise ValueError("a message of another version")
