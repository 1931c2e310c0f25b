"""What a simulator does at the moment, once and live."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from domain.marketplace.model import Marketplace
from domain.marketplace.moments import moment
from domain.marketplace.timeline.state import StateView, state_at
from domain.simulators.access import SimulatorAccess
from domain.simulators.control import SimulatorControl
from domain.simulators.host import SimulatorHost
from domain.simulators.library import ScenarioLibrary
from domain.simulators.running import RunningSimulator
from domain.streams.feed import StreamFeed
from domain.streams.model import StreamEvent
from domain.workspaces.model import Principal

BEAT_SECONDS = 1.0
"""How often somebody who watches is told of the time while nothing else changes."""


@dataclass(frozen=True, slots=True)
class SimulatorState:
    """A simulator at one moment.

    Attributes:
        view: What acts on its streams.
        speed: Simulated seconds in a second that are wanted; 0 is paused.
        effective_speed: The same that are reached.
        anomalies: The latest notable ones with when they were published in real time, newest first, at most 20.
    """

    view: StateView
    speed: float
    effective_speed: float
    simulation_time: datetime
    anomalies: tuple[tuple[StreamEvent, datetime], ...]


@dataclass(frozen=True, slots=True)
class LiveFeed:
    """Where events of a simulator come from, and which simulator it is, for cursors."""

    feed: StreamFeed
    identity: str


@dataclass(frozen=True, slots=True)
class SimulatorService:
    """The simulator of the principal's workspace."""

    access: SimulatorAccess
    library: ScenarioLibrary
    control: SimulatorControl

    @property
    def marketplace(self) -> Marketplace:
        """Return the definitions that all simulators share."""
        return self.library.marketplace

    def state(self, principal: Principal) -> SimulatorState:
        """Return what the simulator does now.

        Raises:
            Refused: There is none.
        """
        return _state(self.access.watched_by(principal))

    def watch(self, principal: Principal) -> "StateSource":
        """Return the state to follow: now, after every change, and once a second while the clock runs.

        Raises:
            Refused: There is no simulator.
        """
        return StateSource(self.access.watched_by(principal), self.access.host)

    async def feed(self, principal: Principal) -> LiveFeed | None:
        """Return where the events of the principal's simulator come from; none without a simulator."""
        live = self.access.seen_by(principal)
        if live is None:
            return None
        record = live.record
        return LiveFeed(live.feed, f"{record.workspace_id.hex}/{record.seed}/{record.epoch.isoformat()}")


def _state(live: RunningSimulator) -> SimulatorState:
    position = live.position
    return SimulatorState(
        view=state_at(live.course, position, paused=live.pace.speed == 0),
        speed=live.pace.speed,
        effective_speed=live.effective_speed,
        simulation_time=moment(position),
        anomalies=tuple(live.anomalies),
    )


@dataclass(frozen=True, slots=True)
class StateSource:
    """The state of a simulator for as long as it runs; places are moments of the event loop's clock."""

    simulator: RunningSimulator
    host: SimulatorHost
    newest_only: bool = True

    @asynccontextmanager
    async def live(self) -> AsyncIterator["LiveStates"]:
        """Follow from now on."""
        yield LiveStates(self.simulator, self.host)

    async def before(self, place: float, since: float | None) -> AsyncGenerator[tuple[float, SimulatorState], None]:
        """Tell the state as it is now: nothing older matters to anybody."""
        del place, since
        yield asyncio.get_running_loop().time(), _state(self.simulator)


class LiveStates:
    """The states of a simulator from a moment on, always the newest."""

    def __init__(self, simulator: RunningSimulator, host: SimulatorHost) -> None:
        self._simulator = simulator
        self._host = host
        self._take()

    def _take(self) -> None:
        # Taken before the state is looked at: whoever follows may be slow, and may be told of a change meanwhile.
        self._ahead = self._simulator.changed.ahead()
        self.place = asyncio.get_running_loop().time()

    async def __aiter__(self) -> AsyncIterator[tuple[float, SimulatorState]]:
        """Tell states until the simulator no longer runs here."""
        while True:
            simulator = self._simulator
            await simulator.changed.wait(BEAT_SECONDS if simulator.pace.speed > 0 else None, self._ahead)
            now = self._host.live(simulator.record.workspace_id)
            if now is None or now.feed is not simulator.feed:
                return
            # Another process may run it by now, or this one.
            self._simulator = now
            self._take()
            yield self.place, _state(now)
