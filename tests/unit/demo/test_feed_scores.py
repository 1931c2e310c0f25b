"""Days that the demo's campaigns live through are held against what was forecast of them."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from domain.campaigns.model import Channel
from domain.forecasting.model import QUANTILES, SeriesKind
from domain.insights.making import InsightMaker
from domain.metrics.model import MetricType
from domain.performance.model import ENSEMBLE, ForecastSeries, Scope, Score, ScoreRange, StoredForecast
from domain.performance.tracking import ForecastTracker
from infra.broadcast.connection import BackendBroadcast
from tests.fixtures.records import a_simulation
from tests.fixtures.steered import TODAY, StandingClock
from tests.unit.demo.conftest import EPOCH, FilledWorkspace, yesterday
from tests.unit.demo.test_campaign_feed import MIDNIGHT
from tests.unit.demo.test_feed_insights import EveryDay


def _series(channel: Channel) -> ForecastSeries:
    values = np.full((10, len(QUANTILES)), 5.0)
    return ForecastSeries(
        scope=Scope.SERIES,
        metric="CLICKS",
        channel=channel,
        kind=SeriesKind.COUNT,
        unit="count",
        top=MetricType.CLICKS,
        bottom=None,
        factor=1.0,
        needed=(channel,),
        scale=1.0,
        forecasts={ENSEMBLE: values},
        expected={},
    )


async def _running(stage: FilledWorkspace) -> str:
    """Return the key of a campaign that the simulator goes on with."""
    for key in stage.campaigns:
        campaign = await stage.campaign(key)
        if campaign.status == "RUNNING" and (campaign.end_date is None or campaign.end_date > TODAY.date()):
            return key
    raise LookupError("no campaign of the demo is running")


async def _scores(stage: FilledWorkspace) -> list[Score]:
    async with stage.storage() as tx:
        return list(await tx.forecasts.totals(stage.owner.workspace_id, ScoreRange()))


async def test_a_day_that_is_over_scores_the_forecasts_of_it(stage: FilledWorkspace):
    broadcast = BackendBroadcast("memory://")
    await broadcast.connect()
    insights = InsightMaker(EveryDay(), broadcast, StandingClock())
    feed = replace(stage.feed, tracker=ForecastTracker(stage.storage, insights, StandingClock()))
    key = await _running(stage)
    campaign, where = await stage.campaign(key), stage.owner.workspace_id
    simulation = a_simulation(campaign)
    channel, start = campaign.channels[0], yesterday() + timedelta(days=1)
    forecast = StoredForecast(
        simulation.id, campaign.id, start, 10, campaign.data_version, {ENSEMBLE: "equal"}, (_series(channel),)
    )
    async with stage.storage() as tx:
        await tx.simulations.add(simulation)
        await tx.forecasts.save(where, forecast)
        await tx.commit()
    course, take = stage.course(), feed.of(where)
    await take(course, stage.counted(course, EPOCH, MIDNIGHT - 1))
    assert await _scores(stage) == []
    await take(course, stage.counted(course, MIDNIGHT - 1, MIDNIGHT + 25))
    await broadcast.disconnect()
    points = await stage.daily(key, start)
    clicks = [one.value for one in points if (one.channel, one.metric) == (channel, MetricType.CLICKS)]
    assert len(clicks) == 2
    (score,) = await _scores(stage)
    assert (score.sums.days, score.sums.actual) == (2.0, sum(clicks))
    assert score.sums.error == sum(abs(one - 5.0) for one in clicks)
