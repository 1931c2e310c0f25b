"""The parts of one engine, put together."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Marketplace
from domain.marketplace.timeline.model import Course
from simulator.engine.candidates import Cell, Rate
from simulator.engine.flow import Flow
from simulator.engine.labels import labels_of
from simulator.engine.lessons import LessonFlow
from simulator.engine.normality import Normality
from simulator.engine.pending import Agenda
from simulator.engine.plan import Plan, plan_of
from simulator.engine.quick import QuickStream
from simulator.engine.recorder import Recorder
from simulator.engine.trees import trees_of
from simulator.entities.delays import LessonTimes, LocalTime
from simulator.entities.gates import Gates
from simulator.entities.ledger import Ledger
from simulator.entities.people import People
from simulator.entities.world import World
from simulator.payloads.recipes import Recipe, recipes_of, tables_of
from simulator.rates.chance import key_of
from simulator.rates.model import RateModel

FloatArray = NDArray[np.float64]
MomentArray = NDArray[np.int64]

_SESSIONS_A_DAY = 3
"""Lessons of a tutor on a day on which there are any."""

_SUBJECTS = (
    "mathematics",
    "english",
    "physics",
    "chemistry",
    "biology",
    "computer_science",
    "spanish",
    "history",
)


@dataclass(slots=True)
class Machine:
    """What an engine is made of.

    Attributes:
        keys: Of the candidates of each stream.
        quick: Streams that stand alone, by index.
        bends: Moments at which something that acts begins, changes or ends.
    """

    marketplace: Marketplace
    course: Course
    rates: RateModel
    plan: Plan
    names: tuple[str, ...]
    keys: tuple[int, ...]
    recipes: Sequence[Recipe]
    world: World
    agenda: Agenda
    ledger: Ledger
    normality: Normality
    recorder: Recorder
    flow: Flow
    quick: dict[int, QuickStream]
    bends: tuple[int, ...] = ()

    def take_rates(self) -> None:
        """Look up the factors of another course from now on."""
        self.world.gates = gates_of(self.marketplace, self.course, self.rates)
        self.bends = _bends(self.course)

    def cell(self, number: int, index: int) -> Cell:
        """Return a cell of a stream."""
        length = self.plan.lengths[number]
        begin = index * length
        inside = self.bends[bisect_left(self.bends, begin) : bisect_right(self.bends, begin + length)]
        return Cell(self.keys[number], index, length, self.plan.floors[number], inside)

    def rate_of(self, number: int) -> Rate:
        """Return the rate of a stream's events that no parent causes."""
        return _rate(self.rates.own, number)

    def quiet_of(self, number: int) -> Rate:
        """Return the same with nothing acting."""
        return _rate(self.rates.own_quiet, number)

    def forget(self, since: int) -> None:
        """Start the windows anew at a moment."""
        self.normality.since = since
        for recent in self.recorder.recent:
            recent.clear()
        for stream in self.quick.values():
            stream.recent = stream.recent[:0]
            stream.at, stream.keys, stream.times = stream.at[:0], stream.keys[:0], []
            stream.done, stream.made, stream.made_from = 0, [], 0


def machine_of(marketplace: Marketplace, course: Course, rates: RateModel) -> Machine:
    """Put an engine together, with nothing under way."""
    plan, names = plan_of(marketplace), marketplace.names
    clock = LocalTime(marketplace.patterns.time_zone)
    recipes, trees = recipes_of(marketplace), trees_of(marketplace, clock)
    world = World(
        people=_people(marketplace),
        clock=clock,
        lessons=LessonTimes(clock),
        gates=gates_of(marketplace, course, rates),
        tables=tables_of(recipes),
        numbers={name: number for number, name in enumerate(names)},
    )
    # Windows are full from the start: what was before the epoch is drawn too.
    normality = Normality(marketplace, rates, 0)
    recorder, agenda, ledger = Recorder(marketplace, normality, plan.leaves), Agenda(), Ledger()
    recorder.labels = labels_of(course, marketplace, course.timeline.epoch)
    flow = Flow(
        world=world,
        agenda=agenda,
        ledger=ledger,
        recorder=recorder,
        all_trees=trees,
        recipes=recipes,
        trees=tuple(tuple(tree for tree in trees if tree.parent == number) for number in range(len(names))),
        branches=tuple(branch for tree in trees for branch in tree.branches),
        needs=plan.needs,
        names=names,
        lessons=LessonFlow(),
    )
    return Machine(
        marketplace=marketplace,
        course=course,
        rates=rates,
        plan=plan,
        names=names,
        keys=tuple(key_of(course.timeline.seed, "events", name) for name in names),
        recipes=recipes,
        world=world,
        agenda=agenda,
        ledger=ledger,
        normality=normality,
        recorder=recorder,
        flow=flow,
        quick={
            number: QuickStream(number, names[number], recipes[number], normality.windows[number])
            for number, quick in enumerate(plan.quick)
            if quick
        },
        bends=_bends(course),
    )


def gates_of(marketplace: Marketplace, course: Course, rates: RateModel) -> Gates:
    """Return the factors of a course."""
    shifted = {one.influence.stream for one in course.shifts}
    return Gates(rates, frozenset(number for number, name in enumerate(marketplace.names) if name in shifted))


def _rate(of: Callable[[int, MomentArray], FloatArray], number: int) -> Rate:
    def rate(at: MomentArray) -> FloatArray:
        return of(number, at)

    return rate


def _bends(course: Course) -> tuple[int, ...]:
    moments: set[int] = set()
    for one in course.influences:
        moments |= {one.begin, one.begin + one.ramp}
        moments |= {at for at in (one.fade_begin, one.fade_end) if at is not None}
    return tuple(sorted(moments))


def _people(marketplace: Marketplace) -> People:
    baseline = marketplace.baseline
    payouts, sessions = marketplace.stream("tutor.payout.initiated"), marketplace.stream("session.completed")
    weekly = 200.0 * 7 if payouts is None else payouts.events_per_day * 7
    daily = 550.0 if sessions is None else sessions.events_per_day / _SESSIONS_A_DAY
    weekly_tutors = max(7, min(baseline.tutors, round(weekly * baseline.scale)))
    search = marketplace.stream("customer.tutor.search")
    listed = next((one.choices for one in search.fields if one.name == "subject"), ()) if search else ()
    least = min((choice.weight for choice in listed), default=1.0)
    subjects = [choice.value for choice in listed for _ in range(max(1, round(choice.weight / least)))]
    return People(
        founders=baseline.tutors,
        students=baseline.students,
        tutors=baseline.tutors,
        known_students=baseline.students,
        known_tutors=baseline.tutors,
        weekly=weekly_tutors,
        daily=max(1, min(weekly_tutors, round(daily * baseline.scale))),
        subjects=tuple(subjects) or _SUBJECTS,
    )
