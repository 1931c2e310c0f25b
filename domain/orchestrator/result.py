"""What a run found, put together."""

import asyncio
from collections.abc import Sequence
from datetime import date

from domain.ensemble.plan import DriverPlan
from domain.ensemble.report import ensemble_report
from domain.ensemble.trajectories import trajectories
from domain.metrics.model import MetricType
from domain.orchestrator.run import Prediction, Run
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
    quality = await asyncio.to_thread(assess, history, run.campaign, today)
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
        notes=_notes(plan, prediction, wanted, [one.metric for one in courses]),
    )


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
