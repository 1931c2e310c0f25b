"""What is under way at the epoch: the chains that began before it, followed without making their events."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from domain.marketplace.moments import DAY, HOUR
from simulator.engine.candidates import Cell, Events, Rate, events_of, in_order
from simulator.engine.machine import Machine
from simulator.rates.chance import key_of

_MARGIN = 3 * HOUR
"""So long before the epoch everything is complete, so that windows are full at the epoch."""

_GATED = 13 * HOUR
"""Outcomes before this are as usual; what is due later follows what acts then."""

_DIRECT = (
    "session.booking.requested",
    "tutor.application.received",
    "customer.subscription.payment_failure",
)
"""Streams whose consequences reach far; their own parents need not be followed so far back."""

_WEEKS_OF_LESSONS = 8 * DAY


def warm_up(machine: Machine, epoch: int) -> None:
    """Let everything be under way that would be, and fill the windows of the first events."""
    direct = {number for number in _direct(machine) if machine.flow.trees[number]}
    complete = epoch - _MARGIN
    drawn: dict[int, list[Events]] = defaultdict(list)
    for number in direct:
        lead = min(_lead(machine, number, frozenset()), _WEEKS_OF_LESSONS * 2)
        usual = _usual(machine, number)
        key = key_of(machine.course.timeline.seed, "before", machine.names[number])
        drawn[number].append(_draw(machine, number, key, (usual, usual), (complete - lead, complete)))
    for number, quick in enumerate(machine.plan.quick):
        if quick:
            continue
        lead = max(_lead(machine, number, frozenset(direct)), machine.normality.windows[number]) + _MARGIN
        if not machine.plan.gauges[number]:
            rates = machine.quiet_of(number), machine.rate_of(number)
            drawn[number].append(_draw(machine, number, machine.keys[number], rates, (epoch - lead, epoch)))
    for number, parts in drawn.items():
        times, keys = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        machine.agenda.expect(number, *in_order(times, keys))
    machine.recorder.muted = True
    machine.world.gates.since = epoch - _GATED
    take_next, take = machine.agenda.take, machine.flow.take
    while (one := take_next(epoch)) is not None:
        if one.number not in direct or one.parent is None or one.at >= complete:
            take(one)
    machine.recorder.muted = False
    _fill(machine, epoch)


def _fill(machine: Machine, epoch: int) -> None:
    for number, stream in machine.quick.items():
        rates = machine.quiet_of(number), machine.rate_of(number)
        times = [
            at
            for cell in _cells(machine, number, machine.keys[number], epoch - stream.window, epoch)
            for at in events_of(cell, *rates)[0].tolist()
        ]
        stream.recent = np.array([at for at in times if epoch - stream.window < at < epoch], dtype=np.int64)


def _direct(machine: Machine) -> Iterator[int]:
    chained = {branch.child for branch in machine.flow.branches}
    for name in _DIRECT:
        number = machine.world.numbers.get(name)
        if number in chained:
            yield number


def _lead(machine: Machine, number: int, stop: frozenset[int]) -> int:
    """Return how long after an event of a stream something may still follow from it."""
    longest = 0
    for tree in machine.flow.trees[number]:
        for branch in tree.branches:
            # A lesson is at most a week ahead, and what is gathered for a batch is not looked back for.
            delay = 0 if branch.batch else max(branch.delay.high, 0) + (7 * DAY if branch.from_schedule else 0)
            longest = max(longest, delay + (0 if branch.child in stop else _lead(machine, branch.child, stop)))
    return longest


def _usual(machine: Machine, number: int) -> Rate:
    return lambda at: machine.rates.usual(number, at)


def _cells(machine: Machine, number: int, key: int, begin: int, end: int) -> Iterator[Cell]:
    length = machine.plan.lengths[number]
    for index in range(begin // length, (end - 1) // length + 1):
        cell = machine.cell(number, index)
        yield Cell(key, index, cell.length, cell.floor, cell.bends)


def _draw(machine: Machine, number: int, key: int, rates: tuple[Rate, Rate], span: tuple[int, int]) -> Events:
    """Return times and keys of what is drawn within a span."""
    parts = [events_of(cell, *rates) for cell in _cells(machine, number, key, *span)]
    at, keys = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    within = (at >= span[0]) & (at < span[1])
    return at[within], keys[within]
