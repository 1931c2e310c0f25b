"""What is found about events, against the truth that each of them carries."""

from dataclasses import replace

from domain.marketplace.correlation.model import CorrelationVerdict, EventStreamCorrelation
from domain.marketplace.correlation.score import Confusion, confusion
from domain.marketplace.events.model import ImpactDirection
from tests.fixtures.marketplace import REQUESTED, SEARCH, an_event

CONFIRMED, NOT_SEEN = CorrelationVerdict.CONFIRMED, CorrelationVerdict.NOT_SEEN


def a_finding(
    number: int, verdict: CorrelationVerdict, *, causal: bool, stream: str = SEARCH
) -> EventStreamCorrelation:
    event = an_event(0, number=number, causal=causal)
    return EventStreamCorrelation(event, stream, 1.0, ImpactDirection.INCREASE, 0.1, 0.1, verdict, 0, 1)


def test_each_event_counts_once_in_its_quarter() -> None:
    findings = [
        a_finding(1, CONFIRMED, causal=True),
        a_finding(1, NOT_SEEN, causal=True, stream=REQUESTED),
        a_finding(2, NOT_SEEN, causal=True),
        a_finding(3, CONFIRMED, causal=False),
        a_finding(4, NOT_SEEN, causal=False),
    ]
    found = confusion(findings)
    assert found == Confusion(confirmed=1, missed=1, deceived=1, rejected=1)
    assert (found.precision, found.recall) == (0.5, 0.5)


def test_an_unexpected_move_confirms_nothing() -> None:
    found = confusion([replace(a_finding(1, CONFIRMED, causal=True), verdict=CorrelationVerdict.UNEXPECTED)])
    assert found == Confusion(missed=1)


def test_seeds_add_up_and_nothing_found_is_no_mistake() -> None:
    assert Confusion(1, 2, 3, 4) + Confusion(1, 1, 1, 1) == Confusion(2, 3, 4, 5)
    assert (Confusion().precision, Confusion().recall) == (1.0, 1.0)
