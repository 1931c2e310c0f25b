"""Which external events moved which streams.

Nobody is told here whether an event is a red herring: only its time, and what was expected of it, is used.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.correlation.discovery import pooled, q_values, tail
from domain.marketplace.correlation.evidence import Evidence, weigh
from domain.marketplace.correlation.model import CorrelationVerdict, EventStreamCorrelation
from domain.marketplace.events.model import ExternalEvent, Impact, ImpactDirection
from domain.marketplace.history.model import Blocks
from domain.marketplace.moments import DAY, HOUR, micros, span

FloatArray = NDArray[np.float64]

FALSE_DISCOVERIES = 0.17
"""Part of the confirmed events that may be chance, in the mean."""
LEAST_HOURS = 14 * 24
"""Fewer hours say too little about what is usual."""
LEAST_RATE = 0.1
"""Streams with fewer events an hour tell nothing about a day."""
LONGEST = 3 * DAY
"""Of longer windows, the beginning is looked at: weeks cannot be told from a level that shifts by itself."""
RAMP_IN, RAMP_OUT = 0.1, 0.2
"""Parts of a window in which an effect is taken to rise and to fall."""
UNSIZED = 0.1
"""Size that is taken for an effect of which only the stream is known."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """One event on one stream.

    Attributes:
        impact: What was expected of it; none when nothing was.
        statistic: Standardised difference, with its sign.
        weight: How clearly the stream would show the expected effect, in standard deviations of chance.
    """

    event: ExternalEvent
    stream: str
    impact: Impact | None
    statistic: float
    weight: float
    begin: int
    end: int

    def p_value(self, null: FloatArray) -> float:
        """Return how often chance does as much: in the expected direction, or in any when none was expected."""
        direction = ImpactDirection.MIXED if self.impact is None else self.impact.direction
        if direction is ImpactDirection.MIXED:
            return min(1.0, 2.0 * min(tail(null, self.statistic), tail(null, -self.statistic)))
        return tail(null, self.statistic if direction is ImpactDirection.INCREASE else -self.statistic)

    @property
    def contrary(self) -> bool:
        """Tell whether the stream moved against what was expected."""
        against = ImpactDirection.DECREASE if self.statistic > 0 else ImpactDirection.INCREASE
        return self.impact is not None and self.impact.direction is against


def correlate(blocks: Blocks, events: Sequence[ExternalEvent]) -> tuple[EventStreamCorrelation, ...]:
    """Return what is found of each event on each stream of which something was expected, and where else it moved one.

    Each stream's hours are compared with what is usual at that hour of the week, and the deviations are regressed on
    the windows of all events that name it at once. A window's statistic is compared with the same window put at every
    other hour, over all streams (a permutation p-value). The p-values of an event's streams, each in the direction that
    was expected, are pooled by how well each stream could show the effect; events are confirmed under a limit on false
    discoveries, and within a confirmed event the streams that show it. Streams that nobody expected to move, or that
    moved the other way, are unexpected findings under the same limit over all pairs.

    Args:
        blocks: Hourly, complete hours only; at least two weeks, better eight. Less gives nothing.
        events: By time or not; those whose window lies outside of the blocks are left out.

    Raises:
        ValueError: The blocks are not hourly.
    """
    if blocks.step != HOUR:
        raise ValueError("correlations need hourly blocks")
    if blocks.values.shape[1] < LEAST_HOURS or not events:
        return ()
    windows = {
        (event.id, impact.duration): _window(blocks, event, impact) for event in events for impact in event.impacts
    }
    pairs: list[_Pair] = []
    nulls: list[FloatArray] = []
    for row, stream in enumerate(blocks.streams):
        values = np.nan_to_num(blocks.values[row])
        if "#" in stream or values.mean() < LEAST_RATE:
            continue
        found, evidence = _looked_at(blocks, values, stream, events, windows)
        pairs.extend(found)
        nulls.append(evidence.null())
    null = np.sort(np.concatenate(nulls)) if nulls else np.zeros(0)
    unexpected = tuple(_unexpected(pairs, null))
    contrary = {(one.event.id, one.stream) for one in unexpected}
    kept = (one for one in _expected(pairs, null) if (one.event.id, one.stream) not in contrary)
    return (*kept, *unexpected)


def _looked_at(
    blocks: Blocks,
    values: FloatArray,
    stream: str,
    events: Sequence[ExternalEvent],
    windows: Mapping[tuple[UUID, timedelta], FloatArray],
) -> tuple[list[_Pair], Evidence]:
    known = [
        (event, impact, windows[event.id, impact.duration])
        for event in events
        for impact in event.impacts
        if impact.stream == stream
    ]
    known = [one for one in known if one[2].any()]
    columns = np.stack([one[2] for one in known], axis=1) if known else np.zeros((len(values), 0))
    evidence = weigh(values, blocks.begin // HOUR, columns)
    pairs = []
    for (event, impact, window), effect in zip(known, evidence.effects.tolist(), strict=True):
        statistic, precision = evidence.statistic(window, effect)
        weight = precision * abs(math.log(impact.factor)) if impact.factor != 1 else precision * UNSIZED
        pairs.append(_Pair(event, stream, impact, statistic, weight, *_ends(event, impact)))
    named = {event.id for event, _, _ in known}
    for event in events:
        if event.id in named or not event.impacts:
            continue
        impact = max(event.impacts, key=lambda one: one.duration)
        window = windows[event.id, impact.duration]
        if window.any():
            statistic, precision = evidence.statistic(window)
            pairs.append(_Pair(event, stream, None, statistic, precision, *_ends(event, impact)))
    return pairs, evidence


def _expected(pairs: Sequence[_Pair], null: FloatArray) -> Iterator[EventStreamCorrelation]:
    """Confirm events as a whole, and then the streams of those that are."""
    families: dict[UUID, list[_Pair]] = {}
    for pair in pairs:
        if pair.impact is not None:
            families.setdefault(pair.event.id, []).append(pair)
    alone = [np.array([pair.p_value(null) for pair in family]) for family in families.values()]
    weights = [np.array([pair.weight for pair in family]) for family in families.values()]
    together = np.array([pooled(*one) for one in zip(alone, weights, strict=True)])
    limits = q_values(together, adaptive=True)
    for family, p_values, limit in zip(families.values(), alone, limits.tolist(), strict=True):
        within = np.maximum(q_values(p_values), limit)
        # That an event is confirmed says that at least one of its streams moved: the clearest one.
        within[int(np.argmin(p_values))] = limit
        for pair, p_value, q_value in zip(family, p_values.tolist(), within.tolist(), strict=True):
            seen = q_value <= FALSE_DISCOVERIES and not pair.contrary
            verdict = CorrelationVerdict.CONFIRMED if seen else CorrelationVerdict.NOT_SEEN
            yield _finding(pair, p_value, q_value, verdict)


def _unexpected(pairs: Sequence[_Pair], null: FloatArray) -> Iterator[EventStreamCorrelation]:
    """Find where streams moved that nobody expected to, or moved the other way."""
    p_values = np.array([2.0 * tail(null, abs(pair.statistic)) for pair in pairs])
    for pair, p_value, q_value in zip(pairs, p_values.tolist(), q_values(p_values).tolist(), strict=True):
        if q_value <= FALSE_DISCOVERIES and (pair.impact is None or pair.contrary):
            yield _finding(pair, p_value, q_value, CorrelationVerdict.UNEXPECTED)


def _finding(pair: _Pair, p_value: float, q_value: float, verdict: CorrelationVerdict) -> EventStreamCorrelation:
    return EventStreamCorrelation(
        event=pair.event,
        stream=pair.stream,
        strength=pair.statistic,
        direction=ImpactDirection.INCREASE if pair.statistic >= 0 else ImpactDirection.DECREASE,
        p_value=min(1.0, p_value),
        q_value=q_value,
        verdict=verdict,
        begin=pair.begin,
        end=pair.end,
    )


def _window(blocks: Blocks, event: ExternalEvent, impact: Impact) -> FloatArray:
    """Return how strongly an effect acts in the mean of each hour, 0 … 1; all 0 when it does not in these hours."""
    begin, end = _ends(event, impact)
    length = end - begin
    # Whole hours, so that windows of one length have one shape, and what chance does to it is found out once.
    begin, end = round(begin / HOUR) * HOUR, round(begin / HOUR) * HOUR + max(length, HOUR)
    at = blocks.begin + np.arange(blocks.values.shape[1], dtype=np.int64) * HOUR + HOUR // 2
    rise = np.clip((at - begin) / max(RAMP_IN * length, HOUR), 0.0, 1.0)
    fall = np.clip((end - at) / max(RAMP_OUT * length, HOUR), 0.0, 1.0)
    shape: FloatArray = np.minimum(rise, fall)
    return shape


def _ends(event: ExternalEvent, impact: Impact) -> tuple[int, int]:
    begin = micros(event.at) + span(event.onset)
    return begin, begin + min(span(impact.duration), LONGEST)
