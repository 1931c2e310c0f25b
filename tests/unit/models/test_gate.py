"""A challenger serves only if it has shown to be better."""

import math
from datetime import date, timedelta

import pytest

from domain.models.gate import advantage, judge
from domain.models.model import OriginLoss

FIRST = date(2026, 1, 5)


def origins(
    challenger: list[float],
    baseline: list[float],
    champion: list[float | None] | None = None,
    *,
    hindsight: bool = False,
) -> list[OriginLoss]:
    against = champion or [None] * len(challenger)
    return [
        OriginLoss(FIRST + timedelta(days=7 * place), 100, mine, naive, other, hindsight)
        for place, (mine, naive, other) in enumerate(zip(challenger, baseline, against, strict=True))
    ]


def test_the_first_model_passes_when_it_beats_the_naive_prediction_on_three_origins() -> None:
    verdict = judge(origins([0.8, 0.9, 0.7], [1.0, 1.0, 1.0]), incumbent=False)
    assert verdict.passed
    assert verdict.reasons == (
        "Its loss was 20.0% below that of the naive prediction; it was lower on 3 of 3 origins (3 needed).",
        "There is no champion to beat.",
    )


def test_two_origins_prove_nothing() -> None:
    verdict = judge(origins([0.1, 0.1], [1.0, 1.0]), incumbent=False)
    assert not verdict.passed
    assert "2 rolling origins" in verdict.reasons[0]


def test_two_wins_of_three_do_not_suffice_even_with_a_better_mean() -> None:
    assert not judge(origins([0.1, 0.1, 1.1], [1.0, 1.0, 1.0]), incumbent=False).passed


def test_three_wins_of_five_suffice_with_a_better_mean_only() -> None:
    baseline = [1.0] * 5
    assert judge(origins([0.5, 0.5, 0.5, 1.1, 1.1], baseline), incumbent=False).passed
    assert not judge(origins([0.9, 0.9, 0.9, 1.5, 1.5], baseline), incumbent=False).passed


def test_of_eight_origins_five_must_be_won() -> None:
    baseline = [1.0] * 8
    assert not judge(origins([0.5] * 4 + [1.01] * 4, baseline), incumbent=False).passed
    assert judge(origins([0.5] * 5 + [1.01] * 3, baseline), incumbent=False).passed


def test_a_champion_must_be_beaten_too() -> None:
    better = judge(origins([0.8] * 3, [1.0] * 3, [0.9] * 3), incumbent=True)
    worse = judge(origins([0.8] * 3, [1.0] * 3, [0.7] * 3), incumbent=True)
    same = judge(origins([0.8] * 3, [1.0] * 3, [0.8] * 3), incumbent=True)
    assert better.passed
    assert not worse.passed
    assert not worse.undecided
    assert "14.3% above that of the champion" in worse.reasons[1]
    assert not same.passed
    assert "the same as that of the champion" in same.reasons[1]


def test_beating_the_champion_is_no_excuse_for_losing_to_the_naive_prediction() -> None:
    verdict = judge(origins([1.2] * 3, [1.0] * 3, [1.5] * 3), incumbent=True)
    assert not verdict.passed
    assert not verdict.undecided


def test_who_beats_a_champion_with_hindsight_has_won_and_who_does_not_is_undecided() -> None:
    won = judge(origins([0.8] * 3, [1.0] * 3, [0.9] * 3, hindsight=True), incumbent=True)
    lost = judge(origins([0.8] * 3, [1.0] * 3, [0.7] * 3, hindsight=True), incumbent=True)
    assert (won.passed, won.undecided) == (True, False)
    assert (lost.passed, lost.undecided) == (False, True)


def test_fair_origins_alone_decide_when_there_are_three() -> None:
    fair = origins([0.8] * 3, [1.0] * 3, [0.7] * 3)
    unfair = origins([0.8] * 3, [1.0] * 3, [2.0] * 3, hindsight=True)
    verdict = judge([*unfair, *fair], incumbent=True)
    assert not verdict.passed
    assert not verdict.undecided


def test_a_champion_that_does_not_answer_leaves_it_undecided() -> None:
    verdict = judge(origins([0.8] * 3, [1.0] * 3, [None] * 3), incumbent=True)
    assert (verdict.passed, verdict.undecided) == (False, True)


def test_losses_that_are_not_finite_never_pass() -> None:
    assert not judge(origins([0.8, math.nan, 0.8], [1.0] * 3), incumbent=False).passed
    assert not judge(origins([0.8] * 3, [1.0, math.inf, 1.0]), incumbent=False).passed


def test_a_naive_prediction_without_error_cannot_be_beaten() -> None:
    verdict = judge(origins([0.0] * 3, [0.0] * 3), incumbent=False)
    assert not verdict.passed
    assert "made no error" in verdict.reasons[0]


def test_the_advantage_is_that_of_the_means_over_all_rows() -> None:
    found = origins([0.8, 0.6], [1.0, 1.0], [None, 0.5])
    assert advantage(found) == pytest.approx(-0.3)
    assert advantage(found, over_champion=True) == pytest.approx(0.2)
    assert advantage(origins([0.8], [1.0]), over_champion=True) is None
    assert advantage([]) is None
