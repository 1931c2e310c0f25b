"""What the demo changes on the server, and how it is put back."""

from collections.abc import Awaitable
from dataclasses import dataclass

from domain.errors import Unavailable
from pulsecast.cli.demo import questions
from pulsecast.cli.demo.api import Api, Faulted
from pulsecast.cli.demo.figures import time_of
from pulsecast.cli.demo.stage import Stage
from pulsecast.cli.demo.words import at_time
from pulsecast.cli.tail import Refusal

FAST = 10_000.0
"""The highest speed; the server goes as fast as its machine lets it."""


@dataclass(slots=True)
class Changes:
    """The speed, the scenario and the run of the demo.

    What is changed is noted before it is asked for: who is interrupted in between puts it back all the same.

    Attributes:
        speed: The speed to be put back.
    """

    api: Api
    stage: Stage
    speed: float
    _fast: bool = False
    _active: bool = False
    _run: str | None = None

    async def speed_up(self) -> None:
        """Let simulation time go by as fast as it can."""
        self._fast = True
        await self.api.ask(questions.SPEED, speed=FAST)

    async def slow_down(self) -> None:
        """Put the speed back."""
        await self.api.ask(questions.SPEED, speed=self.speed)
        self._fast = False

    async def activate(self, scenario_id: str) -> dict[str, object]:
        """Activate the scenario, and return what is told of it."""
        self._active = True
        try:
            data = await self.api.ask(questions.ACTIVATE, input={"scenarioId": scenario_id})
        except Refusal:
            self._active = False
            raise
        told: dict[str, object] = data["activateScenario"]
        return told

    async def stop(self) -> str:
        """End the scenario, and return until when it settles."""
        data = await self.api.ask(questions.STOP)
        self._active = False
        return str(data["stopScenario"]["settlingUntil"])

    async def reset(self) -> str:
        """Clear everything that acts, and return what was cleared, in words."""
        data = await self.api.ask(questions.RESET)
        self._active = False
        return str(data["resetSimulator"]["message"])

    def began(self, run: str) -> None:
        """Note a run, to be cancelled unless it ends."""
        self._run = run

    def ended(self) -> None:
        """Note that the run has ended."""
        self._run = None

    async def put_back(self) -> bool:
        """Put back what is still changed, and say so.

        Returns:
            Whether all is as before.
        """
        whole = True
        if self._run is not None:
            whole &= await self._tried(self._cancel(self._run), "The run could not be cancelled")
        if self._active:
            told = "The scenario could not be stopped: do it with stopScenario or in the console"
            whole &= await self._tried(self._stopped(), told)
        if self._fast:
            told = f"The speed could not be put back to {self.speed:g}: do it with setSimulatorSpeed or in the console"
            whole &= await self._tried(self._slowed(), told)
        return whole

    async def _tried(self, deed: Awaitable[None], otherwise: str) -> bool:
        try:
            await deed
        except (Refusal, Unavailable) as error:
            self.stage.say(f"{otherwise}. {error}")
            return False
        return True

    async def _cancel(self, run: str) -> None:
        self._run = None
        data = await self.api.ask(questions.CANCEL_RUN, id=run)
        # A run that has ended meanwhile is not there to be cancelled.
        if data["cancelSimulation"]["simulation"] is not None:
            self.stage.say("Put back: the run is cancelled.")

    async def _stopped(self) -> None:
        try:
            until = time_of(await self.stop())
        except Faulted as fault:
            if fault.code == "NO_ACTIVE_SCENARIO":
                return
            raise
        self.stage.say(f"Put back: the scenario is stopped. It settles until {at_time(until)} of simulation time.")

    async def _slowed(self) -> None:
        await self.slow_down()
        self.stage.say(f"Put back: the speed is {self.speed:g} again.")
