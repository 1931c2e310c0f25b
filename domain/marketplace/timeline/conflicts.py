"""What happens where several things act on one stream, in words.

Multipliers multiply, additions add, an override wins over both, the later of two overrides wins, and the rate stays
between 0 and 20 times the baseline.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from domain.marketplace.model import Marketplace
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.timeline.model import Influence, Operation

HIGHEST = 20.0
"""A rate is at most so many times its baseline."""


Spanning = tuple[int, float, Influence]
"""An influence with its begin and end; the end is infinite while nothing ends it."""


def by_stream(acting: Sequence[Influence]) -> dict[str, list[Spanning]]:
    """Return influences by the stream that they act on, in the order in which they apply."""
    found: dict[str, list[Spanning]] = {}
    for one in acting:
        end = one.end
        found.setdefault(one.stream, []).append((one.begin, math.inf if end is None else end, one))
    return found


def conflicts(
    marketplace: Marketplace, acting: Mapping[str, Sequence[Spanning]], own: Sequence[Influence]
) -> tuple[str, ...]:
    """Return what becomes of influences because of each other and of others, one sentence for each thing.

    Args:
        marketplace: Knows the baseline rates.
        acting: All that there are, as ``by_stream`` gives them.
        own: Those of them that it is asked about; another one matters when it shares a stream and a time with them.
    """
    sources = {one.source for one in own}
    words: list[str] = []
    for stream in dict.fromkeys(one.stream for one in own):
        for together in _together(acting[stream], sources):
            words.extend(_on_stream(marketplace, stream, together))
    return tuple(dict.fromkeys(words))


def labels(scenario: ScenarioDefinition) -> tuple[str, ...]:
    """Return which external events of a scenario only label streams that the scenario itself changes."""
    changed = {one.stream for one in scenario.modifiers}
    return tuple(
        f"{impact.stream}: the event “{event.title}” only labels it, because the scenario changes it already."
        for event in scenario.events
        for impact in event.impacts
        if impact.stream in changed
    )


def product(influences: Sequence[Influence]) -> float:
    """Return the factor of all multipliers together at full strength."""
    factor = 1.0
    for one in influences:
        if one.operation is Operation.MULTIPLY:
            factor *= one.value
    return factor


def _together(there: Sequence[Spanning], sources: Collection[str]) -> Iterator[list[Influence]]:
    """Yield the largest sets of influences that act at one time, with one of the sources among them."""
    mine = [(begin, end) for begin, end, one in there if one.source in sources]
    first, last = min(begin for begin, _ in mine), max(end for _, end in mine)
    near = [one for one in there if one[0] < last and first < one[1]]
    found: list[frozenset[int]] = []
    for start in dict.fromkeys(begin for begin, _, _ in near):
        acting = frozenset(place for place, (begin, end, _) in enumerate(near) if begin <= start < end)
        if any(near[place][2].source in sources for place in acting):
            found.append(acting)
    for acting in dict.fromkeys(found):
        if not any(acting < other for other in found):
            yield [near[place][2] for place in sorted(acting)]


def _on_stream(marketplace: Marketplace, stream: str, acting: Sequence[Influence]) -> Iterator[str]:
    overrides = [one for one in acting if one.operation is Operation.OVERRIDE]
    rest = [one for one in acting if one.operation is not Operation.OVERRIDE]
    if len(overrides) > 1:
        winner = overrides[-1]
        idle = _named(overrides[:-1])
        yield f"{stream}: the later override wins: {winner.value:g} by {winner.source}, not {idle}."
    if overrides and rest:
        yield f"{stream}: the override by {overrides[-1].source} makes {_named(rest)} idle while it acts."
    factors = [one for one in rest if one.operation is Operation.MULTIPLY]
    if len(factors) > 1:
        written = " × ".join(f"{one.value:g}" for one in factors)
        sources = ", ".join(dict.fromkeys(one.source for one in factors))
        yield f"{stream}: multipliers multiply: {written} = {product(factors):.4g} ({sources})."
    yield from _clamped(marketplace, stream, rest)


def _clamped(marketplace: Marketplace, stream: str, acting: Sequence[Influence]) -> Iterator[str]:
    defined = marketplace.stream(stream)
    if defined is None:
        return
    baseline = defined.events_per_day / 24 * marketplace.baseline.scale
    added = sum(one.value for one in acting if one.operation is Operation.ADD)
    times = product(acting) + (added / baseline if baseline > 0 else 0.0)
    if times > HIGHEST:
        yield f"{stream}: {times:.4g} times the baseline is cut to {HIGHEST:g} times."
    elif times < 0:
        yield f"{stream}: {added:g} events an hour take the rate below 0; it stays at 0."


def _named(influences: Sequence[Influence]) -> str:
    signs = {Operation.MULTIPLY: "× ", Operation.ADD: "+ ", Operation.OVERRIDE: ""}
    return ", ".join(f"{signs[one.operation]}{one.value:g} by {one.source}" for one in influences)
