"""What of a run is kept to be held against what comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.model import Trajectory
from domain.ensemble.plan import Driver, DriverPlan
from domain.forecasting.model import INTERVAL_LEVELS, MEDIAN, QUANTILES, FloatArray, Series, SeriesKind
from domain.forecasting.scores import seasonal_scale
from domain.metrics.history import CampaignHistory
from domain.metrics.model import RATIOS, MetricType, unit_of
from domain.performance.model import ENSEMBLE, Expected, ForecastSeries, Scope, StoredForecast
from domain.simulations.model import Simulation

Expectations = Mapping[str, Mapping[str, tuple[Expected, ...]]]


@dataclass(frozen=True, slots=True)
class RunForecasts:
    """What a run forecast, and what it rests on.

    Attributes:
        data_version: Watermark of the data that it saw.
        members: What was accepted of the members, by series key and member.
        ensemble: The calibrated ensemble by series key.
        published: The campaign's trajectories as they are shown.
        versions: Of each model.
        expected: By series key and model.
    """

    simulation: Simulation
    currency: str
    history: CampaignHistory
    data_version: int
    plan: DriverPlan
    members: Mapping[str, Mapping[str, FloatArray]]
    ensemble: Mapping[str, FloatArray]
    published: Sequence[Trajectory]
    versions: Mapping[str, str]
    expected: Expectations


def stored_forecast(run: RunForecasts) -> StoredForecast:
    """Keep the quantiles of every accepted member and of the ensemble, and the published course of each metric.

    A forecast that was rejected took no part and is not judged; a member that was weighed as nothing is, for it might
    have been better.
    """
    drivers = {driver.key: driver for driver in run.plan.drivers if driver.key is not None}
    horizon = run.simulation.request.horizon_days
    series = [_of_series(run, one, drivers[one.key]) for one in run.plan.panel.series]
    series += [_published(run, trajectory, horizon) for trajectory in run.published]
    return StoredForecast(
        simulation_id=run.simulation.id,
        campaign_id=run.simulation.campaign_id,
        start=run.plan.start,
        horizon=horizon,
        data_version=run.data_version,
        versions=dict(run.versions),
        series=tuple(series),
    )


def _of_series(run: RunForecasts, series: Series, driver: Driver) -> ForecastSeries:
    if driver.per is None:
        unit = unit_of(driver.metric, run.currency)
    else:
        # Revenue per conversion is money; every other rate is a plain ratio.
        unit = run.currency if driver.metric is MetricType.REVENUE else "ratio"
    return ForecastSeries(
        scope=Scope.SERIES,
        metric=series.group,
        channel=driver.channel,
        kind=series.kind,
        unit=unit,
        top=driver.metric,
        bottom=driver.per,
        factor=1.0,
        needed=(driver.channel,),
        scale=seasonal_scale(series.values),
        forecasts={**run.members.get(series.key, {}), ENSEMBLE: run.ensemble[series.key]},
        expected=dict(run.expected.get(series.key, {})),
    )


def _published(run: RunForecasts, trajectory: Trajectory, horizon: int) -> ForecastSeries:
    metric, ratio = trajectory.metric, RATIOS.get(trajectory.metric)
    top, bottom, factor = (metric, None, 1.0) if ratio is None else (ratio.numerator, ratio.denominator, ratio.scale)
    total = run.history.total(metric)
    return ForecastSeries(
        scope=Scope.CAMPAIGN,
        metric=metric.value,
        channel=None,
        # A level is bounded by nothing: what is published is what the identities give.
        kind=SeriesKind.LEVEL,
        unit=unit_of(metric, run.currency),
        top=top,
        bottom=bottom,
        factor=factor,
        needed=_live_channels(run.plan, {top} if bottom is None else {top, bottom}),
        scale=float("nan") if total is None else seasonal_scale(total),
        forecasts={ENSEMBLE: _quantiles(trajectory, run, horizon)},
        expected={},
    )


def _live_channels(plan: DriverPlan, metrics: set[MetricType]) -> tuple[Channel, ...]:
    live = {driver.channel for driver in plan.drivers if driver.metric in metrics and driver.key is not None}
    return tuple(channel for channel in Channel if channel in live)


def _quantiles(trajectory: Trajectory, run: RunForecasts, horizon: int) -> FloatArray:
    values = np.full((horizon, len(QUANTILES)), np.nan)
    for point in trajectory.points:
        row = values[(point.day - run.plan.start).days]
        row[MEDIAN] = point.median
        for interval in point.intervals:
            index = INTERVAL_LEVELS.index(interval.level)
            row[MEDIAN - 1 - index], row[MEDIAN + 1 + index] = interval.lower, interval.upper
    return values
