"""How long after its parent a child comes: one law for the rates, by the hour, and for live events, exactly.

A delay is uniform between its bounds as far as its author left it at that. Where somebody has to act for it (a tutor
answers, a person signs in again, an operator decides, payouts are made), moments within the bounds are likelier in the
hours in which those people act:

* a child that follows the hours of the day, hours after its parent: in proportion to its own curve of the week;
* onboarding: in the operators' office hours;
* tickets are resolved by the quantiles of ``RESOLUTION``, at any hour, and updated before that;
* batches: on Fridays in office hours, within a week;
* whatever counts from the scheduled time of a lesson follows ``lessons``.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Marketplace, Outcome, Patterns, StreamDefinition
from domain.marketplace.moments import HOUR, WEEK, span
from simulator.rates.curves import WEEK_HOURS, week_curve, weekday_curve
from simulator.rates.lessons import LATEST, SOONEST, lesson_weights

FloatArray = NDArray[np.float64]

ACTS_LATER = 4 * HOUR
"""A child that follows the clock waits for its hours where its delay varies by at least so much."""

OFFICE_HOURS = (10, 19)
OFFICE_OUTSIDE = 0.02
"""Relative frequency of operators' decisions outside office hours."""

OFFICE = frozenset({"tutor.onboarding.step_completed", "tutor.onboarding.approved", "tutor.onboarding.rejected"})

RESOLVED, UPDATED = "support.ticket.resolved", "support.ticket.updated"
RESOLUTION = ((0.0, 1.0), (0.5, 4.0), (0.75, 8.0), (0.9, 12.0), (1.0, 24.0))
"""Hours until a ticket is resolved by quantile, linear in between; their mean is 6."""

BATCH_WEEKDAY = 4
BATCH_HOURS = (9, 17)

_POSITIONS = 240
"""Points within an hour or a delay over which laws are averaged."""


@dataclass(frozen=True, slots=True)
class DelayLaw:
    """When a child comes.

    Attributes:
        low: Least delay in microseconds; from the scheduled time when ``from_schedule``.
        high: Greatest delay.
        weights: Relative frequency by hour of the week in market time, shape ``(168,)``; none for even.
        from_schedule: Whether the delay counts from the scheduled time of the lesson.
        envelope: Chance that the child (or the lesson) is 0, 1, … hours after the parent's hour, before ``weights``;
            sums to 1.
        after: Chance that the child is ``after_first``, ``after_first + 1``, … hours after the lesson's hour.
        after_first: -1 where a child may come before the lesson.
    """

    low: int
    high: int
    weights: FloatArray | None
    from_schedule: bool
    envelope: FloatArray
    after: FloatArray | None = None
    after_first: int = 0


def resolution(share: float) -> float:
    """Return in how many hours a ticket is resolved; ``share`` of all are sooner."""
    for (low, before), (high, after) in pairwise(RESOLUTION):
        if share <= high:
            return before + (after - before) * (share - low) / (high - low)
    return RESOLUTION[-1][1]


def delay_law(marketplace: Marketplace, outcome: Outcome) -> DelayLaw:
    """Return the law of an outcome's delay."""
    low, high = span(outcome.delay.low), span(outcome.delay.high)
    child = marketplace.stream(outcome.child)
    if outcome.batch:
        return DelayLaw(0, WEEK, _batch_weights(), from_schedule=False, envelope=even_envelope(0, WEEK))
    if outcome.from_schedule:
        return _lesson_law(low, high)
    if outcome.child in {RESOLVED, UPDATED}:
        envelope = _ticket_envelope(low, high, resolved=outcome.child == RESOLVED)
        return DelayLaw(low, high, None, from_schedule=False, envelope=envelope)
    weights = None if child is None else _weights(marketplace.patterns, child, high - low)
    return DelayLaw(low, high, weights, from_schedule=False, envelope=even_envelope(low, high))


