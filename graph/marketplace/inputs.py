"""Inputs of the simulator's mutations. Lengths of time are written in words, such as `90 minutes`."""

from datetime import UTC, datetime, timedelta

import strawberry

from domain.marketplace.events.draft import EventDraft
from domain.marketplace.events.model import Impact
from domain.marketplace.timeline.checks import FURTHEST_AHEAD, ModifierDraft, WindowDraft
from domain.marketplace.timeline.script import Script, ScriptStep
from graph.marketplace.enums import EventSeverity, ExternalEventType, ImpactDirection, ImpactMagnitude
from graph.marketplace.lengths import read_length
from graph.marketplace.ranges import DateTimeRangeInput
from graph.scalars import JSON, DateTime, Long


@strawberry.input(description="The simulator to be enabled.")
class EnableSimulatorInput:
    """How it starts."""

    seed: Long | None = strawberry.field(
        default=None, description="Of all its randomness, from 0 to 2^53 - 1; drawn when left out."
    )


@strawberry.input(description="The scenario to be activated.")
class ActivateScenarioInput:
    """Which scenario."""

    scenario_id: str = strawberry.field(description="Its id, such as `exam-season-surge`.")
    dry_run: bool = strawberry.field(default=False, description="Only show what it would do.")


@strawberry.input(description="How fast simulation time goes by.")
class SetSimulatorSpeedInput:
    """A speed."""

    speed: float = strawberry.field(
        description="Simulated seconds in a second: 0 is paused, 1 real time, up to 10,000."
    )


@strawberry.input(description="What an external event is expected to do to one stream.")
class ExpectedImpactInput:
    """One impact."""

    stream: str = strawberry.field(description="Which stream, by name or alias.")
    direction: ImpactDirection = strawberry.field(description="Which way it moves.")
    magnitude: ImpactMagnitude = strawberry.field(description="How far it moves.")
    duration: str = strawberry.field(description="For how long from the onset, such as `2 weeks`.")

    def to_domain(self, place: int) -> Impact:
        """Translate it."""
        duration = read_length(self.duration, "impacts", str(place), "duration")
        return Impact(self.stream, self.direction, self.magnitude, duration)


@strawberry.input(description="An external event: from a template, from scratch, or a template with changes.")
class InjectExternalEventInput:
    """An event."""

    template_id: str | None = strawberry.field(default=None, description="Template that it is made from.")
    at: DateTime | None = strawberry.field(
        default=None,
        description="When it happens, in simulation time: before now it changes history, later it is scheduled. Now "
        "when left out.",
    )
    type: ExternalEventType | None = strawberry.field(
        default=None, description="Where it comes from; needed without a template."
    )
    title: str | None = strawberry.field(default=None, description="In a few words; needed without a template.")
    description: str | None = strawberry.field(default=None, description="In a sentence.")
    severity: EventSeverity | None = strawberry.field(
        default=None, description="How grave it is; needed without a template."
    )
    impacts: list[ExpectedImpactInput] | None = strawberry.field(
        default=None, description="What it does, at most 50; needed without a template."
    )
    onset: str | None = strawberry.field(
        default=None, description="Time from the event to its first effect, such as `2 hours`."
    )
    causal: bool = strawberry.field(default=True, description="Whether it really has an effect; else a red herring.")
    dry_run: bool = strawberry.field(default=False, description="Only show what it would do.")

    def to_domain(self) -> EventDraft:
        """Translate it.

        Raises:
            Refused: A length of time is none.
        """
        impacts = self.impacts
        return EventDraft(
            template_id=self.template_id,
            at=self.at,
            type=self.type,
            title=self.title,
            description=self.description,
            severity=self.severity,
            impacts=None if impacts is None else tuple(one.to_domain(place) for place, one in enumerate(impacts)),
            onset=None if self.onset is None else read_length(self.onset, "onset"),
            causal=self.causal,
        )


