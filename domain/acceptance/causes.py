"""Whether every event that follows from another one comes after it, in the time that is defined for it."""

from collections import Counter, deque
from collections.abc import Iterator
from datetime import datetime

from domain.acceptance.bookings import REQUESTED
from domain.acceptance.links import Link, links_of, parents_of
from domain.acceptance.model import Check, Section
from domain.marketplace.model import Marketplace, Prerequisite
from domain.marketplace.moments import HOUR, micros, span
from domain.streams.model import StreamEvent, event_id

LEAST_CHILDREN = 200
"""A link that is expected to have fewer children says little about its probability."""

TOLERANCE, SHORT_TOLERANCE = 1 / 3, 0.6
"""Relative difference from its probability that a link may have, and over less than a week: about as wide as the ranges
that the definitions were chosen from, and as far as a single external event moves a stream."""

_SLACK = HOUR
_EXAMPLES = 3

Seen = tuple[str, int, int]
"""Stream, time and scheduled time (0 without one) of a parent."""


class Causes:
    """Follows events in the order of time; remembers each parent as long as it may still have children.

    Attributes:
        streams: Those that are parents or children.
    """

    def __init__(self, marketplace: Marketplace, begin: int) -> None:
        """Begin at a moment; parents before it are not known."""
        self._begin = begin
        self._links = links_of(marketplace)
        self._into = parents_of(self._links.values())
        self._memory: dict[str, int] = {}
        for link in self._links.values():
            self._memory[link.parent] = max(self._memory.get(link.parent, 0), link.longest + _SLACK)
        self._seen: dict[int, Seen] = {}
        self._order: dict[str, deque[tuple[int, int]]] = {name: deque() for name in self._memory}
        self._parents: Counter[str] = Counter()
        self._children: Counter[tuple[str, str]] = Counter()
        self._followed = 0
        self._before = 0
        self._orphans: list[str] = []
        self._late: Counter[str] = Counter()
        self._first_late: dict[str, str] = {}
        self.streams = frozenset(self._memory) | frozenset(self._into)
        self._wants: dict[str, list[Prerequisite]] = {}
        for one in marketplace.relationships.prerequisites:
            self._wants.setdefault(one.after, []).append(one)
        self._without: Counter[Prerequisite] = Counter()
        self._kept: Counter[Prerequisite] = Counter()

    def take(self, event: StreamEvent) -> None:
        """Take the next event."""
        parent = None
        if event.stream in self._into:
            parent = self._follow(event)
        if event.stream in self._memory:
            self._remember(event)
        for one in self._wants.get(event.stream, ()):
            self._hold(one, event, parent)

    def checks(self, days: float) -> Iterator[Check]:
        """Return what came out of so many days."""
        told = "; ".join(self._orphans[:_EXAMPLES])
        told = told or f"{self._followed:,} children; the parents of {self._before:,} more were before the start"
        yield Check("orphans", Section.CAUSES, "Events without their parent", 0, 0, float(len(self._orphans)), "", told)
        late = "; ".join(
            f"{name}: {number:,}, such as {self._first_late[name]}"
            for name, number in self._late.most_common(_EXAMPLES)
        )
        number = float(self._late.total())
        yield Check("delays", Section.CAUSES, "Children outside their delay", 0, 0, number, "", late)
        kept, missed = sum(self._kept.values()), sum(self._without.values())
        first = "; ".join(f"{one.after}: {number:,}" for one, number in self._without.most_common(_EXAMPLES))
        told = first or f"{kept:,} events had what they need, {sum(map(len, self._wants.values()))} rules"
        title = "Events without their prerequisite"
        yield Check("prerequisites", Section.CAUSES, title, 0, 0, float(missed), "", told)
        yield self._trees(days)

    def _trees(self, days: float) -> Check:
        """Compare links that come within a tenth of the time with their probabilities.

        The outcomes of booking requests have ranges of their own.
        """
        compared, off = 0, []
        tolerance = TOLERANCE if days >= 7 else SHORT_TOLERANCE
        for pair, link in self._links.items():
            expected = link.probability * self._parents[link.parent]
            if (
                link.batch
                or link.parent == REQUESTED
                or expected < LEAST_CHILDREN
                or link.longest > days * 24 * HOUR / 10
            ):
                continue
            compared += 1
            ratio = self._children[pair] / expected
            if abs(ratio - 1) > tolerance:
                off.append(f"{link.parent} → {link.child}: {ratio:.2f} times its {link.probability:g}")
        told = "; ".join(off[:_EXAMPLES]) or f"{compared} links within {100 * tolerance:.0f} %"
        return Check("trees", Section.OUTCOMES, "Links off their probability", 0, 0, float(len(off)), "", told)

    def _follow(self, event: StreamEvent) -> Seen | None:
        links = self._into[event.stream]
        if event.caused_by is None:
            return None
        parent = self._seen.get(event.caused_by)
        if parent is None:
            if event.at - max(self._memory[link.parent] for link in links) <= self._begin:
                self._before += 1
            else:
                name = f"{event.stream} {event_id(event.key)}"
                self._orphans.append(f"{name} follows from {event_id(event.caused_by)}, which is not there")
            return None
        link = self._links.get((parent[0], event.stream))
        self._followed += 1
        if link is None:
            self._orphans.append(f"{event.stream} {event_id(event.key)} cannot follow from {parent[0]}")
        else:
            self._children[parent[0], event.stream] += 1
            if not _in_time(link, parent, event):
                self._late[event.stream] += 1
                told = f"{event_id(event.key)} {_told(event.at - parent[1])} after {parent[0]}"
                self._first_late.setdefault(event.stream, told)
        return parent

    def _remember(self, event: StreamEvent) -> None:
        name = event.stream
        self._parents[name] += 1
        scheduled = event.data.get("scheduled_time")
        at = micros(datetime.fromisoformat(scheduled)) if isinstance(scheduled, str) else 0
        self._seen[event.key] = name, event.at, at
        order = self._order[name]
        order.append((event.at, event.key))
        first = event.at - self._memory[name]
        while order[0][0] < first:
            self._seen.pop(order.popleft()[1], None)

    def _hold(self, one: Prerequisite, event: StreamEvent, parent: Seen | None) -> None:
        """Hold an event against what it needs; streams with other sources need it only where it is the parent."""
        only = all(link.parent == one.before for link in self._into.get(one.after, ()))
        if parent is None:
            if event.caused_by is None and only:
                self._without[one] += 1
            return
        if parent[0] != one.before:
            return
        link = self._links.get((one.before, one.after))
        # What counts from a scheduled time has to be scheduled in time; it may begin a little later than that.
        spare = link.high if link is not None and link.from_schedule else 0
        if event.at - parent[1] > span(one.within) + spare:
            self._without[one] += 1
        else:
            self._kept[one] += 1


def _in_time(link: Link, parent: Seen, event: StreamEvent) -> bool:
    _, at, scheduled = parent
    if event.at <= at:
        return False
    start = scheduled if link.from_schedule else at
    low, high = start + link.low, start + link.high
    if low < at:
        # A window that has begun already when the parent comes: what is left of it, or until the scheduled time.
        low, high = at + 1, max(high, scheduled, at + 1)
    return low <= event.at <= high


def _told(length: int) -> str:
    return f"{length / HOUR:.2f} h"
