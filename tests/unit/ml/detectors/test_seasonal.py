"""Series judged as they come."""

from math import nan

import numpy as np
import pytest

from ml.detectors.seasonal import ALARM, MEMORY, QUIET, SeasonalDetector, usual_spacing

HOUR = 3_600


def a_series(days: int = 60, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Hours with a strong day."""
    rows = days * 24
    noise = np.random.default_rng(seed).normal(0.0, 3.0, rows)
    return np.arange(rows) * HOUR, 100.0 + 40.0 * np.sin(np.arange(rows) / 24 * 2 * np.pi) + noise


def test_what_is_usual_at_another_hour_is_unusual_at_this_one():
    times, values = a_series()
    row = 50 * 24 + 18
    values[row] = 140.0
    judged = SeasonalDetector(HOUR).judge(times, values)
    assert judged.alarms[row]
    assert judged.expected[row] == pytest.approx(60.0, abs=5.0)
    assert not judged.alarms[row - QUIET : row].any()


def test_quiet_series_alarm_rarely():
    alarms = [SeasonalDetector(HOUR).judge(*a_series(seed=seed)).alarms.sum() for seed in range(20)]
    assert np.mean(alarms) <= 2.0


def test_no_row_is_judged_by_later_ones():
    times, values = a_series()
    other = values.copy()
    other[900:] = -500.0
    one, two = SeasonalDetector(HOUR).judge(times, values), SeasonalDetector(HOUR).judge(times, other)
    assert (one.scores[:900] == two.scores[:900]).all()
    assert (one.told[:900] == two.told[:900]).all()
    assert two.scores[900] > one.scores[900]


@pytest.mark.parametrize("days", [60, (MEMORY + 2_000) // 24])
def test_rows_one_at_a_time_are_judged_as_many_at_once(days: int):
    times, values = a_series(days)
    values[[300, 900, 1_000]] = 400.0, nan, 30.0
    whole = SeasonalDetector(HOUR).judge(times, values)
    detector, random, row, parts = SeasonalDetector(HOUR), np.random.default_rng(2), 0, []
    while row < len(values):
        many = int(random.integers(1, 200)) if row < len(values) - 50 else 1
        parts.append(detector.judge(times[row : row + many], values[row : row + many]))
        row += many
    assert np.allclose(np.concatenate([one.scores for one in parts]), whole.scores)
    assert np.allclose(np.concatenate([one.told for one in parts]), whole.told)
    assert np.allclose(np.concatenate([one.expected for one in parts]), whole.expected, equal_nan=True)


def test_memory_is_bounded():
    detector, (times, values) = SeasonalDetector(HOUR), a_series(30)
    held = []
    for turn in range(40):
        detector.judge(times + turn * len(times) * HOUR, values)
        held.append(detector._sizes.size + detector._times.size + len(detector._alarms))
    assert max(held[20:]) <= max(held[:20])


def test_an_incident_is_told_when_it_begins_and_when_it_becomes_clearly_worse():
    times, values = a_series()
    begin = 40 * 24
    values[begin : begin + 60] += 18.0
    alarms = np.flatnonzero(SeasonalDetector(HOUR).judge(times, values).alarms)
    assert begin in alarms
    assert len(alarms[(alarms > begin) & (alarms < begin + 60)]) <= 3
    values[begin + 30] += 2_000.0
    assert begin + 30 in np.flatnonzero(SeasonalDetector(HOUR).judge(times, values).alarms)


def test_what_happens_often_is_no_alarm_for_long():
    times, values = a_series(120)
    often = np.arange(20 * 24, len(values), 53)
    values[often] += 500.0
    alarms = SeasonalDetector(HOUR).judge(times, values).alarms
    assert alarms[often[0]]
    assert alarms[often[len(often) // 2 :]].sum() <= 1


@pytest.mark.parametrize("values", [np.full(500, 7.0), np.zeros(500), np.full(500, nan)])
def test_what_never_moves_is_never_unusual(values: np.ndarray):
    judged = SeasonalDetector(300.0).judge(np.arange(500) * 300, values)
    assert not judged.alarms.any()
    assert judged.scores.max() < 0.1


def test_the_first_move_of_a_constant_is_an_alarm():
    values = np.full(500, 7.0)
    values[400] = 8.0
    judged = SeasonalDetector(300.0).judge(np.arange(500) * 300, values)
    assert judged.told[400] >= ALARM
    assert judged.alarms.sum() == 1


def test_missing_values_are_neither_judged_nor_learnt():
    times, values = a_series()
    gaps = np.random.default_rng(3).random(len(values)) < 0.2
    judged = SeasonalDetector(HOUR).judge(times, np.where(gaps, nan, values))
    assert not judged.scores[gaps].any()
    assert judged.alarms.sum() <= 3


def test_too_little_is_known_of_the_first_rows():
    times, values = a_series()
    values[:40] = np.random.default_rng(4).normal(0.0, 1e6, 40)
    assert not SeasonalDetector(HOUR).judge(times, values).scores[:40].any()


def test_days_have_weeks():
    rows = 52 * 7
    values = np.where(np.arange(rows) % 7 == 6, 10.0, 100.0) + np.random.default_rng(5).normal(0.0, 2.0, rows)
    values[-10] = 10.0
    judged = SeasonalDetector(86_400.0).judge(np.arange(rows) * 86_400, values)
    assert np.flatnonzero(judged.alarms).tolist() == [rows - 10]


def test_the_usual_spacing_is_the_median():
    assert usual_spacing(np.array([0, 300, 600, 90_000])) == 300.0
    with pytest.raises(ValueError, match="some time apart"):
        SeasonalDetector(0.0)
