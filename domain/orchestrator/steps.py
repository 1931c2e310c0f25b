"""The steps of a run. Each finds something, says so in a sentence, and leaves what later steps need."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from domain.ensemble.codec import (
    decode_forecasts,
    decode_member,
    decode_outputs,
    encode_forecasts,
    encode_member,
    encode_outputs,
)
from domain.ensemble.forecast import ensemble_forecasts
from domain.ensemble.outputs import validate_outputs
from domain.errors import not_found
from domain.metrics.codec import encode_history
from domain.metrics.history import history_of
from domain.metrics.recent import recent_points
from domain.orchestrator.failure import RunFailed
from domain.orchestrator.predict import Predictor
from domain.orchestrator.result import result_of
from domain.orchestrator.run import Prediction, Run
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.ports.workspace_time import WorkspaceTime
from domain.quality.assess import assess
from domain.quality.model import QualityVerdict
from domain.recommendations.advise import advise
from domain.risk.detect import detect_risks
from domain.scenarios.generate import generate_scenarios
from domain.simulations.model import FailureCategory, SimulationStep
from domain.simulations.request import check_request, fingerprint
from domain.simulations.service import CACHE_TTL
from domain.wording import counted


@dataclass(frozen=True, slots=True)
class Finding:
    """What a step found.

    Attributes:
        message: In one sentence, for whoever follows the run.
        output: What later steps need, a JSON value.
        answered: Whether the run has its result already.
    """

    message: str
    output: object = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """Does the steps of runs."""

    open: OpenUnitOfWork
    predictor: Predictor
    clock: Clock
    ids: Ids
    time: WorkspaceTime

    def of(self, step: SimulationStep) -> Callable[[Run], Awaitable[Finding]]:
        """Return the function that does a step."""
        return {
            SimulationStep.VALIDATE: self._validate,
            SimulationStep.CACHE: self._cache,
            SimulationStep.AGGREGATE: self._aggregate,
            SimulationStep.QUALITY: self._quality,
            SimulationStep.PREDICT: self._predict,
            SimulationStep.VALIDATE_OUTPUTS: self._validate_outputs,
            SimulationStep.ENSEMBLE: self._ensemble,
            SimulationStep.SCENARIOS: self._scenarios,
            SimulationStep.RISKS: self._risks,
            SimulationStep.RECOMMENDATIONS: self._recommendations,
            SimulationStep.STORE: self._store,
        }[step]

    async def _validate(self, run: Run) -> Finding:
        request = run.simulation.request
        checked = check_request(request.campaign_id, request.horizon_days, request.metrics or None, request.scenarios)
        if checked.faults:
            reasons = " ".join(fault.message for fault in checked.faults)
            raise RunFailed(FailureCategory.VALIDATION, reasons, "Start a simulation with a valid request.")
        return Finding(
            f"The request is sound: {request.horizon_days} days, {counted(len(request.scenarios), 'scenario')}."
        )

    async def _cache(self, run: Run) -> Finding:
        simulation = run.simulation
        # Not the fingerprint that the run was asked for with: a retry is about the campaign and the data of now.
        models = {member.name: member.version for member in self.predictor.engine.members()}
        asked = fingerprint(simulation.request, run.campaign, models)
        async with self.open() as tx:
            since = self.clock.now() - CACHE_TTL
            twin = await tx.simulations.completed_twin(simulation.workspace_id, asked, since)
            if twin is None:
                return Finding("No identical run is at hand, so this one does the work.")
            await tx.simulations.adopt_result(simulation.workspace_id, simulation.id, twin.id)
            await tx.commit()
        return Finding("An identical run has just finished; its result is taken.", answered=True)

    async def _aggregate(self, run: Run) -> Finding:
        workspace_id, campaign_id = run.simulation.workspace_id, run.simulation.campaign_id
        async with self.open() as tx:
            campaign = await tx.campaigns.get(workspace_id, campaign_id)
            found = await recent_points(tx, workspace_id, [campaign_id])
        if campaign is None:
            raise not_found("campaign")
        history = await asyncio.to_thread(history_of, found.get(campaign_id, ()))
        if history is None:
            raise RunFailed(FailureCategory.INSUFFICIENT_DATA, "There are no metrics.", "Import metrics and try again.")
        run.history, run.data_version = history, campaign.data_version
        metrics = {metric for _, metric in history.values}
        channels = counted(len(history.channels), "channel")
        message = f"{counted(history.days, 'day')} to {history.end} on {channels}, {counted(len(metrics), 'metric')}."
        encoded = await asyncio.to_thread(encode_history, history)
        return Finding(message, {"history": encoded, "dataVersion": run.data_version})

    async def _quality(self, run: Run) -> Finding:
        history = await run.the_history()
        report = await asyncio.to_thread(assess, history, run.campaign, await self._today(run))
        if report.verdict is QualityVerdict.INSUFFICIENT:
            reasons = " ".join(issue.message for issue in report.issues[:3])
            raise RunFailed(
                FailureCategory.INSUFFICIENT_DATA,
                f"The data is not enough for an honest forecast. {reasons}",
                "Import at least 7 observed days; 60 days or more give useful bands.",
            )
        return Finding(
            f"Data quality is {report.score:.2f} ({report.verdict.lower()}), {counted(len(report.issues), 'issue')}."
        )

    async def _predict(self, run: Run) -> Finding:
        plan = await run.the_plan()
        await run.the_learnt()
        said = await self.predictor.predict(run.simulation.workspace_id, plan.panel, run.horizon)
        members, failed = said.members, said.failed
        encoded = await asyncio.to_thread(lambda: [encode_member(member) for member in members])
        # Rounded as in the checkpoint here and below, so that a run resumed from it ends with the very same result.
        run.prediction = Prediction(await asyncio.to_thread(lambda: tuple(map(decode_member, encoded))), failed)
        left_out = f"; without {', '.join(sorted(failed))}" if failed else ""
        message = f"{counted(len(members), 'model')} forecast {len(plan.panel.series)} series{left_out}."
        return Finding(message, {"members": encoded, "failed": {name: list(why) for name, why in failed.items()}})

    async def _validate_outputs(self, run: Run) -> Finding:
        plan, prediction = await run.the_plan(), await run.the_prediction()
        if plan.panel.series:
            outputs = await asyncio.to_thread(validate_outputs, prediction.members, plan.panel, run.horizon)
        else:
            outputs = validate_outputs((), plan.panel, run.horizon)
        encoded = await asyncio.to_thread(encode_outputs, outputs)
        run.outputs = await asyncio.to_thread(decode_outputs, encoded)
        accepted = sum(len(said) for said in outputs.accepted.values())
        message = f"{counted(accepted, 'forecast')} accepted, {len(outputs.rejections)} dropped."
        return Finding(message, encoded)

    async def _ensemble(self, run: Run) -> Finding:
        plan, outputs, learnt = await run.the_plan(), await run.the_outputs(), await run.the_learnt()
        forecasts = await asyncio.to_thread(
            ensemble_forecasts, plan, outputs, learnt.weights, learnt.calibration, run.horizon
        )
        encoded = await asyncio.to_thread(encode_forecasts, forecasts)
        run.forecasts = await asyncio.to_thread(decode_forecasts, encoded)
        return Finding(learnt.weights.explanation, encoded)

    async def _scenarios(self, run: Run) -> Finding:
        paths, history, learnt = await run.the_paths(), await run.the_history(), await run.the_learnt()
        request = run.simulation.request
        run.scenarios = await asyncio.to_thread(
            generate_scenarios,
            paths,
            history,
            run.campaign,
            request.scenarios,
            request.metrics,
            learnt.confidence.value,
        )
        told = ", ".join(f"{one.name} {one.probability:.0%}" for one in run.scenarios)
        return Finding(f"Scenarios: {told}.")

    async def _risks(self, run: Run) -> Finding:
        paths, history = await run.the_paths(), await run.the_history()
        run.risks = await asyncio.to_thread(detect_risks, paths, history, run.campaign, self.ids.new)
        kinds = ", ".join(dict.fromkeys(f"{risk.kind.lower().replace('_', ' ')}" for risk in run.risks))
        return Finding(f"{counted(len(run.risks), 'risk')}{': ' + kinds if kinds else ''}.")

    async def _recommendations(self, run: Run) -> Finding:
        paths, history, learnt = await run.the_paths(), await run.the_history(), await run.the_learnt()
        if run.risks is None:
            await self._risks(run)
        risks = run.risks or ()
        run.advice = await asyncio.to_thread(
            advise, paths, history, run.campaign, risks, learnt.confidence, self.ids.new
        )
        given, withheld = len(run.advice.recommendations), len(run.advice.withheld)
        return Finding(f"{counted(given, 'recommendation')}; {counted(withheld, 'kind')} withheld.")

    async def _store(self, run: Run) -> Finding:
        if run.scenarios is None:
            await self._scenarios(run)
        if run.advice is None:
            await self._recommendations(run)
        result = await result_of(run, await self._today(run))
        async with self.open() as tx:
            await tx.simulations.save_result(run.simulation.workspace_id, run.simulation.id, result)
            await tx.commit()
        return Finding(f"Stored. {result.confidence.statement}")

    async def _today(self, run: Run) -> date:
        return (await self.time.now(run.simulation.workspace_id)).date()
