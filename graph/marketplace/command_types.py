"""The log of a simulator in the schema."""

from typing import Self

import strawberry

from domain.marketplace.moments import moment
from domain.marketplace.timeline.model import Activation, Command
from graph.marketplace.enums import CommandKind
from graph.scalars import DateTime


@strawberry.type(name="SimulatorCommand", description="Something that was done to the simulator.")
class SimulatorCommandType:
    """One command."""

    number: int = strawberry.field(description="Its number, for `counterfactual`.")
    at: DateTime = strawberry.field(description="When it takes effect, in simulation time.")
    kind: CommandKind = strawberry.field(description="What was done.")
    actor: str = strawberry.field(description="Who did it: `member:<id>` or `system`.")
    subject: str | None = strawberry.field(description="Scenario, event, stream or version that it is about.")
    version: int | None = strawberry.field(description="Version of the history that it made or went back to.")
    ends_at: DateTime | None = strawberry.field(
        description="When the scenario that it activated begins to settle, in simulation time: by itself, or because "
        "it was stopped, cut short by another one or reset; null for other commands."
    )
    settled_at: DateTime | None = strawberry.field(
        description="When every factor of that scenario is back at 1, in simulation time."
    )

    @classmethod
    def of(cls, command: Command, activation: Activation | None = None) -> Self:
        """Translate a command of the domain, and what came of it."""
        return cls(
            number=command.number,
            at=moment(command.at),
            kind=command.kind,
            actor=command.actor,
            subject=_subject(command),
            version=command.window.version if command.window else _restored(command),
            ends_at=None if activation is None else moment(activation.active_until),
            settled_at=None if activation is None else moment(activation.settled_at),
        )


def _subject(command: Command) -> str | None:
    if command.scenario is not None:
        return command.scenario.id
    if command.event is not None:
        return command.event.title
    if command.modifier is not None:
        return command.modifier.modifier.stream
    return command.window.note or None if command.window is not None else None


def _restored(command: Command) -> int | None:
    return command.target if command.kind is CommandKind.RESTORE else None
