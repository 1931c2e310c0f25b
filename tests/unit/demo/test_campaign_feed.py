"""Demo campaigns live on: hour by hour, day by day, once, whatever happens to the process."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.campaigns.model import CampaignStatus, Channel
from domain.demo.feed import KEPT_DAYS
from domain.errors import Unavailable
from domain.marketplace.moments import HOUR, micros
from domain.marketplace.timeline.model import Command, CommandKind
from domain.metrics.model import OBSERVED, HourlyPoint, MetricPoint, MetricType
from domain.ports.unit_of_work import OpenUnitOfWork, UnitOfWork
from tests.fixtures.steered import TODAY
from tests.unit.demo.conftest import EPOCH, FilledWorkspace, yesterday

EXAMS, TUTORS = "exam-season-search", "tutor-recruiting-linkedin"
MIDNIGHT = EPOCH + 12


def values(points: list[HourlyPoint]) -> dict[tuple[Channel, MetricType, int], float]:
    return {(one.channel, one.metric, micros(one.hour) // HOUR): one.value for one in points}


def sums(points: list[HourlyPoint]) -> dict[tuple[Channel, MetricType], float]:
    added: dict[tuple[Channel, MetricType], float] = {}
    for one in points:
        added[one.channel, one.metric] = added.get((one.channel, one.metric), 0.0) + one.value
    return added


def by_series(points: list[MetricPoint]) -> dict[tuple[Channel, MetricType], float]:
    return {(one.channel, one.metric): one.value for one in points}


async def live(stage: FilledWorkspace, begin: int, end: int, take: Callable[..., object] | None = None) -> None:
    """Tell the feed of hours one after the other, as a simulator at an ordinary speed does."""
    course = stage.course()
    follow = take or stage.feed.of(stage.owner.workspace_id)
    for hour in stage.counted(course, begin, end):
        await follow(course, [hour])  # type: ignore[misc]


async def at_once(stage: FilledWorkspace, begin: int, end: int) -> None:
    """Tell a feed of several hours together, as a simulator at full speed does."""
    course = stage.course()
    await stage.feed.of(stage.owner.workspace_id)(course, stage.counted(course, begin, end))


async def test_a_complete_hour_is_there_by_the_hour_and_not_yet_by_the_day(stage: FilledWorkspace):
    await live(stage, EPOCH, EPOCH + 1)
    for key, channels in ((EXAMS, 2), (TUTORS, 2)):
        new = await stage.hourly(key, EPOCH)
        assert {one.hour for one in new} == {TODAY}
        assert len(new) == channels * len(OBSERVED)
        assert (await stage.campaign(key)).data_version == 1
        assert max(one.day for one in await stage.daily(key)) == yesterday()


async def test_a_complete_day_is_the_sum_of_its_hours_and_raises_the_data_watermark(stage: FilledWorkspace):
    await live(stage, EPOCH, MIDNIGHT)
    today = [one for one in await stage.daily(EXAMS, TODAY.date()) if one.day == TODAY.date()]
    hours = await stage.hourly(EXAMS, MIDNIGHT - 24, MIDNIGHT)
    assert len(hours) == 24 * len(today) == 24 * 2 * len(OBSERVED)
    assert by_series(today) == pytest.approx(sums(hours), abs=1e-9)
    assert {one.version for one in today} == {2}
    assert (await stage.campaign(EXAMS)).data_version == 2


async def test_campaigns_that_are_over_or_paused_get_nothing_more(stage: FilledWorkspace):
    before = {key: (await stage.hourly(key), await stage.daily(key)) for key in ("brand-video", "summer-pause")}
    await at_once(stage, EPOCH, MIDNIGHT + 1)
    for key, seen in before.items():
        assert (await stage.hourly(key), await stage.daily(key)) == seen
        assert (await stage.campaign(key)).data_version == 1


async def test_what_is_told_again_after_a_crash_changes_nothing(stage: FilledWorkspace):
    await at_once(stage, EPOCH, MIDNIGHT)
    stored = stage.database.committed
    await at_once(stage, EPOCH + 3, MIDNIGHT)
    assert stage.database.committed is stored
    await at_once(stage, EPOCH + 3, MIDNIGHT + 1)
    assert {one.hour for one in await stage.hourly(EXAMS, MIDNIGHT)} == {TODAY + timedelta(hours=12)}
    assert (await stage.campaign(EXAMS)).data_version == 2


async def test_hours_give_the_same_whether_they_come_singly_or_together_or_after_a_crash(
    stage: FilledWorkspace, filled: FilledWorkspace
):
    await live(stage, EPOCH, MIDNIGHT + 5)
    other = FilledWorkspace(type(stage.database)(), filled.owner, filled.record, filled.demo, filled.campaigns)
    other.database.committed = filled.database.committed.copy()
    course = other.course()
    await other.feed.of(other.owner.workspace_id)(course, other.counted(course, EPOCH, EPOCH + 7))
    async with other.storage() as tx:
        await tx.simulators.add_hours(other.owner.workspace_id, other.counted(course, EPOCH, EPOCH + 7))
        await tx.commit()
    await other.feed.of(other.owner.workspace_id)(course, other.counted(course, EPOCH + 5, MIDNIGHT + 5))
    assert values(await other.hourly(EXAMS)) == values(await stage.hourly(EXAMS))
    assert await other.daily(EXAMS) == await stage.daily(EXAMS)


async def test_hours_that_were_jumped_over_are_taken_from_the_history_of_the_marketplace(stage: FilledWorkspace):
    target = EPOCH + 60
    jump = Command(1, EPOCH * HOUR, CommandKind.JUMP, "system", target=target * HOUR)
    course = stage.course(jump)
    await stage.feed.of(stage.owner.workspace_id)(course, stage.counted(course, target, target + 1))
    new = await stage.hourly(EXAMS, EPOCH)
    assert sorted({micros(one.hour) // HOUR for one in new}) == list(range(EPOCH, target + 1))
    days = {one.day for one in await stage.daily(EXAMS, TODAY.date())}
    assert days == {TODAY.date() + timedelta(days=ahead) for ahead in range(3)}
    assert (await stage.campaign(EXAMS)).data_version == 2


async def test_hours_that_are_told_while_others_are_stored_wait_for_them(stage: FilledWorkspace):
    """A simulator that saves because of a command tells of hours while it still steps."""
    course = stage.course()
    follow = stage.feed.of(stage.owner.workspace_id)
    hours = stage.counted(course, EPOCH, MIDNIGHT + 1)
    await asyncio.gather(follow(course, hours[:-1]), follow(course, hours[-1:]))
    assert {micros(one.hour) // HOUR for one in await stage.hourly(EXAMS, EPOCH)} == set(range(EPOCH, MIDNIGHT + 1))
    assert (await stage.campaign(EXAMS)).data_version == 2


@dataclass
class Failing:
    """Storage that answers so many more times."""

    storage: OpenUnitOfWork
    works: int

    def __call__(self) -> UnitOfWork:
        self.works -= 1
        if self.works < 0:
            raise Unavailable("The database did not answer in time.")
        return self.storage()


@pytest.mark.parametrize("works", [0, 1, 2, 3])
async def test_storage_that_does_not_answer_neither_stops_the_simulator_nor_loses_an_hour(
    stage: FilledWorkspace, works: int
):
    failing = Failing(stage.storage, works)
    follow = replace(stage.feed, open=failing).of(stage.owner.workspace_id)
    stored = stage.database.committed
    await live(stage, EPOCH, EPOCH + 1, follow)
    assert stage.database.committed is stored
    failing.works = 100
    await live(stage, EPOCH + 1, EPOCH + 2, follow)
    assert {micros(one.hour) // HOUR for one in await stage.hourly(EXAMS, EPOCH)} == {EPOCH, EPOCH + 1}


async def test_a_workspace_that_is_no_demo_is_left_alone(stage: FilledWorkspace):
    stored = stage.database.committed
    course = stage.course()
    await stage.feed.of(uuid4())(course, stage.counted(course, EPOCH, EPOCH + 1))
    tables = stage.database.committed
    here: UUID = stage.owner.workspace_id
    tables.workspaces[here] = replace(tables.workspaces[here], demo=False)
    await at_once(stage, EPOCH, MIDNIGHT)
    assert stage.database.committed is stored


async def test_a_campaign_that_is_paused_keeps_the_hours_of_its_last_day(stage: FilledWorkspace):
    await live(stage, EPOCH, EPOCH + 3)
    await stage.change(replace(await stage.campaign(EXAMS), status=CampaignStatus.PAUSED))
    await live(stage, EPOCH + 3, MIDNIGHT + 2)
    hours = await stage.hourly(EXAMS, MIDNIGHT - 24)
    assert max(micros(one.hour) // HOUR for one in hours) == EPOCH + 2
    assert by_series(await stage.daily(EXAMS, TODAY.date())) == pytest.approx(sums(hours), abs=1e-9)
    assert max(micros(one.hour) // HOUR for one in await stage.hourly(TUTORS)) == MIDNIGHT + 1


async def test_a_campaign_that_is_resumed_is_not_given_what_it_missed(stage: FilledWorkspace):
    follow = stage.feed.of(stage.owner.workspace_id)
    running = await stage.campaign(EXAMS)
    await stage.change(replace(running, status=CampaignStatus.PAUSED))
    await live(stage, EPOCH, EPOCH + 3, follow)
    await stage.change(replace(running, status=CampaignStatus.RUNNING))
    await live(stage, EPOCH + 3, EPOCH + 5, follow)
    assert {micros(one.hour) // HOUR for one in await stage.hourly(EXAMS, EPOCH)} == {EPOCH + 3, EPOCH + 4}


async def test_a_campaign_gets_nothing_after_its_last_day_or_on_a_channel_that_it_left(stage: FilledWorkspace):
    ends = replace(await stage.campaign(EXAMS), end_date=TODAY.date(), channels=(Channel.GOOGLE,))
    await stage.change(ends)
    await at_once(stage, EPOCH, MIDNIGHT + 3)
    new = await stage.hourly(EXAMS, EPOCH)
    assert max(micros(one.hour) // HOUR for one in new) == MIDNIGHT - 1
    assert {one.channel for one in new} == {Channel.GOOGLE}


async def test_a_deleted_campaign_gets_nothing_and_the_others_go_on(stage: FilledWorkspace):
    async with stage.storage() as tx:
        await tx.campaigns.delete(stage.owner.workspace_id, stage.campaigns[EXAMS], TODAY)
        await tx.commit()
    await at_once(stage, EPOCH, MIDNIGHT)
    assert by_series(await stage.daily(TUTORS, TODAY.date()))


async def test_hours_are_kept_for_as_long_as_they_can_be_asked_for(stage: FilledWorkspace):
    days = KEPT_DAYS + 20
    end = MIDNIGHT + 24 * days
    jump = Command(1, EPOCH * HOUR, CommandKind.JUMP, "system", target=(end - 1) * HOUR)
    course = stage.course(jump)
    await stage.feed.of(stage.owner.workspace_id)(course, stage.counted(course, end - 1, end))
    kept = {one.hour.date() for one in await stage.hourly(TUTORS)}
    assert len(kept) == KEPT_DAYS
    assert max(kept) == TODAY.date() + timedelta(days=days)
    assert {one.day for one in await stage.daily(TUTORS)} >= kept
    assert len({one.day for one in await stage.daily(TUTORS)}) == 180 + days + 1


async def test_what_is_imported_over_a_day_stays(stage: FilledWorkspace):
    await at_once(stage, EPOCH, MIDNIGHT)
    mine = MetricPoint(Channel.GOOGLE, MetricType.CLICKS, TODAY.date(), 5.0, 3)
    async with stage.storage() as tx:
        await tx.metrics.upsert(stage.owner.workspace_id, stage.campaigns[EXAMS], [mine])
        await tx.commit()
    await at_once(stage, EPOCH, MIDNIGHT + 24)
    assert mine in await stage.daily(EXAMS, TODAY.date())
    assert {one.day for one in await stage.daily(EXAMS, TODAY.date())} == {
        TODAY.date(),
        TODAY.date() + timedelta(days=1),
    }
