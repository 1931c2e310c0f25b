"""The shipped marketplace made small: a part of its rates, and few requests and page views."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from config.marketplace.loader import load_marketplace
from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import DAY, HOUR, micros
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Command, CommandKind, Course, Timeline
from domain.streams.model import StreamEvent, event_id
from simulator.engine.engine import LocalEngine
from simulator.history.world import baseline_events

EPOCH = micros(datetime(2026, 3, 2, tzinfo=UTC))
"""A Monday without a season before or after it for weeks."""

ALL = 10**9
"""A limit that is none."""

_FEW = {"api.request.log": 2_000.0, "customer.page.view": 2_000.0}


@cache
def market(scale: float) -> Marketplace:
    """Return the marketplace with a part of its rates."""
    shipped = load_marketplace()
    streams = tuple(replace(one, events_per_day=_FEW.get(one.name, one.events_per_day)) for one in shipped.streams)
    return replace(shipped, streams=streams, baseline=replace(shipped.baseline, scale=scale))


@cache
def world(scale: float, seed: int) -> Sequence[ExternalEvent]:
    """Return the external events of a baseline around the epoch."""
    return baseline_events(market(scale), seed, EPOCH - 40 * DAY, EPOCH + 10 * DAY)


def course(*commands: Command, scale: float = 0.05, seed: int = 7, events: bool = True) -> Course:
    """Return what follows from commands, with the external events of the baseline or without."""
    return compile_course(market(scale), Timeline(seed, EPOCH, commands), world(scale, seed) if events else ())


def engine(of: Course, saved: bytes | None = None, scale: float = 0.05) -> LocalEngine:
    """Return an engine."""
    return LocalEngine(market(scale), of, saved)


def scenario(name: str) -> ScenarioDefinition:
    """Return a scenario that is shipped."""
    return next(one for one in load_marketplace().scenarios if one.id == name)


def activate(name: str, hours: float, number: int = 1) -> Command:
    """Return the command that activates a scenario so long after the epoch."""
    return Command(number, EPOCH + int(hours * HOUR), CommandKind.ACTIVATE, "system", scenario=scenario(name))


def written(event: StreamEvent) -> str:
    """Write everything about an event that has to be the same each time it is made."""
    cause = None if event.caused_by is None else event_id(event.caused_by)
    return repr((event_id(event.key), cause, *event._replace(data=dict(event.data))))
