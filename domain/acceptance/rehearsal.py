"""What a scenario did to each stream, measured against the same world without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.marketplace.history.model import HourBlock
from domain.marketplace.model import Marketplace, StreamDefinition, ValueKind
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.model import Activation


class Phase(StrEnum):
    """Where an activation is in its life."""

    BEFORE = "before"
    ACTIVE = "active"
    SETTLING = "settling"
    SETTLED = "settled"


def phase_of(activation: Activation, begin: int) -> Phase:
    """Return the phase that the middle of an hour is in."""
    middle = begin + HOUR // 2
    if middle < activation.begin:
        return Phase.BEFORE
    if middle < activation.active_until:
        return Phase.ACTIVE
    return Phase.SETTLING if middle < activation.settled_at else Phase.SETTLED


@dataclass(slots=True)
class Side:
    """What was counted on one side: with the scenario, or without it.

    Attributes:
        counts: Events by stream.
        levels: Sum and number behind gauges and derived series, by series.
    """

    counts: dict[str, float] = field(default_factory=dict)
    levels: dict[str, tuple[float, int]] = field(default_factory=dict)

    def add(self, names: Sequence[str], hour: HourBlock) -> None:
        """Add an hour."""
        for name, count in zip(names, hour.counts, strict=True):
            self.counts[name] = self.counts.get(name, 0.0) + count
        for name, total, number in hour.levels:
            before = self.levels.get(name, (0.0, 0))
            self.levels[name] = before[0] + total, before[1] + number

    def mean(self, series: str) -> float | None:
        """Return the mean of a gauge or derived series; none when there was nothing to take it from."""
        total, number = self.levels.get(series, (0.0, 0))
        return total / number if number else None


@dataclass(frozen=True, slots=True)
class Measured:
    """One stream in one phase.

    Attributes:
        hours: Of the phase.
        count: Events with the scenario.
        twin: Events without it, of the same chance.
        factor: With the scenario over without it; of a gauge the levels. None when there was nothing without it.
        baseline_factor: With the scenario over what is usual at those hours, noise and other events aside.
        expected: Factor that the rates with and without the scenario give; none where they give nothing.
        share: Percentage that the stream's derived series has with the scenario; none without such a series.
        twin_share: The same without it.
    """

    stream: str
    phase: Phase
    hours: int
    count: float
    twin: float
    factor: float | None
    baseline_factor: float | None
    expected: float | None
    share: float | None
    twin_share: float | None

    @property
    def rate(self) -> float:
        """Return the events an hour with the scenario."""
        return self.count / self.hours


@dataclass(slots=True)
class Rehearsal:
    """Adds up two runs of the same world, with a scenario and without it, hour by hour."""

    marketplace: Marketplace
    activation: Activation
    run: dict[Phase, Side] = field(default_factory=dict)
    twin: dict[Phase, Side] = field(default_factory=dict)
    hours: dict[Phase, list[int]] = field(default_factory=dict)

    def add(self, run: HourBlock, twin: HourBlock) -> None:
        """Add an hour of both."""
        phase = phase_of(self.activation, run.begin)
        self.hours.setdefault(phase, []).append(run.begin)
        self.run.setdefault(phase, Side()).add(self.marketplace.names, run)
        self.twin.setdefault(phase, Side()).add(self.marketplace.names, twin)

    def measured(
        self, stream: StreamDefinition, phase: Phase, expected: float | None, usual: float | None
    ) -> Measured | None:
        """Return what happened to a stream in a phase; none when the run did not reach it.

        Args:
            stream: Which stream.
            phase: Which phase.
            expected: Factor by the rates.
            usual: Events, or the mean level of a gauge, that are usual in the hours of the phase.
        """
        if phase not in self.hours:
            return None
        run, twin = self.run[phase], self.twin[phase]
        count, other = run.counts[stream.name], twin.counts[stream.name]
        with_it: float | None = count
        without: float | None = other
        if stream.value_kind is ValueKind.GAUGE:
            with_it, without = run.mean(stream.name), twin.mean(stream.name)
        series = share_series(stream)
        return Measured(
            stream=stream.name,
            phase=phase,
            hours=len(self.hours[phase]),
            count=count,
            twin=other,
            factor=_over(with_it, without),
            baseline_factor=_over(with_it, usual),
            expected=expected,
            share=None if series is None else run.mean(series),
            twin_share=None if series is None else twin.mean(series),
        )


def share_series(stream: StreamDefinition) -> str | None:
    """Return the derived series of a stream that is a percentage, or none."""
    return next((f"{stream.name}#{one.name}" for one in stream.derived if one.equals is not None), None)


def causes(activation: Activation, sources: Mapping[str, Sequence[str]], events: Sequence[str]) -> dict[str, str]:
    """Return in a word why each stream is affected by an activation, first causes first.

    Args:
        activation: Of the scenario.
        sources: Of the influences on each stream, by stream.
        events: Ids of the external events that it injected.
    """
    tail = f":{activation.scenario.id}#{activation.number}"
    kinds = {f"scenario{tail}": "scenario", f"cascade{tail}": "cascade", f"backlog{tail}": "backlog"}
    kinds |= {f"event:{one}": "event" for one in events}
    found: dict[str, str] = {}
    for kind in ("scenario", "cascade", "backlog", "event"):
        for stream, acting in sources.items():
            if any(kinds.get(source) == kind for source in acting):
                found.setdefault(stream, kind)
    return found


def _over(value: float | None, other: float | None) -> float | None:
    return value / other if value is not None and other else None
