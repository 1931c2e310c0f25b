"""Hours of campaigns, read once for many."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.metrics.model import MetricType
from domain.profiles.model import HourlyProfile
from domain.profiles.service import HoursAround, Wanted
from graph.information import Context

AroundKey = tuple[UUID, date, tuple[MetricType, ...]]


def profile_loader(context: Context) -> DataLoader[tuple[UUID, Wanted], HourlyProfile]:
    """Learn profiles; two queries for each distinct metric and channel over all their campaigns."""

    async def load(keys: list[tuple[UUID, Wanted]]) -> Sequence[HourlyProfile]:
        found: dict[tuple[UUID, Wanted], HourlyProfile] = {}
        for wanted in dict.fromkeys(wanted for _, wanted in keys):
            campaigns = [campaign for campaign, asked in keys if asked == wanted]
            profiles = await context.services.profiles.profiles(context.viewer, campaigns, wanted)
            found.update({(campaign, wanted): profile for campaign, profile in profiles.items()})
        return [found[key] for key in keys]

    return DataLoader(load)


def around_loader(context: Context) -> DataLoader[AroundKey, HoursAround]:
    """Load hours around the beginning of forecasts; one query for each distinct choice of metrics."""

    async def load(keys: list[AroundKey]) -> Sequence[HoursAround]:
        found: dict[AroundKey, HoursAround] = {}
        for metrics in dict.fromkeys(metrics for _, _, metrics in keys):
            asked = {(campaign, day) for campaign, day, wanted in keys if wanted == metrics}
            hours = await context.services.profiles.around(context.viewer, asked, metrics)
            found.update({(campaign, day, metrics): one for (campaign, day), one in hours.items()})
        return [found[key] for key in keys]

    return DataLoader(load)
