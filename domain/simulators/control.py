"""Commanding a simulator: speed, scenarios, external events, modifiers and its past."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.audit.record import record
from domain.errors import ErrorCode, Fault, Refused, invalid
from domain.marketplace.events.draft import EventDraft, event_of
from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import moment
from domain.marketplace.timeline.checks import (
    ModifierDraft,
    WindowDraft,
    check_activation,
    check_modifier,
    check_speed,
    check_stop,
    check_window,
)
from domain.marketplace.timeline.model import Command, CommandKind, Course, ManualModifier, Window
from domain.marketplace.timeline.preview import StreamPreview, preview
from domain.marketplace.timeline.script import Script, script_commands
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.access import SimulatorAccess
from domain.simulators.host import SimulatorHost
from domain.simulators.library import ScenarioLibrary
from domain.simulators.model import SimulatorRecord
from domain.simulators.running import Build, RunningSimulator
from domain.wording import counted
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did, or would do: the course before and afterwards."""

    marketplace: Marketplace
    before: Course
    course: Course
    commands: tuple[Command, ...]
    at: int

    def previews(self) -> tuple[StreamPreview, ...]:
        """Return what it changes on each stream; takes some milliseconds, so only for who asks."""
        return preview(self.marketplace, self.before, self.course, self.at)


