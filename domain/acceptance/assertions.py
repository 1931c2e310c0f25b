"""What somebody expects of a scenario, held against what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.acceptance.rehearsal import Measured, Phase


class Metric(StrEnum):
    """What is asserted about a stream."""

    FACTOR = "factor"
    COUNT = "count"
    RATE = "rate"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Assertion:
    """A range that a number of one stream has to be in, both ends included; at least one end is given.

    Attributes:
        metric: Factor against the same world without the scenario; count of events; events an hour; or the percentage
            of the stream's derived series.
        during: Phase in which it is measured.
    """

    stream: str
    metric: Metric
    during: Phase
    low: float | None
    high: float | None

    def told(self) -> str:
        """Say it in words."""
        ends = [f"≥ {self.low:g}" if self.low is not None else "", f"≤ {self.high:g}" if self.high is not None else ""]
        return f"{self.metric} of {self.stream} while {self.during} {' and '.join(filter(None, ends))}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an assertion came out.

    Attributes:
        measured: None when there was nothing to measure, which fails.
        reason: Why there was nothing; empty otherwise.
    """

    assertion: Assertion
    measured: float | None
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Return whether the number is in the range."""
        if self.measured is None:
            return False
        low, high = self.assertion.low, self.assertion.high
        return (low is None or self.measured >= low) and (high is None or self.measured <= high)


def judged(assertion: Assertion, measured: Mapping[tuple[str, Phase], Measured]) -> Verdict:
    """Hold an assertion against what was measured, by stream and phase."""
    found = measured.get((assertion.stream, assertion.during))
    if found is None:
        return Verdict(assertion, None, f"the run ended before it was {assertion.during}")
    values = {
        Metric.FACTOR: found.factor,
        Metric.COUNT: found.count,
        Metric.RATE: found.rate,
        Metric.SHARE: found.share,
    }
    value = values[assertion.metric]
    return Verdict(assertion, value, "" if value is not None else "there was nothing to measure it by")
