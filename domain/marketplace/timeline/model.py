"""Commands to a simulator, and the course of influences on its streams that follows from them.

All times in this module are simulation time in microseconds since 1970 (``domain.marketplace.moments``).
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.scenarios.model import ProbabilityShift, ScenarioDefinition, SettlingCurve, StreamModifier
from domain.marketplace.scenarios.settling import remaining

FloatArray = NDArray[np.float64]
MomentArray = NDArray[np.int64]


class CommandKind(StrEnum):
    """What somebody did to a simulator."""

    ACTIVATE = "ACTIVATE"
    STOP = "STOP"
    RESET = "RESET"
    INJECT = "INJECT"
    MODIFY = "MODIFY"
    REGENERATE = "REGENERATE"
    RESTORE = "RESTORE"
    JUMP = "JUMP"


@dataclass(frozen=True, slots=True)
class ManualModifier:
    """Something that a person does to one stream for a while, with a ramp at both ends.

    Attributes:
        begin: When it starts; before the command's time it changes history.
        end: When it is over; none until the next reset.
        ramp: Length of the linear ramp at each end.
    """

    id: str
    modifier: StreamModifier
    begin: int
    end: int | None
    ramp: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the past that is made anew: its streams get ``factor`` times their rate, smooth at the edges.

    Attributes:
        version: Of the history that it makes; the untouched history is version 0.
        streams: Canonical names; all when empty.
        seed: Seed of the new noise; none keeps the noise as it was.
        edge: Length over which the change fades in and out, inside the window.
    """

    version: int
    begin: int
    end: int
    streams: tuple[str, ...]
    factor: float
    seed: int | None
    edge: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One command; exactly what its kind needs is set.

    Attributes:
        number: 1, 2, … within its simulator.
        at: Simulation time at which it takes effect.
        actor: Who gave it: ``member:<id>`` or ``system``.
        scenario: With ACTIVATE, the whole definition as it was then.
        event: With INJECT.
        modifier: With MODIFY.
        window: With REGENERATE.
        target: With RESTORE, the version of the history to go back to; with JUMP, the moment jumped to.
    """

    number: int
    at: int
    kind: CommandKind
    actor: str
    scenario: ScenarioDefinition | None = None
    event: ExternalEvent | None = None
    modifier: ManualModifier | None = None
    window: Window | None = None
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that determines a simulator besides the definitions.

    Attributes:
        seed: Of all its randomness.
        epoch: Simulation time of its start, on a full hour; before that there is history and no single event.
        commands: In the order of their numbers; their times never descend.
    """

    seed: int
    epoch: int
    commands: tuple[Command, ...] = ()


class Operation(StrEnum):
    """How an influence acts on a rate."""

    MULTIPLY = "MULTIPLY"
    ADD = "ADD"
    OVERRIDE = "OVERRIDE"


class Layer(StrEnum):
    """Where an influence comes in the order of things: scenarios first, then external events."""

    SCENARIO = "SCENARIO"
    EVENT = "EVENT"


@dataclass(frozen=True, slots=True)
class Influence:
    """Something that acts on the rate of one stream for a while.

    Its strength rises from 0 to 1 linearly over ``ramp`` from ``begin``, is 1 until ``fade_begin``, then falls to 0
    along ``curve`` until ``fade_end``. A multiplier m acts as ``1 + (m - 1) * strength``, an addition as ``a *
    strength``; an override acts while the strength is above 0, blended with the rate by the strength.

    Attributes:
        value: Multiplier, events an hour, or value of the override.
        fade_begin: None while nothing has ended it.
        k: Steepness of the exponential curve.
        source: ``scenario:<id>#<command number>``, ``cascade:…``, ``backlog:…``, ``event:<id>``, ``modifier:<id>``.
        trigger: For a cascade, the stream whose abnormality lets it act; its begin and end follow from that already.
        until: When it was cut off, whatever the fade says; none when nothing cut it.
        gap: A stretch ``(from, to)`` in which it does not act: live time that was over when its command was given.
    """

    stream: str
    layer: Layer
    operation: Operation
    value: float
    begin: int
    ramp: int
    fade_begin: int | None
    fade_end: int | None
    curve: SettlingCurve
    source: str
    k: float = 3.0
    trigger: str | None = None
    until: int | None = None
    gap: tuple[int, int] | None = None

    @property
    def end(self) -> int | None:
        """Return when it is over for good; none while nothing ends it."""
        if self.until is None or (self.fade_end is not None and self.fade_end < self.until):
            return self.fade_end
        return self.until

    def strength(self, at: MomentArray) -> FloatArray:
        """Return its strength, 0 … 1, at each moment; shape as given."""
        rise = np.ones(at.shape) if self.ramp == 0 else np.clip((at - self.begin) / self.ramp, 0.0, 1.0)
        acting = at >= self.begin
        if self.until is not None:
            acting &= at < self.until
        if self.gap is not None:
            acting &= (at < self.gap[0]) | (at >= self.gap[1])
        strength = np.where(acting, rise, 0.0)
        if self.fade_begin is None or self.fade_end is None:
            return strength
        length = self.fade_end - self.fade_begin
        progress = np.ones(at.shape) if length <= 0 else np.clip((at - self.fade_begin) / length, 0.0, 1.0)
        return np.where(at >= self.fade_begin, strength * remaining(self.curve, progress, self.k), strength)


@dataclass(frozen=True, slots=True)
class Shift:
    """Payload values of a stream that are more or less likely while a scenario acts on it.

    Its strength follows the same rules as an influence's.
    """

    influence: Influence
    shift: ProbabilityShift


class Status(StrEnum):
    """Where an activation is in its life."""

    ACTIVE = "ACTIVE"
    SETTLING = "SETTLING"
    SETTLED = "SETTLED"


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation of a scenario.

    Attributes:
        number: Of the command.
        begin: When it was activated.
        active_until: When it ends by itself, or was stopped, cut short or reset.
        settled_at: When every factor of it, cascades and backlog included, is within 5 % of 1 for good.
        cut: Whether a reset or a later activation ended it early.
        events: Ids of the external events that it injected.
        conflicts: What it has in common with other modifiers, in words.
    """

    number: int
    scenario: ScenarioDefinition
    begin: int
    active_until: int
    settled_at: int
    cut: bool
    events: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    def status(self, at: int) -> Status:
        """Return its status at a moment not before its beginning."""
        if at < self.active_until:
            return Status.ACTIVE
        return Status.SETTLING if at < self.settled_at else Status.SETTLED


@dataclass(frozen=True)
class Course:
    """What follows from a timeline: every influence on every stream, past and to come.

    Attributes:
        influences: Those of scenarios and modifiers in the order in which they apply, then those of events.
        events: All external events, those of the baseline included, by time.
        activations: By time.
        windows: Windows of the past that are in force, oldest first.
        jumps: Stretches ``(from, to)`` of simulation time that were skipped; they have block counts and no events.
        ended: External events that a reset or the return to normal operations ended, with when.
    """

    timeline: Timeline
    influences: tuple[Influence, ...]
    shifts: tuple[Shift, ...]
    events: tuple[ExternalEvent, ...]
    activations: tuple[Activation, ...]
    windows: tuple[Window, ...]
    jumps: tuple[tuple[int, int], ...]
    ended: tuple[tuple[UUID, int], ...] = ()

    def activation(self, at: int) -> Activation | None:
        """Return the activation that is active or settling at a moment."""
        return next(
            (one for one in reversed(self.activations) if one.begin <= at and one.status(at) is not Status.SETTLED),
            None,
        )
