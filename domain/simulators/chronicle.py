"""Reading the past of a simulator: history, baseline, correlations, versions, twins."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from domain.errors import ErrorCode, Fault, Refused
from domain.marketplace.correlation.correlate import correlate
from domain.marketplace.correlation.model import EventStreamCorrelation
from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.history.anomalies import judge
from domain.marketplace.history.model import Blocks, HourBlock, Judged, RateFactors, StreamStatistics
from domain.marketplace.history.statistics import statistics
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import DAY, HOUR, MINUTE, micros, moment, written
from domain.marketplace.names import find_stream, stream_named, unknown_stream
from domain.marketplace.timeline.model import Command, CommandKind, Course
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.access import SimulatorAccess
from domain.simulators.past import apportioned, counted_hours, gathered, overlay, rewritten
from domain.simulators.running import RunningSimulator
from domain.workspaces.model import Principal

BASELINE_DAYS = 30
BASELINE_STEP = 12 * HOUR
USUAL_DAYS = 28
"""Days before the first event asked about, from which is learnt what is usual."""
MOST_CORRELATED = 92 * DAY
MOST_BLOCKS = 3_000
"""Points of one series in one answer: 30 days by the quarter hour, or 120 days by the hour."""
MOST_DAYS = 400
"""Of one answer; and how far before a simulator's start, and after now, its past and future can be asked for."""

MOST_STREAMS = 50
KEPT_ANSWERS = 8


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which blocks of the past. ``begin`` and ``end`` are widened to whole blocks; ``streams`` all when empty."""

    begin: datetime
    end: datetime
    step: timedelta = timedelta(hours=12)
    streams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Blocks, how unusual each is, and the external events at the time."""

    blocks: Blocks
    judged: dict[str, Judged]
    events: tuple[ExternalEvent, ...]


