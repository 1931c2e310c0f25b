"""The demo's forecast: its risks as they arrive, how sure it is, and what it recommends."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulsecast.cli.demo import questions
from pulsecast.cli.demo.api import Api
from pulsecast.cli.demo.changes import Changes
from pulsecast.cli.demo.figures import SEVERITIES, time_of
from pulsecast.cli.demo.stage import Stage
from pulsecast.cli.demo.watching import Watch
from pulsecast.cli.demo.words import evidence_told, impact_told, money, on_day, shortened

Document = Mapping[str, Any]

HORIZON_DAYS = 14
RUN_SECONDS = 90.0
"""How long a run may take; on a quiet machine it takes some seconds."""

ARRIVAL_SECONDS = 10.0
"""How long the insights of a run that has ended may take."""


@dataclass(slots=True)
class Advice:
    """Asks for a forecast, and tells what it says.

    Attributes:
        missing: Takes what did not come in time, in words.
    """

    api: Api
    stage: Stage
    changes: Changes
    watch: Watch
    missing: list[str]

    async def give(self) -> None:
        """Forecast the campaign; tell risks, confidence and the best recommendation."""
        campaign, say = self.watch.campaign, self.stage.say
        say(f"What does this mean for {campaign.name}? A forecast of {HORIZON_DAYS} days, from all that came in:")
        run = await self._run(campaign.id)
        if run is None:
            return
        result = await self._result(run)
        await self._tell_risk(run, result)
        self.stage.title("4. What to do")
        say(f"How sure is that? Confidence {result['confidence']['level']}: {result['confidence']['statement']}")
        self._tell_forecast(result)
        if result["recommendations"]:
            self._tell_best(result)
            return
        reason = next(iter(result["withheldRecommendations"]), "")
        say(f"No recommendation for {campaign.name} is expected to pay. {reason}")
        await self._ask_elsewhere()

    async def _run(self, campaign_id: str) -> str | None:
        """Run a simulation to its end, and return its id; none when it did not end well."""
        data = await self.api.ask(questions.RUN, input={"campaignId": campaign_id, "horizonDays": HORIZON_DAYS})
        run: str = data["runSimulation"]["simulation"]["id"]
        self.changes.began(run)
        progress = await self.api.follow(questions.FOLLOW_RUN, id=run)
        loop, step = asyncio.get_running_loop(), None
        until = loop.time() + RUN_SECONDS
        while (message := await progress.next(until - loop.time())) is not None:
            one = message["simulationProgress"]
            if one["step"] != step:
                self.stage.line(
                    f"{one['percent']:5.1f} %  {one['step'].lower()}  {shortened(one['message'] or '')}".rstrip()
                )
                step = one["step"]
            if one["status"] in {"COMPLETED", "FAILED", "CANCELLED"}:
                break
        ended = await self.api.ask(questions.RESULT, id=run) if message is None else None
        status = one["status"] if message else ended["simulation"]["status"] if ended else ""
        if status not in {"QUEUED", "RUNNING"}:
            self.changes.ended()
        if status == "COMPLETED":
            return run
        self.missing.append(f"The forecast did not come: its run is {status.lower()}.")
        return None

    async def _result(self, run: str) -> Document:
        result: Document = (await self.api.ask(questions.RESULT, id=run))["simulation"]
        return result

    async def _tell_risk(self, run: str, result: Document) -> None:
        """Tell the worst risk as its insight arrives."""
        if not result["risks"]:
            self.stage.say("It warns of no risk.")
            return

        def of_run(one: Document) -> bool:
            return one["kind"] == "RISK" and one["simulation"] is not None and one["simulation"]["id"] == run

        if not await self.watch.arrives(of_run, ARRIVAL_SECONDS):
            self.missing.append("The run warns of a risk, and no insight of it arrived.")
            return
        worst = max(filter(of_run, self.watch.news), key=lambda one: SEVERITIES.index(one["severity"]))
        self.stage.say(f"A risk has just arrived, {worst['severity'].lower()}: {worst['title']}. {worst['text']}")
        for line in evidence_told(worst["evidence"]):
            self.stage.line(line)

    def _tell_forecast(self, result: Document) -> None:
        """Tell the forecast cost per conversion of the next day, beside the usual."""
        campaign = self.watch.campaign
        points = [point for one in result["trajectories"] for point in one["points"]]
        if not points:
            return
        first = points[0]
        wide = next((one for one in first["intervals"] if round(one["level"], 2) == 0.8), None)
        between = "" if wide is None else f", in 8 of 10 futures between {wide['lower']:,.2f} and {wide['upper']:,.2f}"
        self.stage.say(
            f"For {on_day(time_of(first['at']))} it expects a conversion to cost "
            f"{money(first['median'], campaign.currency)}{between}; usual was {campaign.usual.cost:,.2f}."
        )

    def _tell_best(self, result: Document) -> None:
        best, campaign = result["recommendations"][0], result["campaign"]
        self.stage.say(f"Best recommendation for {campaign['name']}: {best['title']}. {best['rationale']}")
        self.stage.line(impact_told(best["impact"], campaign["budget"]["currency"]))
        for number, step in enumerate(best["steps"], 1):
            self.stage.line(f"{number}. {step}")

    async def _ask_elsewhere(self) -> None:
        """Forecast the running campaign that was given advice last, and tell the best of today."""
        edges = (await self.api.ask(questions.ADVISED))["insights"]["edges"]
        campaigns = [edge["node"]["campaign"] for edge in edges if edge["node"]["campaign"]]
        other = next(
            (one for one in campaigns if one["status"] == "RUNNING" and one["id"] != self.watch.campaign.id), None
        )
        if other is None:
            self.stage.say("No other running campaign has been given advice lately.")
            return
        self.stage.say(f"{other['name']} was given advice lately. What is best there on today's data?")
        run = await self._run(other["id"])
        if run is None:
            return
        result = await self._result(run)
        if result["recommendations"]:
            self._tell_best(result)
        else:
            self.stage.say(next(iter(result["withheldRecommendations"]), "Nothing is recommended there any more."))
