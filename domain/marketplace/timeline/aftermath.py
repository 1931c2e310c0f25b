"""What an activation causes besides its own modifiers: cascades from abnormal streams, and the backlog of an outage."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.marketplace.model import Marketplace, OverrideUnit
from domain.marketplace.moments import span
from domain.marketplace.scenarios.model import Cascade, SettlingCurve, StreamModifier
from domain.marketplace.scenarios.settling import steepness
from domain.marketplace.timeline.model import Influence, Layer, Operation
from domain.marketplace.timeline.walk import Run

DEEPEST = 4
"""A cascade may set off another one; the chain is followed so deep."""


def cascades(
    run: Run, seed: int, direct: Sequence[Influence], events: Sequence[Influence], parents: Mapping[str, frozenset[str]]
) -> list[Influence]:
    """Return the cascades of an activation.

    Each follows its trigger, later by a delay that is drawn once from (seed, command, place of the cascade): it begins
    so much after the trigger's factor leaves 1 and fades as that returns, so it may act while the scenario settles.

    Args:
        run: The activation.
        seed: Of the timeline.
        direct: What the scenario's own modifiers do.
        events: What the external events that it injected do.
        parents: Streams that each stream follows from, however indirectly: a trigger may be abnormal because of those.
    """
    made: list[Influence] = []
    waiting = list(enumerate(run.scenario.cascades))
    for _ in range(DEEPEST):
        acting = [*direct, *events, *made]
        left, fresh = [], []
        for place, cascade in waiting:
            cause = _cause(cascade.trigger, acting, parents)
            if cause is None:
                left.append((place, cascade))
            else:
                fresh.append(_following(cascade, cause, _delay(cascade, seed, run.number, place), run))
        if not fresh:
            break
        waiting, made = left, [*made, *fresh]
    return made


def backlog(run: Run, marketplace: Marketplace) -> list[Influence]:
    """Return how the rates rise after an outage while what failed is tried again.

    Of the ``share * failed`` hours' worth of what failed in the time that the outage lasted, the factor releases
    ``(factor - 1) * over / 2``, decaying evenly over ``over``; it is at most ``highest``.
    """
    work = run.scenario.backlog
    if work is None:
        return []
    over = span(work.over)
    lost = work.share * _failed(run, marketplace, work.streams) * (run.end - run.begin)
    factor = 1 + min(work.highest - 1, lost / (over / 2))
    return [
        Influence(
            stream=stream,
            layer=Layer.SCENARIO,
            operation=Operation.MULTIPLY,
            value=factor,
            begin=run.end,
            ramp=0,
            fade_begin=run.end,
            fade_end=run.end + over,
            curve=SettlingCurve.LINEAR,
            source=f"backlog:{run.scenario.id}#{run.number}",
        )
        for stream in work.streams
    ]


def ancestry(marketplace: Marketplace) -> dict[str, frozenset[str]]:
    """Return for each stream that is a child of others all streams that it follows from."""
    above: dict[str, set[str]] = {}
    for tree in marketplace.relationships.trees:
        for outcome in tree.outcomes:
            above.setdefault(outcome.child, set()).add(tree.parent)
    return {child: _all_above(child, above) for child in above}


def _all_above(child: str, above: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [child]
    while waiting:
        fresh = above.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


def _cause(trigger: str, acting: Sequence[Influence], parents: Mapping[str, frozenset[str]]) -> Influence | None:
    for streams in (frozenset({trigger}), parents.get(trigger, frozenset())):
        for one in acting:
            if one.stream in streams and (one.operation is not Operation.MULTIPLY or one.value != 1):
                return one
    return None


def _following(cascade: Cascade, cause: Influence, delay: int, run: Run) -> Influence:
    return replace(
        cause,
        stream=cascade.target,
        layer=Layer.SCENARIO,
        operation=Operation.MULTIPLY,
        value=cascade.factor,
        begin=cause.begin + delay,
        fade_begin=None if cause.fade_begin is None else cause.fade_begin + delay,
        fade_end=None if cause.fade_end is None else cause.fade_end + delay,
        source=f"cascade:{run.scenario.id}#{run.number}",
        k=max(cause.k, steepness(cascade.factor)),
        trigger=cascade.trigger,
    )


def _delay(cascade: Cascade, seed: int, number: int, place: int) -> int:
    digest = hashlib.sha256(f"cascade\0{seed}\0{number}\0{place}".encode()).digest()
    share = int.from_bytes(digest[:8], "big") / 2**64
    low, high = span(cascade.delay_low), span(cascade.delay_high)
    return low + int(share * (high - low))


def _failed(run: Run, marketplace: Marketplace, streams: Sequence[str]) -> float:
    """Return the part that failed: what an override in percent says, or what a multiplier below 1 takes away."""
    shares = [_part(one, marketplace) for one in run.scenario.modifiers if one.stream in streams]
    return max(shares, default=0.0) or 1.0


def _part(modifier: StreamModifier, marketplace: Marketplace) -> float:
    stream = marketplace.stream(modifier.stream)
    if modifier.override is not None and stream is not None and stream.override is OverrideUnit.PERCENT:
        return modifier.override / 100
    return max(0.0, 1 - modifier.multiplier) if modifier.multiplier is not None else 0.0
