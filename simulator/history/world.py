"""The world around the marketplace: external events of the baseline, red herrings among them.

Two to five events happen on a day, drawn from the templates by (seed, day) alone. Academic ones happen on the same date
of each of their months; marketing ones gather in a few days of every fortnight; infrastructure fails at any hour; the
rest happens in working hours. A template rests for at least two days, and those with greater effects come more often,
since nobody takes note of the others.

About two thirds of the events really do what is expected of them. Templates speak of effects that last for weeks or
months; with several events a day that would bend the marketplace for good. So an effect of the baseline lasts at most
``LONGEST``, and what is usual stays what the definitions say.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.events.model import (
    EventSeverity,
    EventTemplate,
    ExternalEvent,
    ExternalEventType,
    Impact,
    ImpactDirection,
    ImpactMagnitude,
)
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import DAY, HOUR, MINUTE, moment, span
from simulator.rates.chance import key_of, uniforms

FloatArray = NDArray[np.float64]

LONGEST = timedelta(hours=24)
"""An effect of the baseline lasts no longer."""

CAUSAL_SHARE = 0.65
"""Part of the events that really have an effect, spread evenly over time."""

A_DAY = (2, 3, 3, 4, 4, 5)
"""Numbers of events on a day, equally likely."""

WEIGHTS = {ImpactMagnitude.LOW: 0.4, ImpactMagnitude.MEDIUM: 1.0, ImpactMagnitude.HIGH: 1.5}
"""How often a template is drawn, by the greatest of its effects."""

CLUSTER_DAYS, CLUSTER_EVERY = 4, 14
CLUSTER_WITHIN, CLUSTER_OUTSIDE = 4.0, 0.3
"""How often marketing happens in its cluster of days and outside of it."""

REST_DAYS = 3
"""A template is drawn on every third day at most."""

WORKING_HOURS = (8, 18)

Crowds = Mapping[tuple[str, ImpactDirection], int]
"""How many templates move a stream in a direction; each is drawn as much less often, or the stream would only rise."""

_SPACE = UUID("5b0d3f5c-6a52-5d0c-8c54-0f2b7a9f6e11")
_GOLDEN = 0.6180339887498949
_SLOTS, _DRAWS = 8, 64
_SECOND_SEVERITY = 0.25


def baseline_events(marketplace: Marketplace, seed: int, begin: int, end: int) -> Sequence[ExternalEvent]:
    """Return the external events at ``begin`` ≤ time < ``end`` (microseconds since 1970), by time."""
    crowds = Counter((impact.stream, impact.direction) for one in marketplace.templates for impact in one.impacts)
    events = [event for day in range(begin // DAY, -(-end // DAY)) for event in _of_day(marketplace, seed, day, crowds)]
    low, high = moment(begin), moment(end)
    return tuple(sorted((one for one in events if low <= one.at < high), key=lambda one: (one.at, one.id)))


def _of_day(marketplace: Marketplace, seed: int, day: int, crowds: Crowds) -> list[ExternalEvent]:
    drawn = uniforms(key_of(seed, "world"), day * _DRAWS + np.arange(_DRAWS, dtype=np.int64))
    today = date(1970, 1, 1) + timedelta(days=day)
    wanted = A_DAY[int(drawn[0] * len(A_DAY))]
    dated = [one for one in marketplace.templates if _falls_on(one, today)][:wanted]
    pool = [one for one in marketplace.templates if _may_happen(one, seed, day, today)]
    weights = [_weight(one, seed, day, crowds) for one in pool]
    chosen = [*dated, *_draw(pool, weights, drawn[1:_SLOTS], wanted - len(dated))]
    return [_event(template, seed, day, slot, drawn[_SLOTS * (slot + 1) :]) for slot, template in enumerate(chosen)]


def _falls_on(template: EventTemplate, today: date) -> bool:
    """Return whether an academic event has its date today."""
    if template.type is not ExternalEventType.ACADEMIC or today.month not in template.months:
        return False
    return today.day == 1 + key_of(0, "date", template.id) % 24


def _may_happen(template: EventTemplate, seed: int, day: int, today: date) -> bool:
    if template.type is ExternalEventType.ACADEMIC and template.months:
        return False
    rests = (day + key_of(seed, "rest", template.id)) % REST_DAYS != 0
    return not rests and (not template.months or today.month in template.months)


def _weight(template: EventTemplate, seed: int, day: int, crowds: Crowds) -> float:
    weight = max((WEIGHTS[impact.magnitude] for impact in template.impacts), default=0.0)
    weight /= max((crowds[impact.stream, impact.direction] for impact in template.impacts), default=1)
    if template.type is not ExternalEventType.MARKETING:
        return weight
    fortnight, place = divmod(day, CLUSTER_EVERY)
    first = key_of(seed, "cluster", str(fortnight)) % (CLUSTER_EVERY - CLUSTER_DAYS + 1)
    return weight * (CLUSTER_WITHIN if first <= place < first + CLUSTER_DAYS else CLUSTER_OUTSIDE)


def _draw(
    pool: Sequence[EventTemplate], weights: Sequence[float], drawn: FloatArray, wanted: int
) -> list[EventTemplate]:
    """Draw different templates by their weights."""
    left, odds = list(pool), list(weights)
    chosen: list[EventTemplate] = []
    for share in drawn[:wanted]:
        if not left or sum(odds) <= 0.0:
            break
        place = int(np.searchsorted(np.cumsum(odds), share * sum(odds)))
        chosen.append(left.pop(place))
        odds.pop(place)
    return chosen


def _event(template: EventTemplate, seed: int, day: int, slot: int, drawn: FloatArray) -> ExternalEvent:
    """Return what becomes of a template on a day. ``drawn`` is its own chance, at least 7 numbers."""
    first, last = (0, 24) if template.type is ExternalEventType.INFRASTRUCTURE else WORKING_HOURS
    at = day * DAY + int((first + drawn[0] * (last - first)) * HOUR) // MINUTE * MINUTE
    onset = template.onset_low + timedelta(microseconds=int(drawn[1] * span(template.onset_high - template.onset_low)))
    place = (key_of(seed, "causal") % 1000) / 1000 + (day * (_SLOTS - 3) + slot) * _GOLDEN
    up = drawn[2] < 0.5
    return ExternalEvent(
        id=uuid5(_SPACE, f"{seed}:{day}:{slot}"),
        at=moment(at),
        type=template.type,
        title=template.title,
        description=template.description,
        severity=_severity(template, float(drawn[3])),
        impacts=tuple(_impact(impact, increases=up) for impact in template.impacts),
        onset=onset,
        causal=place % 1.0 < CAUSAL_SHARE,
        injected_by="baseline",
        icon=template.icon,
        link=template.link,
    )


def _severity(template: EventTemplate, drawn: float) -> EventSeverity:
    others = template.severities[1:]
    if not others or drawn >= _SECOND_SEVERITY:
        return template.severities[0]
    return others[int(drawn / _SECOND_SEVERITY * len(others))]


def _impact(impact: Impact, *, increases: bool) -> Impact:
    """Return an effect that is short enough, and whose direction is settled."""
    direction = impact.direction
    if direction is ImpactDirection.MIXED:
        direction = ImpactDirection.INCREASE if increases else ImpactDirection.DECREASE
    return replace(impact, direction=direction, duration=min(impact.duration, LONGEST))
