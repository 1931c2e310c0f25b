"""Alarms and incidents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something began to be unlike what is usual.

    Attributes:
        at: End of the hour in which it was noticed, microseconds since 1970.
        subject: A stream or derived series, ``group:<first word of the streams' names>``, ``group:all``, or
            ``scenario:<id>`` where several streams move as that scenario moves them.
        streams: What the subject consists of.
        score: How unusual, in normal standard deviations.
    """

    at: int
    subject: str
    streams: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Incident:
    """Alarms that began close to each other, at least one, by time."""

    alarms: tuple[Alarm, ...]

    @property
    def at(self) -> int:
        """Return when it was noticed."""
        return self.alarms[0].at


def incidents(alarms: tuple[Alarm, ...], apart: int) -> tuple[Incident, ...]:
    """Join alarms into incidents: one at most ``apart`` microseconds after an incident's first alarm is part of it.

    Args:
        alarms: By time.
        apart: Counted from the first alarm, so that an incident cannot go on for ever and hide all that follow.
    """
    found: list[list[Alarm]] = []
    for alarm in alarms:
        if found and alarm.at - found[-1][0].at <= apart:
            found[-1].append(alarm)
        else:
            found.append([alarm])
    return tuple(Incident(tuple(one)) for one in found)
