"""Campaigns and what hangs on them, read once for many."""

from collections.abc import Sequence
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.campaigns.model import Campaign
from domain.metrics.model import HourlyPoint, HourlyQuery, MetricPoint, MetricQuery
from domain.quality.model import DataQualityReport
from domain.simulations.model import Simulation
from graph.information import Context

PointsKey = tuple[UUID, MetricQuery]
HoursKey = tuple[UUID, HourlyQuery]


def campaign_loader(context: Context) -> DataLoader[UUID, Campaign | None]:
    """Load campaigns by id."""

    async def load(keys: list[UUID]) -> Sequence[Campaign | None]:
        found = await context.services.campaigns.many(context.viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)


def points_loader(context: Context) -> DataLoader[PointsKey, Sequence[MetricPoint]]:
    """Load metric points; one query for each distinct query over all its campaigns."""

    async def load(keys: list[PointsKey]) -> Sequence[Sequence[MetricPoint]]:
        found: dict[PointsKey, Sequence[MetricPoint]] = {}
        for query in {query for _, query in keys}:
            campaigns = [campaign for campaign, asked in keys if asked == query]
            points = await context.services.metrics.points(context.viewer, campaigns, query)
            found.update({(campaign, query): points.get(campaign, ()) for campaign in campaigns})
        return [found[key] for key in keys]

    return DataLoader(load)


def hours_loader(context: Context) -> DataLoader[HoursKey, Sequence[HourlyPoint]]:
    """Load metric points by the hour; one query for each distinct query over all its campaigns."""

    async def load(keys: list[HoursKey]) -> Sequence[Sequence[HourlyPoint]]:
        found: dict[HoursKey, Sequence[HourlyPoint]] = {}
        for query in {query for _, query in keys}:
            campaigns = [campaign for campaign, asked in keys if asked == query]
            points = await context.services.metrics.hourly(context.viewer, campaigns, query)
            found.update({(campaign, query): points.get(campaign, ()) for campaign in campaigns})
        return [found[key] for key in keys]

    return DataLoader(load)


def latest_simulation_loader(context: Context) -> DataLoader[UUID, Simulation | None]:
    """Load the newest completed simulation of each campaign."""

    async def load(keys: list[UUID]) -> Sequence[Simulation | None]:
        found = await context.services.simulations.latest(context.viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)


def quality_loader(context: Context) -> DataLoader[UUID, DataQualityReport]:
    """Assess the data of campaigns."""

    async def load(keys: list[UUID]) -> Sequence[DataQualityReport]:
        found = await context.services.quality.reports(context.viewer, keys)
        return [found[key] for key in keys]

    return DataLoader(load)
