"""What the models said of many series made totals of campaigns. Runs in the processes of the compute pool."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from domain.ensemble.forecast import ensemble_forecasts
from domain.ensemble.model import Interval
from domain.ensemble.outcome import first_days
from domain.ensemble.outputs import ValidatedOutputs, validate_outputs
from domain.ensemble.paths import sample_paths
from domain.ensemble.planned import follow_plan
from domain.ensemble.report import block_weights
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray, MemberForecast
from domain.metrics.model import MetricType
from domain.outlook.learning import Lessons
from domain.outlook.model import LEVELS, OutlookMember, OutlookTotal
from domain.outlook.subject import Subject

log = logging.getLogger(__name__)

PATHS = 300
"""Futures that are drawn of a campaign; the ends of a band of 95 % then err by some 6 % of its width."""

Assembled = tuple[tuple[OutlookTotal, ...], tuple[OutlookMember, ...]]


def assemble(
    subjects: Sequence[Subject], said: Sequence[MemberForecast], lessons: Lessons, horizon: int
) -> list[Assembled | None]:
    """Put campaigns together.

    Args:
        subjects: Campaigns.
        said: What each member said of their series, under the keys of the joined panel.
        lessons: How members are combined and bands scaled.
        horizon: Days ahead that were asked for.

    Returns:
        Totals and members of each campaign; none for one that failed, whose reason is in the log.
    """
    found: list[Assembled | None] = []
    for subject in subjects:
        try:
            found.append(_assembled(subject, said, lessons, horizon))
        # Numbers of one campaign may be odd in ways nobody thought of; the others go on.
        except Exception:
            log.exception("no outlook could be made of campaign %s", subject.campaign_id)
            found.append(None)
    return found


def parts_for(subjects: Sequence[Subject], said: Sequence[MemberForecast]) -> list[MemberForecast]:
    """Return what members said of these campaigns only, to be sent to another process."""
    keys = {one.key(series) for one in subjects for series in one.plan.panel.series}
    return [
        MemberForecast(part.member, part.version, {key: part.forecasts[key] for key in keys & part.forecasts.keys()})
        for part in said
    ]


def totals_of(paths: SampledPaths, subject: Subject) -> tuple[OutlookTotal, ...]:
    """Return the totals of every metric over the days that count; one that no path defines is left out."""
    found = []
    for metric in MetricType:
        values = paths.aggregate(None, metric, 0, paths.horizon - 1)
        if values is None or np.isnan(values).all():
            continue
        defined = values[~np.isnan(values)]
        bounds = [bound for level in LEVELS for bound in ((1 - level) / 2, (1 + level) / 2)]
        median, *ends = (float(value) for value in np.quantile(defined, [0.5, *bounds]))
        intervals = tuple(Interval(level, *ends[2 * at : 2 * at + 2]) for at, level in enumerate(LEVELS))
        found.append(OutlookTotal(metric, median, intervals, subject.previous.get(metric)))
    return tuple(found)


def combined(
    subject: Subject, said: Sequence[MemberForecast], lessons: Lessons, horizon: int
) -> tuple[dict[str, FloatArray], ValidatedOutputs]:
    """Return the calibrated quantiles of each series of a campaign, and what of the members' forecasts they are from.

    Shape ``(horizon, len(QUANTILES))`` each, by the keys of the campaign's own plan.
    """
    plan = subject.plan
    outputs = validate_outputs([_own(subject, part) for part in said], plan.panel, horizon)
    scales = {key: lessons.calibration.of(group) for key, group in plan.groups.items()}
    calibration = replace(lessons.calibration, scales=scales)
    return ensemble_forecasts(plan, outputs, lessons.weights, calibration, horizon), outputs


def _assembled(subject: Subject, said: Sequence[MemberForecast], lessons: Lessons, horizon: int) -> Assembled:
    plan = subject.plan
    forecasts, outputs = combined(subject, said, lessons, horizon)
    if subject.history is not None:
        forecasts = follow_plan(plan, subject.history, forecasts, subject.planned).forecasts
    seed = subject.campaign_id.int & (2**63 - 1)
    persistence = lessons.calibration.persistence
    paths = sample_paths(plan, forecasts, seed=seed, count=PATHS, persistence=persistence)
    held = first_days(subject.limits.applied(paths), subject.days)
    blocks = block_weights(plan, outputs, lessons.weights, horizon)
    members = [
        OutlookMember(one.member, one.version, weight)
        for one in said
        if blocks and (weight := sum(block.weights.get(one.member, 0.0) for block in blocks) / len(blocks)) > 0
    ]
    return totals_of(held, subject), tuple(sorted(members, key=lambda one: (-one.weight, one.name)))


def _own(subject: Subject, said: MemberForecast) -> MemberForecast:
    """Return what a member said of one campaign, under the keys of its plan."""
    forecasts = {
        series.key: found
        for series in subject.plan.panel.series
        if (found := said.forecasts.get(subject.key(series))) is not None
    }
    return replace(said, forecasts=forecasts)
