"""Campaigns and what hangs on them, read once for many."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.campaigns.model import Campaign, PlannedSpend, PlanQuery
from domain.insights.model import HourAnomaly, MetricAnomaly, MetricChange
from domain.metrics.model import HourlyPoint, HourlyQuery, MetricPoint, MetricQuery, MetricType
from domain.quality.model import DataQualityReport
from domain.simulations.model import Simulation
from graph.information import Context

PointsKey = tuple[UUID, MetricQuery]
HoursKey = tuple[UUID, HourlyQuery]
PlanKey = tuple[UUID, PlanQuery]
FindingsKey = tuple[UUID, tuple[MetricType, ...]]

Choice = TypeVar("Choice")
Found = TypeVar("Found")


def campaign_loader(context: Context) -> DataLoader[UUID, Campaign | None]:
    """Load campaigns by id."""

    async def load(keys: list[UUID]) -> Sequence[Campaign | None]:
        found = await context.services.campaigns.many(context.viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)


def points_loader(context: Context) -> DataLoader[PointsKey, Sequence[MetricPoint]]:
    """Load metric points; one query for each distinct query over all its campaigns."""
    return _by_choice(partial(context.services.metrics.points, context.viewer))


def hours_loader(context: Context) -> DataLoader[HoursKey, Sequence[HourlyPoint]]:
    """Load metric points by the hour; one query for each distinct query over all its campaigns."""
    return _by_choice(partial(context.services.metrics.hourly, context.viewer))


def planned_spend_loader(context: Context) -> DataLoader[PlanKey, Sequence[PlannedSpend]]:
    """Load planned spend; one query for each distinct choice of days and channel over all its campaigns."""
    return _by_choice(partial(context.services.spend_plans.of, context.viewer))


def latest_simulation_loader(context: Context) -> DataLoader[UUID, Simulation | None]:
    """Load the newest completed simulation of each campaign."""

    async def load(keys: list[UUID]) -> Sequence[Simulation | None]:
        found = await context.services.simulations.latest(context.viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)


def anomalies_loader(context: Context) -> DataLoader[FindingsKey, Sequence[MetricAnomaly]]:
    """Judge days of campaigns; one query for each distinct choice of metrics over all its campaigns."""
    return _by_choice(partial(context.services.judging.anomalies, context.viewer))


def unusual_hours_loader(context: Context) -> DataLoader[FindingsKey, Sequence[HourAnomaly]]:
    """Judge hours of campaigns; one query for each distinct choice of metrics over all its campaigns."""
    return _by_choice(partial(context.services.judging.hours, context.viewer))


def changes_loader(context: Context) -> DataLoader[FindingsKey, Sequence[MetricChange]]:
    """Find changes of campaigns; one query for each distinct choice of metrics over all its campaigns."""
    return _by_choice(partial(context.services.judging.changes, context.viewer))


def quality_loader(context: Context) -> DataLoader[UUID, DataQualityReport]:
    """Assess the data of campaigns."""

    async def load(keys: list[UUID]) -> Sequence[DataQualityReport]:
        found = await context.services.quality.reports(context.viewer, keys)
        return [found[key] for key in keys]

    return DataLoader(load)


def _by_choice(
    read: Callable[[list[UUID], Choice], Awaitable[Mapping[UUID, Sequence[Found]]]],
) -> DataLoader[tuple[UUID, Choice], Sequence[Found]]:
    """Load by campaign and choice, reading once for each distinct choice; nothing for campaigns that have nothing."""

    async def load(keys: list[tuple[UUID, Choice]]) -> Sequence[Sequence[Found]]:
        found: dict[tuple[UUID, Choice], Sequence[Found]] = {}
        for choice in {choice for _, choice in keys}:
            campaigns = [campaign for campaign, asked in keys if asked == choice]
            of_campaign = await read(campaigns, choice)
            found.update({(campaign, choice): of_campaign.get(campaign, ()) for campaign in campaigns})
        return [found[key] for key in keys]

    return DataLoader(load)
