"""Scores arranged as people read them: by model, by metric, by days ahead, over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from domain.forecasting.model import HORIZON_BLOCKS
from domain.performance.alerts import PerformanceAlert, alerts_of
from domain.performance.measures import Measures, measures_of
from domain.performance.model import ENSEMBLE, DatedScore, Scope, Score, Sums

MOST_PERIODS = 120
"""Points of accuracy over time; the latest are given."""

DAILY_SPAN = 92
"""Days up to which accuracy over time is told by day; above, by week."""


@dataclass(frozen=True, slots=True)
class HorizonPerformance:
    """Measures of one part of the horizon. ``last_day`` is none for the last part, which has no end."""

    first_day: int
    last_day: int | None
    measures: Measures


@dataclass(frozen=True, slots=True)
class MetricPerformance:
    """Measures of one metric.

    Attributes:
        unit: Its unit; none where there are several, such as currencies.
    """

    metric: str
    unit: str | None
    measures: Measures
    horizons: tuple[HorizonPerformance, ...]


@dataclass(frozen=True, slots=True)
class ModelPerformance:
    """How good one model was.

    Attributes:
        versions: Versions that were scored, sorted.
        measures: Over all series of all channels, as the models forecast them.
        horizons: The same by part of the horizon.
        metrics: The same by metric.
        published: Of the metrics of campaigns as they were shown; of the ensemble only.
        alerts: The most severe first.
    """

    model: str
    versions: tuple[str, ...]
    measures: Measures
    horizons: tuple[HorizonPerformance, ...]
    metrics: tuple[MetricPerformance, ...]
    published: tuple[MetricPerformance, ...]
    alerts: tuple[PerformanceAlert, ...]


@dataclass(frozen=True, slots=True)
class AccuracyPeriod:
    """Accuracy of one model over the first horizon block of forecasts that began in ``start`` … ``end``."""

    start: date
    end: date
    measures: Measures


def model_table(scores: Iterable[Score]) -> tuple[ModelPerformance, ...]:
    """Arrange scores by model, the ensemble first."""
    found: dict[str, list[Score]] = {}
    for score in scores:
        found.setdefault(score.key.model, []).append(score)
    order = sorted(found, key=lambda model: (model != ENSEMBLE, model))
    return tuple(_of_model(model, found[model]) for model in order)


def accuracy_over_time(scores: Sequence[DatedScore]) -> dict[str, tuple[AccuracyPeriod, ...]]:
    """Return accuracy by model and the day on which forecasts began, or the week where they span over 92 days.

    Only the first horizon block counts: younger forecasts have no other yet, and would seem better than older ones.
    """
    if not scores:
        return {}
    starts = [score.start for score in scores]
    width = 1 if (max(starts) - min(starts)).days < DAILY_SPAN else 7
    found: dict[str, tuple[AccuracyPeriod, ...]] = {}
    ordered = sorted(scores, key=lambda score: (score.model, score.start))
    for model, own in groupby(ordered, key=lambda score: score.model):
        periods = [
            _period(begin, width, [one.sums for one in part])
            for begin, part in groupby(own, key=lambda score: _begin(score.start, width))
        ]
        found[model] = tuple(periods[-MOST_PERIODS:])
    return found


def _begin(day: date, width: int) -> date:
    return day if width == 1 else day - timedelta(days=day.weekday())


def _period(begin: date, width: int, parts: Sequence[Sums]) -> AccuracyPeriod:
    return AccuracyPeriod(begin, begin + timedelta(days=width - 1), measures_of(Sums.total(parts), ()))


def _of_model(model: str, scores: Sequence[Score]) -> ModelPerformance:
    series = [score for score in scores if score.key.scope is Scope.SERIES]
    published = [score for score in scores if score.key.scope is Scope.CAMPAIGN]
    overall, metrics = _measured(series), _metrics(series)
    late = {score.key.metric for score in series if score.key.block > 0 and score.sums.days}
    alerts = alerts_of(overall, beyond_a_week=bool(late))
    for one in metrics:
        alerts += alerts_of(one.measures, one.metric, beyond_a_week=one.metric in late)
    alerts.sort(key=lambda alert: (-alert.severity.rank, alert.metric is not None))
    return ModelPerformance(
        model=model,
        versions=tuple(sorted({score.key.version for score in scores} - {""})),
        measures=overall,
        horizons=_horizons(series),
        metrics=metrics,
        published=_metrics(published),
        alerts=tuple(alerts),
    )


def _metrics(scores: Sequence[Score]) -> tuple[MetricPerformance, ...]:
    found: dict[str, list[Score]] = {}
    for score in scores:
        found.setdefault(score.key.metric, []).append(score)
    return tuple(_metric(metric, found[metric]) for metric in sorted(found))


def _metric(metric: str, scores: Sequence[Score]) -> MetricPerformance:
    units = {score.key.unit for score in scores}
    return MetricPerformance(metric, units.pop() if len(units) == 1 else None, _measured(scores), _horizons(scores))


def _horizons(scores: Sequence[Score]) -> tuple[HorizonPerformance, ...]:
    found = []
    for block, (first, last) in enumerate(HORIZON_BLOCKS):
        own = [score for score in scores if score.key.block == block]
        if own:
            end = None if block == len(HORIZON_BLOCKS) - 1 else last
            found.append(HorizonPerformance(first, end, _measured(own)))
    return tuple(found)


def _measured(scores: Sequence[Score]) -> Measures:
    return measures_of(Sums.total(score.sums for score in scores), [score.key for score in scores])
