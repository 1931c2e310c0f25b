"""A workspace's simulator as it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.errors import Fault
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.timeline.model import Command


@dataclass(frozen=True, slots=True)
class SimulatorRecord:
    """A simulator of a workspace; a workspace has at most one.

    Attributes:
        seed: Of all its randomness.
        epoch: Simulation time of its start, on a full hour.
        speed: Simulated seconds in a second; 0 is paused.
        position: Simulation time up to which events may have been published; those before are made again, identically,
            when a process that died had not saved its engine.
        due_at: Wall time at which that position is due.
    """

    workspace_id: UUID
    seed: int
    epoch: datetime
    speed: float
    position: datetime
    due_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SavedEngine:
    """What an engine needs to go on: ``content`` is compressed and can be tens of thousands of pending things."""

    position: datetime
    command: int
    content: bytes


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """A scenario that a workspace has of its own."""

    workspace_id: UUID
    definition: ScenarioDefinition
    saved_by: UUID
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class TailBatch:
    """A part of the durable tail: portions of what a simulator published, in the order of the numbers.

    Attributes:
        number: 1, 2, 3 … within the simulator.
        published: Wall time at which the last portion was published, microseconds since 1970.
        content: The portions, packed.
        positions: Of some batches, from which reading can begin: sequence of the last event of each stream before it.
    """

    number: int
    published: int
    content: bytes
    positions: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class TailMark:
    """Where a batch is in the tail, when it was published, and its size in bytes."""

    number: int
    published: int
    size: int


@dataclass(frozen=True, slots=True)
class Lease:
    """Who runs a simulator.

    Attributes:
        holder: Name of the process; empty when nobody does.
        term: Grows by one each time somebody takes it.
        lapsed: Whether it was not renewed in time, by the clock of storage.
    """

    holder: str
    term: int
    lapsed: bool


@dataclass(frozen=True, slots=True)
class SimulatorRequest:
    """What a process that does not run a simulator asks of the one that does.

    Attributes:
        commands: To be logged; the first has the number that comes next as far as the asker knows.
        speed: To be set, or none.
    """

    id: UUID
    commands: tuple[Command, ...] = ()
    speed: float | None = None


@dataclass(frozen=True, slots=True)
class SimulatorAnswer:
    """What came of a request: the commands as they were logged, or why nothing was done.

    Attributes:
        outdated: Whether other commands came first, so that it may be asked anew.
    """

    commands: tuple[Command, ...] = ()
    faults: tuple[Fault, ...] = ()
    outdated: bool = False
