"""How usual a stream is just now: its trailing window against what is usual then, on the scale from 0 to 100."""

import numpy as np
import pytest

from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.model import Cadence
from domain.marketplace.moments import DAY, HOUR, MINUTE
from simulator.engine.normality import Normality, others_within
from simulator.rates.model import RateModel
from tests.unit.simulator.engine.market import EPOCH, course, market

MARKET = market(1.0)
RATES = RateModel(MARKET, course(scale=1.0, events=False))
NIGHT, NOON = EPOCH + DAY + 3 * HOUR, EPOCH + DAY + 12 * HOUR


def normality() -> Normality:
    """Return one that knows the streams since long ago."""
    found = Normality(MARKET, RATES, 0)
    found.enter(NOON)
    return found


def test_windows_are_those_of_the_classes() -> None:
    lengths = {Cadence.HIGH: 5 * MINUTE, Cadence.MEDIUM: HOUR, Cadence.LOW: 12 * HOUR}
    assert normality().windows == tuple(lengths[stream.cadence] for stream in MARKET.streams)


@pytest.mark.parametrize("at", [NIGHT, NOON])
def test_what_is_usual_is_that_of_the_time_of_day(at: int) -> None:
    judging = normality()
    for number, stream in enumerate(MARKET.streams):
        window = judging.windows[number]
        marks = np.arange(at - window, at, MINUTE, dtype=np.int64) + MINUTE // 2
        wanted = float(RATES.usual(number, marks).mean()) * window / HOUR
        assert judging.expected(number, at) == pytest.approx(wanted, rel=0.02), stream.name


def test_a_stream_that_has_just_begun_is_held_against_the_time_since_then() -> None:
    judging, number = normality(), MARKET.names.index("support.ticket.created")
    whole = judging.expected(number, NOON)
    judging.since = NOON - HOUR // 4
    assert judging.expected(number, NOON) == pytest.approx(whole / 4, rel=0.1)


def test_what_is_usual_is_in_the_middle_and_what_is_far_from_it_critical() -> None:
    judging, number = normality(), MARKET.names.index("session.booking.requested")
    mean = judging.expected(number, NOON)
    spread = np.sqrt(mean + (MARKET.streams[number].variance * mean) ** 2)
    value, flag, score = judging.judge(number, NOON, round(mean))
    assert (value, flag) == (pytest.approx(50.0, abs=1.0), AnomalyFlag.NORMAL)
    assert abs(score) < 0.05
    found = [judging.judge(number, NOON, round(mean + z * spread)) for z in (1.5, -1.5, 2.5, 9.0, -9.0)]
    assert [one[1].value for one in found] == ["WARNING", "WARNING", "CRITICAL", "CRITICAL", "CRITICAL"]
    assert [one[0] for one in found] == pytest.approx([77.5, 22.5, 92.5, 100.0, 0.0], abs=1.0)


def test_many_events_are_judged_at_once_as_they_are_one_by_one() -> None:
    judging, number = normality(), MARKET.names.index("tutor.login.event")
    at = np.arange(NIGHT, NOON, 11 * MINUTE, dtype=np.int64)
    others = np.arange(len(at), dtype=np.float64) * 9
    values, flags, scores = judging.judge_all(number, at, others)
    alone = [judging.judge(number, moment, int(count)) for moment, count in zip(at.tolist(), others, strict=True)]
    assert values.tolist() == pytest.approx([one[0] for one in alone], abs=0.011)
    assert scores.tolist() == pytest.approx([one[2] for one in alone], abs=0.0011)
    assert flags == [one[1] for one in alone]


def test_the_event_itself_is_not_among_the_others_in_its_window() -> None:
    at, before = np.array([100, 101, 150]), np.array([10, 60, 99])
    assert others_within(at, before, 50).tolist() == [2.0, 3.0, 1.0]
