"""What is found about an external event and a stream."""

from dataclasses import dataclass
from enum import StrEnum

from domain.marketplace.events.model import ExternalEvent, ImpactDirection


class CorrelationVerdict(StrEnum):
    """Whether an event moved a stream."""

    CONFIRMED = "CONFIRMED"
    NOT_SEEN = "NOT_SEEN"
    UNEXPECTED = "UNEXPECTED"


@dataclass(frozen=True, slots=True)
class EventStreamCorrelation:
    """One event and one stream.

    Attributes:
        strength: Standardised difference that the event makes, with its sign.
        direction: Which way the stream moved.
        p_value: By permutation over shifted windows.
        q_value: The same, corrected for how many pairs were looked at (Benjamini and Hochberg).
        begin: Start of the window in which it was looked for, microseconds since 1970.
        end: Its end.
    """

    event: ExternalEvent
    stream: str
    strength: float
    direction: ImpactDirection
    p_value: float
    q_value: float
    verdict: CorrelationVerdict
    begin: int
    end: int
