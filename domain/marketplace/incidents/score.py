"""How right a detector is: against the causes that are known, and against the same time without a scenario."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.incidents.model import Alarm, Incident
from domain.marketplace.moments import HOUR, micros

AFTERMATH = 6 * HOUR
"""How long after the end of an effect an alarm may still be because of it: going back is a change, too."""
SAME = 6 * HOUR
"""Alarms of a run and its twin on one subject that are no further apart are one and the same."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a detector made of one activation of a scenario.

    Attributes:
        delay: From the activation to the first alarm that the twin without it does not have, microseconds; none when
            there is no such alarm while the scenario is active or settles.
        subject: What that alarm is on.
    """

    scenario: str
    seed: int
    delay: int | None
    subject: str | None


def unexplained(incidents: Iterable[Incident], events: Sequence[ExternalEvent]) -> tuple[Incident, ...]:
    """Return false incidents: no external event that really has an effect was moving any of their streams.

    A derived series is moved with its stream.
    """
    effects = [
        (impact.stream, micros(event.effect(impact)[0]), micros(event.effect(impact)[1]))
        for event in events
        if event.causal
        for impact in event.impacts
    ]
    return tuple(one for one in incidents if not any(_explained(alarm, effects) for alarm in one.alarms))


def detection(
    scenario: str, seed: int, span: tuple[int, int], found: Iterable[Incident], twin: Iterable[Incident]
) -> Detection:
    """Return the first alarm that is because of a scenario.

    Args:
        scenario: Its id.
        seed: Of the run.
        span: From the activation to when it has settled, microseconds since 1970.
        found: With the scenario.
        twin: In the same time with the same noise, without it.
    """
    usual = [alarm for one in twin for alarm in one.alarms]
    for alarm in sorted((alarm for one in found for alarm in one.alarms), key=lambda one: one.at):
        if span[0] < alarm.at <= span[1] + HOUR and not any(_same(alarm, other) for other in usual):
            return Detection(scenario, seed, alarm.at - span[0], alarm.subject)
    return Detection(scenario, seed, None, None)


def _explained(alarm: Alarm, effects: Sequence[tuple[str, int, int]]) -> bool:
    streams = {name.partition("#")[0] for name in alarm.streams}
    return any(
        stream in streams and begin <= alarm.at and alarm.at - HOUR <= end + AFTERMATH for stream, begin, end in effects
    )


def _same(one: Alarm, other: Alarm) -> bool:
    return one.subject == other.subject and abs(one.at - other.at) <= SAME
