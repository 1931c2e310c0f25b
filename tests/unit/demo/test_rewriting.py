"""A change of the marketplace's past shows in the campaigns' past, and goes when it is taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.campaigns.model import Channel
from domain.demo.hours import day_number
from domain.demo.rewriting import reaches_back
from domain.marketplace.moments import DAY, HOUR, micros
from domain.marketplace.scenarios.model import StreamModifier
from domain.marketplace.timeline.model import Command, CommandKind, ManualModifier, Window
from domain.metrics.model import HourlyPoint, MetricPoint, MetricType
from tests.fixtures.steered import TODAY
from tests.unit.demo.conftest import EPOCH, FilledWorkspace, yesterday

EXAMS = "exam-season-search"
SIGNUPS = "customer.signup.completed"
NOW = EPOCH * HOUR
FIRST = (EPOCH - 12 - 5 * 24) * HOUR
"""Midnight of the fifth day before today."""


def a_window(number: int = 1, factor: float = 3.0, begin: int = FIRST, end: int = NOW) -> Command:
    window = Window(number, begin, end, (SIGNUPS,), factor, None, HOUR)
    return Command(number, NOW, CommandKind.REGENERATE, "system", window=window)


def restore(number: int) -> Command:
    return Command(number, NOW + HOUR, CommandKind.RESTORE, "system", target=0)


def conversions(points: list[HourlyPoint], begin: int, end: int) -> float:
    return sum(
        one.value for one in points if one.metric is MetricType.CONVERSIONS and begin <= micros(one.hour) // HOUR < end
    )


async def hour(stage: FilledWorkspace, number: int, *commands: Command) -> None:
    """Let an hour go by in a process that has just started, and save it."""
    course = stage.course(*commands)
    counted = stage.counted(course, EPOCH + number, EPOCH + number + 1)
    await stage.feed.of(stage.owner.workspace_id)(course, counted)
    async with stage.storage() as tx:
        await tx.simulators.add_hours(stage.owner.workspace_id, counted)
        await tx.commit()


def untouched(points: list[MetricPoint]) -> list[MetricPoint]:
    return [one for one in points if day_number(one.day) * DAY < FIRST]


async def test_more_signups_in_the_past_are_more_conversions_there_by_the_hour_and_by_the_day(stage: FilledWorkspace):
    hours, days = await stage.hourly(EXAMS), await stage.daily(EXAMS)
    await hour(stage, 0, a_window())
    new = await stage.hourly(EXAMS)
    first, end = FIRST // HOUR, EPOCH
    assert [one for one in new if micros(one.hour) < FIRST] == [one for one in hours if micros(one.hour) < FIRST]
    assert conversions(new, first + 24, end) > 1.5 * conversions(hours, first + 24, end)
    assert len(new) == len(hours) + 2 * 7
    daily = await stage.daily(EXAMS)
    assert len(daily) == len(days)
    assert untouched(daily) == untouched(days)
    sums = {key: value for key, value in _sums(new).items() if key[2] <= yesterday()}
    assert {(one.channel, one.metric, one.day): one.value for one in daily}.items() >= {
        key: pytest.approx(value, abs=1e-9) for key, value in sums.items()
    }.items()
    assert (await stage.campaign(EXAMS)).data_version == 2
    assert {one.version for one in daily if one.day == yesterday() and one.metric is MetricType.CONVERSIONS} == {2}


def _sums(points: list[HourlyPoint]) -> dict[tuple[Channel, MetricType, object], float]:
    sums: dict[tuple[Channel, MetricType, object], float] = {}
    for one in points:
        key = one.channel, one.metric, one.hour.date()
        sums[key] = sums.get(key, 0.0) + one.value
    return sums


async def test_what_is_taken_back_is_as_it_was_to_the_last_bit(stage: FilledWorkspace):
    hours = await stage.hourly(EXAMS)
    values = {(one.channel, one.metric, one.day): one.value for one in await stage.daily(EXAMS)}
    await hour(stage, 0, a_window())
    await hour(stage, 1, a_window(), restore(2))
    back = await stage.hourly(EXAMS)
    assert [one for one in back if one.hour < TODAY] == hours
    assert {(one.channel, one.metric, one.day): one.value for one in await stage.daily(EXAMS)} == values


async def test_a_process_that_starts_again_rewrites_nothing_that_is_right(stage: FilledWorkspace):
    await hour(stage, 0, a_window())
    version, hours = (await stage.campaign(EXAMS)).data_version, await stage.hourly(EXAMS)
    await hour(stage, 1, a_window())
    assert (await stage.campaign(EXAMS)).data_version == version
    assert [one for one in await stage.hourly(EXAMS) if micros(one.hour) < NOW + HOUR] == hours


async def test_hours_that_were_live_follow_too(stage: FilledWorkspace):
    course = stage.course()
    counted = stage.counted(course, EPOCH, EPOCH + 30)
    async with stage.storage() as tx:
        await tx.simulators.add_hours(stage.owner.workspace_id, counted)
        await tx.commit()
    await stage.feed.of(stage.owner.workspace_id)(course, counted)
    live = await stage.hourly(EXAMS)
    later = replace(a_window(begin=NOW, end=NOW + 30 * HOUR), at=NOW + 30 * HOUR)
    await hour(stage, 30, later)
    changed = await stage.hourly(EXAMS)
    assert conversions(changed, EPOCH + 12, EPOCH + 30) > 1.2 * conversions(live, EPOCH + 12, EPOCH + 30)
    assert [one for one in changed if one.hour < TODAY] == [one for one in live if one.hour < TODAY]


async def test_a_day_that_was_imported_stays(stage: FilledWorkspace):
    mine = MetricPoint(Channel.GOOGLE, MetricType.CONVERSIONS, yesterday(), 4711.0, 1)
    async with stage.storage() as tx:
        await tx.metrics.upsert(stage.owner.workspace_id, stage.campaigns[EXAMS], [mine])
        await tx.commit()
    await hour(stage, 0, a_window())
    found = await stage.daily(EXAMS, yesterday() - timedelta(days=1))
    assert mine in found
    assert {one.version for one in found if one.metric is MetricType.CONVERSIONS and one != mine} == {2}


def test_commands_reach_back_to_what_they_change(stage: FilledWorkspace):
    modifier = ManualModifier("m", StreamModifier(SIGNUPS, multiplier=2.0), NOW - 50 * HOUR, None)
    scenario = stage.market.simulator.marketplace.scenario("competitor-disruption")
    ahead = replace(modifier, begin=NOW + 2 * HOUR)
    commands = [
        Command(1, NOW, CommandKind.ACTIVATE, "system", scenario=scenario),
        Command(2, NOW, CommandKind.MODIFY, "system", modifier=modifier),
        a_window(3),
        Command(4, NOW, CommandKind.MODIFY, "system", modifier=ahead),
        Command(5, NOW + HOUR, CommandKind.RESET, "system"),
    ]
    reached = [
        reaches_back(stage.course(*commands[:count]), known)
        for count, known in ((0, 0), (1, 0), (2, 0), (2, 2), (3, 2), (4, 3), (5, 4))
    ]
    assert reached == [None, None, NOW - 50 * HOUR, None, FIRST, None, FIRST]
