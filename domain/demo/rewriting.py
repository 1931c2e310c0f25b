"""What is changed in the past of a marketplace shows in the past of its campaigns too."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import numpy as np

from domain.campaigns.model import Channel
from domain.demo.hours import DAY_HOURS, CampaignHours, day_of, summed
from domain.marketplace.moments import HOUR, micros, moment
from domain.marketplace.timeline.model import Command, CommandKind, Course
from domain.metrics.model import HourlyPoint, HourlyQuery, MetricPoint, MetricQuery, MetricType
from domain.ports.unit_of_work import Transaction

DayKey = tuple[Channel, MetricType, date]


def reaches_back(course: Course, known: int) -> int | None:
    """Return the first moment of the past that commands with a number above ``known`` change; none when none does.

    What is taken back changes everything that was changed before.
    """
    earlier: list[int] = []
    found: list[int] = []
    for command in sorted(course.timeline.commands, key=lambda one: one.number):
        if command.kind in {CommandKind.RESTORE, CommandKind.RESET}:
            moments = list(earlier)
        else:
            moments = [at for at in _reaches(command) if at < command.at]
            earlier += moments
        if command.number > known:
            found += moments
    return min(found, default=None)


def _reaches(command: Command) -> list[int]:
    reached = []
    if command.window is not None:
        reached.append(command.window.begin)
    if command.event is not None:
        reached.append(micros(command.event.at))
    if command.modifier is not None:
        reached.append(command.modifier.begin)
    return reached


async def rewrite(
    tx: Transaction, workspace_id: UUID, made: Mapping[UUID, CampaignHours], begin: int, end: int
) -> None:
    """Put hours in place of stored ones, and follow with the days that are the sums of them.

    Hours that are not stored stay so. A day that is not the sum of its hours was imported over, and stays as it is.

    Args:
        tx: Where.
        workspace_id: Of the demo.
        made: New hours by campaign.
        begin: First hour, that of a midnight.
        end: Hour after the last one.
    """
    hours = HourlyQuery(moment(begin * HOUR), moment(end * HOUR))
    days = MetricQuery(day_of(begin // DAY_HOURS), day_of((end - 1) // DAY_HOURS))
    stored = await tx.hourly_metrics.read_many(workspace_id, made.keys(), hours)
    daily = await tx.metrics.read_many(workspace_id, list(stored), days)
    for campaign_id, old in stored.items():
        fresh = {(one.channel, one.metric, one.hour): one.value for one in made[campaign_id].points(begin, end)}
        new = [replace(one, value=fresh.get((one.channel, one.metric, one.hour), one.value)) for one in old]
        changed = [one for one, before in zip(new, old, strict=True) if one.value != before.value]
        if not changed:
            continue
        await tx.hourly_metrics.upsert(workspace_id, campaign_id, changed)
        follow = _following(daily.get(campaign_id, ()), day_sums(old), day_sums(new))
        if follow:
            version = await tx.campaigns.advance_data_version(workspace_id, campaign_id)
            await tx.metrics.upsert(workspace_id, campaign_id, [replace(one, version=version) for one in follow])


def day_sums(points: Sequence[HourlyPoint]) -> dict[DayKey, float]:
    """Return the sums of points by the hour, by day."""
    hours: dict[DayKey, list[float]] = {}
    for point in points:
        hours.setdefault((point.channel, point.metric, point.hour.date()), []).append(point.value)
    return {key: summed(key[1], np.array(values)) for key, values in hours.items()}


def _following(
    daily: Sequence[MetricPoint], old: Mapping[DayKey, float], new: Mapping[DayKey, float]
) -> list[MetricPoint]:
    found = []
    for point in daily:
        key = point.channel, point.metric, point.day
        if key in old and point.value == old[key] != new[key]:
            found.append(replace(point, value=new[key]))
    return found