@dataclass(frozen=True, slots=True)
class Cleared:
    """What a reset took away."""

    scenarios: int
    modifiers: int
    events: int
    windows: int

    def __str__(self) -> str:
        """Write it in words."""
        parts = [
            counted(self.scenarios, "scenario"),
            counted(self.modifiers, "modifier"),
            counted(self.events, "injected event"),
            counted(self.windows, "change of history", "changes of history"),
        ]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class SimulatorControl:
    """Commands of owners and admins to the simulator of their workspace. Each is logged before it takes effect."""

    host: SimulatorHost
    access: SimulatorAccess
    library: ScenarioLibrary
    open: OpenUnitOfWork
    clock: Clock
    ids: Ids
    speed: float

    async def enable(self, principal: Principal, seed: int | None) -> SimulatorRecord:
        """Give the workspace a simulator.

        Raises:
            Forbidden: The role does not allow it.
            Refused: The workspace has one, as many run as may, or the seed is out of its range.
        """
        require(principal, Action.CONTROL_SIMULATOR)
        if seed is not None and not 0 <= seed < 2**53:
            raise Refused(invalid(f"The seed must be from 0 to {2**53 - 1}.", "seed"))
        chosen = self.ids.new().int % 2**53 if seed is None else seed
        record_of = await self.host.enable(principal.workspace_id, chosen, self.speed)
        await self._note(principal, "simulator.enable", seed=str(chosen))
        return record_of

    async def set_speed(self, principal: Principal, speed: float) -> RunningSimulator:
        """Change the speed; 0 pauses.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no simulator, or the speed is not from 0 to 10,000.
        """
        live = self.access.commanded_by(principal)
        check_speed(speed)
        await live.set_speed(speed)
        await self._note(principal, "simulator.speed", speed=f"{speed:g}")
        return live

    async def activate(self, principal: Principal, scenario_id: str, *, dry_run: bool = False) -> Done:
        """Activate a scenario now.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no simulator, no such scenario, or another one is active.
        """
        live = self.access.commanded_by(principal)
        scenario = await self.library.named(principal, scenario_id, "scenario_id")

        def build(course: Course, number: int, at: int) -> list[Command]:
            check_activation(course, at, scenario)
            return [Command(number, at, CommandKind.ACTIVATE, _actor(principal), scenario=scenario)]

        return await self._give(principal, live, build, f"scenario {scenario.id}", dry_run=dry_run)

    async def stop(self, principal: Principal) -> Done:
        """Let the active scenario settle from now on.

        Raises:
            Refused: With NO_ACTIVE_SCENARIO when none is active.
        """
        live = self.access.commanded_by(principal)

        def build(course: Course, number: int, at: int) -> list[Command]:
            check_stop(course, at)
            return [Command(number, at, CommandKind.STOP, _actor(principal))]

        return await self._give(principal, live, build, "stop")

    async def reset(self, principal: Principal) -> tuple[Cleared, Done]:
        """Take away scenarios, modifiers, injected events and changes of history, at once."""
        live = self.access.commanded_by(principal)

        def build(_: Course, number: int, at: int) -> list[Command]:
            return [Command(number, at, CommandKind.RESET, _actor(principal))]

        done = await self._give(principal, live, build, "reset")
        return _cleared(done), done

    async def inject(
        self, principal: Principal, draft: EventDraft, *, dry_run: bool = False
    ) -> tuple[ExternalEvent, Done]:
        """Let an external event happen: in the past it changes history, in the future it is scheduled.

        Raises:
            Refused: There is no simulator, or the event says something that cannot be; every fault is told.
        """
        live = self.access.commanded_by(principal)
        event = event_of(
            self.library.marketplace, draft, self.ids.new(), moment(live.position), f"member:{principal.member_id}"
        )
        _check_texts(title=event.title, description=event.description)

        def build(_: Course, number: int, at: int) -> list[Command]:
            return [Command(number, at, CommandKind.INJECT, _actor(principal), event=event)]

        return event, await self._give(principal, live, build, f"event {event.title}", dry_run=dry_run)

    async def modify(
        self, principal: Principal, draft: ModifierDraft, *, dry_run: bool = False
    ) -> tuple[ManualModifier, Done]:
        """Act on one stream for a while.

        Raises:
            Refused: There is no simulator, or the modifier says something that cannot be; every fault is told.
        """
        live = self.access.commanded_by(principal)
        modifier = check_modifier(self.library.marketplace, draft, str(self.ids.new()), live.position)

        def build(_: Course, number: int, at: int) -> list[Command]:
            return [Command(number, at, CommandKind.MODIFY, _actor(principal), modifier=modifier)]

        return modifier, await self._give(principal, live, build, f"modifier {draft.stream}", dry_run=dry_run)

    async def regenerate(self, principal: Principal, draft: WindowDraft) -> tuple[Window, Done]:
        """Make a window of the past anew, as a further version of the history; nothing is lost.

        Raises:
            Refused: There is no simulator, or the window says something that cannot be; every fault is told.
        """
        live = self.access.commanded_by(principal)
        made: list[Window] = []

        def build(course: Course, number: int, at: int) -> list[Command]:
            versions = (one.window.version for one in course.timeline.commands if one.window is not None)
            _check_texts(note=draft.note)
            made.append(check_window(self.library.marketplace, draft, 1 + max(versions, default=0), at))
            return [Command(number, at, CommandKind.REGENERATE, _actor(principal), window=made[-1])]

        done = await self._give(principal, live, build, "a version of the history")
        return made[-1], done

    async def restore(self, principal: Principal, version: int) -> Done:
        """Go back to a version of the history; 0 is the untouched one.

        Raises:
            Refused: There is no simulator or no such version.
        """
        live = self.access.commanded_by(principal)

        def build(course: Course, number: int, at: int) -> list[Command]:
            known = {0, *(one.version for one in course.windows)}
            if version not in known:
                hint = f"Versions in force: {', '.join(str(one) for one in sorted(known))}."
                message = f"There is no version {version} of the history."
                raise Refused(Fault(ErrorCode.NOT_FOUND, message, ("version",), hint))
            return [Command(number, at, CommandKind.RESTORE, _actor(principal), target=version)]

        return await self._give(principal, live, build, f"restore history version {version}")

    async def run_script(self, principal: Principal, script: Script) -> Done:
        """Schedule several scenarios one after the other.

        Raises:
            Refused: There is no simulator, a scenario is unknown, or steps overlap; every fault is told.
        """
        live = self.access.commanded_by(principal)
        scenarios = {one.id: one for one in await self.library.all(principal)}

        def build(course: Course, number: int, at: int) -> Sequence[Command]:
            return script_commands(script, scenarios, course, number, at, _actor(principal))

        return await self._give(principal, live, build, f"script of {len(script.steps)} steps")

    async def _give(
        self,
        principal: Principal,
        live: RunningSimulator,
        build: Build,
        what: str,
        *,
        dry_run: bool = False,
    ) -> Done:
        before, at = live.course, live.position
        if dry_run:
            commands = tuple(build(before, 1 + max((c.number for c in before.timeline.commands), default=0), at))
            after = live.courses.of(live.record, [*before.timeline.commands, *commands], at)
        else:
            # Another command may come first while this one waits for its turn.
            met: list[tuple[Course, int]] = []

            def noting(course: Course, number: int, now: int) -> Sequence[Command]:
                met.append((course, now))
                return build(course, number, now)

            commands = tuple(await live.give(noting))
            (before, at), after = met[-1], live.course
            await self._note(principal, "simulator.command", what=what)
        # A course that was made days ago knows less of the future; what became known since is no effect of the command.
        before = live.courses.of(live.record, before.timeline.commands, at)
        return Done(self.library.marketplace, before, after, commands, at)

    async def _note(self, principal: Principal, action: str, **details: str) -> None:
        async with self.open() as tx:
            await record(tx, principal, action, principal.workspace_id, clock=self.clock, ids=self.ids, **details)
            await tx.commit()


def _cleared(done: Done) -> Cleared:
    """Compare the courses: what was over, or taken away before, does not count again."""
    before, after, at = done.before, done.course, done.commands[0].at
    changed = {one.source for one in set(before.influences) - set(after.influences)}
    left, ended = {one.id for one in after.events}, dict(after.ended).keys() - dict(before.ended).keys()
    gone = {one.id for one in before.events if one.id not in left}
    bent = {one.id for one in before.events if f"event:{one.id}" in changed}
    return Cleared(
        scenarios=sum(1 for one in before.activations if at < one.settled_at),
        modifiers=sum(1 for source in changed if source.startswith("modifier:")),
        events=len(gone | ended | bent),
        windows=len(before.windows) - len(after.windows),
    )


def _check_texts(**texts: str) -> None:
    """Refuse what not every storage can hold; by the names of the fields."""
    wrong = [name for name, text in texts.items() if "\0" in text]
    if wrong:
        raise Refused(*(invalid("A text holds no NUL character.", name, hint="Take it out.") for name in wrong))


def _actor(principal: Principal) -> str:
    return f"member:{principal.member_id}"