@dataclass(slots=True)
class Chronicle:
    """The past of the simulator of the principal's workspace. What takes long runs beside the event loop."""

    access: SimulatorAccess
    open: OpenUnitOfWork
    _kept: dict[tuple[object, ...], Blocks] = field(default_factory=dict)

    async def history(self, principal: Principal, query: HistoryQuery) -> History:
        """Return blocks of the past, complete ones only; an end that has not come yet is cut to now.

        Raises:
            Refused: There is no simulator, the range is empty, too long or lies in the future, the step is none that
                is kept, or a stream is unknown; every fault is told.
        """
        live = self.access.watched_by(principal)
        names, begin, end, step = self._checked(live, query)
        blocks = await self._blocks(live, begin, end, step)
        baseline = await self._baseline(live, step)
        chosen = _rows(blocks, names)
        judged = await asyncio.to_thread(judge, blocks, baseline)
        events = tuple(one for one in live.course.events if begin <= micros(one.at) < end)
        return History(chosen, {name: judged[name] for name in chosen.streams}, events)

    async def statistics(self, principal: Principal, streams: Collection[str]) -> tuple[StreamStatistics, ...]:
        """Return the statistics of the 30 days before the simulator's start in blocks of 12 hours."""
        live = self.access.watched_by(principal)
        names, faults = _named(live.courses.marketplace, streams)
        if faults:
            raise Refused(*faults)
        baseline = await self._baseline(live, BASELINE_STEP)
        zone = live.courses.marketplace.patterns.time_zone
        return await asyncio.to_thread(statistics, _rows(baseline, names), zone)

    async def correlations(
        self, principal: Principal, event_id: UUID | None, stream: str | None, around: tuple[datetime, datetime] | None
    ) -> tuple[EventStreamCorrelation, ...]:
        """Return which events moved which streams, strongest first, by hours.

        Args:
            principal: Who asks.
            event_id: Only this event.
            stream: Only this stream.
            around: Events that happened in this range; the last 30 days when none.

        Raises:
            Refused: There is no simulator, no such event or no such stream, or the range is empty or too long.
        """
        live = self.access.watched_by(principal)
        name = None if stream is None else stream_named(live.courses.marketplace, stream, "stream").name
        now = live.position // HOUR * HOUR
        begin, end = (now - BASELINE_DAYS * DAY, now) if around is None else (micros(around[0]), micros(around[1]))
        if event_id is not None:
            event = self.event(principal, event_id)
            if event is None:
                raise no_such_event()
            begin, end = micros(event.at) - 14 * DAY, micros(event.at) + 14 * DAY
        if around is not None:
            _check_span(begin, end)
        asked, begin, end = begin, begin // DAY * DAY - USUAL_DAYS * DAY, min(end, now)
        if end <= asked:
            hint = f"Begin at least an hour before the simulation time, {written(live.position)}."
            message = "The range holds no complete hour of the past."
            raise Refused(Fault(ErrorCode.INVALID_TIME_RANGE, message, ("range",), hint))
        unknown = _reach_faults(live, asked, end, "range")
        if unknown:
            raise Refused(*unknown)
        blocks = await self._blocks(live, begin, end, HOUR)
        events = [one for one in live.course.events if begin <= micros(one.at) < end]
        found = await asyncio.to_thread(correlate, blocks, events)
        kept = [
            one
            for one in found
            if (one.event.id == event_id if event_id is not None else micros(one.event.at) >= asked)
            and (name is None or one.stream == name)
        ]
        return tuple(sorted(kept, key=lambda one: (one.p_value, -abs(one.strength))))

    def event(self, principal: Principal, event_id: UUID) -> ExternalEvent | None:
        """Return an external event of the simulator."""
        live = self.access.seen_by(principal)
        if live is None:
            return None
        return next((one for one in live.course.events if one.id == event_id), None)

    def events(self, principal: Principal, around: tuple[datetime, datetime] | None) -> tuple[ExternalEvent, ...]:
        """Return external events by time: those of the range, else of 30 days up to now and everything scheduled."""
        live = self.access.watched_by(principal)
        if around is None:
            begin = moment(live.position - BASELINE_DAYS * DAY)
            return tuple(
                one
                for one in live.course.events
                if begin <= one.at and (one.injected_by != "baseline" or micros(one.at) <= live.position)
            )
        return tuple(
            one
            for one in live.course.events
            if around[0] <= one.at < around[1] and (one.injected_by != "baseline" or micros(one.at) <= live.position)
        )

    async def explain(self, principal: Principal, stream: str, at: datetime | None) -> RateFactors:
        """Return the rate of a stream at a moment, factor by factor; now when no moment is given.

        Raises:
            Refused: There is no simulator or no such stream, or the moment is too far away.
        """
        live = self.access.watched_by(principal)
        name = stream_named(live.courses.marketplace, stream, "stream").name
        when = live.position if at is None else micros(at)
        faults = _reach_faults(live, when, when, "at")
        if faults:
            raise Refused(*faults)
        return await asyncio.to_thread(live.courses.simulator.explain, live.course, name, when)

    async def twin(
        self, principal: Principal, number: int, query: HistoryQuery
    ) -> tuple[Blocks, Blocks, frozenset[str]]:
        """Return blocks with and without one command, and the streams that were asked for.

        Both have the same noise, so their difference is what the command did.

        Raises:
            Refused: There is no simulator or no such command.
        """
        live = self.access.watched_by(principal)
        if all(one.number != number for one in live.course.timeline.commands):
            raise _missing("command", "command", "simulator.commands lists commands with their numbers.")
        names, begin, end, step = self._checked(live, query, future=True)
        # Both anew, so that they know equally much of the future.
        commands, at = live.course.timeline.commands, live.position
        having = live.courses.of(live.record, commands, at)
        without = live.courses.of(live.record, [one for one in commands if one.number != number], at)
        generate = live.courses.simulator.blocks
        return (
            await asyncio.to_thread(generate, having, begin, end, step),
            await asyncio.to_thread(generate, without, begin, end, step),
            frozenset(names),
        )

    async def _baseline(self, live: RunningSimulator, step: int) -> Blocks:
        epoch = live.course.timeline.epoch // BASELINE_STEP * BASELINE_STEP
        return await self._generated(live, live.course, epoch - BASELINE_DAYS * DAY, epoch, step)

    async def _blocks(self, live: RunningSimulator, begin: int, end: int, step: int) -> Blocks:
        wide = max(step, HOUR)
        first, last = begin // wide * wide, -(-end // wide) * wide
        hourly = await self._generated(live, live.course, first, last, HOUR)
        hours = await self._hours(live, first, last)
        market = live.courses.marketplace
        counted = overlay(hourly, hours, live.course, market)
        if any(one.begin < last and first < one.end for one in live.course.windows) and hours:
            plain = await self._plain(live, first, last)
            counted = rewritten(counted, hourly, plain, counted_hours(hourly, hours, live.course), market)
        if step >= HOUR:
            return gathered(counted, step, market)
        fine = await self._generated(live, live.course, first, last, step)
        whole = apportioned(fine, counted, counted_hours(hourly, hours, live.course), market)
        skip, size = (begin - first) // step, (end - begin) // step
        return replace(
            whole,
            begin=begin,
            values=whole.values[:, skip : skip + size],
            expected=whole.expected[:, skip : skip + size],
        )

    async def _plain(self, live: RunningSimulator, begin: int, end: int) -> Blocks:
        """Return hourly blocks as they would be had no window of the past been made anew."""
        kept = [one for one in live.course.timeline.commands if one.kind is not CommandKind.REGENERATE]
        course = live.courses.of(live.record, kept, live.position)
        return await asyncio.to_thread(live.courses.simulator.blocks, course, begin, end, HOUR)

    async def _hours(self, live: RunningSimulator, begin: int, end: int) -> Sequence[HourBlock]:
        if end <= live.course.timeline.epoch:
            return ()
        async with self.open() as tx:
            stored = await tx.simulators.hours(live.record.workspace_id, begin, end)
        found = {one.begin: one for one in stored}
        found.update({one.begin: one for one in live.unsaved if begin <= one.begin < end})
        return [found[key] for key in sorted(found)]

    async def _generated(self, live: RunningSimulator, course: Course, begin: int, end: int, step: int) -> Blocks:
        number = max((one.number for one in course.timeline.commands), default=0)
        key = (live.record.workspace_id, live.record.epoch, number, begin, end, step)
        kept = self._kept.get(key)
        if kept is None:
            kept = await asyncio.to_thread(live.courses.simulator.blocks, course, begin, end, step)
            self._kept[key] = kept
            while len(self._kept) > KEPT_ANSWERS:
                self._kept.pop(next(iter(self._kept)))
        return kept

    def _checked(
        self, live: RunningSimulator, query: HistoryQuery, *, future: bool = False
    ) -> tuple[set[str], int, int, int]:
        names, faults = _named(live.courses.marketplace, query.streams)
        step = query.step // timedelta(microseconds=1)
        faults.extend(_step_faults(step))
        begin, end = micros(query.begin), micros(query.end)
        if end <= begin:
            hint = "Give a range whose end is after its start."
            faults.append(Fault(ErrorCode.INVALID_TIME_RANGE, "The range ends before it starts.", ("range",), hint))
        elif not future and begin >= live.position:
            message = f"The range lies in the future: simulation time is {written(live.position)}."
            hint = "Begin before that; `counterfactual` and `explainRate` also tell of the future."
            faults.append(Fault(ErrorCode.INVALID_TIME_RANGE, message, ("range",), hint))
        else:
            faults.extend(_reach_faults(live, begin, end if future else begin, "range"))
        if faults:
            raise Refused(*faults)
        begin, end = begin // step * step, -(-end // step) * step
        if not future:
            end = min(end, live.position // max(step, HOUR) * max(step, HOUR))
        faults.extend(_size_faults(begin, end, step))
        if faults:
            raise Refused(*faults)
        return names, begin, max(end, begin), step


def _named(marketplace: Marketplace, streams: Collection[str]) -> tuple[set[str], list[Fault]]:
    """Return the streams of that name or alias, and what is wrong with the others."""
    if len(streams) > MOST_STREAMS:
        message = f"{len(streams):,} streams are named; at most {MOST_STREAMS} can be."
        return set(), [Fault(ErrorCode.TOO_LARGE, message, ("streams",), "Leave them out to get all.")]
    found = {name: find_stream(marketplace, name) for name in streams}
    faults = [unknown_stream(marketplace, name, "streams") for name, one in found.items() if one is None]
    return {one.name for one in found.values() if one is not None}, faults


def _reach_faults(live: RunningSimulator, begin: int, end: int, path: str) -> list[Fault]:
    first, last = live.course.timeline.epoch - MOST_DAYS * DAY, live.position + MOST_DAYS * DAY
    if first <= begin and end <= last:
        return []
    message = f"The simulator knows the time from {written(first)} to {written(last)}."
    return [Fault(ErrorCode.INVALID_TIME_RANGE, message, (path,), "Ask for a time between them.")]


def no_such_event() -> Refused:
    """Refuse because no external event of the simulator has the id; a foreign one reads the same."""
    return _missing("external event", "eventId", "simulator.externalEvents lists events with their ids.")


def _missing(what: str, path: str, hint: str) -> Refused:
    return Refused(Fault(ErrorCode.NOT_FOUND, f"There is no such {what} in this workspace.", (path,), hint))


def _step_faults(step: int) -> list[Fault]:
    if step >= 5 * MINUTE and ((step < HOUR and HOUR % step == 0) or (step >= HOUR and DAY % step == 0)):
        return []
    hint = "Ask for 5, 6, 10, 12, 15, 20 or 30 minutes, or for 1, 2, 3, 4, 6, 8, 12 or 24 hours."
    return [Fault(ErrorCode.INVALID_INPUT, "History has no blocks of this length.", ("resolutionMinutes",), hint)]


def _size_faults(begin: int, end: int, step: int) -> list[Fault]:
    if end - begin <= MOST_DAYS * DAY and (end - begin) // step <= MOST_BLOCKS:
        return []
    message = f"The range has more than {MOST_BLOCKS} blocks or {MOST_DAYS} days."
    hint = "Ask for a shorter range or longer blocks."
    return [Fault(ErrorCode.TOO_LARGE, message, ("range",), hint)]


def _check_span(begin: int, end: int) -> None:
    """Refuse a range of correlations that ends before it starts or is too long to be looked at in one go."""
    if end <= begin:
        hint = "Give a range whose end is after its start."
        raise Refused(Fault(ErrorCode.INVALID_TIME_RANGE, "The range ends before it starts.", ("range",), hint))
    if end - begin > MOST_CORRELATED:
        message = f"Correlations are looked for in at most {MOST_CORRELATED // DAY} days at a time."
        raise Refused(Fault(ErrorCode.TOO_LARGE, message, ("range",), "Ask for a shorter range."))


def _rows(blocks: Blocks, names: Collection[str]) -> Blocks:
    if not names:
        return blocks
    rows = [row for row, name in enumerate(blocks.streams) if name.partition("#")[0] in names]
    return Blocks(
        blocks.begin,
        blocks.step,
        tuple(blocks.streams[row] for row in rows),
        np.ascontiguousarray(blocks.values[rows]),
        np.ascontiguousarray(blocks.expected[rows]),
    )


def versions(course: Course) -> tuple[Command, ...]:
    """Return the commands that made versions of the history, oldest first."""
    return tuple(one for one in course.timeline.commands if one.window is not None)
