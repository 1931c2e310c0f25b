"""What a run found, put together."""

import asyncio
from collections.abc import Sequence
from datetime import date

from domain.ensemble.plan import DriverPlan
from domain.ensemble.report import ensemble_report
from domain.ensemble.trajectories import trajectories
from domain.metrics.model import MetricType
from domain.orchestrator.run import Prediction, Run
from domain.performance.expectations import expectations
from domain.performance.keeping import RunForecasts
from domain.performance.model import ENSEMBLE
from domain.quality.assess import assess
from domain.recommendations.model import Advice
from domain.simulations.model import SimulationResult


async def result_of(run: Run, today: date) -> SimulationResult:
    """Return everything that a run found; its scenarios, risks and advice must be there."""
    history, plan, paths = await run.the_history(), await run.the_plan(), await run.the_paths()
    prediction, outputs, learnt = await run.the_prediction(), await run.the_outputs(), await run.the_learnt()
    forecasts = await run.the_forecasts()
    wanted = run.simulation.request.metrics
    courses = await asyncio.to_thread(trajectories, paths, wanted)
    carried = bool(await run.the_peers())
    quality = await asyncio.to_thread(assess, history, run.campaign, today, carried=carried)
    report = await asyncio.to_thread(
        ensemble_report,
        plan,
        prediction.members,
        outputs,
        learnt.weights,
        forecasts,
        learnt.backtest,
        prediction.failed,
    )
    return SimulationResult(
        trajectories=courses,
        scenarios=run.scenarios or (),
        risks=run.risks or (),
        advice=run.advice or Advice((), ()),
        ensemble=report,
        quality=quality,
        confidence=learnt.confidence,
        notes=(*_notes(plan, prediction, wanted, [one.metric for one in courses]), *await _known_notes(run)),
    )


async def forecasts_of(run: Run, result: SimulationResult) -> RunForecasts:
    """Return what a run forecast, to be held against what comes."""
    history, plan, outputs = await run.the_history(), await run.the_plan(), await run.the_outputs()
    prediction, learnt = await run.the_prediction(), await run.the_learnt()
    versions = {member.member: member.version for member in prediction.members}
    return RunForecasts(
        simulation=run.simulation,
        currency=run.campaign.budget.currency,
        history=history,
        data_version=run.data_version,
        plan=plan,
        members=outputs.accepted,
        ensemble=await run.published_forecasts(),
        published=result.trajectories,
        versions={**versions, ENSEMBLE: learnt.weights.strategy},
        expected=await asyncio.to_thread(expectations, learnt.backtest, learnt.weights, plan.groups),
    )


async def _known_notes(run: Run) -> tuple[str, ...]:
    """Tell how the forecast follows what was known beforehand."""
    followed, limits, free = await run.the_followed(), await run.the_limits(), await run.free_paths()
    return (*followed.notes, *limits.notes(free))


def _notes(
    plan: DriverPlan, prediction: Prediction, wanted: Sequence[MetricType], given: Sequence[MetricType]
) -> tuple[str, ...]:
    notes = list(plan.notes)
    missing = [metric for metric in wanted if metric not in given]
    if missing:
        notes.append(f"{', '.join(missing)} cannot be forecast: what they follow from was never observed.")
    if plan.panel.series and not prediction.members:
        notes.append("No model gave a usable forecast; the bands are those of the latest observations.")
    notes.extend(f"{name} took no part: {reason}." for name, (_, reason) in sorted(prediction.failed.items()))
    return tuple(notes)
