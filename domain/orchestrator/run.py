"""What a run knows so far: rebuilt from its checkpoints where this process has not seen it."""

import asyncio
from dataclasses import dataclass
from typing import Any

from domain.campaigns.model import Campaign
from domain.ensemble.calibration import Calibration, learn_calibration
from domain.ensemble.codec import decode_forecasts, decode_member, decode_outputs
from domain.ensemble.confidence import measure_confidence
from domain.ensemble.drivers import build_panel
from domain.ensemble.model import Confidence
from domain.ensemble.outputs import ValidatedOutputs
from domain.ensemble.paths import sample_paths, stopped_paths
from domain.ensemble.plan import DriverPlan
from domain.ensemble.sampled import SampledPaths
from domain.ensemble.weights import EnsembleWeights, learn_weights
from domain.forecasting.model import Backtest, FloatArray, MemberForecast
from domain.metrics.codec import decode_history
from domain.metrics.history import CampaignHistory
from domain.orchestrator.backtests import Backtests
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


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the campaign's own past says about the members."""

    backtest: Backtest
    weights: EnsembleWeights
    calibration: Calibration
    confidence: Confidence


@dataclass(slots=True)
class Run:
    """One attempt of a simulation, at work in this process.

    Everything costly is a checkpoint; the rest follows from it by pure functions, so that a run resumed elsewhere goes
    on exactly as it would have.
    """

    simulation: Simulation
    campaign: Campaign
    open: OpenUnitOfWork
    backtests: Backtests
    history: CampaignHistory | None = None
    data_version: int = 0
    plan: DriverPlan | None = None
    prediction: Prediction | None = None
    outputs: ValidatedOutputs | None = None
    learnt: Learnt | None = None
    forecasts: dict[str, FloatArray] | None = None
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
            self.plan = await asyncio.to_thread(build_panel, await self.the_history())
        return self.plan

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
            backtest = Backtest((), (), {})
            if plan.panel.series:
                where, campaign = self.simulation.workspace_id, self.campaign.id
                backtest = await self.backtests.ensure(where, campaign, self.data_version, plan.panel)
            self.learnt = await asyncio.to_thread(_learn, backtest, plan)
        return self.learnt

    async def the_forecasts(self) -> dict[str, FloatArray]:
        """Return the ensemble's calibrated quantiles by series."""
        if self.forecasts is None:
            stored = await self._output(SimulationStep.ENSEMBLE)
            self.forecasts = await asyncio.to_thread(decode_forecasts, stored)
        return self.forecasts

    async def the_paths(self) -> SampledPaths:
        """Return the sampled futures; the same ones whenever and wherever this run asks."""
        if self.paths is None:
            plan, forecasts, learnt = await self.the_plan(), await self.the_forecasts(), await self.the_learnt()
            if plan.panel.series:
                seed, persistence = self.simulation.id.int & (2**63 - 1), learnt.calibration.persistence
                self.paths = await asyncio.to_thread(sample_paths, plan, forecasts, seed=seed, persistence=persistence)
            else:
                self.paths = stopped_paths(plan, self.horizon)
        return self.paths

    async def _output(self, step: SimulationStep) -> Any:  # noqa: ANN401 - any JSON value
        async with self.open() as tx:
            output = await tx.simulations.step_output(self.simulation.workspace_id, self.simulation.id, step)
        if output is None:
            raise LookupError(f"the checkpoint of {step} is missing")
        return output


def _learn(backtest: Backtest, plan: DriverPlan) -> Learnt:
    weights = learn_weights(backtest, plan.groups)
    calibration = learn_calibration(backtest, weights, plan.groups)
    return Learnt(backtest, weights, calibration, measure_confidence(calibration))
