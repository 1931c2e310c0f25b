"""What payloads are made from: people, times of lessons, field values, and what acts at the moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from domain.marketplace.moments import DAY
from simulator.entities.delays import LessonTimes, LocalTime
from simulator.entities.gates import Gates
from simulator.entities.people import People
from simulator.entities.values import SLOTS, Table

Link = tuple[Any, ...]
"""What the children of an event need to know about it; first the number of the student concerned, 0 for none."""


@dataclass(slots=True)
class World:
    """Everything that payloads refer to.

    Attributes:
        tables: Values of fields by stream and field, where fields have values of their own.
        numbers: Index of each stream in the catalogue.
    """

    people: People
    clock: LocalTime
    lessons: LessonTimes
    gates: Gates
    tables: Mapping[str, Mapping[str, Table]]
    numbers: Mapping[str, int]

    def value(self, stream: str, field: str, chance: int, at: int) -> Any:  # noqa: ANN401 - a JSON value
        """Return a value of a field, as likely as it is at the moment."""
        table = self.tables[stream][field]
        shifts = self.gates.shifts(self.numbers[stream], at)
        return table.shifted(shifts.get(field))[chance % SLOTS]

    def share(self, stream: str, at: int) -> float | None:
        """Return the share, 0 … 1, that an override in percent asks for."""
        percent = self.gates.override(self.numbers[stream], at)
        return None if isnan(percent) else min(max(percent / 100.0, 0.0), 1.0)

    def local_day(self, at: int) -> int:
        """Return the day of the market, days since 1970."""
        return self.clock.local(at) // DAY
