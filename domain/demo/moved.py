"""Which campaigns the marketplace moves, and which scenarios do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from domain.campaigns.model import Campaign, CampaignStatus
from domain.demo.filled import FilledDemo, filled_details
from domain.demo.mapping import MarketMapping
from domain.marketplace.model import Marketplace
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.timeline.aftermath import ancestry
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.ports.workspace_time import WorkspaceTime
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require


@dataclass(frozen=True, slots=True)
class MovedCampaigns:
    """Campaigns of the principal's workspace that the marketplace gives their metrics.

    All of them listen to the same streams, so a scenario moves every one or none.

    Attributes:
        followed: By stream that moves campaigns, the streams that it follows from, however indirectly.
    """

    open: OpenUnitOfWork
    time: WorkspaceTime
    followed: Mapping[str, frozenset[str]]

    async def now(self, principal: Principal) -> tuple[Campaign, ...]:
        """Return those that run now, by name; none in a workspace that is no demo."""
        require(principal, Action.READ)
        where = principal.workspace_id
        async with self.open() as tx:
            workspace = await tx.workspaces.get(where)
            if workspace is None or not workspace.demo:
                return ()
            details = await filled_details(tx, where)
            filled = None if details is None else FilledDemo.of(details)
            found = {} if filled is None else await tx.campaigns.many(where, filled.campaigns.values())
        today = (await self.time.now(where)).date()
        running = (
            one
            for one in found.values()
            if one.status is CampaignStatus.RUNNING
            and one.start_date <= today
            and (one.end_date is None or today <= one.end_date)
        )
        return tuple(sorted(running, key=lambda one: (one.name, one.id)))

    def by(self, scenario: ScenarioDefinition) -> bool:
        """Tell whether a scenario acts on a stream that moves campaigns, or on one that such a stream follows from."""
        acted_on = _acted_on(scenario)
        return any(stream in acted_on or not above.isdisjoint(acted_on) for stream, above in self.followed.items())


def followed_streams(marketplace: Marketplace, mapping: MarketMapping) -> dict[str, frozenset[str]]:
    """Return the streams that move campaigns, each with those that it follows from."""
    above = ancestry(marketplace)
    return {stream: above.get(stream, frozenset()) for stream in mapping.signals}


def _acted_on(scenario: ScenarioDefinition) -> Collection[str]:
    """Return the streams whose rates a scenario may change, events, cascades and backlog included."""
    return {
        *(
            one.stream
            for one in scenario.modifiers
            if (one.multiplier, one.additive, one.override) != (None, None, None)
        ),
        *(impact.stream for event in scenario.events for impact in event.impacts),
        *(cascade.target for cascade in scenario.cascades),
        *(() if scenario.backlog is None else scenario.backlog.streams),
    }
