"""Which scenario and which external events are in force at a moment."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from domain.marketplace.model import Marketplace
from domain.marketplace.moments import micros, moment
from domain.marketplace.timeline.model import Course

Label = tuple[str | None, tuple[str, ...]]
"""Id of the scenario that is active or settling, and ids of the external events in force."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of one stream: those of stretch ``i`` hold from ``begins[i]`` to before ``begins[i + 1]``."""

    begins: tuple[int, ...]
    labels: tuple[Label, ...]

    def at(self, moment: int) -> Label:
        """Return the label of a moment."""
        return self.labels[bisect_right(self.begins, moment) - 1]

    def next_change(self, moment: int) -> int | None:
        """Return the first moment after the given one at which the label changes."""
        index = bisect_right(self.begins, moment)
        return self.begins[index] if index < len(self.begins) else None


def labels_of(course: Course, marketplace: Marketplace, since: int) -> tuple[Labels, ...]:
    """Return the labels of every stream in the order of the catalogue, right from ``since`` on."""
    touching: dict[str, list[tuple[int, int, str]]] = {name: [] for name in marketplace.names}
    since_then = moment(since)
    ended = dict(course.ended)
    for event in course.events:
        # Most events of a course are over, which is told by the event as a whole more quickly than by its impacts.
        begun = event.at + event.onset
        if not event.impacts or begun + max(impact.duration for impact in event.impacts) <= since_then:
            continue
        for impact in event.impacts:
            begin, end = (micros(at) for at in event.effect(impact))
            end = min(end, ended.get(event.id, end))
            stream = marketplace.stream(impact.stream)
            if end > max(since, begin) and stream is not None:
                touching[stream.name].append((begin, end, str(event.id)))
    changes = {at for one in course.activations for at in (one.begin, one.active_until, one.settled_at)}
    scenarios = [(at, _scenario(course, at)) for at in (since, *sorted(at for at in changes if at > since))]
    return tuple(_labels(scenarios, sorted(touching[name]), since) for name in marketplace.names)


def _scenario(course: Course, at: int) -> str | None:
    activation = course.activation(at)
    return None if activation is None else activation.scenario.id


def _labels(scenarios: Sequence[tuple[int, str | None]], effects: Sequence[tuple[int, int, str]], since: int) -> Labels:
    """Return the labels of one stream.

    Args:
        scenarios: Scenario in force from each moment on, from ``since`` on.
        effects: Begin, end and id of the external events that concern the stream, in order.
        since: From when on labels are needed.
    """
    changes = {at for at, _ in scenarios} | {at for begin, end, _ in effects for at in (begin, end)}
    begins: list[int] = []
    labels: list[Label] = []
    acting: list[tuple[int, int, str]] = []
    place = following = 0
    for at in sorted(change for change in changes if change >= since):
        while place + 1 < len(scenarios) and scenarios[place + 1][0] <= at:
            place += 1
        while following < len(effects) and effects[following][0] <= at:
            acting.append(effects[following])
            following += 1
        acting = [effect for effect in acting if effect[1] > at]
        label = scenarios[place][1], tuple(dict.fromkeys(effect[2] for effect in acting))
        if not labels or label != labels[-1]:
            begins.append(at)
            labels.append(label)
    return Labels(tuple(begins), tuple(labels))
