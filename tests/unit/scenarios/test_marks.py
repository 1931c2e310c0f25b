"""Turns, dips and spikes of a course, beyond what recurs every week."""

from datetime import date, timedelta

import numpy as np
import pytest

from domain.scenarios.marks import find_marks

MONDAY = date(2026, 3, 2)
WEEK = np.array([1.2, 1.1, 1.0, 1.0, 1.0, 0.5, 0.4])


def day(index: int) -> date:
    return MONDAY + timedelta(days=index)


def test_a_known_weekly_rhythm_is_no_mark_even_within_two_weeks():
    marks = find_marks(100 * np.tile(WEEK, 2), WEEK, MONDAY)
    assert (marks.turn, marks.dips, marks.spikes) == (None, (), ())


def test_a_rhythm_that_only_the_course_knows_is_no_mark_over_three_weeks():
    marks = find_marks(100 * np.tile(WEEK, 4), None, MONDAY)
    assert (marks.turn, marks.dips, marks.spikes) == (None, (), ())


@pytest.mark.parametrize("weeks", [2, 4])
def test_a_dip_is_told_with_its_day_and_size(weeks):
    course = 100 * np.tile(WEEK, weeks)
    course[8] *= 0.7
    (dip,) = find_marks(course, WEEK, MONDAY).dips
    assert dip.day == day(8)
    assert dip.size == pytest.approx(-0.3, abs=0.03)


def test_spikes_come_largest_first():
    course = np.full(28, 50.0)
    course[[5, 17]] *= [1.3, 1.8]
    assert [mark.day for mark in find_marks(course, None, MONDAY).spikes] == [day(17), day(5)]


def test_steady_growth_is_neither_turn_nor_spike():
    marks = find_marks(np.linspace(100, 200, 30), None, MONDAY)
    assert (marks.turn, marks.dips, marks.spikes) == (None, (), ())


def test_a_step_is_measured_by_what_lies_on_either_side():
    course = np.concatenate([np.full(8, 100.0), np.full(12, 70.0), np.full(10, 100.0)])
    turn = find_marks(course, None, MONDAY).turn
    assert turn is None or (turn.before >= -0.35 and turn.after <= 0.5)


@pytest.mark.parametrize("course", [np.zeros(10), np.ones(1), np.ones(2)])
def test_nothing_and_next_to_nothing_have_no_marks(course):
    marks = find_marks(course, None, MONDAY)
    assert (marks.turn, marks.dips, marks.spikes) == (None, (), ())
