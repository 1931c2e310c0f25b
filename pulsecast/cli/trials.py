"""Seeded marketplaces on which detectors are tried, since there the truth is known."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context

from config.marketplace.loader import load_marketplace
from domain.marketplace.correlation.correlate import correlate
from domain.marketplace.correlation.score import Confusion, confusion
from domain.marketplace.incidents.model import Incident
from domain.marketplace.incidents.score import Detection, detection, unexplained
from domain.marketplace.moments import DAY, HOUR, micros
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.scenarios.signature import signature
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Command, CommandKind, Course, Timeline
from domain.simulators.timelines import KNOWN_BEFORE
from ml.detectors.incidents import SeasonalIncidentDetector
from ml.warm import use_one_thread
from simulator.marketplace import LocalMarketplace

HISTORY_DAYS, USUAL_DAYS = 30, 28
LIVE_DAYS = 60
"""How long the simulator of a trial has been live when it begins: detectors learn from live time, not from history."""
CALM = 2 * DAY + 9 * HOUR
"""Time before a scenario is activated."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried.

    Attributes:
        begin: Midnight UTC, microseconds since 1970.
        days: Of usual operations, in which false incidents are counted and each scenario is activated once.
        a_day: Incidents a day that the detector may bear.
        signatures: Whether the detector knows the scenarios' signatures.
    """

    seed: int
    begin: int
    days: int
    a_day: float
    signatures: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a seed came out."""

    seed: int
    events: Confusion
    incidents: int
    false: int
    days: int
    detections: tuple[Detection, ...]


def try_all(trials: Sequence[Trial], processes: int) -> Iterator[Outcome]:
    """Return outcomes as they come, from processes of their own."""
    with ProcessPoolExecutor(min(processes, len(trials)), get_context("spawn"), use_one_thread) as pool:
        for done in as_completed([pool.submit(try_one, one) for one in trials]):
            yield done.result()


def try_one(trial: Trial) -> Outcome:
    """Return how a seed comes out."""
    simulator = LocalMarketplace(load_marketplace())
    scenarios = [one for one in simulator.marketplace.scenarios if one.duration.length > timedelta(0)]
    known = {one.id: signature(one, simulator.marketplace) for one in scenarios} if trial.signatures else {}
    detector = SeasonalIncidentDetector(trial.a_day)

    def found_in(course: Course) -> tuple[Incident, ...]:
        first = trial.begin - detector.needed_hours * HOUR
        hourly = simulator.blocks(course, first, trial.begin + trial.days * DAY, HOUR)
        return detector.incidents(hourly, trial.begin, known)

    usual = _course(simulator, trial)
    twin = found_in(usual)
    detections = []
    for scenario in scenarios:
        course = _course(simulator, trial, scenario)
        span = (trial.begin + CALM, course.activations[-1].settled_at)
        detections.append(detection(scenario.id, trial.seed, span, found_in(course), twin))
    return Outcome(
        seed=trial.seed,
        events=_events(simulator, trial),
        incidents=len(twin),
        false=len(unexplained(twin, usual.events)),
        days=trial.days,
        detections=tuple(detections),
    )


def _course(simulator: LocalMarketplace, trial: Trial, scenario: ScenarioDefinition | None = None) -> Course:
    """Return the course of a simulator that has been live for a while, with a scenario or without."""
    epoch = trial.begin - LIVE_DAYS * DAY
    world = simulator.baseline_events(trial.seed, epoch - KNOWN_BEFORE, trial.begin + trial.days * DAY)
    commands: tuple[Command, ...] = ()
    if scenario is not None:
        commands = (Command(1, trial.begin + CALM, CommandKind.ACTIVATE, "system", scenario=scenario),)
    return compile_course(simulator.marketplace, Timeline(trial.seed, epoch, commands), world)


def _events(simulator: LocalMarketplace, trial: Trial) -> Confusion:
    """Return what is made of the external events of the 30 days of history before a simulator's start."""
    begin = trial.begin - (HISTORY_DAYS + USUAL_DAYS) * DAY
    world = simulator.baseline_events(trial.seed, trial.begin - KNOWN_BEFORE, trial.begin)
    course = compile_course(simulator.marketplace, Timeline(trial.seed, trial.begin), world)
    hourly = simulator.blocks(course, begin, trial.begin, HOUR)
    found = correlate(hourly, [one for one in world if micros(one.at) >= begin])
    return confusion(one for one in found if micros(one.event.at) >= trial.begin - HISTORY_DAYS * DAY)
