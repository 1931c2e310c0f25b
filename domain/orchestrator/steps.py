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
from domain.metrics.history import CampaignHistory, history_of, unobserved
from domain.metrics.recent import recent_points
from domain.orchestrator.beforehand import beforehand_of, encode_beforehand
from domain.orchestrator.failure import RunFailed
from domain.orchestrator.predict import Predictor
from domain.orchestrator.result import forecasts_of, result_of
from domain.orchestrator.run import Prediction, Run
from domain.peers.codec import decode_peers, encode_peers
from domain.peers.collect import peers_of
from domain.performance.keeping import stored_forecast
from domain.performance.tracking import ForecastTracker
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.ports.workspace_time import WorkspaceTime
from domain.quality.assess import assess
from domain.quality.granularity import WEEKLY_DATA
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
    tracker: ForecastTracker

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
        checked = check_request(
            request.campaign_id, request.horizon_days, request.metrics or None, request.scenarios, request.strategy
        )
        if checked.faults:
            reasons = " ".join(fault.message for fault in checked.faults)
            raise RunFailed(FailureCategory.VALIDATION, reasons, "Start a simulation with a valid request.")
        return Finding(
            f"The request is sound: {request.horizon_days} days, {counted(len(request.scenarios), 'scenario')}."
        )

    async def _cache(self, run: Run) -> Finding:
        simulation = run.simulation
        # Not the fingerprint that the run was asked for with: a retry is about the campaign and the data of now.
        async with self.open() as tx:
            models = await self.predictor.lineup.versions(tx, simulation.workspace_id)
            asked = fingerprint(simulation.request, run.campaign, models)
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
            run.beforehand = await beforehand_of(tx, campaign, found.get(campaign_id, ()))
        history = await asyncio.to_thread(history_of, found.get(campaign_id, ()))
        if history is None:
            history = unobserved(max(campaign.start_date, await self._today(run)))
        run.history, run.data_version = history, campaign.data_version
        message = _told(history)
        encoded = await asyncio.to_thread(encode_history, history)
        found_peers = await peers_of(self.open, campaign, history)
        peers = await asyncio.to_thread(encode_peers, found_peers)
        run.peers = await asyncio.to_thread(decode_peers, peers)
        if not run.peers and not history.days:
            raise RunFailed(FailureCategory.INSUFFICIENT_DATA, "There are no metrics.", "Import metrics and try again.")
        if run.peers:
            message += f" {counted(run.peers.campaigns, 'comparable campaign')} beside it."
        known = {"dataVersion": run.data_version, **encode_beforehand(run.beforehand)}
        return Finding(message, {"history": encoded, "peers": peers, **known})

    async def _quality(self, run: Run) -> Finding:
        history = await run.the_history()
        carried = bool(await run.the_peers())
        report = await asyncio.to_thread(assess, history, run.campaign, await self._today(run), carried=carried)
        if report.verdict is QualityVerdict.INSUFFICIENT:
            reasons = " ".join(issue.message for issue in report.issues[:3])
            weekly = [issue.remedy for issue in report.issues if issue.code == WEEKLY_DATA]
            enough = (
                "Import at least 7 observed days, or three comparable campaigns from their first day on; "
                "60 days or more give useful bands."
            )
            message = f"The data is not enough for an honest forecast. {reasons}"
            raise RunFailed(FailureCategory.INSUFFICIENT_DATA, message, weekly[0] if weekly else enough)
        return Finding(
            f"Data quality is {report.score:.2f} ({report.verdict.lower()}), {counted(len(report.issues), 'issue')}."
        )

    async def _predict(self, run: Run) -> Finding:
        plan, where, own = await run.the_plan(), run.simulation.workspace_id, self.predictor.lineup.trained
        async with self.open() as tx:
            trained = None if own is None else await own.version(tx, where)
        said = await self.predictor.predict(where, plan.panel, run.horizon, trained)
        members, failed = said.members, said.failed
        encoded = await asyncio.to_thread(lambda: [encode_member(member) for member in members])
        # Rounded as in the checkpoint here and below, so that a run resumed from it ends with the very same result.
        run.prediction = Prediction(await asyncio.to_thread(lambda: tuple(map(decode_member, encoded))), failed)
        await run.the_learnt()
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
        paths, history, learnt = await run.free_paths(), await run.the_history(), await run.the_learnt()
        request = run.simulation.request
        run.scenarios = await asyncio.to_thread(
            generate_scenarios,
            paths,
            history,
            run.campaign,
            request.scenarios,
            request.metrics,
            learnt.confidence.value,
            await run.the_limits(),
        )
        told = ", ".join(f"{one.name} {one.probability:.0%}" for one in run.scenarios)
        return Finding(f"Scenarios: {told}.")

    async def _risks(self, run: Run) -> Finding:
        paths, history, limits = await run.free_paths(), await run.the_history(), await run.the_limits()
        run.risks = await asyncio.to_thread(detect_risks, paths, history, run.campaign, self.ids.new, limits)
        kinds = ", ".join(dict.fromkeys(f"{risk.kind.lower().replace('_', ' ')}" for risk in run.risks))
        return Finding(f"{counted(len(run.risks), 'risk')}{': ' + kinds if kinds else ''}.")

    async def _recommendations(self, run: Run) -> Finding:
        paths, history, learnt = await run.free_paths(), await run.the_history(), await run.the_learnt()
        limits = await run.the_limits()
        if run.risks is None:
            await self._risks(run)
        risks = run.risks or ()
        run.advice = await asyncio.to_thread(
            advise, paths, history, run.campaign, risks, learnt.confidence, self.ids.new, limits
        )
        given, withheld = len(run.advice.recommendations), len(run.advice.withheld)
        return Finding(f"{counted(given, 'recommendation')}; {counted(withheld, 'kind')} withheld.")

    async def _store(self, run: Run) -> Finding:
        if run.scenarios is None:
            await self._scenarios(run)
        if run.advice is None:
            await self._recommendations(run)
        result = await result_of(run, await self._today(run))
        kept = await asyncio.to_thread(stored_forecast, await forecasts_of(run, result))
        where = run.simulation.workspace_id
        async with self.open() as tx:
            await tx.simulations.save_result(where, run.simulation.id, result)
            await tx.forecasts.save(where, kept)
            await tx.commit()
        # Days may have come while it ran; who brought them did not find this forecast yet.
        await self.tracker.catch_up(where, [run.campaign.id])
        return Finding(f"Stored. {result.confidence.statement}")

    async def _today(self, run: Run) -> date:
        return (await self.time.now(run.simulation.workspace_id)).date()


def _told(history: CampaignHistory) -> str:
    if not history.days:
        return "Nothing was observed yet."
    metrics = {metric for _, metric in history.values}
    channels = counted(len(history.channels), "channel")
    return f"{counted(history.days, 'day')} to {history.end} on {channels}, {counted(len(metrics), 'metric')}."
