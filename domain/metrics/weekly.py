"""Metrics that were exported by the week, told from those by the day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from domain.campaigns.model import Channel
from domain.metrics.model import MetricPoint

LEAST_WEEKS = 6
"""So many observed days, all of one weekday, are no chance: they are totals of weeks."""

_NAMES = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def weekly_channels(observed: Mapping[Channel, Collection[date]]) -> dict[Channel, str]:
    """Return the channels of which six or more days were observed and all are of the same weekday.

    A day with zeros is an observed day: whoever runs on one weekday alone and says so is not meant.

    Returns:
        By channel, in the order of the enumeration, the weekday's name in the plural.
    """
    found = {}
    for channel in Channel:
        days = observed.get(channel, ())
        weekdays = {day.weekday() for day in days}
        if len(days) >= LEAST_WEEKS and len(weekdays) == 1:
            found[channel] = _NAMES[weekdays.pop()]
    return found


def without_weeks(points: Sequence[MetricPoint]) -> Sequence[MetricPoint]:
    """Leave out the channels that hold totals of weeks: nothing about days can be learnt from them."""
    observed: dict[Channel, set[date]] = {}
    for point in points:
        observed.setdefault(point.channel, set()).add(point.day)
    weekly = weekly_channels(observed)
    return [point for point in points if point.channel not in weekly] if weekly else points


def told(weekly: Mapping[Channel, str]) -> str:
    """Return what was found in a sentence."""
    names = dict.fromkeys(weekly.values())
    parts = [f"of {', '.join(channel for channel in weekly if weekly[channel] == name)} are {name}" for name in names]
    return f"All observed days {' and '.join(parts)}: these look like totals of weeks."
