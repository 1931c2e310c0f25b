"""What a run knows so far: rebuilt from its checkpoints where this process has not seen it."""

import asyncio
from dataclasses import dataclass
from typing import Any

from domain.campaigns.model import Campaign
from domain.ensemble.codec import decode_forecasts, decode_member, decode_outputs
from domain.ensemble.drivers import build_panel, unobserved_panel
from domain.ensemble.known import known_of
from domain.ensemble.limits import Limits, held_forecasts, limits_of
from domain.ensemble.outputs import ValidatedOutputs
from domain.ensemble.paths import sample_paths, stopped_paths
from domain.ensemble.persistence import cold_persistence
from domain.ensemble.plan import DriverPlan
from domain.ensemble.planned import Followed, follow_plan
from domain.ensemble.sampled import SampledPaths
from domain.ensemble.strategies import Strategy
from domain.forecasting.model import FloatArray, MemberForecast
from domain.metrics.codec import decode_history
from domain.metrics.history import CampaignHistory
from domain.orchestrator.beforehand import Beforehand, decode_beforehand
from domain.orchestrator.learning import Learning, Learnt, Subject
from domain.peers.codec import decode_peers
from domain.peers.model import Peers, with_peers
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.recommendations.model import Advice
from domain.risk.model import Risk
from domain.scenarios.model import ScenarioOutcome
from domain.simulations.model import Simulation, SimulationStep


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the members said. ``failed`` holds version and reason of those that said nothing."""

    members: tuple[MemberForecast, ...]
    failed: dict[str, tuple[str, str]]


@dataclass(slots=True)
class Run:
    """One attempt of a simulation, at work in this process.

    Everything costly is a checkpoint; the rest follows from it by pure functions, so that a run resumed elsewhere goes
    on exactly as it would have.
    """

    simulation: Simulation
    campaign: Campaign
    open: OpenUnitOfWork
    learning: Learning
    history: CampaignHistory | None = None
    data_version: int = 0
    beforehand: Beforehand | None = None
    peers: Peers | None = None
    plan: DriverPlan | None = None
    prediction: Prediction | None = None
    outputs: ValidatedOutputs | None = None
    learnt: Learnt | None = None
    forecasts: dict[str, FloatArray] | None = None
    followed: Followed | None = None
    free: SampledPaths | None = None
    paths: SampledPaths | None = None
    scenarios: tuple[ScenarioOutcome, ...] | None = None
    risks: tuple[Risk, ...] | None = None
    advice: Advice | None = None

    @property
    def horizon(self) -> int:
        """Days to forecast."""
        return self.simulation.request.horizon_days

    async def the_history(self) -> CampaignHistory:
        """Return what was observed when the run began."""
        if self.history is None:
            stored = await self._output(SimulationStep.AGGREGATE)
            self.history = await asyncio.to_thread(decode_history, stored["history"])
            self.data_version = stored["dataVersion"]
        return self.history

    async def the_plan(self) -> DriverPlan:
        """Return what is forecast."""
        if self.plan is None:
            known = known_of(self.campaign, (await self.the_beforehand()).planned)
            history, peers, channels = await self.the_history(), await self.the_peers(), self.campaign.channels
            if history.days:
                plan = await asyncio.to_thread(build_panel, history, known)
            else:
                plan = unobserved_panel(history.start, channels, peers.kinds(channels), known)
            self.plan = with_peers(plan, peers)
        return self.plan

    async def the_beforehand(self) -> Beforehand:
        """Return what was known of the campaign besides its recent past when the run began."""
        if self.beforehand is None:
            self.beforehand = decode_beforehand(await self._output(SimulationStep.AGGREGATE))
        return self.beforehand

    async def the_limits(self) -> Limits:
        """Return what no future goes beyond."""
        return limits_of(self.campaign, await self.the_history(), (await self.the_beforehand()).earlier)

    async def the_peers(self) -> Peers:
        """Return the campaigns that speak for this one where it is too young; none for a grown one."""
        if self.peers is None:
            stored = await self._output(SimulationStep.AGGREGATE)
            self.peers = await asyncio.to_thread(decode_peers, stored.get("peers"))
        return self.peers

    async def the_prediction(self) -> Prediction:
        """Return what the members said."""
        if self.prediction is None:
            stored = await self._output(SimulationStep.PREDICT)
            members = await asyncio.to_thread(lambda: tuple(map(decode_member, stored["members"])))
            failed = {name: (version, reason) for name, (version, reason) in stored["failed"].items()}
            self.prediction = Prediction(members, failed)
        return self.prediction

    async def the_outputs(self) -> ValidatedOutputs:
        """Return what of it was accepted."""
        if self.outputs is None:
            stored = await self._output(SimulationStep.VALIDATE_OUTPUTS)
            self.outputs = await asyncio.to_thread(decode_outputs, stored)
        return self.outputs

    async def the_learnt(self) -> Learnt:
        """Return weights, calibration and confidence from the campaign's own past."""
        if self.learnt is None:
            plan = await self.the_plan()
            prediction, strategy = await self.the_prediction(), self.simulation.request.strategy
            trained = self.learning.trained_in(prediction.members)
            subject = Subject(self.simulation.workspace_id, self.campaign.id, self.data_version, trained)
            if strategy is Strategy.STACKED:
                self.learnt = await self.learning.of(subject, plan)
            else:
                seconds = {member.member: member.seconds for member in prediction.members}
                self.learnt = await self.learning.by(strategy, seconds, subject, plan)
        return self.learnt

    async def the_forecasts(self) -> dict[str, FloatArray]:
        """Return the ensemble's calibrated quantiles by series."""
        if self.forecasts is None:
            stored = await self._output(SimulationStep.ENSEMBLE)
            self.forecasts = await asyncio.to_thread(decode_forecasts, stored)
        return self.forecasts

    async def the_followed(self) -> Followed:
        """Return the ensemble's quantiles, following planned spend where there is any."""
        if self.followed is None:
            plan, history, forecasts = await self.the_plan(), await self.the_history(), await self.the_forecasts()
            planned = (await self.the_beforehand()).planned
            self.followed = await asyncio.to_thread(follow_plan, plan, history, forecasts, planned)
        return self.followed

    async def free_paths(self) -> SampledPaths:
        """Return the sampled futures before limits; the same ones whenever and wherever this run asks."""
        if self.free is None:
            plan, forecasts = await self.the_plan(), (await self.the_followed()).forecasts
            if plan.panel.series:
                seed = self.simulation.id.int & (2**63 - 1)
                measured = (await self.the_learnt()).calibration.persistence
                persistence = measured or cold_persistence(plan.panel)
                self.free = await asyncio.to_thread(sample_paths, plan, forecasts, seed=seed, persistence=persistence)
            else:
                self.free = stopped_paths(plan, self.horizon)
        return self.free

    async def the_paths(self) -> SampledPaths:
        """Return the sampled futures within the limits."""
        if self.paths is None:
            self.paths = await asyncio.to_thread((await self.the_limits()).applied, await self.free_paths())
        return self.paths

    async def published_forecasts(self) -> dict[str, FloatArray]:
        """Return the quantiles of each series as they are published: following plans and within the limits."""
        plan, forecasts = await self.the_plan(), (await self.the_followed()).forecasts
        return await asyncio.to_thread(held_forecasts, plan, forecasts, await self.free_paths(), await self.the_paths())

    async def _output(self, step: SimulationStep) -> Any:  # noqa: ANN401 - any JSON value
        async with self.open() as tx:
            output = await tx.simulations.step_output(self.simulation.workspace_id, self.simulation.id, step)
        if output is None:
            raise LookupError(f"the checkpoint of {step} is missing")
        return output
