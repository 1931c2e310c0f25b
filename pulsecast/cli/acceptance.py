"""Seeded runs of the engine held against the acceptance numbers, several at a time in processes of their own."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.queues import Queue
from queue import Empty
from signal import SIG_BLOCK, SIG_SETMASK, SIGINT, pthread_sigmask

from config.marketplace.loader import load_marketplace
from domain.acceptance.model import Check, Report
from domain.acceptance.past import of_events, of_history
from domain.acceptance.rates import of_rates, of_table
from domain.acceptance.tally import Tally
from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.model import Marketplace, ValueKind
from domain.marketplace.moments import DAY, HOUR, micros
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Course, Timeline
from domain.simulators.timelines import KNOWN_BEFORE
from simulator.marketplace import LocalMarketplace

HISTORY_DAYS = 30
BULK_PER_DAY = 100_000.0
BULK_DAYS = 2

News = tuple[int, float]
"""A seed and the part of its work that is done, 0 … 1."""

Tell = Callable[[int, float], None]

_told: "list[Queue[News]]" = []
"""Where a worker tells its news."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is to be inspected.

    Attributes:
        begin: Start of the live events, midnight UTC.
        days: Of live events; before them there are 30 days of history.
        bulk_days: Of them, those in which the streams are made too that stand alone and have most of the events.
    """

    seed: int
    begin: int
    days: int
    bulk_days: int


def inspect(one: Inspection, tell: Tell) -> Report:
    """Return how a seed comes out."""
    marketplace = load_marketplace()
    simulator = LocalMarketplace(marketplace)
    end = one.begin + one.days * DAY
    world = simulator.baseline_events(one.seed, one.begin - KNOWN_BEFORE, end + DAY)
    course = compile_course(marketplace, Timeline(one.seed, one.begin), world)
    tally = Tally(marketplace, one.begin, end)
    whole = _run(marketplace, course, one, tally, tell)
    checks = [
        *tally.checks(),
        *of_rates(marketplace, tally.counts, whole, simulator.blocks(course, one.begin, end, 12 * HOUR)),
        *_of_past(simulator, course, world, one),
    ]
    return Report(one.seed, one.days, tally.numbering.total, tuple(checks), marketplace.contradictions)


def inspect_all(wanted: Sequence[Inspection], processes: int, tell: Tell) -> Iterator[Report]:
    """Yield the reports as they come, one process for each seed at a time.

    When it ends early, so do the processes.
    """
    context = get_context("spawn")
    # Starts the tracker of resources as well, which would let signals through again among the workers.
    told: Queue[News] = context.Queue()
    others = set(active_children())
    waiting: set[Future[Report]] = set()
    with ProcessPoolExecutor(
        min(processes, len(wanted)), mp_context=context, initializer=_join, initargs=(told,)
    ) as pool:
        try:
            with _unheard():
                waiting |= {pool.submit(_inspect, one) for one in wanted}
            while waiting:
                _pass_on(told, tell)
                for future in [one for one in waiting if one.done()]:
                    waiting.remove(future)
                    yield future.result()
        finally:
            if waiting:
                pool.shutdown(wait=False, cancel_futures=True)
                for process in set(active_children()) - others:
                    process.terminate()


def alone(marketplace: Marketplace) -> frozenset[str]:
    """Return the streams that stand alone and have most of the events: no others change when they are left out."""
    trees = marketplace.relationships.trees
    chained = {tree.parent for tree in trees} | {outcome.child for tree in trees for outcome in tree.outcomes}
    scale = marketplace.baseline.scale
    return frozenset(
        stream.name
        for stream in marketplace.streams
        if stream.value_kind is ValueKind.COUNTER
        and stream.name not in chained
        and stream.events_per_day * scale >= BULK_PER_DAY
    )


def without(marketplace: Marketplace, streams: frozenset[str]) -> Marketplace:
    """Return the marketplace without some streams."""
    return replace(marketplace, streams=tuple(one for one in marketplace.streams if one.name not in streams))


def _run(marketplace: Marketplace, course: Course, one: Inspection, tally: Tally, tell: Tell) -> dict[str, float]:
    """Let the engine run, and return in how many days each stream was made."""
    bulk = alone(marketplace) if one.bulk_days < one.days else frozenset[str]()
    work = one.days + (2 * one.bulk_days if bulk else 0)
    if bulk and one.bulk_days:
        _pass(LocalMarketplace(marketplace), course, one.bulk_days, tally, bulk, lambda day: tell(one.seed, day / work))
    done = work - one.days
    rest = LocalMarketplace(without(marketplace, bulk))
    _pass(rest, course, one.days, tally, None, lambda day: tell(one.seed, (done + day) / work))
    return {name: float(one.bulk_days if name in bulk else one.days) for name in marketplace.names}


def _pass(
    simulator: LocalMarketplace,
    course: Course,
    days: int,
    tally: Tally,
    only: frozenset[str] | None,
    tell: Callable[[float], None],
) -> None:
    begin = course.timeline.epoch
    engine = simulator.engine(course)
    for hour in range(1, 24 * days + 1):
        while engine.position < begin + hour * HOUR:
            tally.take(engine.advance(begin + hour * HOUR, 100_000).events, only)
        tell(hour / 24)


def _of_past(
    simulator: LocalMarketplace, course: Course, world: Sequence[ExternalEvent], one: Inspection
) -> Iterator[Check]:
    first = one.begin - HISTORY_DAYS * DAY
    blocks = simulator.blocks(course, first, one.begin, 12 * HOUR)
    earlier = compile_course(simulator.marketplace, Timeline(one.seed, first), world)
    yield from of_table(simulator.marketplace, blocks)
    yield from of_history(simulator.marketplace, blocks, simulator.blocks(earlier, first, one.begin, 12 * HOUR))
    events = [event for event in world if first <= micros(event.at) < one.begin]
    yield from of_events(events, HISTORY_DAYS)


@contextmanager
def _unheard() -> Iterator[None]:
    """Start processes that do not hear Ctrl-C: it ends the one that asked, which ends them.

    Processes keep the signals that were blocked when they were started. For the one that asked a signal only waits
    until they are: one that comes meanwhile is not lost.
    """
    before = pthread_sigmask(SIG_BLOCK, {SIGINT})
    try:
        yield
    finally:
        pthread_sigmask(SIG_SETMASK, before)


def _join(told: "Queue[News]") -> None:
    """Begin to work in a process of its own."""
    _told.append(told)


def _inspect(one: Inspection) -> Report:
    return inspect(one, _tell_parent)


def _tell_parent(seed: int, part: float) -> None:
    """Tell the process that asked; when that has gone, so does this one."""
    parent = parent_process()
    if parent is not None and not parent.is_alive():
        sys.exit(1)
    _told[0].put((seed, part))


def _pass_on(told: "Queue[News]", tell: Tell) -> None:
    """Wait a little for news, and tell all there is."""
    try:
        tell(*told.get(timeout=0.2))
        while True:
            tell(*told.get_nowait())
    except Empty:
        return
