"""Commands that cannot be carried out."""

from datetime import timedelta

import pytest

from domain.errors import ErrorCode, Refused
from domain.marketplace.moments import moment
from domain.marketplace.names import near_matches, stream_named
from domain.marketplace.scenarios.model import ProbabilityShift
from domain.marketplace.timeline.checks import (
    ModifierDraft,
    WindowDraft,
    check_activation,
    check_modifier,
    check_speed,
    check_stop,
    check_window,
)
from domain.marketplace.timeline.compile import compile_course
from tests.fixtures.marketplace import (
    GATEWAY,
    NO_SHOW,
    RATINGS,
    SEARCH,
    a_marketplace,
    a_timeline,
    activate,
    hour,
    normal,
    outage,
    surge,
)

MARKET = a_marketplace()
COURSE = compile_course(MARKET, a_timeline(activate(1, 0, surge()), activate(2, 20, outage())), [])


@pytest.mark.parametrize("speed", [0, 1, 10_000])
def test_speeds_that_can_be(speed: float) -> None:
    check_speed(speed)


@pytest.mark.parametrize("speed", [-1, 10_001, float("nan"), float("inf")])
def test_speeds_that_cannot_be(speed: float) -> None:
    with pytest.raises(Refused, match="from 0 to 10,000"):
        check_speed(speed)


def test_a_second_scenario_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused) as refusal:
        check_activation(COURSE, hour(1), outage())
    (fault,) = refusal.value.faults
    assert fault.code is ErrorCode.SCENARIO_ALREADY_ACTIVE
    assert fault.message == "Exam Season Surge is active until 2026-03-02T03:00:00Z."
    assert "stopScenario" in (fault.hint or "")


def test_while_one_settles_another_may_start_and_normal_operations_at_any_time() -> None:
    check_activation(COURSE, hour(5), outage())
    check_activation(COURSE, hour(1), normal())


def test_one_that_would_meet_a_scheduled_one_is_refused() -> None:
    with pytest.raises(Refused, match="Payment Outage is scheduled for 2026-03-02T20:00:00Z"):
        check_activation(COURSE, hour(18), surge())


def test_only_what_is_active_can_be_stopped() -> None:
    check_stop(COURSE, hour(1))
    for at, words in ((4, "settles until"), (15, "No scenario is active")):
        with pytest.raises(Refused, match=words) as refusal:
            check_stop(COURSE, hour(at))
        assert refusal.value.faults[0].code is ErrorCode.NO_ACTIVE_SCENARIO


def test_streams_by_alias_and_by_nearly_their_name() -> None:
    assert stream_named(MARKET, " Session.no_show_by_Tutor ").name == NO_SHOW
    with pytest.raises(Refused) as refusal:
        stream_named(MARKET, "customer.tutor.serch", "streams", "0")
    (fault,) = refusal.value.faults
    assert (fault.code, fault.path) == (ErrorCode.STREAM_NOT_FOUND, ("streams", "0"))
    assert SEARCH in (fault.hint or "")
    assert near_matches("zzz", MARKET.names) == ""


def test_a_modifier_with_an_alias_is_taken_by_its_canonical_name() -> None:
    draft = ModifierDraft("session.no_show_by_tutor", multiplier=2.0)
    made = check_modifier(MARKET, draft, "m1", hour(1))
    assert (made.modifier.stream, made.begin, made.end) == (NO_SHOW, hour(1), None)


@pytest.mark.parametrize(
    ("draft", "paths"),
    [
        (ModifierDraft("nowhere", multiplier=2.0), {("stream",)}),
        (ModifierDraft(SEARCH), {()}),
        (ModifierDraft(SEARCH, multiplier=0.0, additive=float("inf")), {("multiplier",), ("additive",)}),
        (ModifierDraft(GATEWAY, override=101.0), {("override",)}),
        (ModifierDraft(SEARCH, multiplier=2.0, end=moment(hour(1))), {("end",)}),
        (ModifierDraft(SEARCH, multiplier=2.0, begin=moment(hour(-9999))), {("begin",)}),
        (ModifierDraft(SEARCH, multiplier=2.0, ramp=timedelta(hours=-1)), {("ramp",)}),
        (
            ModifierDraft(RATINGS, shift=ProbabilityShift("rating_score", (("6", 2.0), ("1", 0.0)))),
            {("probabilityShift", "6"), ("probabilityShift", "1")},
        ),
    ],
)
def test_modifiers_that_cannot_be(draft: ModifierDraft, paths: set[tuple[str, ...]]) -> None:
    with pytest.raises(Refused) as refusal:
        check_modifier(MARKET, draft, "m1", hour(1))
    assert {fault.path for fault in refusal.value.faults} == paths


def test_a_window_of_the_past() -> None:
    draft = WindowDraft(moment(hour(-30)), moment(hour(-10)), (SEARCH, SEARCH), 1.5)
    made = check_window(MARKET, draft, 3, hour(1))
    assert (made.version, made.streams, made.edge) == (3, (SEARCH,), hour(2) - hour(0))


@pytest.mark.parametrize(
    ("draft", "paths"),
    [
        (WindowDraft(moment(hour(-1)), moment(hour(2)), factor=2.0), {("range",)}),
        (WindowDraft(moment(hour(-1)), moment(hour(-2)), factor=2.0), {("range",)}),
        (WindowDraft(moment(hour(-5)), moment(hour(-2)), ("x",), factor=0.0), {("streams", "0"), ("factor",)}),
        (WindowDraft(moment(hour(-5)), moment(hour(-2))), {("factor",)}),
        (WindowDraft(moment(hour(-5)), moment(hour(-2)), seed=-1, edge=timedelta(hours=2)), {("seed",), ("edge",)}),
    ],
)
def test_windows_that_cannot_be(draft: WindowDraft, paths: set[tuple[str, ...]]) -> None:
    with pytest.raises(Refused) as refusal:
        check_window(MARKET, draft, 1, hour(1))
    assert {fault.path for fault in refusal.value.faults} == paths
