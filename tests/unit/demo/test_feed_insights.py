"""Days that the demo's campaigns live through are looked at for anomalies, each once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.forecasting.model import FloatArray
from domain.insights.making import InsightMaker, topic_of
from domain.insights.model import HourAnomaly, InsightFilter, MetricAnomaly, MetricChange
from domain.metrics.model import MetricType
from domain.paging import PageRequest
from domain.ports.metric_detection import MetricDetector
from infra.broadcast.connection import BackendBroadcast
from tests.fixtures.steered import TODAY, StandingClock
from tests.unit.demo.conftest import EPOCH, FilledWorkspace
from tests.unit.demo.test_campaign_feed import MIDNIGHT


class EveryDay(MetricDetector):
    """Finds every observed day of clicks unusual, and notes what it was asked to judge."""

    def __init__(self) -> None:
        self.asked: list[tuple[date, date]] = []

    @property
    def learnt_days(self) -> int:
        return 30

    def anomalies(self, series: Mapping[MetricType, FloatArray], last: date, since: date) -> tuple[MetricAnomaly, ...]:
        self.asked.append((since, last))
        days = range((last - since).days + 1)
        clicks = series[MetricType.CLICKS]
        return tuple(
            MetricAnomaly(MetricType.CLICKS, last - timedelta(days=back), float(clicks[-1 - back]), 1.0, 9.0, 0.01)
            for back in days
        )

    @property
    def compared_days(self) -> int:
        return 30

    def changes(self, series: Mapping[MetricType, FloatArray], last: date, since: date) -> tuple[MetricChange, ...]:
        return ()

    @property
    def learnt_hours(self) -> int:
        return 24

    def unusual_hours(
        self, series: Mapping[MetricType, FloatArray], last: datetime, since: datetime
    ) -> tuple[HourAnomaly, ...]:
        return ()


async def test_each_day_is_looked_at_when_it_is_over_and_told_of(stage: FilledWorkspace):
    detector, broadcast = EveryDay(), BackendBroadcast("memory://")
    await broadcast.connect()
    feed = replace(stage.feed, insights=InsightMaker(detector, broadcast, StandingClock()))
    course, where = stage.course(), stage.owner.workspace_id
    async with broadcast.subscribe(topic_of(where)) as signals:
        take = feed.of(where)
        for hour in stage.counted(course, EPOCH, MIDNIGHT + 2):
            await take(course, [hour])
        await anext(signals)
        assert set(detector.asked) == {(TODAY.date(), TODAY.date())}
        await feed.of(where)(course, stage.counted(course, MIDNIGHT + 2, MIDNIGHT + 49))
        await anext(signals)
    await broadcast.disconnect()
    async with stage.storage() as tx:
        page = await tx.insights.list(where, PageRequest(size=100), InsightFilter())
    days = sorted({one.day for _, one in page.rows if one.day is not None})
    assert days == [TODAY.date() + timedelta(days=number) for number in range(3)]
    assert len({(one.campaign_id, one.day) for _, one in page.rows}) == page.total
