"""A demo workspace with a simulator and some of the demo's campaigns, filled once and copied for each test."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from config.definitions import load_demo
from config.marketplace.campaign_mapping import load_campaign_mapping
from config.marketplace.loader import load_marketplace
from domain.campaigns.model import Campaign
from domain.demo.feed import CampaignFeed
from domain.demo.model import Demo
from domain.demo.world import DemoMarket
from domain.marketplace.history.model import HourBlock
from domain.marketplace.model import ValueKind
from domain.marketplace.moments import HOUR, micros
from domain.marketplace.timeline.model import Command, Course
from domain.metrics.model import HourlyPoint, HourlyQuery, MetricPoint, MetricQuery
from domain.simulators.model import SimulatorRecord
from domain.simulators.timelines import Courses
from domain.workspaces.model import Principal, Role
from graph.protocol_schema import ProtocolSchema
from infra.storage.memory.database import MemoryDatabase, Tables
from infra.storage.memory.unit_of_work import MemoryStorage
from simulator.campaigns.generator import generate_campaign_hours
from simulator.marketplace import LocalMarketplace
from tests.fixtures.product import World, a_world
from tests.fixtures.steered import TODAY

SEED = 7
EPOCH = micros(TODAY) // HOUR
CHOSEN = ("exam-season-search", "tutor-recruiting-linkedin", "brand-video", "summer-pause")

MARKETPLACE = LocalMarketplace(load_marketplace())
COURSES = Courses(MARKETPLACE)


def fitting(demo: Demo, email: str = "owner@here.example") -> Demo:
    """Return the demo, its owner being the one of the tests' workspace."""
    owner = next(one for one in demo.members if one.role is Role.OWNER)
    mine = replace(owner, email=email)
    members = tuple(mine if one is owner else one for one in demo.members)
    campaigns = tuple(replace(one, author=mine.email) if one.author == owner.email else one for one in demo.campaigns)
    return replace(demo, members=members, campaigns=campaigns)


def some(demo: Demo, keys: Sequence[str] = CHOSEN) -> Demo:
    """Return the demo with some of its campaigns, none of which is simulated."""
    return replace(demo, campaigns=tuple(replace(one, simulated=False) for one in demo.campaigns if one.key in keys))


def make_demo_workspace(world: World) -> Principal:
    """Make the first workspace of a world a demo workspace; return its owner."""
    owner = world.here.principals[Role.OWNER]
    tables: Tables = world.storage.database.committed  # type: ignore[attr-defined]
    tables.workspaces[owner.workspace_id] = replace(tables.workspaces[owner.workspace_id], demo=True)
    return owner


@dataclass
class FilledWorkspace:
    """A filled demo workspace, whose simulator's hours a test gives.

    Attributes:
        campaigns: Ids by key.
    """

    database: MemoryDatabase
    owner: Principal
    record: SimulatorRecord
    demo: Demo
    campaigns: dict[str, UUID]

    def __post_init__(self) -> None:
        self.storage = MemoryStorage(self.database)
        self.market = DemoMarket(MARKETPLACE, load_campaign_mapping(MARKETPLACE.marketplace))

    @property
    def feed(self) -> CampaignFeed:
        """A feed as a process that has just started has it."""
        return CampaignFeed(self.storage, self.market, self.demo, generate_campaign_hours)

    def course(self, *commands: Command) -> Course:
        return COURSES.of(self.record, commands, EPOCH * HOUR)

    def counted(self, course: Course, begin: int, end: int) -> list[HourBlock]:
        """Return hours as an engine would count them: here, what is generated for them."""
        blocks = MARKETPLACE.blocks(course, begin * HOUR, end * HOUR, HOUR)
        rows = {name: row for row, name in enumerate(blocks.streams)}
        counters = [
            rows[one.name] if one.value_kind is ValueKind.COUNTER else None for one in MARKETPLACE.marketplace.streams
        ]
        return [
            HourBlock(hour * HOUR, tuple(0 if row is None else int(blocks.values[row, at]) for row in counters), ())
            for at, hour in enumerate(range(begin, end))
        ]

    async def hourly(self, key: str, begin: int = 0, end: int = 10**6) -> list[HourlyPoint]:
        """Return the stored points of a campaign by the hour."""
        async with self.storage() as tx:
            found = await tx.hourly_metrics.read_many(self.owner.workspace_id, [self.campaigns[key]], HourlyQuery())
        return [one for one in found.get(self.campaigns[key], ()) if begin <= micros(one.hour) // HOUR < end]

    async def daily(self, key: str, since: date | None = None) -> list[MetricPoint]:
        """Return the stored points of a campaign by the day."""
        async with self.storage() as tx:
            return list(await tx.metrics.read(self.owner.workspace_id, self.campaigns[key], MetricQuery(start=since)))

    async def campaign(self, key: str) -> Campaign:
        async with self.storage() as tx:
            found = await tx.campaigns.get(self.owner.workspace_id, self.campaigns[key])
        assert found is not None
        return found

    async def change(self, campaign: Campaign) -> None:
        async with self.storage() as tx:
            await tx.campaigns.update(campaign)
            await tx.commit()


@pytest.fixture(scope="session")
def filled(schema: ProtocolSchema) -> FilledWorkspace:
    """Fill a demo workspace whose simulator starts at noon."""

    async def happen() -> FilledWorkspace:
        storage = MemoryStorage()
        world = await a_world(storage, schema)
        owner = make_demo_workspace(world)
        record = SimulatorRecord(owner.workspace_id, SEED, TODAY, 1.0, TODAY, TODAY, TODAY)
        async with storage() as tx:
            await tx.simulators.add(record)
            await tx.commit()
        demo = some(fitting(load_demo()))
        service = replace(world.product.demo, courses=COURSES)
        service = replace(service, market=DemoMarket(MARKETPLACE, service.market.mapping))
        assert await service.fill(owner, demo, SEED)
        names = {one.name: one.key for one in demo.campaigns}
        stored = {names[one.name]: one.id for one in storage.database.committed.campaigns.values()}
        return FilledWorkspace(storage.database, owner, record, demo, stored)

    return asyncio.run(happen())


@pytest.fixture
def stage(filled: FilledWorkspace) -> FilledWorkspace:
    """A copy of the filled workspace."""
    database = MemoryDatabase()
    database.committed = filled.database.committed.copy()
    return FilledWorkspace(database, filled.owner, filled.record, filled.demo, filled.campaigns)


def yesterday() -> date:
    """The last day of the history."""
    return TODAY.date() - timedelta(days=1)
