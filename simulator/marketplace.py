"""The simulated marketplace as the rest of the program sees it: engines, history and explanations."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.history.model import Blocks, RateFactors
from domain.marketplace.model import Marketplace
from domain.marketplace.timeline.model import Course
from domain.ports.marketplace import MarketplaceEngine, MarketplaceSimulator
from simulator.engine.engine import create_engine
from simulator.history.blocks import blocks
from simulator.history.world import baseline_events
from simulator.rates.explain import explain
from simulator.rates.model import RateModel

_REMEMBERED = 4
"""Courses whose rates are kept: a run, its twin, and those of another workspace."""


class LocalMarketplace(MarketplaceSimulator):
    """Simulates in this process. Remembers the rates of the latest courses; otherwise it has no state."""

    def __init__(self, marketplace: Marketplace) -> None:
        """Take the definitions."""
        self._marketplace = marketplace
        self._models: OrderedDict[int, RateModel] = OrderedDict()
        self._lock = Lock()

    @property
    def marketplace(self) -> Marketplace:
        """Return the definitions that it works by."""
        return self._marketplace

    def engine(self, course: Course, saved: bytes | None = None) -> MarketplaceEngine:
        """Return an engine at the epoch of the course's timeline, or where ``saved`` was saved.

        Raises:
            ValueError: ``saved`` is damaged or of another version.
        """
        return create_engine(self._marketplace, course, saved)

    def baseline_events(self, seed: int, begin: int, end: int) -> Sequence[ExternalEvent]:
        """Return the external events of the baseline between two moments, by time, red herrings among them."""
        return baseline_events(self._marketplace, seed, begin, end)

    def blocks(self, course: Course, begin: int, end: int, step: int) -> Blocks:
        """Return seeded block values of all streams and derived series, by the rates of the course.

        Raises:
            ValueError: The span is empty or does not consist of whole blocks, or the step is not possible.
        """
        return blocks(self._model(course), begin, end, step)

    def explain(self, course: Course, stream: str, at: int) -> RateFactors:
        """Return the rate of a stream at a moment, factor by factor.

        Raises:
            ValueError: There is no such stream.
        """
        return explain(self._model(course), stream, at)

    def _model(self, course: Course) -> RateModel:
        """Return the rates of a course; those of the same timeline share what does not depend on the course."""
        with self._lock:
            return self._found(course)

    def _found(self, course: Course) -> RateModel:
        known = self._models.get(id(course))
        if known is not None and known.course is course:
            self._models.move_to_end(id(course))
            return known
        timeline = course.timeline
        kin = next(
            (
                one
                for one in reversed(self._models.values())
                if (one.course.timeline.seed, one.course.timeline.epoch) == (timeline.seed, timeline.epoch)
            ),
            None,
        )
        model = RateModel(self._marketplace, course) if kin is None else kin.following(course)
        self._models[id(course)] = model
        while len(self._models) > _REMEMBERED:
            self._models.popitem(last=False)
        return model
