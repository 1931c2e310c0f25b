"""How simulation time follows wall time, and what speed is told meanwhile."""

from domain.marketplace.moments import SECOND
from domain.simulators.pace import Pace


def test_before_anything_was_reached_the_wanted_speed_is_told() -> None:
    assert Pace(60.0, 0.0, 0).effective(10.0) == 60.0


def test_the_speed_that_was_reached_is_told() -> None:
    pace = Pace(60.0, 0.0, 0)
    pace.anchor(0.0, 0)
    pace.reached(1.0, 30 * SECOND)
    assert pace.effective(1.0) == 30.0


def test_a_clock_that_stands_still_has_no_speed() -> None:
    pace = Pace(60.0, 0.0, 0)
    pace.change(0.0, 1.0, 60 * SECOND)
    assert pace.effective(1.5) == 0.0
    assert pace.target(100.0) == 60 * SECOND
