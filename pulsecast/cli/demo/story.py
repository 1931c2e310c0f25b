"""The demo's five steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pulsecast.cli.demo import questions
from pulsecast.cli.demo.advice import Advice
from pulsecast.cli.demo.api import Api
from pulsecast.cli.demo.beginning import RESETS, SCENARIO, Beginning
from pulsecast.cli.demo.changes import Changes
from pulsecast.cli.demo.figures import time_of, unusual_since, worst
from pulsecast.cli.demo.stage import Stage
from pulsecast.cli.demo.watching import Watch
from pulsecast.cli.demo.words import (
    at_time,
    costs_told,
    effects_told,
    evidence_told,
    factors,
    factors_told,
    money,
    on_day,
)

Document = Mapping[str, Any]

RETURN_DAYS = 2
"""How long the way back is watched: campaigns feel two days of the marketplace."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the demo takes.

    Attributes:
        days: Simulated days that the competitor stays.
        longest: Real seconds after which the demo goes on even if they have not gone by.
        reset: Whether to clear at the end what still settles.
    """

    days: int
    longest: float
    reset: bool


@dataclass(slots=True)
class Story:
    """Plays the demo on a server.

    Attributes:
        missing: What did not come in time, in words.
    """

    api: Api
    stage: Stage
    plan: Plan
    beginning: Beginning
    changes: Changes
    watch: Watch
    missing: list[str]

    async def play(self) -> None:
        """Play all steps."""
        await self.calm()
        await self.stage.pause()
        began = await self.competitor()
        await self.unusual(began)
        await self.stage.pause()
        await Advice(self.api, self.stage, self.changes, self.watch, self.missing).give()
        await self.stage.pause()
        await self.back(began)
        self.stage.line(f"See it in the console: {self.api.base}/simulator")
        self.stage.line(f"and {self.api.base}/campaigns/{self.watch.campaign.id}")

    async def calm(self) -> None:
        """Tell how things are, and which campaign is looked at."""
        begin, campaign, say = self.beginning, self.watch.campaign, self.stage.say
        self.stage.title("1. Calm")
        say(
            f"{begin.workspace} lives in a time of its own: there it is {at_time(begin.now)}, and speed is "
            f"{begin.speed:g}. No scenario acts on its marketplace."
        )
        if begin.by_hand:
            say(f"Modifiers by hand act on {', '.join(begin.by_hand)}; they stay as they are.")
        usual = campaign.usual
        say(
            f"We look at {campaign.name} ({campaign.objective}): of {campaign.running} running campaigns its cost per "
            "conversion varies least from day to day, so it shows best what bends it."
        )
        say(
            f"A conversion usually costs {money(usual.cost, campaign.currency)}: all spend over all conversions of the "
            f"last 4 weeks. On 8 of 10 days it was between {usual.low:,.2f} and {usual.high:,.2f}."
        )
        last = await self.watch.last_day(begin.now)
        if last is not None:
            say(f"In the 24 hours up to {at_time(last[0])} it was {costs_told(last[1], campaign)}.")
        self.stage.line(f"Watch along: {self.api.base}/simulator")

    async def competitor(self) -> datetime:
        """Preview and activate the scenario, and watch it bend streams and the campaign; return when it began."""
        self.stage.title("2. A competitor comes")
        scenario, say = self.beginning.scenario, self.stage.say
        say(f"The scenario {scenario['name']}: {scenario['description']} What it will bend, by a preview:")
        previewed = await self.api.ask(questions.PREVIEW, input={"scenarioId": SCENARIO, "dryRun": True})
        streams = []
        for one in previewed["activateScenario"]["preview"]:
            streams.append(one["stream"])
            self.stage.line(f"{one['stream']}: ×{one['before']:.2f} becomes ×{one['now']:.2f}")
        say(
            f"It stays for {scenario['duration']} and takes {scenario['settlementDuration']} to settle, unless stopped."
        )
        activated: Any = await self.changes.activate(SCENARIO)
        began = time_of(activated["modifier"]["startedAt"])
        say(f"Activated at {at_time(began)}: {', '.join(one['title'] for one in activated['events'])}.")
        command = await self._number(began)
        await self.changes.speed_up()
        say(
            f"Time now runs as fast as the server can, for {self.plan.days} simulated days or "
            f"{self.plan.longest:g} seconds. Streams are told against the same world without him."
        )

        async def tell(state: Document) -> None:
            now = time_of(state["simulationTime"])
            effects = await self.watch.effects(command, streams, began, now)
            self.stage.line(f"{at_time(now)}  {effects_told(effects) or factors_told(self._factors(state))}")
            await self._tell_cost(now)

        now = await self.watch.until(began + timedelta(days=self.plan.days), self.plan.longest, began, tell)
        await self._tell_days(began, now)
        return began

    async def unusual(self, began: datetime) -> None:
        """Tell the worst finding about the days since the competitor came; one is waited for while time runs."""
        self.stage.title("3. Something is unusual")

        def wanted(one: Document) -> bool:
            return bool(unusual_since([one], began.date())) and one["severity"] != "LOW"

        await self.watch.arrives(wanted, self.plan.longest / 3)
        await self.changes.slow_down()
        found = unusual_since(self.watch.news, began.date())
        one = worst(found, self.watch.campaign.id)
        if one is None:
            self.stage.say("Nothing unusual has been found in the campaigns' days so far.")
            return
        self.stage.say(
            f"{len(found)} findings arrived live meanwhile, without anybody asking. The worst of those about "
            f"{one['campaign']['name']}, {one['severity'].lower()}: {one['text']}"
        )
        for line in evidence_told(one["evidence"]):
            self.stage.line(line)

    async def back(self, began: datetime) -> None:
        """Stop the scenario, and watch the way back."""
        self.stage.title("5. Back")
        until = time_of(await self.changes.stop())
        self.stage.say(f"The scenario is stopped. Its factors go back to 1 until {at_time(until)} of simulation time.")
        self.stage.say("Campaigns feel for a while what happened before, so their cost follows later.")
        await self.changes.speed_up()
        now = await self._way_back(began)
        if now is not None and now < until:
            self.stage.say(f"It goes on settling for {(until - now).days} more simulated days.")
            question = f"End that now? A reset {RESETS}. [y/N]"
            if self.plan.reset or (await self.stage.answer(question)).casefold() == "y":
                self.stage.say(await self.changes.reset())
                await self._way_back(began)
        await self.changes.slow_down()
        self.stage.say(f"The speed is {self.changes.speed:g} again.")

    async def _way_back(self, began: datetime) -> datetime | None:
        async def tell(state: Document) -> None:
            now = time_of(state["simulationTime"])
            acting = factors_told(self._factors(state)) or "no scenario acts"
            self.stage.line(f"{at_time(now)}  {acting}")
            await self._tell_cost(now)

        state = (await self.api.ask(questions.STATE))["simulator"]["state"]
        end = time_of(state["simulationTime"]) + timedelta(days=min(self.plan.days, RETURN_DAYS))
        now = await self.watch.until(end, self.plan.longest / 2, began, tell)
        if now is not None:
            await self._tell_cost(now)
        return now

    async def _number(self, began: datetime) -> int:
        """Return the number of the command by which the scenario began."""
        commands = (await self.api.ask(questions.COMMANDS))["simulator"]["commands"]
        return int(next(one["number"] for one in reversed(commands) if time_of(one["at"]) == began))

    def _factors(self, state: Document) -> dict[str, float]:
        return factors(
            stream
            for one in state["activeModifiers"]
            if not one["manual"] and one["scenarioId"] == SCENARIO
            for stream in one["streams"]
        )

    async def _tell_cost(self, now: datetime) -> None:
        last = await self.watch.last_day(now)
        if last is not None:
            end, cost = last
            told = costs_told(cost, self.watch.campaign)
            self.stage.line(f"    24 hours to {at_time(end)}: a conversion costs {told}", "dim")

    async def _tell_days(self, began: datetime, now: datetime | None) -> None:
        """Tell the cost per conversion of each whole day since then."""
        if now is None or now <= began:
            self.missing.append("Simulation time did not go by.")
            return
        days = await self.watch.whole_days(began, now)
        gone = (now - began) / timedelta(days=1)
        self.stage.say(f"{gone:.1f} simulated days have gone by. A conversion of {self.watch.campaign.name} cost:")
        for at, cost in days.items():
            came = f", competitor from {began:%H:%M}" if at.date() == began.date() else ""
            self.stage.line(f"{on_day(at)}{came}: {costs_told(cost, self.watch.campaign)}")
        if not days:
            self.stage.line("no whole day has ended yet")
