"""What the demo sees live: simulation time as it goes by, costs beside the usual, and findings as they arrive."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pulsecast.cli.demo import questions
from pulsecast.cli.demo.api import Api, Followed
from pulsecast.cli.demo.figures import (
    BothCosts,
    Chosen,
    Costs,
    added,
    costs_in,
    hours_since,
    last_day,
    midnight,
    time_of,
    total,
    unusual_since,
)
from pulsecast.cli.demo.stage import Stage

Document = Mapping[str, Any]

MARK = timedelta(hours=4)
REST_SECONDS = 2.0
"""Live lines come at most once in so much simulation time, and so much real time."""

MOST_AT_ONCE = 3
"""Findings that are told one by one when several arrive together."""


@dataclass(slots=True)
class Watch:
    """Follows the simulator and the insights of the workspace.

    Attributes:
        known: Ids of insights that are no news.
        news: Insights that have arrived since, the first one first.
    """

    api: Api
    stage: Stage
    campaign: Chosen
    states: Followed
    insights: Followed
    known: set[str]
    news: list[Document] = field(default_factory=list)

    @classmethod
    async def of(cls, api: Api, stage: Stage, campaign: Chosen, known: frozenset[str]) -> "Watch":
        """Begin to follow both on the socket of the API."""
        states = await api.follow(questions.FOLLOW_STATE)
        insights = await api.follow(questions.FOLLOW_INSIGHTS)
        return cls(api, stage, campaign, states, insights, set(known))

    async def until(
        self, moment: datetime, seconds: float, since: datetime, tell: Callable[[Document], Awaitable[None]]
    ) -> datetime | None:
        """Watch until a moment of simulation time, telling live lines and findings.

        Args:
            moment: When to end.
            seconds: Real time after which to end in any case.
            since: Findings about earlier days are not told.
            tell: Tells a live line of a state.

        Returns:
            Simulation time at the end; none when nothing came.
        """
        loop = asyncio.get_running_loop()
        self.states.waiting()
        until, rested, marked, now = loop.time() + seconds, 0.0, None, None
        while (message := await self.states.next(until - loop.time())) is not None:
            state = [message, *self.states.waiting()][-1]["simulatorState"]
            now = time_of(state["simulationTime"])
            self.hear(since)
            if now >= moment:
                break
            if (marked is None or now - marked >= MARK) and loop.time() >= rested:
                await tell(state)
                marked, rested = now, loop.time() + REST_SECONDS
        return now

    async def arrives(self, wanted: Callable[[Document], bool], seconds: float) -> bool:
        """Wait until an insight that is wanted is among the news."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while not any(wanted(one) for one in self.news):
            message = await self.insights.next(until - loop.time())
            if message is None:
                return False
            self._take(message["campaignInsights"])
        return True

    def hear(self, since: datetime) -> None:
        """Take the insights that have arrived, and tell those about days since then."""
        new = [one for message in self.insights.waiting() if self._take(one := message["campaignInsights"])]
        unusual = unusual_since(new, since.date())
        unusual.sort(key=lambda one: (one["campaign"]["id"] != self.campaign.id, one["severity"] == "LOW"))
        for one in unusual[:MOST_AT_ONCE]:
            self.stage.line(f"! {one['campaign']['name']}: {one['title']} ({one['severity'].lower()})", "yellow")
        if len(unusual) > MOST_AT_ONCE:
            self.stage.line(f"! and {len(unusual) - MOST_AT_ONCE} more findings", "yellow")

    async def last_day(self, now: datetime) -> tuple[datetime, BothCosts] | None:
        """Return the costs of the last 24 hours that are known, with when they end."""
        mine, together = await self._costs(now - timedelta(days=2), now, "HOUR")
        known = last_day(mine)
        if known is None:
            return None
        end, cost = known
        return end, BothCosts(cost, total(together, end - timedelta(days=1), end))

    async def whole_days(self, since: datetime, now: datetime) -> Mapping[datetime, BothCosts]:
        """Return the costs of the whole days since a time that are known."""
        first = midnight(since.date())
        mine, together = await self._costs(first, now, "DAY")
        ended = [at for at in mine if first <= at and at + timedelta(days=1) <= now]
        return {at: BothCosts(mine[at], together[at]) for at in ended}

    async def _costs(self, first: datetime, last: datetime, granularity: str) -> tuple[Costs, Costs]:
        """Return costs of the campaign and of all, by the day or the hour, from one day to another, both inclusive."""
        days = {"start": str(first.date()), "end": str(last.date())}
        found = await self.api.ask(questions.COSTS, range=days, granularity=granularity)
        rows = {edge["node"]["id"]: costs_in(edge["node"]["metrics"]) for edge in found["campaigns"]["edges"]}
        together = added(costs for one, costs in rows.items() if one in self.campaign.all_ids)
        return rows.get(self.campaign.id, {}), together

    async def effects(
        self, command: int, streams: list[str], begin: datetime, now: datetime
    ) -> dict[str, float | None]:
        """Return what a command does to streams, against the same world without it, over at most the last 24 hours."""
        hours = hours_since(begin, now)
        if hours is None:
            return {}
        span = {"start": hours[0].isoformat(), "end": hours[1].isoformat()}
        found = await self.api.ask(questions.EFFECTS, command=command, range=span, streams=streams)
        series = found["simulator"]["counterfactual"]["streams"]
        return {one["name"]: one["relativeEffect"] for one in series if one["name"] in streams}

    def _take(self, insight: Document) -> bool:
        if insight["id"] in self.known:
            return False
        self.known.add(insight["id"])
        self.news.append(insight)
        return True
