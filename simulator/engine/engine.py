"""The engine: makes the events of one simulator in the order of time, from what is drawn and what follows from it."""

from collections.abc import Mapping

import numpy as np

from domain.marketplace.history.model import HourBlock
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import DAY, HOUR, MINUTE
from domain.marketplace.timeline.model import Course
from domain.ports.marketplace import MarketplaceEngine, Progress
from domain.streams.model import StreamEvent
from simulator.engine.candidates import events_of, in_order
from simulator.engine.courses import KnownCourses
from simulator.engine.labels import labels_of
from simulator.engine.machine import Machine, machine_of
from simulator.engine.normality import judged
from simulator.engine.pending import BATCH
from simulator.engine.quick import AHEAD
from simulator.engine.saving import restore, written
from simulator.engine.warmup import warm_up
from simulator.entities.keys import mixed
from simulator.rates.crowd import level_ratio, students_busy, tutors_busy
from simulator.rates.ground import CHUNK
from simulator.rates.model import RateModel

OPENING = 60
"""Work of opening a cell, in events that take as long."""

CHANGING = 2_000
"""Work of a change of course, in the same unit."""

SAMPLE = 5 * MINUTE
"""A gauge is sampled so often, on the mark."""


class LocalEngine:
    """Makes events in this process."""

    def __init__(self, marketplace: Marketplace, course: Course, saved: bytes | None = None) -> None:
        """Stand at the epoch, with what is under way then, or where an engine was saved.

        Raises:
            ValueError: The bytes are damaged, of another version or of another simulator.
        """
        self._position, apply = course.timeline.epoch, None
        self._hour, self._counted = self._position // HOUR * HOUR, [0] * len(marketplace.streams)
        if saved is not None:
            self._position, self._hour, self._counted, apply = restore(saved, course.timeline.seed, marketplace.names)
        self._known = KnownCourses(marketplace, course)
        now = self._known.at(self._position)
        self._machine: Machine = machine_of(marketplace, now, RateModel(marketplace, now))
        self._change = self._known.next_change(self._position)
        self._opens: list[int] = [0] * len(marketplace.streams)
        if apply is None:
            warm_up(self._machine, self._position)
        else:
            apply(self._machine)
        self._reopen()

    @property
    def position(self) -> int:
        """Return the simulation time up to which everything is done, exclusive."""
        return self._position

    @property
    def sequences(self) -> Mapping[str, int]:
        """Return the sequence of the last event of each stream, 0 before the first."""
        return dict(zip(self._machine.names, self._machine.recorder.sequences, strict=True))

    def advance(self, until: int, limit: int, *, lean: bool = False) -> Progress:
        """Make events before ``until``, about ``limit`` of them; see the port."""
        recorder = self._machine.recorder
        recorder.lean = lean
        events: list[StreamEvent] = []
        hours: list[HourBlock] = []
        made = 0
        while self._position < until and made < limit:
            if self._change is not None and self._position >= self._change:
                self._take_course()
                self._reopen()
                made += CHANGING
            self._close_hour(hours)
            made += self._open_due(limit - made)
            if min(self._opens) <= self._position:
                break
            self._enter()
            left = max(limit - made, 1)
            made += self._run(self._cut(min(until, self._next_mark()), left, lean=lean), left, lean=lean)
            events += recorder.taken()
        self._close_hour(hours)
        skipped = {self._machine.names[number]: count for number, count in recorder.skipped.items()}
        recorder.skipped.clear()
        return Progress(events, self._position, hours, skipped)

    def follow(self, course: Course) -> None:
        """Go on along another course from the present moment."""
        self._known = KnownCourses(self._machine.marketplace, course)
        self._take_course()
        self._reopen()

    def jump(self, to: int) -> None:
        """Go on at a later moment; what was due in between is dropped."""
        if to <= self._position:
            return
        machine = self._machine
        for one in machine.agenda.following():
            if one.kind == BATCH and one.at < to:
                machine.ledger.owed.pop(one.link[1], None)
        machine.agenda.drop_before(to)
        machine.forget(to)
        if to // DAY > self._position // DAY:
            machine.world.people.begin_day()
        if to // HOUR > self._position // HOUR:
            self._hour, self._counted = to // HOUR * HOUR, list(machine.recorder.sequences)
            machine.recorder.levels.clear()
        self._position = to
        self._take_course()
        self._reopen()

    def save(self) -> bytes:
        """Return everything that is needed to go on from here."""
        return written(self._machine, self._position, self._hour, self._counted)

    def _take_course(self) -> None:
        """Follow the course as it is known at the present moment."""
        machine = self._machine
        course = self._known.at(self._position)
        machine.course, machine.rates = course, machine.rates.following(course)
        machine.take_rates()
        machine.recorder.labels = labels_of(course, machine.marketplace, self._position)
        self._change = self._known.next_change(self._position)
        # Worked out here, so that none of the steps that follow is long.
        machine.rates.bends(self._position // HOUR // CHUNK)

    def _enter(self) -> None:
        """Do what has to be done at the present moment before anything happens."""
        at, machine = self._position, self._machine
        if at % DAY == 0:
            machine.world.people.begin_day()
        machine.normality.enter(at)
        if at % SAMPLE == 0:
            self._sample(at)

    def _open_due(self, left: int) -> int:
        """Open cells that begin now, as long as there is work left for this step; return how much that was."""
        work = 0
        for number, due in enumerate(self._opens):
            if due <= self._position and work < left:
                self._open(number)
                work += OPENING
        return work

    def _close_hour(self, hours: list[HourBlock]) -> None:
        recorder = self._machine.recorder
        if self._position < self._hour + HOUR:
            return
        counts = tuple(now - before for now, before in zip(recorder.sequences, self._counted, strict=True))
        levels = tuple((name, total, int(number)) for name, (total, number) in sorted(recorder.levels.items()))
        hours.append(HourBlock(self._hour, counts, levels))
        self._hour, self._counted = self._position // HOUR * HOUR, list(recorder.sequences)
        recorder.levels.clear()

    def _next_mark(self) -> int:
        """Return the next moment at which ``_enter`` has something to do."""
        mark = min((self._position // SAMPLE + 1) * SAMPLE, *self._opens)
        return mark if self._change is None else min(mark, self._change)

    def _cut(self, end: int, left: int, *, lean: bool) -> int:
        """Return an end before which about ``left`` events are."""
        quick = sum(stream.reach(end) - stream.done for stream in self._machine.quick.values()) if not lean else 0
        if quick <= left:
            return end
        return self._position + max(1, (end - self._position) * left // quick)

    def _run(self, end: int, left: int, *, lean: bool) -> int:
        """Make everything from the present moment to ``end``, or less when that is too much; return how many events."""
        machine = self._machine
        recorder, agenda, take = machine.recorder, machine.agenda, machine.flow.take
        before = recorder.count
        most = before + left
        while (one := agenda.take(end)) is not None:
            take(one)
            if recorder.count >= most:
                following = agenda.next_at
                if following is not None and following > one.at:
                    end = min(end, following)
        made, ahead = recorder.count - before, AHEAD
        for number, stream in machine.quick.items():
            reached = stream.reach(end)
            count = reached - stream.done
            if not count:
                continue
            sequence = recorder.sequences[number]
            recorder.sequences[number] = sequence + count
            if lean:
                stream.skip(reached)
                recorder.skipped[number] = recorder.skipped.get(number, 0) + count
                continue
            labels = recorder.labels[number]
            allowed = 0 if stream.is_made(reached) else ahead
            ahead -= allowed
            recorder.made[number] += stream.take(reached, allowed, sequence, machine.world, machine.normality, labels)
            made += count
        self._position = end
        return made

    def _reopen(self) -> None:
        """Let every stream's present cell be opened again from the present moment on."""
        self._machine.agenda.drop_own()
        self._opens = [self._position] * len(self._opens)

    def _open(self, number: int) -> None:
        """Draw the events of the cell that the present moment is in."""
        machine = self._machine
        length = machine.plan.lengths[number]
        cell = machine.cell(number, self._position // length)
        self._opens[number] = cell.end
        if machine.plan.gauges[number]:
            return
        at, keys = events_of(cell, machine.quiet_of(number), machine.rate_of(number))
        if machine.plan.quick[number]:
            machine.quick[number].open(at, keys, self._position)
            return
        first = int(np.searchsorted(at, self._position))
        machine.agenda.expect(number, *in_order(at[first:], keys[first:]))

    def _sample(self, at: int) -> None:
        """Take down the levels of the gauges."""
        machine = self._machine
        now = np.array([at], dtype=np.int64)
        for number, gauge in enumerate(machine.plan.gauges):
            if not gauge:
                continue
            usual = float(machine.rates.usual_level(number, now)[0])
            level = float(machine.rates.level(number, now)[0])
            series = machine.marketplace.streams[number].derived
            ratio = level_ratio(machine.rates, series[0]) if series else 0.0
            students = round(level * float(students_busy(machine.rates, number, now)[0]))
            tutors = round(level * float(tutors_busy(machine.rates, now)[0]) * ratio)
            key = mixed(machine.keys[number], at // SAMPLE)
            spread = max(machine.marketplace.streams[number].variance, 0.05) * max(usual, 1.0)
            normalized, flags, scores = judged(np.array([(students - usual) / spread]))
            data = machine.recipes[number].make(machine.world, at, key, (students, tutors))
            judgement = float(normalized[0]), flags[0], float(scores[0])
            machine.recorder.sample(number, at, key, data, judgement, students)


def create_engine(marketplace: Marketplace, course: Course, saved: bytes | None) -> MarketplaceEngine:
    """Return an engine at the epoch of a course, or where one was saved.

    Raises:
        ValueError: ``saved`` is damaged, of another version, or of another simulator.
    """
    return LocalEngine(marketplace, course, saved)
