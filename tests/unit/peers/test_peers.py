"""Which campaigns speak for another, and that nobody else's do."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from domain.audit.record import record
from domain.campaigns.model import Campaign, Channel, Money
from domain.demo.filled import FILLED, FilledDemo
from domain.metrics.history import CampaignHistory, history_of
from domain.peers.codec import decode_peers, encode_peers
from domain.peers.collect import peers_of
from domain.peers.model import LEAST_SERIES, NO_PEERS, Peers
from domain.peers.opening import FIRST_DAYS
from domain.peers.similar import MOST_CAMPAIGNS, most_similar
from domain.workspaces.model import Member, Principal, Role, Workspace
from tests.fixtures.product import LAST_DAY, OBSERVED_CHANNELS, Tenant, World, made_up_points
from tests.fixtures.records import a_campaign

DAYS = 40
HERE = UUID(int=1)


async def grown(
    world: World, count: int, *, tenant: Tenant | None = None, days: int = DAYS, **values
) -> list[Campaign]:
    """Store campaigns that were observed from their first day on."""
    found = []
    for number in range(count):
        begin = LAST_DAY - timedelta(days=100 + number)
        one = await world.a_campaign(f"Grown {number}", tenant=tenant, start_date=begin, **values)
        await world.observe(one, days, last=begin + timedelta(days=days - 1), factor=1 + number / 5)
        found.append(one)
    return found


async def young(world: World, days: int = 3, **values) -> tuple[Campaign, CampaignHistory]:
    begin = LAST_DAY - timedelta(days=days - 1)
    campaign = await world.a_campaign("Young", start_date=begin, **values)
    history = history_of(made_up_points(days, LAST_DAY, 1))
    assert history is not None
    return campaign, history


async def found_for(world: World, campaign: Campaign, history: CampaignHistory) -> Peers:
    return await peers_of(world.storage, campaign, history)


def ids(peers: Peers) -> set[str]:
    return {series.key.split("/")[0] for series in peers.series}


async def test_the_first_days_of_other_campaigns_are_found_for_a_young_one(world: World):
    others = await grown(world, LEAST_SERIES)
    peers = await found_for(world, *await young(world))
    assert ids(peers) == {str(one.id) for one in others}
    assert (peers.campaigns, peers.generated) == (LEAST_SERIES, False)
    assert {one.group for one in peers.series} == {"IMPRESSIONS", "CTR", "CVR", "SPEND", "VALUE"}
    begins = {str(one.id): one.start_date for one in others}
    for series in peers.series:
        assert series.start == series.known.begins == begins[series.key.split("/")[0]]
        assert len(series.values) == DAYS
        assert series.known.channel == series.key.split("/")[1]


async def test_no_more_than_the_first_days_are_read(world: World):
    await grown(world, 3, days=90)
    peers = await found_for(world, *await young(world))
    assert {len(series.values) for series in peers.series} == {FIRST_DAYS}


async def test_a_campaign_of_two_weeks_has_no_use_for_peers_and_reads_none(world: World):
    await grown(world, 5)
    assert await found_for(world, *await young(world, 14)) is NO_PEERS
    assert await found_for(world, *await young(world, 13))


async def test_two_series_of_a_kind_are_too_few(world: World):
    await grown(world, 1)
    assert await found_for(world, *await young(world)) is NO_PEERS
    await grown(world, 1)
    assert (await found_for(world, *await young(world))).campaigns == 2


async def test_campaigns_of_another_workspace_are_never_peers(world: World):
    await grown(world, 10, tenant=world.there)
    assert await found_for(world, *await young(world)) is NO_PEERS


async def test_deleted_campaigns_speak_no_more(world: World):
    for one in await grown(world, 4):
        await world.product.services.campaigns.delete(world.here.principals[Role.OWNER], one.id)
    assert await found_for(world, *await young(world)) is NO_PEERS


async def test_a_campaign_that_is_as_young_itself_tells_nothing(world: World):
    await grown(world, 5, days=13)
    assert await found_for(world, *await young(world)) is NO_PEERS


async def test_amounts_in_another_currency_are_not_compared(world: World):
    end = LAST_DAY + timedelta(days=60)
    await grown(world, 4, budget=Money(Decimal(100_000), "JPY"), end_date=end)
    peers = await found_for(world, *await young(world, end_date=end))
    assert {one.group for one in peers.series} == {"IMPRESSIONS", "CTR", "CVR", "SPEND"}
    open_ended = await found_for(world, *await young(world))
    assert {one.group for one in open_ended.series} == {"IMPRESSIONS", "CTR", "CVR"}


async def demo_tenant(world: World) -> Tenant:
    """Store a demo workspace with its owner."""
    demo = Workspace(world.ids.new(), "Demo", "demo", world.clock.now(), demo=True)
    owner = Member(world.ids.new(), demo.id, "olivia@demo.example", "Olivia", Role.OWNER, world.clock.now())
    async with world.storage() as tx:
        await tx.workspaces.add(demo)
        await tx.workspaces.add_member(owner)
        await tx.commit()
    return Tenant(demo, {Role.OWNER: Principal(demo.id, owner.id, owner.name, owner.role)})


async def filled_demo(world: World, days: int = DAYS) -> tuple[Tenant, list[Campaign]]:
    """Store a demo workspace that the product filled with campaigns."""
    demo = await demo_tenant(world)
    made = await grown(world, 4, tenant=demo, days=days)
    details = FilledDemo(LAST_DAY, 1, {one.name: one.id for one in made}).details
    async with world.storage() as tx:
        owner = demo.principals[Role.OWNER]
        await record(tx, owner, FILLED, owner.workspace_id, clock=world.clock, ids=world.ids, **details)
        await tx.commit()
    return demo, made


async def test_generated_campaigns_of_the_demo_workspace_stand_in_where_there_are_none(world: World):
    _, made = await filled_demo(world)
    peers = await found_for(world, *await young(world))
    assert peers.generated
    assert ids(peers) == {str(one.id) for one in made}


async def test_a_week_of_its_own_is_worth_more_than_generated_campaigns(world: World):
    await filled_demo(world)
    assert await found_for(world, *await young(world, 6))
    assert await found_for(world, *await young(world, 7)) is NO_PEERS


async def test_own_campaigns_go_before_generated_ones(world: World):
    await filled_demo(world)
    own = await grown(world, 3)
    peers = await found_for(world, *await young(world))
    assert (peers.generated, ids(peers)) == (False, {str(one.id) for one in own})


async def test_what_people_added_to_the_demo_workspace_is_no_peer(world: World):
    """Campaigns that were made there by hand, and points that were imported into generated ones, belong to people."""
    demo, made = await filled_demo(world, days=20)
    by_hand = await world.a_campaign("By hand", tenant=demo, start_date=LAST_DAY - timedelta(days=99))
    await world.observe(by_hand, 40, last=LAST_DAY - timedelta(days=60))
    for one in made:
        await world.observe(one, 10, last=one.start_date + timedelta(days=29), factor=1_000)
    peers = await found_for(world, *await young(world))
    assert ids(peers) == {str(one.id) for one in made}
    assert {len(series.values) for series in peers.series} == {20}


async def test_the_demo_workspace_itself_has_no_other_to_fall_back_on(world: World):
    demo, made = await filled_demo(world)
    for one in made:
        await world.product.services.campaigns.delete(demo.principals[Role.OWNER], one.id)
    begin = LAST_DAY - timedelta(days=2)
    campaign = await world.a_campaign("Young", tenant=demo, start_date=begin)
    assert await found_for(world, campaign, (await young(world))[1]) is NO_PEERS


def campaign_like(**values: Any) -> Campaign:
    return a_campaign(HERE, **{"data_version": 1, "industry": None} | values)


def test_the_most_similar_campaigns_come_first_and_not_too_many():
    one = campaign_like(channels=OBSERVED_CHANNELS, objective="Bookings", industry="travel")
    others = {
        "all": campaign_like(channels=OBSERVED_CHANNELS, objective=" bookings ", industry="Travel"),
        "channels": campaign_like(channels=OBSERVED_CHANNELS, objective="Other"),
        "half": campaign_like(channels=OBSERVED_CHANNELS[:1], objective="Other", industry="travel"),
        "objective": campaign_like(channels=(Channel.SMS,), objective="Bookings"),
        "nothing": campaign_like(channels=(Channel.SMS,), objective="Other"),
    }
    empty = campaign_like(channels=OBSERVED_CHANNELS, objective="Bookings", industry="travel", data_version=0)
    ranked = most_similar(one, [*reversed(others.values()), one, empty])
    assert ranked == list(others.values())
    assert len(most_similar(one, [campaign_like() for _ in range(MOST_CAMPAIGNS + 9)])) == MOST_CAMPAIGNS


async def test_peers_survive_their_checkpoint(world: World):
    await grown(world, 3)
    peers = await found_for(world, *await young(world))
    again = decode_peers(encode_peers(peers))
    assert (again.campaigns, again.generated) == (peers.campaigns, peers.generated)
    for one, other in zip(again.series, peers.series, strict=True):
        assert (one.key, one.group, one.kind, one.start, one.known) == (
            other.key,
            other.group,
            other.kind,
            other.start,
            other.known,
        )
        np.testing.assert_allclose(one.values, other.values, rtol=1e-5)
    assert encode_peers(again) == encode_peers(peers)
    assert decode_peers(encode_peers(NO_PEERS)) is NO_PEERS


@pytest.mark.parametrize(("groups", "carried"), [({"IMPRESSIONS"}, True), ({"A", "B"}, False), (set(), False)])
async def test_peers_carry_what_they_have_enough_series_of(world: World, groups: set[str], carried: bool):
    await grown(world, 3)
    peers = await found_for(world, *await young(world))
    assert peers.carry(groups) is carried
    assert peers.carry({"IMPRESSIONS", "ENGAGEMENT"})
