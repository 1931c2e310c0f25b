"""Reading the peers of a campaign: those of its own workspace, else the generated ones of the demo workspace."""

import asyncio
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from uuid import UUID

from domain.campaigns.model import Campaign, CampaignFilter, CampaignOrder, CampaignOrderField
from domain.demo.filled import FilledDemo, filled_details
from domain.ensemble.drivers import EVERY_GROUP, build_panel
from domain.forecasting.model import Series
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricPoint, MetricQuery
from domain.paging import PageRequest
from domain.peers.model import NO_PEERS, Peers
from domain.peers.opening import FIRST_DAYS, comparable, opening_series
from domain.peers.similar import most_similar
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.quality.assess import MINIMUM_DAYS, SHORT_DAYS
from domain.quality.observed import observed_on

PAGE, PAGES = 100, 2
"""Campaigns of a page, and pages that are looked through: the latest begun, of the same industry and of all."""

AT_ONCE = 20
"""Campaigns whose points are read together..."""

SPAN = 60
"""... when they began within so many days: one query reads from the first beginning to the last."""

MOST_SERIES = 60
"""Series of one kind that are kept, those of the most similar campaigns first."""

FILLED_VERSION = 1
"""Version of the points that the demo workspace was filled with: what anybody imported there has a higher one."""


async def peers_of(open_unit: OpenUnitOfWork, campaign: Campaign, history: CampaignHistory) -> Peers:
    """Return campaigns that can speak for one that has fewer than 14 observed days; none for one that has more.

    Nothing of any other workspace is read but what the product itself generated for the demo workspace; and that only
    from the first observed day on and below 7, where nothing could be said without it: a week of real days is worth
    more than made-up ones, and without a single real day nothing but made-up ones would be told.
    """
    observed = int(observed_on(history).sum())
    if observed >= SHORT_DAYS:
        return NO_PEERS
    groups = set((await asyncio.to_thread(build_panel, history)).groups.values()) if history.days else EVERY_GROUP
    async with open_unit() as tx:
        own = await _collected(tx, campaign, most_similar(campaign, await _candidates(tx, campaign)), groups)
        if not history.days:
            return own if own.spoken_of(groups) else NO_PEERS
        if own.carry(groups):
            return own
        if observed >= MINIMUM_DAYS:
            return NO_PEERS
        generated = await _generated(tx, campaign, groups)
    return generated if generated.carry(groups) else NO_PEERS


async def _candidates(tx: Transaction, campaign: Campaign) -> list[Campaign]:
    """Return the campaigns of the workspace that began last, those of the same industry beside all."""
    order = CampaignOrder(CampaignOrderField.START_DATE, descending=True)
    restrictions = [CampaignFilter()]
    if campaign.industry is not None:
        restrictions.insert(0, CampaignFilter(industry=campaign.industry))
    found: list[Campaign] = []
    for restriction in restrictions:
        page = PageRequest(size=PAGE)
        for _ in range(PAGES):
            part = await tx.campaigns.list(campaign.workspace_id, page, restriction, order)
            found += [one for _, one in part.rows]
            if not part.has_next:
                break
            page = PageRequest(size=PAGE, after=part.rows[-1][0])
    return found


async def _generated(tx: Transaction, campaign: Campaign, groups: AbstractSet[str]) -> Peers:
    """Return what the product generated for the demo workspace, unless the campaign is of that workspace."""
    demo = await tx.workspaces.demo()
    if demo is None or demo.id == campaign.workspace_id:
        return NO_PEERS
    details = await filled_details(tx, demo.id)
    filled = None if details is None else FilledDemo.of(details)
    if filled is None:
        return NO_PEERS
    there = await tx.campaigns.many(demo.id, list(filled.campaigns.values()))
    return await _collected(tx, campaign, most_similar(campaign, there.values()), groups, generated=True)


async def _collected(
    tx: Transaction,
    campaign: Campaign,
    chosen: Sequence[Campaign],
    groups: AbstractSet[str],
    *,
    generated: bool = False,
) -> Peers:
    """Read the first days of the chosen campaigns, all of one workspace."""
    if not chosen:
        return NO_PEERS
    points = await _points(tx, chosen, generated=generated)
    # Nobody's plans are in what the product generated; those of the demo's users are their own.
    planned = {} if generated else await tx.spend_plans.read_many(chosen[0].workspace_id, list(points))
    kept: list[Series] = []
    count: dict[str, int] = {}
    speaking = 0
    for peer in chosen:
        if peer.id not in points:
            continue
        # In a thread: to arrange the points of one campaign takes milliseconds, those of sixty the loop's patience.
        found = await asyncio.to_thread(opening_series, peer, points[peer.id], planned.get(peer.id, ()), groups)
        own = [one for one in found if comparable(campaign, peer, one) and count.get(one.group, 0) < MOST_SERIES]
        for one in own:
            count[one.group] = count.get(one.group, 0) + 1
        kept += own
        speaking += bool(own)
    return Peers(tuple(kept), speaking, generated)


async def _points(tx: Transaction, chosen: Sequence[Campaign], *, generated: bool) -> dict[UUID, Sequence[MetricPoint]]:
    found: dict[UUID, Sequence[MetricPoint]] = {}
    for part in _together(chosen):
        last = part[-1].start_date + timedelta(days=FIRST_DAYS - 1)
        query = MetricQuery(start=part[0].start_date, end=last)
        found |= await tx.metrics.read_many(part[0].workspace_id, [one.id for one in part], query)
    if not generated:
        return found
    return {identity: [one for one in some if one.version == FILLED_VERSION] for identity, some in found.items()}


def _together(chosen: Sequence[Campaign]) -> Iterator[list[Campaign]]:
    """Yield campaigns whose first days can be read by one query, in order of their beginning."""
    part: list[Campaign] = []
    for one in sorted(chosen, key=lambda each: each.start_date):
        if part and (len(part) == AT_ONCE or (one.start_date - part[0].start_date).days > SPAN):
            yield part
            part = []
        part.append(one)
    if part:
        yield part
