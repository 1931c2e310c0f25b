"""Weights follow what members lost in the past."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from domain.ensemble.combine import combine
from domain.ensemble.strategies import Strategy
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import QUANTILES, Backtest

GROUPS = {"A": "CLICKS", "B": "CLICKS", "C": "CTR"}
EMPTY = Backtest((), (), {})


def test_the_better_member_gets_the_larger_weight(make_backtest):
    weights = learn_weights(make_backtest({"close": (2, 10), "far": (15, 10)}), GROUPS)
    for day in (1, 10, 30):
        found = weights.of("CLICKS", day, ["close", "far"])
        assert found["close"] > 1.3 * found["far"]
        assert sum(found.values()) == pytest.approx(1)


def test_a_member_can_be_better_in_one_group_and_worse_in_another(make_backtest):
    here = make_backtest({"one": (2, 10), "two": (15, 10)}, keys=("A",), origins=tuple(range(60, 160, 10)))
    there = make_backtest({"one": (15, 10), "two": (2, 10)}, keys=("C",), origins=tuple(range(60, 160, 10)))
    weights = learn_weights(replace(here, windows=here.windows + there.windows), GROUPS)
    assert weights.of("CLICKS", 3, ["one", "two"])["one"] > 0.55
    assert weights.of("CTR", 3, ["one", "two"])["two"] > 0.55


def test_few_observations_move_weights_less_than_many(make_backtest):
    members = {"close": (2, 10), "far": (15, 10)}
    few = learn_weights(make_backtest(members, keys=("A",), origins=(100,)), GROUPS)
    many = learn_weights(make_backtest(members, origins=tuple(range(60, 160, 5))), GROUPS)
    assert few.of("CLICKS", 1, members)["close"] < many.of("CLICKS", 1, members)["close"]


def test_weights_are_equal_without_a_backtest():
    weights = learn_weights(EMPTY, GROUPS)
    assert weights.strategy == "equal"
    assert weights.of("CLICKS", 5, ["a", "b", "c", "d"]) == dict.fromkeys("abcd", 0.25)


def test_a_member_that_clearly_hurts_is_left_out_with_the_numbers(make_backtest):
    weights = learn_weights(make_backtest({"good": (2, 10), "ok": (4, 10), "awful": (200, 5)}), GROUPS)
    assert set(weights.excluded) == {"awful"}
    assert "15 of 15" in weights.excluded["awful"]
    assert weights.of("CTR", 1, ["good", "ok", "awful"])["awful"] == 0


def test_a_handful_of_bad_forecasts_does_not_exclude_a_member(make_backtest):
    backtest = make_backtest({"good": (2, 10), "awful": (200, 5)}, keys=("A",), origins=(100, 120))
    assert learn_weights(backtest, GROUPS).excluded == {}


def test_members_that_are_not_at_hand_leave_their_weight_to_the_others(make_backtest):
    weights = learn_weights(make_backtest({"a": (2, 10), "b": (5, 10), "c": (8, 10)}), GROUPS)
    found = weights.of("CLICKS", 9, ["b", "c"])
    assert set(found) == {"b", "c"}
    assert sum(found.values()) == pytest.approx(1)
    assert found["b"] > found["c"]


def test_a_member_that_was_never_measured_counts_nothing_beside_measured_ones(make_backtest):
    weights = learn_weights(make_backtest({"a": (2, 10), "b": (5, 10)}), GROUPS)
    assert weights.of("CLICKS", 1, ["a", "b", "newcomer"])["newcomer"] == 0
    assert weights.of("CLICKS", 1, ["newcomer"]) == {"newcomer": 1}


def test_no_member_at_hand_is_an_error(make_backtest):
    with pytest.raises(ValueError, match="no member"):
        learn_weights(EMPTY, GROUPS).of("CLICKS", 1, [])


def test_weights_learnt_before_an_origin_do_not_change_with_what_came_after(make_backtest):
    before = make_backtest({"a": (2, 10), "b": (9, 10)}, origins=(90, 104, 118))
    after = make_backtest({"a": (90, 10), "b": (1, 10)}, origins=(132, 146), seed=8)
    both = Backtest(before.windows + after.windows, (), {})
    earlier = Backtest(tuple(window for window in both.windows if window.origin < 120), (), {})
    assert learn_weights(earlier, GROUPS) == learn_weights(before, GROUPS)
    assert learn_weights(both, GROUPS) != learn_weights(before, GROUPS)


def test_days_without_an_actual_teach_nothing(make_backtest):
    backtest = make_backtest({"a": (2, 10), "b": (9, 10)})
    blank = tuple(replace(window, actual=np.full(30, np.nan)) for window in backtest.windows)
    assert learn_weights(Backtest(blank, (), {}), GROUPS).strategy == "equal"


def test_a_series_that_all_members_forecast_perfectly_breaks_nothing(make_backtest):
    weights = learn_weights(make_backtest({"a": (0, 0), "b": (0, 0)}, noise=0), GROUPS)
    assert weights.of("CLICKS", 1, ["a", "b"]) == pytest.approx({"a": 0.5, "b": 0.5})


def test_a_member_that_errs_the_other_way_counts_more_than_its_own_loss_says(make_backtest):
    # Two are off by 12 in the same direction, one by 14 in the other: the mixture that cancels out is best.
    past = make_backtest({"high": (0, 10), "higher": (0, 10), "low": (0, 10)}, origins=tuple(range(60, 160, 10)))
    off = {"high": 12.0, "higher": 12.0, "low": -14.0}
    biased = tuple(
        replace(window, forecasts={name: values + off[name] for name, values in window.forecasts.items()})
        for window in past.windows
    )
    names, backtest = list(off), Backtest(biased, (), {})
    stacked = learn_weights(backtest, GROUPS).of("CLICKS", 3, names)
    alone = learn_weights(backtest, GROUPS, Strategy.PERFORMANCE).of("CLICKS", 3, names)
    assert alone["low"] < 1 / 3 < stacked["low"]
    assert stacked["low"] == pytest.approx(12 / 26, abs=0.08)


def test_one_member_that_is_structurally_right_takes_nearly_all(make_backtest):
    weights = learn_weights(make_backtest({"right": (1, 10), "off": (25, 10), "away": (30, 10)}), GROUPS)
    assert weights.of("CLICKS", 3, ["right", "off", "away"])["right"] > 0.85


def test_the_latest_forecasts_count_most(make_backtest):
    before = make_backtest({"a": (2, 10), "b": (12, 10)}, origins=tuple(range(60, 100, 7)))
    after = make_backtest({"a": (12, 10), "b": (2, 10)}, origins=tuple(range(160, 200, 7)), seed=3)
    found = learn_weights(Backtest(before.windows + after.windows, (), {}), GROUPS).of("CLICKS", 3, ["a", "b"])
    assert found["b"] > 0.6


@pytest.mark.parametrize("strategy", Strategy)
def test_every_strategy_gives_weights_that_sum_to_one_and_says_how(make_backtest, strategy):
    weights = learn_weights(make_backtest({"a": (2, 10), "b": (9, 10)}), GROUPS, strategy, {"a": 1.0, "b": 29.0})
    assert weights.strategy == strategy.value.lower()
    assert weights.explanation.endswith(".")
    assert sum(weights.of("CTR", 8, ["a", "b"]).values()) == pytest.approx(1)


def test_static_weights_are_equal_and_dynamic_ones_favour_the_accurate_and_the_fast(make_backtest):
    backtest = make_backtest({"a": (2, 10), "b": (9, 10)})
    assert learn_weights(backtest, GROUPS, Strategy.STATIC).of("CTR", 1, ["a", "b"]) == {"a": 0.5, "b": 0.5}
    slow = learn_weights(backtest, GROUPS, Strategy.DYNAMIC, {"a": 30.0}).of("CTR", 1, ["a", "b"])
    fast = learn_weights(backtest, GROUPS, Strategy.DYNAMIC, {"b": 30.0}).of("CTR", 1, ["a", "b"])
    assert slow["a"] < fast["a"]
    assert fast["a"] > 0.5


def test_combining_averages_quantiles_by_weight(make_backtest, make_band):
    weights = learn_weights(make_backtest({"a": (2, 10), "b": (9, 10)}), GROUPS)
    forecasts = {"a": make_band(np.full(20, 100.0), 5), "b": make_band(np.full(20, 200.0), 15)}
    combined = combine(forecasts, weights, "CTR")
    assert combined.shape == (20, len(QUANTILES))
    for day in (0, 10, 19):
        share = weights.of("CTR", day + 1, forecasts)
        expected = share["a"] * forecasts["a"][day] + share["b"] * forecasts["b"][day]
        assert combined[day] == pytest.approx(expected)


def test_combined_quantiles_never_cross(make_band):
    crossed = make_band(np.full(5, 10.0), 2)[:, ::-1]
    combined = combine({"a": crossed}, learn_weights(EMPTY, {}), "X")
    assert (np.diff(combined, axis=1) >= 0).all()


def test_combining_nothing_is_an_error():
    with pytest.raises(ValueError, match="nothing"):
        combine({}, learn_weights(EMPTY, {}), "X")


def test_a_member_that_is_wrong_where_all_others_are_perfect_is_found_out(make_backtest):
    backtest = make_backtest({"a": (0, 0), "b": (0, 0), "wrong": (50, 1)}, noise=0)
    weights = learn_weights(backtest, GROUPS)
    assert set(weights.excluded) == {"wrong"}
    assert weights.of("CLICKS", 1, ["a", "b", "wrong"])["wrong"] == 0


def test_one_awful_member_does_not_make_the_others_look_alike(make_backtest):
    alone = learn_weights(make_backtest({"good": (2, 10), "poor": (9, 10)}), GROUPS)
    beside = learn_weights(make_backtest({"good": (2, 10), "poor": (9, 10), "awful": (1e4, 5)}), GROUPS)
    names = ["good", "poor"]
    ratio = [found["good"] / found["poor"] for found in (w.of("CLICKS", 3, names) for w in (alone, beside))]
    assert ratio[1] > 0.5 * ratio[0] > 1.1


def test_what_was_learnt_travels_between_processes(make_backtest):
    weights = learn_weights(make_backtest({"a": (2, 10), "b": (9, 10)}), GROUPS)
    assert pickle.loads(pickle.dumps(weights)) == weights
