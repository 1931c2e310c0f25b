"""Reading how good models were."""

from typing import Annotated

import strawberry

from domain.performance.model import ScoreRange
from graph.information import Info
from graph.limits.limits import sized
from graph.performance.types import ModelPerformanceType
from graph.ranges import DateRangeInput


@strawberry.type
class PerformanceQueries:
    """Field of Query."""

    @strawberry.field(
        description="How good the forecasts of the workspace's simulations were, by model, the ensemble first; at most "
        "20. Every stored forecast is held against what was observed since, and again when that is corrected. Empty "
        "until a day has come that was forecast.",
        metadata=sized(7),
    )
    async def model_performance(
        self,
        info: Info,
        range: Annotated[
            DateRangeInput | None,
            strawberry.argument(description="Forecasts whose first day lies in these days; all when left out."),
        ] = None,
    ) -> list[ModelPerformanceType]:
        """Return one row a model."""
        first, last = (None, None) if range is None else range.days()
        within = ScoreRange(first, last)
        found = await info.context.services.performance.models(info.context.viewer, within)
        return [ModelPerformanceType.of(one, within) for one in found[:20]]
