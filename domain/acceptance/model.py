"""What is held against the marketplace's acceptance numbers, and how it came out."""

from dataclasses import dataclass
from enum import StrEnum
from math import isnan


class Section(StrEnum):
    """What a check is about."""

    OUTCOMES = "outcomes"
    CAUSES = "causes"
    NUMBERING = "numbering"
    RATES = "rates"
    HISTORY = "history"
    WORLD = "world"


@dataclass(frozen=True, slots=True)
class Check:
    """One number and the range that it is expected in, both ends included.

    Attributes:
        name: Kebab-case, unique within a report.
        title: What is measured, in words.
        low: Least value; none without a lower end.
        high: Greatest value; none without an upper end.
        measured: NaN when there was nothing to measure, which fails.
        unit: Written behind the numbers, such as ``%``.
        detail: What explains the number: how many, or the first things that are wrong.
    """

    name: str
    section: Section
    title: str
    low: float | None
    high: float | None
    measured: float
    unit: str = ""
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Return whether the number is in its range."""
        return self._beyond == 0.0

    @property
    def score(self) -> float:
        """Return 1 in the range, falling to 0 at as far beyond it as it is wide (or large, with one end)."""
        beyond = self._beyond
        if beyond == 0.0:
            return 1.0
        ends = [end for end in (self.low, self.high) if end is not None]
        width = ends[1] - ends[0] if len(ends) == 2 else abs(ends[0])
        return max(0.0, 1.0 - beyond / width) if width > 0.0 else 0.0

    @property
    def _beyond(self) -> float:
        if isnan(self.measured):
            return float("inf")
        below = 0.0 if self.low is None else self.low - self.measured
        above = 0.0 if self.high is None else self.measured - self.high
        return max(below, above, 0.0)


@dataclass(frozen=True, slots=True)
class Report:
    """How one seed came out.

    Attributes:
        days: Of live events.
        events: How many were looked at.
        warnings: Contradictions within the definitions, which no seed can mend.
    """

    seed: int
    days: int
    events: int
    checks: tuple[Check, ...]
    warnings: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def score(self) -> float:
        """Return the mean score of the checks, 0 … 100."""
        return 100.0 * sum(check.score for check in self.checks) / len(self.checks) if self.checks else 0.0
