"""The simulation in the schema."""

import asyncio
from datetime import datetime
from typing import Annotated, Self

import strawberry

from domain.ensemble.strategies import Strategy
from domain.metrics.model import OBSERVED, MetricQuery
from domain.metrics.service import observed_for, series_of
from domain.profiles.ahead import hours_ahead
from domain.profiles.model import HourlyForecast
from domain.simulations.model import Simulation, SimulationResult, SimulationStatus
from graph.campaigns.loaders import campaign_loader, points_loader, quality_loader
from graph.campaigns.types import CampaignType
from graph.ensemble.types import Actuals, ConfidenceType, EnsembleReportType, GranularityArgument, TrajectoryType
from graph.information import Info
from graph.limits.limits import sized, weighted
from graph.metrics.enums import Granularity, MetricType
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.performance.loaders import performance_loader
from graph.performance.types import ModelPerformanceType
from graph.profiles.loaders import around_loader
from graph.profiles.types import HourlyForecastType
from graph.quality.types import QualityReportType
from graph.recommendations.types import RecommendationType
from graph.risk.types import RiskType
from graph.scenarios.types import ScenarioOutcomeType
from graph.simulations.loaders import progress_loader, result_loader
from graph.simulations.progress_types import SimulationFailureType, SimulationProgressType
from graph.workspaces.loaders import member_loader
from graph.workspaces.types import MemberType

MetricsArgument = Annotated[
    list[MetricType] | None, strawberry.argument(description="Which metrics; all that were forecast when left out.")
]


