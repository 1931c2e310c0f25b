"""Performance, read once for many."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.performance.model import ScoreRange
from domain.performance.tables import AccuracyPeriod, MetricPerformance, ModelPerformance
from graph.information import Context

Course = Mapping[str, Sequence[AccuracyPeriod]]
Published = Mapping[str, Sequence[MetricPerformance]]


def performance_loader(context: Context) -> DataLoader[UUID, Sequence[ModelPerformance]]:
    """Load how good the forecasts of simulations were; nothing for those of which no day has come."""

    async def load(keys: list[UUID]) -> Sequence[Sequence[ModelPerformance]]:
        found = await context.services.performance.of_simulations(context.viewer, keys)
        return [found.get(key, ()) for key in keys]

    return DataLoader(load)


def published_loader(context: Context) -> DataLoader[ScoreRange, Published]:
    """Load how good the published metrics of campaigns were, by model."""

    async def load(keys: list[ScoreRange]) -> Sequence[Published]:
        return [await context.services.performance.published(context.viewer, key) for key in keys]

    return DataLoader(load)


def course_loader(context: Context) -> DataLoader[ScoreRange, Course]:
    """Load accuracy over time by model."""

    async def load(keys: list[ScoreRange]) -> Sequence[Course]:
        return [await context.services.performance.over_time(context.viewer, key) for key in keys]

    return DataLoader(load)
