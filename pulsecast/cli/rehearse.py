"""Running a scenario offline beside the same world without it, on the real engine."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from domain.acceptance.rehearsal import Measured, Phase, Rehearsal, causes, phase_of
from domain.marketplace.history.model import HourBlock
from domain.marketplace.model import Marketplace, StreamDefinition, ValueKind
from domain.marketplace.moments import DAY, HOUR
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Activation, Command, CommandKind, Course, Influence, Timeline
from domain.ports.marketplace import MarketplaceEngine
from domain.simulators.timelines import KNOWN_BEFORE
from simulator.marketplace import LocalMarketplace
from simulator.rates.model import RateModel

AFTERWARDS = 6 * HOUR
"""How long a run goes on after everything has settled, where nobody says how long."""

_STEPS = 100_000

Told = Callable[[int, int], None]
"""Told of simulated hours that are done, and of how many there are."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be rehearsed.

    Attributes:
        seed: Of the world.
        at: Activation, on a full hour.
        before: Simulated time before it.
        length: Simulated time from it on; none until it has settled, and some hours more.
    """

    scenario: ScenarioDefinition
    seed: int
    at: int
    before: int
    length: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a rehearsal went.

    Attributes:
        causes: Why each affected stream is affected.
        measured: By stream and phase; all streams.
        cascades: Influences of cascades.
        cascade_factors: What each target had against its twin while the cascade acted; none when that was not reached.
    """

    plan: Plan
    course: Course
    activation: Activation
    end: int
    causes: dict[str, str]
    measured: dict[tuple[str, Phase], Measured]
    cascades: tuple[Influence, ...]
    cascade_factors: tuple[float | None, ...]


class Stage:
    """Both courses of one rehearsal, with the scenario and without it."""

    def __init__(self, marketplace: Marketplace, plan: Plan) -> None:
        """Compile the courses."""
        self.marketplace, self.plan = marketplace, plan
        self._simulator = LocalMarketplace(marketplace)
        epoch = plan.at - plan.before
        span = plan.scenario.duration.length + 2 * plan.scenario.settlement.length
        ahead = (plan.length or 0) + int(span.total_seconds()) * 1_000_000 + 60 * DAY
        world = self._simulator.baseline_events(plan.seed, epoch - KNOWN_BEFORE, plan.at + ahead)
        command = Command(1, plan.at, CommandKind.ACTIVATE, "system", scenario=plan.scenario)
        self.run = compile_course(marketplace, Timeline(plan.seed, epoch, (command,)), world)
        self.twin = compile_course(marketplace, Timeline(plan.seed, epoch), world)
        self.activation = self.run.activations[0]
        length = plan.length if plan.length is not None else self.activation.settled_at - plan.at + AFTERWARDS
        self.end = -(-(plan.at + length) // HOUR) * HOUR
        self._hours: list[tuple[HourBlock, HourBlock]] = []

    @property
    def hours(self) -> int:
        """Return how many hours are simulated."""
        return (self.end - self.run.timeline.epoch) // HOUR

    def perform(self, told: Told) -> Outcome:
        """Run both courses to the end, hour by hour."""
        rehearsal = Rehearsal(self.marketplace, self.activation)
        engines = self._simulator.engine(self.run), self._simulator.engine(self.twin)
        for hour in range(self.hours):
            until = self.run.timeline.epoch + (hour + 1) * HOUR
            run, twin = (_hour(engine, until) for engine in engines)
            rehearsal.add(run, twin)
            self._hours.append((run, twin))
            told(hour + 1, self.hours)
        return self._outcome(rehearsal)

    def _outcome(self, rehearsal: Rehearsal) -> Outcome:
        sources: dict[str, list[str]] = {}
        for one in self.run.influences:
            sources.setdefault(one.stream, []).append(one.source)
        tail = f"cascade:{self.activation.scenario.id}#{self.activation.number}"
        cascades = tuple(one for one in self.run.influences if one.source == tail)
        return Outcome(
            plan=self.plan,
            course=self.run,
            activation=self.activation,
            end=self.end,
            causes=causes(self.activation, sources, self.activation.events),
            measured=self._measured(rehearsal),
            cascades=cascades,
            cascade_factors=tuple(self._factor(one) for one in cascades),
        )

    def _measured(self, rehearsal: Rehearsal) -> dict[tuple[str, Phase], Measured]:
        models = RateModel(self.marketplace, self.run), RateModel(self.marketplace, self.twin)
        blocks = self._simulator.blocks(self.twin, self.twin.timeline.epoch, self.end, HOUR)
        begins = np.arange(self.twin.timeline.epoch, self.end, HOUR, dtype=np.int64)
        phases = np.array([phase_of(self.activation, int(begin)) for begin in begins], dtype=object)
        found: dict[tuple[str, Phase], Measured] = {}
        for number, stream in enumerate(self.marketplace.streams):
            usual = blocks.expected[blocks.streams.index(stream.name)]
            for phase in Phase:
                inside = phases == phase
                if not inside.any():
                    continue
                level = stream.value_kind is ValueKind.GAUGE
                normal = float(usual[inside].mean() if level else usual[inside].sum())
                expected = _expected(models, number, stream, begins[inside] + HOUR // 2)
                measured = rehearsal.measured(stream, phase, expected, normal)
                if measured is not None:
                    found[stream.name, phase] = measured
        return found

    def _factor(self, cascade: Influence) -> float | None:
        """Return what a cascade's target had against its twin while it acted."""
        number = self.marketplace.names.index(cascade.stream)
        end = self.end if cascade.end is None else cascade.end
        inside = [pair for pair in self._hours if cascade.begin <= pair[0].begin + HOUR // 2 < end]
        run, twin = (sum(pair[side].counts[number] for pair in inside) for side in (0, 1))
        return run / twin if twin else None


def _hour(engine: MarketplaceEngine, until: int) -> HourBlock:
    """Let an engine complete an hour, and return what it counted."""
    blocks: list[HourBlock] = []
    while engine.position < until:
        blocks += engine.advance(until, _STEPS, lean=True).hours
    return blocks[-1]


def _expected(
    models: tuple[RateModel, RateModel],
    number: int,
    stream: StreamDefinition,
    at: "np.ndarray[tuple[int], np.dtype[np.int64]]",
) -> float | None:
    """Return the factor that the rates of both courses give at moments."""
    run, twin = (
        float((model.level if stream.value_kind is ValueKind.GAUGE else model.rate)(number, at).sum())
        for model in models
    )
    return run / twin if twin > 0.0 else None
