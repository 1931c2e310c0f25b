"""Campaigns that are comparable to one that is too young to speak for itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from domain.campaigns.model import Channel
from domain.ensemble.plan import DriverPlan
from domain.forecasting.model import Panel, Series, SeriesKind
from domain.wording import counted

LEAST_SERIES = 3
"""Series of one kind from which something can be said about another."""

LEAST_SHARE = 0.5
"""Share of the kinds of series to forecast that peers must speak of, so that they carry a forecast."""


@dataclass(frozen=True, slots=True)
class Peers:
    """What was found.

    Attributes:
        series: Their first days, most comparable campaigns first; keys begin with the id of the campaign.
        campaigns: How many.
        generated: Whether they are the generated ones of the demo workspace, for lack of any in the workspace itself.
    """

    series: tuple[Series, ...]
    campaigns: int
    generated: bool = False

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.series)

    def spoken_of(self, groups: Collection[str]) -> frozenset[str]:
        """Return the kinds of series that have peers enough."""
        names = [one.group for one in self.series]
        return frozenset(group for group in groups if names.count(group) >= LEAST_SERIES)

    def kinds(self, channels: Collection[Channel]) -> dict[Channel, dict[str, SeriesKind]]:
        """Return by channel the kinds of series that have peers enough, and what values they take.

        A channel that no peer uses is taken to have what the others have.
        """
        spoken = self.spoken_of({one.group for one in self.series})
        told = [one for one in self.series if one.group in spoken]
        found = {}
        for channel in channels:
            own = [one for one in told if one.known.channel == channel.value]
            found[channel] = {one.group: one.kind for one in own or told}
        return found

    def carry(self, groups: Collection[str]) -> bool:
        """Tell whether a campaign with series of these kinds can be predicted from them."""
        wanted = set(groups)
        return bool(wanted) and len(self.spoken_of(wanted)) >= LEAST_SHARE * len(wanted)


NO_PEERS = Peers((), 0)


def with_peers(plan: DriverPlan, peers: Peers) -> DriverPlan:
    """Return a plan whose panel has peers, and which says so; a plan as it is when there are none."""
    if not peers or not plan.panel.series:
        return plan
    panel = Panel(plan.panel.series, peers.series)
    unobserved = not any(len(one.values) for one in plan.panel.series)
    return replace(plan, panel=panel, notes=(*plan.notes, *_notes(peers, plan.groups, unobserved=unobserved)))


def _notes(peers: Peers, groups: Mapping[str, str], *, unobserved: bool) -> list[str]:
    them = counted(peers.campaigns, "campaign")
    if unobserved:
        return [f"Nothing was observed yet: {them} of this workspace carry the forecast."]
    if peers.generated:
        where = "of the demo workspace, whose data are generated,"
        warning = ", for this workspace has no comparable ones: take the forecast for orders of magnitude"
    else:
        where, warning = "of this workspace", ""
    notes = [f"{them} {where} carry the forecast as far as the few observed days do not{warning}."]
    wanted = set(groups.values())
    missing = sorted(wanted - peers.spoken_of(wanted))
    if missing:
        notes.append(f"Of {', '.join(missing)} they say too little: there the observed days speak alone.")
    return notes