@strawberry.input(
    description="Something to be done to one stream for a while: multiplied first, then added to; a set value wins."
)
class ApplyStreamModifierInput:
    """A modifier."""

    stream: str = strawberry.field(description="Which stream, by name or alias.")
    multiplier: float | None = strawberry.field(
        default=None, description="Factor on its rate, above 0 and up to 1,000."
    )
    additive: float | None = strawberry.field(
        default=None, description="Events an hour to be added, up to 1,000,000; may be negative."
    )
    override: float | None = strawberry.field(
        default=None, description="What to set it to, in the unit that the stream's definition tells."
    )
    begin: DateTime | None = strawberry.field(
        default=None,
        description="When it begins, in simulation time; in the past it changes history. Now when left out.",
    )
    duration: str | None = strawberry.field(
        default=None, description="For how long, such as `6 hours`; a year when left out. A reset ends it before."
    )
    ramp: str | None = strawberry.field(default=None, description="Length of the ramp at each end; none when left out.")
    dry_run: bool = strawberry.field(default=False, description="Only show what it would do.")

    def to_domain(self, now: datetime) -> ModifierDraft:
        """Translate it; ``now`` is simulation time.

        Raises:
            Refused: A length of time is none.
        """
        begin = now if self.begin is None else self.begin
        return ModifierDraft(
            stream=self.stream,
            multiplier=self.multiplier,
            additive=self.additive,
            override=self.override,
            begin=begin,
            end=_end(begin, None if self.duration is None else read_length(self.duration, "duration")),
            ramp=timedelta() if self.ramp is None else read_length(self.ramp, "ramp"),
        )


def _end(begin: datetime, length: timedelta | None) -> datetime:
    try:
        return begin + (timedelta(microseconds=FURTHEST_AHEAD) if length is None else length)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


@strawberry.input(description="A window of the past to be made anew, as a further version of the history.")
class RegenerateHistoricalWindowInput:
    """A window."""

    range: DateTimeRangeInput = strawberry.field(description="Which stretch of the past.")
    streams: list[str] | None = strawberry.field(
        default=None, description="Which streams, by name or alias, at most 50; all when left out."
    )
    factor: float = strawberry.field(default=1.0, description="Factor on their rates in the middle of the window.")
    seed: Long | None = strawberry.field(
        default=None, description="Seed of new noise, from 0 to 2^53 - 1; the noise stays as it was when left out."
    )
    edge: str | None = strawberry.field(
        default=None, description="Over how long the change fades in and out; a tenth of the window when left out."
    )
    note: str = strawberry.field(default="", description="What it is for, up to 500 characters.")

    def to_domain(self) -> WindowDraft:
        """Translate it.

        Raises:
            Refused: The range is none, or the length of the edge.
        """
        begin, end = self.range.moments()
        return WindowDraft(
            begin=begin,
            end=end,
            streams=tuple(self.streams or ()),
            factor=self.factor,
            seed=self.seed,
            edge=None if self.edge is None else read_length(self.edge, "edge"),
            note=self.note,
        )


@strawberry.input(description="A version of the history to go back to.")
class RestoreHistoryInput:
    """A version."""

    version: int = strawberry.field(description="Its number; 0 is the untouched history.")


@strawberry.input(description="A step of a script.")
class ScenarioStepInput:
    """One step."""

    scenario_id: str = strawberry.field(description="Scenario that is activated.")
    offset: str = strawberry.field(
        description="How long after the start of the script, such as `0 minutes` or `2 days`."
    )
    duration: str | None = strawberry.field(
        default=None, description="How long it is active; as it is defined when left out."
    )

    def to_domain(self, place: int) -> ScriptStep:
        """Translate it."""
        path = ("steps", str(place))
        duration = None if self.duration is None else read_length(self.duration, *path, "duration")
        return ScriptStep(self.scenario_id, read_length(self.offset, *path, "offset"), duration)


@strawberry.input(description="Several scenarios in sequence.")
class RunScenarioScriptInput:
    """A script."""

    steps: list[ScenarioStepInput] = strawberry.field(description="1 to 50 steps, in the order of time.")

    def to_domain(self) -> Script:
        """Translate it.

        Raises:
            Refused: A length of time is none.
        """
        return Script(tuple(step.to_domain(place) for place, step in enumerate(self.steps)))


@strawberry.input(description="A scenario to be kept by the workspace.")
class SaveScenarioInput:
    """A document."""

    definition: JSON = strawberry.field(
        description="The scenario as a JSON object, in the form that the scenario's `document` has."
    )


@strawberry.input(description="A scenario that came from elsewhere, as text.")
class ImportScenarioInput:
    """A text."""

    content: str = strawberry.field(description="The scenario as JSON text, at most 100,000 characters.")


@strawberry.input(description="A scenario of the workspace's own to be removed.")
class DeleteScenarioInput:
    """Which scenario."""

    scenario_id: str = strawberry.field(description="Its id.")
