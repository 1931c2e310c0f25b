"""Who is on the platform: samples agree with history, move with logins, and stay where an override puts them."""

import numpy as np
import pytest

from domain.marketplace.moments import HOUR
from domain.marketplace.scenarios.model import StreamModifier
from domain.marketplace.timeline.model import Command, CommandKind, Course, ManualModifier
from simulator.history.blocks import blocks
from simulator.rates.crowd import students_busy
from simulator.rates.model import RateModel
from tests.unit.simulator.engine.market import ALL, EPOCH, course, engine, market

USERS, TUTORS = "platform.concurrent.users", "platform.concurrent.users#tutors"
HOURS = 12
SCALE = 0.05


def modified(*modifiers: StreamModifier) -> Course:
    """Return a course in which modifiers act from the first moment on."""
    commands = [
        Command(number, EPOCH, CommandKind.MODIFY, "system", modifier=ManualModifier(f"m{number}", one, EPOCH, None))
        for number, one in enumerate(modifiers, 1)
    ]
    return course(*commands, scale=SCALE, events=False)


def lived(of: Course) -> dict[str, float]:
    """Return the mean levels of the samples."""
    samples = [one for one in engine(of, scale=SCALE).advance(EPOCH + HOURS * HOUR, ALL).events if one.stream == USERS]
    fields = {USERS: "active_student_count", TUTORS: "active_tutor_count"}
    return {series: float(np.mean([one.data[field] for one in samples])) for series, field in fields.items()}


def told(of: Course) -> dict[str, float]:
    """Return the same levels as history generates them."""
    made = blocks(RateModel(market(SCALE), of), EPOCH, EPOCH + HOURS * HOUR, HOURS * HOUR)
    return {series: float(made.values[made.streams.index(series), 0]) for series in (USERS, TUTORS)}


LOGINS = StreamModifier("customer.login.success", multiplier=1.5)
TUTOR_LOGINS = StreamModifier("tutor.login.event", multiplier=2.0)
LEVEL = StreamModifier(USERS, override=300.0)


@pytest.mark.parametrize(
    ("modifiers", "students", "tutors"),
    [
        ((), 1.0, 1.0),
        ((LOGINS,), 1.5, 1.0),
        ((TUTOR_LOGINS,), 1.0, 2.0),
        ((LOGINS, TUTOR_LOGINS), 1.5, 2.0),
    ],
)
def test_levels_move_with_the_logins_live_and_in_history(
    modifiers: tuple[StreamModifier, ...], students: float, tutors: float
) -> None:
    live, generated, quiet = lived(modified(*modifiers)), told(modified(*modifiers)), told(modified())
    assert generated == {
        USERS: pytest.approx(students * quiet[USERS]),
        TUTORS: pytest.approx(tutors * quiet[TUTORS]),
    }
    assert live[USERS] == pytest.approx(generated[USERS], rel=0.03)
    # Tutors have a slow noise of their own in history.
    assert live[TUTORS] == pytest.approx(generated[TUTORS], rel=0.12)


def test_as_many_tutors_are_there_for_each_student_as_is_defined() -> None:
    live, figures = lived(modified()), market(SCALE).baseline.figures
    assert live[TUTORS] / live[USERS] == pytest.approx(figures["active_tutors"] / figures["active_students"], rel=0.01)


def test_a_level_that_is_overridden_stays_whoever_signs_in() -> None:
    assert lived(modified(LOGINS, LEVEL))[USERS] == pytest.approx(300.0)
    assert told(modified(LOGINS, LEVEL))[USERS] == pytest.approx(300.0, rel=0.03)


def test_what_logins_do_comes_back_as_an_override_fades() -> None:
    override = ManualModifier("o", LEVEL, EPOCH, EPOCH + 8 * HOUR, ramp=4 * HOUR)
    command = Command(2, EPOCH, CommandKind.MODIFY, "system", modifier=override)
    of = course(*modified(LOGINS).timeline.commands, command, scale=SCALE, events=False)
    at = EPOCH + np.array([4, 5, 6, 7, 9]) * HOUR
    busy = students_busy(RateModel(market(SCALE), of), market(SCALE).names.index(USERS), at)
    assert busy == pytest.approx([1.0, 1.125, 1.25, 1.375, 1.5])
