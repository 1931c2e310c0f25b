"""The detector of incidents, on counts whose truth the test knows."""

import numpy as np
import pytest

from domain.marketplace.history.model import Blocks
from domain.marketplace.moments import HOUR
from ml.detectors.incidents import SeasonalIncidentDetector
from tests.fixtures.marketplace import EPOCH, REQUESTED, SEARCH, SUPPLY, TICKETS

DETECTOR = SeasonalIncidentDetector(0.3)
LIVE = 6 * 24
SHARE = f"{SEARCH}#share"
STREAMS = (SEARCH, REQUESTED, SUPPLY, TICKETS, SHARE)
SINCE = EPOCH + DETECTOR.needed_hours * HOUR


def counted(*moves: tuple[str, int, int, float], seed: int = 3) -> Blocks:
    """Return hours with a season; each move is (stream, hours since the first judged one, hours, factor)."""
    drawn = np.random.default_rng(seed)
    hours = np.arange(DETECTOR.needed_hours + LIVE)
    season = 80 * (1 + 0.6 * np.sin(hours / 24 * 2 * np.pi)) * np.where((hours // 24) % 7 > 4, 1.4, 1.0)
    rates = np.tile(season, (len(STREAMS), 1)) * np.exp(0.1 * drawn.standard_normal((len(STREAMS), len(hours))))
    values = drawn.poisson(rates).astype(float)
    values[-1] = 5 + drawn.standard_normal(len(hours))
    for name, at, length, factor in moves:
        part = slice(DETECTOR.needed_hours + at, DETECTOR.needed_hours + at + length)
        values[STREAMS.index(name), part] = np.rint(values[STREAMS.index(name), part] * factor)
    return Blocks(EPOCH, HOUR, STREAMS, values, np.tile(season, (len(STREAMS), 1)))


def alarms(blocks: Blocks, signatures: dict[str, dict[str, float]] | None = None) -> list[tuple[int, str]]:
    found = DETECTOR.incidents(blocks, SINCE, signatures or {})
    return [((alarm.at - SINCE) // HOUR, alarm.subject) for one in found for alarm in one.alarms]


def test_a_stream_that_doubles_is_noticed_within_the_hour() -> None:
    assert (51, SEARCH) in alarms(counted((SEARCH, 50, 12, 2.0)))


def test_a_stream_that_halves_is_noticed_too() -> None:
    found = alarms(counted((SUPPLY, 50, 24, 0.4)))
    assert any(subject == SUPPLY and 50 < at <= 56 for at, subject in found)


def test_a_share_that_jumps_is_noticed() -> None:
    assert (51, SHARE) in alarms(counted((SHARE, 50, 6, 18.0)))


def test_a_small_change_that_lasts_is_noticed_in_time() -> None:
    found = alarms(counted((SUPPLY, 24, LIVE - 24, 0.8)))
    assert any(subject == SUPPLY and at > 24 for at, subject in found)


def test_usual_days_are_quiet() -> None:
    a_day = [len(DETECTOR.incidents(counted(seed=seed), SINCE, {})) / (LIVE / 24) for seed in range(4)]
    assert sum(a_day) / len(a_day) <= 1.0


def test_a_known_signature_is_told_by_its_name() -> None:
    move = {"rush": {SEARCH: 0.5, REQUESTED: 0.5, SUPPLY: -0.5}}
    blocks = counted((SEARCH, 50, 24, 1.5), (REQUESTED, 50, 24, 1.5), (SUPPLY, 50, 24, 0.6))
    assert any(subject == "scenario:rush" and 50 < at <= 56 for at, subject in alarms(blocks, move))
    opposite = counted((SEARCH, 50, 24, 0.6), (REQUESTED, 50, 24, 0.6), (SUPPLY, 50, 24, 1.6))
    assert not any(subject == "scenario:rush" and 50 < at <= 74 for at, subject in alarms(opposite, move))


def test_hours_to_come_change_nothing_about_earlier_ones() -> None:
    whole, cut = counted((SEARCH, 50, 12, 2.0)), counted((SEARCH, 50, 12, 2.0))
    short = Blocks(EPOCH, HOUR, STREAMS, cut.values[:, :-48], cut.expected[:, :-48])
    until = LIVE - 48
    assert [one for one in alarms(whole) if one[0] <= until] == alarms(short)


def test_a_value_that_is_missing_is_no_incident() -> None:
    blocks = counted()
    blocks.values[-1, DETECTOR.needed_hours + 20 : DETECTOR.needed_hours + 30] = np.nan
    assert (21, SHARE) not in alarms(blocks)


def test_too_short_a_past_is_refused() -> None:
    with pytest.raises(ValueError, match="hourly blocks"):
        DETECTOR.incidents(counted(), SINCE - HOUR, {})
    with pytest.raises(ValueError, match="above 0"):
        SeasonalIncidentDetector(0.0)
