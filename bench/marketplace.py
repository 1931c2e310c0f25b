"""How fast the marketplace is simulated, how long it holds the event loop, and whether its memory stays flat.

Durations are of the processor, so that what else the machine does is not counted; ratios are against plain Python doing
as many steps of the same kind in the same run.
"""

import gc
import heapq
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from resource import getpagesize
from typing import Any

from config.marketplace.loader import load_marketplace
from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.history.anomalies import judge
from domain.marketplace.moments import DAY, HOUR, MINUTE, micros
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Command, CommandKind, Course, Timeline, Window
from domain.ports.marketplace import MarketplaceEngine
from domain.simulators.live import SLICE_EVENTS
from domain.simulators.past import gathered
from domain.simulators.timelines import KNOWN_AHEAD, KNOWN_BEFORE
from simulator.marketplace import LocalMarketplace

EPOCH = micros(datetime(2026, 3, 2, tzinfo=UTC))
SEED = 42
BLOCK = 12 * HOUR
BULK = 20_000


@dataclass(frozen=True)
class Subject:
    """What is measured."""

    simulator: LocalMarketplace
    world: Sequence[ExternalEvent]

    def course(self, *commands: Command) -> Course:
        """Compile the course that follows from commands."""
        return compile_course(self.simulator.marketplace, Timeline(SEED, EPOCH, commands), self.world)


def report() -> None:
    """Print throughput, steps, activations, history and memory of one simulator."""
    simulator = LocalMarketplace(load_marketplace())
    subject = Subject(simulator, simulator.baseline_events(SEED, EPOCH - KNOWN_BEFORE, EPOCH + KNOWN_AHEAD))
    # As a server does: what was made at the start is never looked at again.
    gc.collect()
    gc.freeze()
    course = subject.course()
    took, engine = _timed(lambda: simulator.engine(course))
    print(f"simulator, made and warmed up         {_ms(took)}")
    _throughput(engine)
    _steps(engine)
    _activation(subject, engine)
    _history(subject)
    _memory(simulator.engine(course))
    gc.unfreeze()


def _throughput(engine: MarketplaceEngine) -> None:
    took, made = _timed(lambda: _run(engine, EPOCH + DAY))
    plain, _ = _timed(lambda: _plain(made))
    print(f"events with payloads, one day         {made:,} in {took:.2f} s: {made / took:,.0f} events/s")
    print(f"a plain heap of as many dicts         {made / plain:,.0f} a second; ratio {took / plain:.1f}")


def _plain(count: int) -> None:
    """Make as many small payloads, each out of a heap of 10,000 and followed by another."""
    heap = [(number, number) for number in range(10_000)]
    for number in range(count):
        at, key = heapq.heappop(heap)
        made = (at, key, {"id": f"{key:016x}", "number": number, "price": number * 0.01, "kind": "plain"})
        heapq.heappush(heap, (made[0] + 10_000, key))


def _steps(engine: MarketplaceEngine) -> None:
    """Take half a day in the steps in which a running simulator does."""
    took = []
    until = engine.position + DAY // 2
    while engine.position < until:
        step, _ = _timed(lambda: engine.advance(until, SLICE_EVENTS))
        took.append(step)
    took.sort()
    p50, p99, longest = took[len(took) // 2], took[int(len(took) * 0.99)], took[-1]
    print(f"one step of {SLICE_EVENTS} events              p50 {_ms(p50)}  p99 {_ms(p99)}  max {_ms(longest)}")


def _activation(subject: Subject, engine: MarketplaceEngine) -> None:
    """Activate each scenario, then go back; measure the steps up to the first event under it as well."""
    compiling, following, waiting, steps = [], [], [], []
    for scenario in subject.simulator.marketplace.scenarios:
        command = Command(1, engine.position, CommandKind.ACTIVATE, "system", scenario=scenario)
        took, changed = _timed(partial(subject.course, command))
        compiling.append(took)
        following.append(_timed(partial(engine.follow, changed))[0])
        until_first = _until_event(engine)
        waiting.append(sum(until_first))
        steps.extend(until_first)
        engine.follow(subject.course())
        _until_event(engine)
    compiled, followed, waited = map(statistics.median, (compiling, following, waiting))
    whole = max(map(sum, zip(compiling, following, strict=True)))
    print(f"scenario compiled / followed          p50 {_ms(compiled)} / {_ms(followed)}  max together {_ms(whole)}")
    print(f"ratio followed / compiled             {followed / compiled:.1f}")
    print(f"then up to the first event under it   p50 {_ms(waited)} in {len(steps) / len(waiting):.0f} steps", end="")
    print(f" of at most {_ms(max(steps))}")


def _until_event(engine: MarketplaceEngine) -> list[float]:
    """Return how long each step took until there is an event again."""
    steps = []
    while True:
        took, progress = _timed(lambda: engine.advance(engine.position + MINUTE, SLICE_EVENTS))
        steps.append(took)
        if progress.events:
            return steps


def _history(subject: Subject) -> None:
    """Generate 30 days of history, again, with a change, and answer a query from what is kept."""
    begin = EPOCH - 30 * DAY
    course, simulator = subject.course(), LocalMarketplace(subject.simulator.marketplace)
    cold, blocks = _timed(lambda: simulator.blocks(course, begin, EPOCH, BLOCK))
    again, _ = _timed(lambda: simulator.blocks(course, begin, EPOCH, BLOCK))
    window = Window(1, begin, EPOCH, (), 1.2, 7, 6 * HOUR)
    command = Command(1, EPOCH, CommandKind.REGENERATE, "system", window=window)
    changed = subject.course(command)
    anew, _ = _timed(lambda: simulator.blocks(changed, begin, EPOCH, BLOCK))
    hourly = simulator.blocks(course, begin, EPOCH, HOUR)
    query, _ = _timed(lambda: judge(gathered(hourly, BLOCK, simulator.marketplace), blocks))
    size = f"30 days x {len(blocks.streams)} series"
    print(f"history, {size}           first {_ms(cold)}  again {_ms(again)}  made anew {_ms(anew)}")
    print(f"the same from what is kept, judged    {_ms(query)}; ratio first / kept {cold / query:.0f}")


def _memory(engine: MarketplaceEngine) -> None:
    """Go through ten days and print what the process holds at the end of some of them."""
    held, made = [], 0
    started = time.thread_time()
    for day in range(1, 11):
        made += _run(engine, EPOCH + day * DAY)
        if day in {1, 5, 10}:
            held.append(f"day {day} {_resident():.0f} MB")
    took = time.thread_time() - started
    print(
        f"memory over ten days                  {', '.join(held)}; {made / took:,.0f} events/s, {864_000 / took:,.0f} x"
    )


def _run(engine: MarketplaceEngine, until: int) -> int:
    return sum(len(events) for events in _bulks(engine, until))


def _bulks(engine: MarketplaceEngine, until: int) -> Iterator[Any]:
    while engine.position < until:
        yield engine.advance(until, BULK).events


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    started = time.thread_time()
    result = do()
    return time.thread_time() - started, result


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * getpagesize() / 1024**2


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"
