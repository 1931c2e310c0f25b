"""An engine as bytes: compressed JSON, versioned."""

import json
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from simulator.engine.machine import Machine
from simulator.engine.pending import Pending

VERSION = 2

Restored = tuple[int, int, list[int], Callable[[Machine], None]]
"""Position, begin of the present hour, sequences at its begin, and what puts the rest back."""


def written(machine: Machine, position: int, hour: int, counted: Sequence[int]) -> bytes:
    """Return an engine as bytes."""
    people, recorder = machine.world.people, machine.recorder
    content = {
        "version": VERSION,
        "seed": machine.course.timeline.seed,
        "streams": machine.names,
        "position": position,
        "hour": hour,
        "counted": list(counted),
        "sequences": recorder.sequences,
        "levels": recorder.levels,
        "since": machine.normality.since,
        "people": [people.students, people.tutors, people.known_students, people.known_tutors],
        "recent": [_steps(_recent(machine, number, position)) for number in range(len(machine.names))],
        "owed": [[tutor, *entry] for tutor, entry in sorted(machine.ledger.owed.items())],
        "pending": machine.agenda.following(),
    }
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 1)


def restore(saved: bytes, seed: int, names: tuple[str, ...]) -> Restored:
    """Read an engine.

    Raises:
        ValueError: The bytes are damaged, of another version or of another simulator.
    """
    try:
        content: dict[str, Any] = json.loads(zlib.decompress(saved))
        version = content["version"]
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise ValueError("the saved engine is damaged; start it anew from its commands") from error
    if version != VERSION:
        raise ValueError(f"the saved engine is of version {version}, this is version {VERSION}")
    if content["seed"] != seed or tuple(content["streams"]) != names:
        raise ValueError("the saved engine belongs to another simulator or other definitions")

    def apply(machine: Machine) -> None:
        _apply(machine, content)

    return content["position"], content["hour"], content["counted"], apply


def _apply(machine: Machine, content: dict[str, Any]) -> None:
    people, recorder = machine.world.people, machine.recorder
    people.students, people.tutors, people.known_students, people.known_tutors = content["people"]
    recorder.sequences = content["sequences"]
    recorder.levels = content["levels"]
    machine.normality.since = content["since"]
    for number, steps in enumerate(content["recent"]):
        times = list(accumulate(steps))
        if number in machine.quick:
            machine.quick[number].recent = np.array(times, dtype=np.int64)
        else:
            recorder.recent[number] = deque(times)
    for tutor, sessions, cents, completed in content["owed"]:
        machine.ledger.owed[tutor] = sessions, cents, completed
    machine.agenda.keep([Pending._make((*one[:-1], _frozen(one[-1]))) for one in content["pending"]])


def _recent(machine: Machine, number: int, position: int) -> list[int]:
    stream = machine.quick.get(number)
    if stream is not None:
        times: list[int] = stream.remembered(position).tolist()
        return times
    return list(machine.recorder.recent[number])


def _steps(times: list[int]) -> list[int]:
    return times[:1] + [later - earlier for earlier, later in pairwise(times)]


def _frozen(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
