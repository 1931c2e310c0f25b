"""The influences of scenarios, external events and manual modifiers on the rates of streams."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.moments import micros, span
from domain.marketplace.scenarios.model import SettlingCurve, StreamModifier
from domain.marketplace.scenarios.settling import LEAST_STEEPNESS, settled_progress, steepness
from domain.marketplace.timeline.model import Influence, Layer, ManualModifier, Operation, Shift
from domain.marketplace.timeline.walk import Run

RAMP_IN, RAMP_OUT = 0.1, 0.2
"""Parts of an external event's window over which its effect rises and falls."""

AMOUNT = 2.0
"""An addition or an override settles like a factor of 2: when 5 % of it are left."""


@dataclass(frozen=True, slots=True)
class Shape:
    """When something acts, and how it begins and ends."""

    begin: int
    ramp: int
    fade_begin: int | None
    fade_end: int | None
    curve: SettlingCurve


def of_run(run: Run) -> tuple[list[Influence], list[Shift]]:
    """Return what a scenario's modifiers do, as if nothing cut it: instant begin, fade along its curve."""
    curve = run.scenario.curve
    length = 0 if curve is SettlingCurve.IMMEDIATE else span(run.scenario.settlement.length)
    shape = Shape(run.begin, 0, run.end, run.end + length, curve)
    source = f"scenario:{run.scenario.id}#{run.number}"
    influences: list[Influence] = []
    shifts: list[Shift] = []
    for modifier in run.scenario.modifiers:
        influences.extend(_acting(modifier, shape, source))
        shifts.extend(_shifting(modifier, shape, source))
    return influences, shifts


def of_modifier(manual: ManualModifier) -> tuple[list[Influence], list[Shift]]:
    """Return what a manual modifier does: linear ramps at both ends, which take no more than half of it each."""
    length = None if manual.end is None else manual.end - manual.begin
    ramp = manual.ramp if length is None else min(manual.ramp, length // 2)
    fade_begin = None if manual.end is None else manual.end - ramp
    shape = Shape(manual.begin, ramp, fade_begin, manual.end, SettlingCurve.LINEAR)
    source = f"modifier:{manual.id}"
    return list(_acting(manual.modifier, shape, source)), list(_shifting(manual.modifier, shape, source))


def of_event(event: ExternalEvent, labelled: Iterable[str] = ()) -> list[Influence]:
    """Return what an external event really does; nothing for a red herring.

    Args:
        event: Each impact acts from the event's onset, rises over the first 10 % of its window and falls over the last
            20 %.
        labelled: Streams that the event only labels, because the scenario that injected it changes them itself.
    """
    if not event.causal:
        return []
    begin = micros(event.at) + span(event.onset)
    without = frozenset(labelled)
    influences = []
    for impact in event.impacts:
        if impact.factor == 1 or impact.stream in without:
            continue
        length = span(impact.duration)
        influences.append(
            Influence(
                stream=impact.stream,
                layer=Layer.EVENT,
                operation=Operation.MULTIPLY,
                value=impact.factor,
                begin=begin,
                ramp=int(RAMP_IN * length),
                fade_begin=begin + length - int(RAMP_OUT * length),
                fade_end=begin + length,
                curve=SettlingCurve.LINEAR,
                source=f"event:{event.id}",
            )
        )
    return influences


def cut(influence: Influence, at: int | None) -> Influence | None:
    """Return an influence that acts no longer from a moment on; none when it had not begun.

    What it did before that moment stays as it was.
    """
    if at is None or (influence.end is not None and influence.end <= at):
        return influence
    return replace(influence, until=at) if influence.begin < at else None


def since(influence: Influence, given: int, epoch: int, wiped: int | None) -> Influence | None:
    """Return an influence as a command given at ``given`` may have it.

    Live time that was over by then is fact and stays as it was; history before the epoch changes. When a reset took the
    influence away again at ``wiped``, that change of history is undone as well, and what it did live stays.
    """
    if influence.begin >= given:
        return cut(influence, wiped)
    if wiped is None:
        return replace(influence, gap=(epoch, given)) if epoch < given else influence
    if influence.end is not None and influence.end <= given:
        return None
    kept = cut(influence, wiped)
    return None if kept is None or wiped <= given else replace(kept, gap=(influence.begin, given))


def settled_at(influence: Influence) -> int:
    """Return from when on a fading influence leaves its factor within 5 % of 1 (an amount within 5 % of nothing)."""
    if influence.fade_begin is None or influence.fade_end is None:
        raise ValueError("an influence without an end never settles")
    value = influence.value if influence.operation is Operation.MULTIPLY else AMOUNT
    progress = settled_progress(influence.curve, value, influence.k)
    return influence.fade_begin + math.ceil(progress * (influence.fade_end - influence.fade_begin))


def shift_settled_at(shift: Shift) -> int:
    """Return from when on every factor on a probability is within 5 % of 1."""
    return settled_at(replace(shift.influence, value=_strongest(shift.shift.factors)))


def _acting(modifier: StreamModifier, shape: Shape, source: str) -> Iterator[Influence]:
    parts = (
        (Operation.MULTIPLY, modifier.multiplier),
        (Operation.ADD, modifier.additive),
        (Operation.OVERRIDE, modifier.override),
    )
    for operation, value in parts:
        if value is not None:
            k = steepness(value) if operation is Operation.MULTIPLY else LEAST_STEEPNESS
            yield _influence(modifier.stream, operation, value, shape, source, k)


def _shifting(modifier: StreamModifier, shape: Shape, source: str) -> Iterator[Shift]:
    if modifier.shift is not None:
        k = steepness(_strongest(modifier.shift.factors))
        yield Shift(_influence(modifier.stream, Operation.MULTIPLY, 1.0, shape, source, k), modifier.shift)


def _strongest(factors: tuple[tuple[str, float], ...]) -> float:
    return max((factor for _, factor in factors), key=lambda factor: abs(factor - 1), default=1.0)


def _influence(stream: str, operation: Operation, value: float, shape: Shape, source: str, k: float) -> Influence:
    return Influence(
        stream=stream,
        layer=Layer.SCENARIO,
        operation=operation,
        value=value,
        begin=shape.begin,
        ramp=shape.ramp,
        fade_begin=shape.fade_begin,
        fade_end=shape.fade_end,
        curve=shape.curve,
        source=source,
        k=k,
    )