@strawberry.type(
    name="Simulation",
    description="One simulation of a campaign. Until it has completed, its lists are empty, its ensemble has no "
    "members and its confidence is 0.",
)
class SimulationType(Node):
    """One simulation."""

    model: strawberry.Private[Simulation]
    status: SimulationStatus = strawberry.field(description="Where it is in its life.")
    horizon_days: int = strawberry.field(description="Days ahead that were asked for.")
    strategy: Strategy = strawberry.field(description="How the models are weighted.")
    created_at: datetime = strawberry.field(description="When it was asked for.")
    started_at: datetime | None = strawberry.field(description="When its work began.")
    completed_at: datetime | None = strawberry.field(description="When it ended, in whatever way.")
    cached: bool = strawberry.field(description="Whether the result of an identical earlier run was given.")
    attempt: int = strawberry.field(description="1 at first, one more with every retry.")
    failure: SimulationFailureType | None = strawberry.field(description="Why it failed.")
    requested_by_id: strawberry.ID = strawberry.field(
        description="Id of the member who asked for it first, whoever tried it again: an analyst cancels and retries "
        "only own simulations."
    )

    @strawberry.field(description="The member who asked for it first; null when the member has left.")
    async def requested_by(self, info: Info) -> MemberType | None:
        """Read the member through the loader."""
        found = await info.context.loader(member_loader).load(self.model.created_by)
        return None if found is None else MemberType.of(found)

    @strawberry.field(description="The campaign.")
    async def campaign(self, info: Info) -> CampaignType:
        """Read it through the loader."""
        found = await info.context.loader(campaign_loader).load(self.model.campaign_id)
        if found is None:
            raise LookupError("a visible simulation has a visible campaign")
        return CampaignType.of(found)

    @strawberry.field(description="Where it is now.")
    async def progress(self, info: Info) -> SimulationProgressType:
        """Read it through the loader."""
        return SimulationProgressType.of(await info.context.loader(progress_loader).load(self.model))

    @strawberry.field(description="The forecast of each metric; at most 12.", metadata=sized(6))
    async def trajectories(
        self, info: Info, metrics: MetricsArgument = None, granularity: GranularityArgument = Granularity.DAY
    ) -> list[TrajectoryType]:
        """Return the metrics asked for, with what was observed since."""
        result = await self._result(info)
        if result is None:
            return []
        chosen = [one for one in result.trajectories if metrics is None or one.metric in metrics]
        actuals = await self._actuals(info, result)
        return [TrajectoryType.of(one, actuals, granularity) for one in chosen]

    @strawberry.field(
        description="The first seven days by the hour, where the campaign is measured by the hour; else why not.",
        metadata=weighted(20),
    )
    async def hourly_forecast(self, info: Info, metrics: MetricsArgument = None) -> HourlyForecastType:
        """Spread the days' distributions over their hours."""
        result = await self._result(info)
        given = () if result is None else result.trajectories
        chosen = [one for one in given if not metrics or one.metric in metrics]
        first = min((point.day for one in given for point in one.points), default=None)
        if first is None or not chosen:
            return HourlyForecastType.of(HourlyForecast(0, (), "There is no forecast of this."))
        key = (self.model.campaign_id, first, tuple(one.metric for one in chosen) if metrics else ())
        hours = await info.context.loader(around_loader).load(key)
        found = await asyncio.to_thread(hours_ahead, chosen, hours.before, first, hours.since)
        return HourlyForecastType.of(found)

    @strawberry.field(description="The scenarios that were asked for; at most 10.", metadata=sized(4))
    async def scenarios(self, info: Info) -> list[ScenarioOutcomeType]:
        """Return the scenarios."""
        result = await self._result(info)
        return [] if result is None else [ScenarioOutcomeType.of(one) for one in result.scenarios]

    @strawberry.field(description="What may go wrong, most severe first; at most 100.")
    async def risks(self, info: Info) -> list[RiskType]:
        """Return the risks."""
        result = await self._result(info)
        return [] if result is None else [RiskType.of(one) for one in result.risks[:100]]

    @strawberry.field(description="What to do, most urgent first; at most 100.")
    async def recommendations(self, info: Info) -> list[RecommendationType]:
        """Return the recommendations."""
        result = await self._result(info)
        advice = () if result is None else result.advice.recommendations[:100]
        return [RecommendationType.of(one) for one in advice]

    @strawberry.field(description="Why a kind of recommendation was not given, a sentence each; at most 20.")
    async def withheld_recommendations(self, info: Info) -> list[str]:
        """Return the reasons."""
        result = await self._result(info)
        return [] if result is None else list(result.advice.withheld[:20])

    @strawberry.field(description="How the models were combined.")
    async def ensemble(self, info: Info) -> EnsembleReportType:
        """Return the report."""
        result = await self._result(info)
        if result is None:
            return EnsembleReportType(strategy="none yet", consensus=0.0, diversity=0.0, members=[], weights=[])
        return EnsembleReportType.of(result.ensemble)

    @strawberry.field(description="How far the data could be trusted when it ran; until then, how far it can be now.")
    async def data_quality(self, info: Info) -> QualityReportType:
        """Return the report of the run."""
        result = await self._result(info)
        if result is None:
            return QualityReportType.of(await info.context.loader(quality_loader).load(self.model.campaign_id))
        return QualityReportType.of(result.quality)

    @strawberry.field(description="How sure the forecast may be.")
    async def confidence(self, info: Info) -> ConfidenceType:
        """Return the measured confidence."""
        result = await self._result(info)
        if result is None:
            return ConfidenceType(
                value=0.0,
                level="very low",
                statement="There is no forecast yet.",
                coverage80=None,
                wape=None,
                sample_size=0,
                flagged=True,
            )
        return ConfidenceType.of(result.confidence)

    @strawberry.field(
        description="How good its forecasts were so far, by model, the ensemble first; at most 20, empty until a day "
        "has come that it forecast.",
        metadata=sized(7),
    )
    async def performance(self, info: Info) -> list[ModelPerformanceType]:
        """Read it through the loader."""
        found = await info.context.loader(performance_loader).load(self.model.id)
        return [ModelPerformanceType.of(one, None) for one in found[:20]]

    @strawberry.field(description="What to know about this run, such as models that were left out; at most 100.")
    async def notes(self, info: Info) -> list[str]:
        """Return the notes."""
        result = await self._result(info)
        return [] if result is None else list(result.notes[:100])

    async def _result(self, info: Info) -> SimulationResult | None:
        if self.model.status is not SimulationStatus.COMPLETED:
            return None
        return await info.context.loader(result_loader).load(self.model.id)

    async def _actuals(self, info: Info, result: SimulationResult) -> Actuals:
        # A rate may have no point on the first or last days, of which its week has a part all the same.
        days = {point.day for trajectory in result.trajectories for point in trajectory.points}
        days |= {week.last for trajectory in result.trajectories for week in trajectory.weeks}
        days |= {week.first for trajectory in result.trajectories for week in trajectory.weeks}
        campaign = await info.context.loader(campaign_loader).load(self.model.campaign_id)
        if not days or campaign is None:
            return {}
        query = MetricQuery(min(days), max(days), None, observed_for(OBSERVED))
        points = await info.context.loader(points_loader).load((campaign.id, query))
        series = series_of(campaign, points, (), Granularity.DAY)
        return {(one.metric, at.date()): value for one in series for at, value in one.points}

    @classmethod
    def of(cls, simulation: Simulation) -> Self:
        """Translate a simulation of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("Simulation", simulation.id)),
            model=simulation,
            status=simulation.status,
            horizon_days=simulation.request.horizon_days,
            strategy=simulation.request.strategy,
            created_at=simulation.created_at,
            started_at=simulation.started_at,
            completed_at=simulation.completed_at,
            cached=simulation.cached,
            attempt=simulation.attempt,
            failure=None if simulation.failure is None else SimulationFailureType.of(simulation.failure),
            requested_by_id=strawberry.ID(encode_node_id("Member", simulation.created_by)),
        )
