"""What the quicker models and shared lessons cost in accuracy: held against the last days of the same campaigns."""

from collections.abc import Mapping, Sequence

import numpy as np

from bench.outlook_data import WORKSPACE, Course
from domain.ensemble.calibration import learn_calibration
from domain.ensemble.forecast import ensemble_forecasts
from domain.ensemble.limits import Earlier
from domain.ensemble.outputs import validate_outputs
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import INTERVAL_LEVELS, MEDIAN, FloatArray, Series
from domain.forecasting.scores import daily_pinball
from domain.metrics.history import CampaignHistory, history_of
from domain.models.lineup import Lineup
from domain.orchestrator.beforehand import Beforehand
from domain.orchestrator.predict import Predictor
from domain.outlook.assembly import Assembled, assemble, combined, parts_for
from domain.outlook.forecasting import CampaignForecaster
from domain.outlook.learning import SAMPLED_CAMPAIGNS
from domain.outlook.subject import Subject, joined, prepare
from domain.ports.clock import Clock
from domain.ports.forecasting import Compute
from ml.engine import LocalForecastEngine
from ml.members.registry import MEMBERS
from ml.outlook import batch_engine

HELD_OUT = 14
JUDGED = 40
"""Campaigns that both ways forecast; the batch is of all that are given, a hundred at most."""

Scores = dict[str, float]


async def held_out(compute: Compute, clock: Clock, everyone: Sequence[Course]) -> dict[str, Scores]:
    """Return the scores of the batch and of the full ensemble on the last 14 days of the first campaigns."""
    whole = [history_of(course.points) for course in everyone]
    subjects = [_cut(course, history) for course, history in zip(everyone, whole, strict=True) if history is not None]
    truth = [_truth(course, history) for course, history in zip(everyone[:JUDGED], whole, strict=False) if history]
    batch, totals = await _batch(compute, clock, subjects)
    full = [await _full(compute, clock, one) for one in subjects[:JUDGED]]
    known = [{series.key: series for series in one.plan.panel.series} for one in truth]
    of_batch = _scores(subjects, batch, known) | {"totals held of 80 %": _totals_held(totals, truth)}
    return {"batch": of_batch, "full ensemble": _scores(subjects, full, known)}


async def _batch(
    compute: Compute, clock: Clock, subjects: Sequence[Subject]
) -> tuple[list[dict[str, FloatArray]], list[Assembled | None]]:
    forecaster = CampaignForecaster(Predictor(Lineup(batch_engine(compute)), clock), compute)
    sample = subjects[:: max(1, -(-len(subjects) // SAMPLED_CAMPAIGNS))]
    lessons = await forecaster.learn(WORKSPACE, sample, None)
    together = subjects[:100]
    said = (await forecaster.predictor.predict(WORKSPACE, joined(together), HELD_OUT, None)).members
    judged = subjects[:JUDGED]
    series = [combined(one, said, lessons, HELD_OUT)[0] for one in judged]
    return series, await compute.run(assemble, judged, parts_for(judged, said), lessons, HELD_OUT)


async def _full(compute: Compute, clock: Clock, subject: Subject) -> dict[str, FloatArray]:
    """Do for one campaign what a simulation does."""
    engine, plan = LocalForecastEngine(compute, MEMBERS), subject.plan
    backtest = await engine.backtest(plan.panel)
    said = (await Predictor(Lineup(engine), clock).predict(WORKSPACE, plan.panel, HELD_OUT, None)).members
    weights = learn_weights(backtest, plan.groups)
    calibration = learn_calibration(backtest, weights, plan.groups)
    outputs = validate_outputs(said, plan.panel, HELD_OUT)
    return ensemble_forecasts(plan, outputs, weights, calibration, HELD_OUT)


def _cut(course: Course, history: CampaignHistory) -> Subject:
    days = history.days - HELD_OUT
    seen = CampaignHistory(history.start, days, {key: values[:days] for key, values in history.values.items()})
    found = prepare(course.campaign, seen, Beforehand({}, Earlier()), HELD_OUT)
    if not isinstance(found, Subject):
        raise TypeError(found.reason)
    return found


def _truth(course: Course, history: CampaignHistory) -> Subject:
    """Return the same campaign with the days that were held out."""
    found = prepare(course.campaign, history, Beforehand({}, Earlier()), HELD_OUT)
    if not isinstance(found, Subject):
        raise TypeError(found.reason)
    return found


def _totals_held(made: Sequence[Assembled | None], truth: Sequence[Subject]) -> float:
    """Return the share of all totals of campaigns that lay in their interval of 80 %."""
    held = [
        total.intervals[0].lower <= one.previous[total.metric] <= total.intervals[0].upper
        for found, one in zip(made, truth, strict=True)
        if found is not None
        for total in found[0]
        if total.metric in one.previous
    ]
    return float(np.mean(held))


def _scores(
    subjects: Sequence[Subject], forecasts: Sequence[Mapping[str, FloatArray]], truth: Sequence[Mapping[str, Series]]
) -> Scores:
    """Return means over series; pinball losses are relative to the mean actual value of the series."""
    rows = []
    low, high = MEDIAN - 1 - INTERVAL_LEVELS.index(0.8), MEDIAN + 1 + INTERVAL_LEVELS.index(0.8)
    for subject, found, known in zip(subjects, forecasts, truth, strict=False):
        for key in subject.plan.keys:
            if key not in known:
                continue
            actual, said = known[key].values[-HELD_OUT:], found[key]
            level = float(np.nanmean(np.abs(actual)))
            if not level > 0:
                continue
            error = float(np.nanmean(np.abs(actual - said[:, MEDIAN]))) / level
            loss = float(np.nanmean(daily_pinball(actual, said))) / level
            held = float(np.mean((actual >= said[:, low]) & (actual <= said[:, high])))
            rows.append((error, loss, held))
    wape, pinball, held = np.mean(rows, axis=0)
    return {"WAPE": float(wape), "pinball": float(pinball), "held of 80 %": float(held), "series": float(len(rows))}