def _weights(patterns: Patterns, child: StreamDefinition, width: int) -> FloatArray | None:
    if child.name in OFFICE:
        hours = np.arange(24)
        day = np.where((hours >= OFFICE_HOURS[0]) & (hours < OFFICE_HOURS[1]), 1.0, OFFICE_OUTSIDE)
        return np.outer(weekday_curve(patterns), day).ravel()
    if child.time_of_day and width >= ACTS_LATER:
        begin, end = week_curve(patterns, child)
        return (begin + end) / 2
    return None


def _batch_weights() -> FloatArray:
    hours = np.arange(WEEK_HOURS)
    first = 24 * BATCH_WEEKDAY
    return np.where((hours >= first + BATCH_HOURS[0]) & (hours < first + BATCH_HOURS[1]), 1.0, 0.0)


def even_envelope(low: int, high: int) -> FloatArray:
    """Return by how many hours the hour of the child is later, for a parent anywhere in its hour."""
    place = (np.arange(_POSITIONS) + 0.5) / _POSITIONS
    if low == high:
        return _histogram(place + low / HOUR)
    edges = np.arange(high // HOUR + 3)[:, None]
    reached = np.clip((edges - place - low / HOUR) / ((high - low) / HOUR), 0.0, 1.0).mean(axis=1)
    return np.diff(reached)


def _ticket_envelope(low: int, high: int, *, resolved: bool) -> FloatArray:
    shares = (np.arange(_POSITIONS) + 0.5) / _POSITIONS
    hours = np.clip([resolution(float(share)) for share in shares], low / HOUR, high / HOUR)
    # An update is anywhere between the ticket and its resolution.
    delays = hours if resolved else np.outer(shares[::12], hours).ravel()
    return _histogram(np.add.outer(shares[::12], delays).ravel())


def _lesson_law(low: int, high: int) -> DelayLaw:
    ahead = _lesson_envelope()
    if low < -HOUR:
        # Something that happens before a lesson: never before the lesson was agreed on.
        place = np.linspace(low / HOUR, high / HOUR, _POSITIONS)
        hours = np.arange(len(ahead))[:, None] + 0.5 + place
        chances = np.broadcast_to(ahead[:, None] / _POSITIONS, hours.shape)
        envelope: FloatArray = np.bincount(np.maximum(hours, 0.5).astype(np.int64).ravel(), chances.ravel()).astype(
            np.float64
        )
        return DelayLaw(low, high, None, from_schedule=True, envelope=envelope)
    quarters = np.arange(4)[:, None] / 4
    delays = low / HOUR + (np.arange(_POSITIONS) + 0.5) / _POSITIONS * ((high - low) / HOUR)
    after = _histogram((quarters + delays).ravel() + 1.0)
    return DelayLaw(low, high, lesson_weights(), from_schedule=True, envelope=ahead, after=after, after_first=-1)


def _lesson_envelope() -> FloatArray:
    """Return how many hours after its confirmation a lesson is, hours of preference aside.

    The time asked for is even over the days ahead of the request, and the confirmation even over the day after it;
    lessons whose time has passed by then are agreed on anew.
    """
    first, last, answer = SOONEST / HOUR, LATEST / HOUR, 24.0
    ahead = np.arange(int(last) + 1) + 0.5
    kept = np.clip(last - ahead, 0.0, answer) - np.clip(first - ahead, 0.0, answer)
    kept = kept / answer / (last - first)
    anew = max(0.0, 1.0 - float(kept.sum()))
    envelope = kept + np.where((ahead > first) & (ahead < last), anew / (last - first), 0.0)
    # a confirmation anywhere in its hour: half of it falls into the next one
    spread = np.convolve(envelope, [0.5, 0.5])
    spread[1] += spread[0]
    spread[0] = 0.0
    result: FloatArray = spread / spread.sum()
    return result


def _histogram(hours: FloatArray) -> FloatArray:
    counts = np.bincount(np.floor(hours).astype(np.int64)).astype(np.float64)
    chances: FloatArray = counts / counts.sum()
    return chances
