"""How numbers are judged."""

import math

import pytest

from domain.acceptance.model import Check, Report, Section


def a_check(measured, low=10.0, high=20.0):
    return Check("share", Section.OUTCOMES, "A share", low, high, measured)


@pytest.mark.parametrize(
    ("low", "high", "measured", "score"),
    [
        (10, 20, 10, 1.0),
        (10, 20, 20, 1.0),
        (10, 20, 25, 0.5),
        (10, 20, 5, 0.5),
        (10, 20, 90, 0.0),
        (50, None, 25, 0.5),
        (50, None, 99, 1.0),
        (0, 0, 0, 1.0),
        (0, 0, 1, 0.0),
        (10, 20, math.nan, 0.0),
    ],
)
def test_the_score_falls_with_the_distance_from_the_range(low, high, measured, score):
    check = a_check(measured, low, high)
    assert check.score == pytest.approx(score)
    assert check.passed == (score == 1.0)


def test_a_report_passes_when_all_its_checks_do():
    good, half = a_check(15.0), a_check(25.0)
    assert Report(1, 30, 100, (good, good)).passed
    report = Report(1, 30, 100, (good, half))
    assert not report.passed
    assert report.score == pytest.approx(75)
