"""What a simulator does at the moment, once and live."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime

from domain.marketplace.model import Marketplace
from domain.marketplace.moments import moment
from domain.marketplace.timeline.state import StateView, state_at
from domain.simulators.access import SimulatorAccess
from domain.simulators.control import SimulatorControl
from domain.simulators.library import ScenarioLibrary
from domain.simulators.live import LiveSimulator
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

    async def watch(self, principal: Principal) -> AsyncGenerator[SimulatorState, None]:
        """Tell the state now, after every change, and once a second while the clock runs; always the newest.

        Raises:
            Refused: There is no simulator.
        """
        live = self.access.watched_by(principal)
        while self.access.host.live(principal.workspace_id) is live:
            ahead = live.changed.ahead()
            yield _state(live)
            # Whoever watches may be slow to take the state, and may be told of a change meanwhile.
            await live.changed.wait(BEAT_SECONDS if live.pace.speed > 0 else None, ahead)

    async def feed(self, principal: Principal) -> LiveFeed | None:
        """Return where the events of the principal's simulator come from; none without a simulator."""
        live = self.access.seen_by(principal)
        if live is None:
            return None
        record = live.record
        return LiveFeed(live.feed, f"{record.workspace_id.hex}/{record.seed}/{record.epoch.isoformat()}")


def _state(live: LiveSimulator) -> SimulatorState:
    position = live.position
    return SimulatorState(
        view=state_at(live.course, position, paused=live.pace.speed == 0),
        speed=live.pace.speed,
        effective_speed=live.effective_speed,
        simulation_time=moment(position),
        anomalies=tuple(live.anomalies),
    )
