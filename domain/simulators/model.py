"""A workspace's simulator as it is stored."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.marketplace.scenarios.model import ScenarioDefinition


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
