"""The ensemble reports about itself with figures that follow from the forecasts."""

from dataclasses import replace

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.ensemble.agreement import consensus_of, diversity_of
from domain.ensemble.calibration import learn_calibration
from domain.ensemble.confidence import level_of, measure_confidence
from domain.ensemble.drivers import build_panel
from domain.ensemble.forecast import ensemble_forecasts
from domain.ensemble.model import MemberStatus
from domain.ensemble.outputs import validate_outputs
from domain.ensemble.report import ensemble_report
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import Backtest, BacktestScore, MemberForecast, QuantileForecast

HORIZON = 20
EMPTY = Backtest((), (), {})
MEMBERS = {"good": (2, 10), "fair": (9, 10), "awful": (200, 5), "silent": (2, 10)}


@pytest.fixture
def plan(make_history, make_busy_channel):
    return build_panel(make_history({Channel.GOOGLE: make_busy_channel(np.random.default_rng(2), 120)}))


def report_of(plan, backtest, make_band):
    def said(name, shift):
        forecasts = {}
        for series in plan.panel.series:
            centre = np.nanmean(series.values) * shift
            forecasts[series.key] = QuantileForecast(make_band(np.full(HORIZON, centre), 0.05 * centre))
        return MemberForecast(name, "2", forecasts, seconds=0.25)

    members = [said("good", 1.0), said("fair", 1.1), said("awful", 1.0), replace(said("lost", 1.0), forecasts={})]
    outputs = validate_outputs(members, plan.panel, HORIZON)
    weights = learn_weights(backtest, plan.groups)
    calibration = learn_calibration(backtest, weights, plan.groups)
    forecasts = ensemble_forecasts(plan, outputs, weights, calibration, HORIZON)
    return ensemble_report(plan, members, outputs, weights, forecasts, backtest, {"silent": ("3", "It timed out.")})


@pytest.fixture
def report(plan, make_backtest, make_band):
    backtest = make_backtest(MEMBERS, keys=plan.keys)
    score = BacktestScore("good", plan.keys[0], 0, 10, 1, 1, 0.5, 0.1, 1, (0.5, 0.8, 0.95))
    scores = (score, replace(score, mase=0.8, observations=20), replace(score, mase=float("nan")))
    return report_of(plan, replace(backtest, scores=scores), make_band)


def test_weights_of_a_run_sum_to_one_largest_first(report):
    assert sum(member.weight for member in report.members) == pytest.approx(1)
    assert [member.model for member in report.members][:2] == ["good", "fair"]
    assert report.members[0].weight > report.members[1].weight > 0
    assert report.members[0].latency_ms == 250


def test_every_member_has_a_status_and_a_reason_with_numbers(report):
    found = {member.model: member for member in report.members}
    assert found["good"].status is MemberStatus.USED
    assert "past daily figures" in found["good"].reason
    assert found["awful"].status is MemberStatus.EXCLUDED
    assert "times as much as good" in found["awful"].reason
    assert found["lost"].status is MemberStatus.EXCLUDED
    assert (found["silent"].status, found["silent"].reason) == (MemberStatus.FAILED, "It timed out.")


def test_the_scaled_error_is_the_mean_over_days_that_have_one(report):
    found = {member.model: member.mase for member in report.members}
    assert found["good"] == pytest.approx(0.7)
    assert found["fair"] is None


def test_weights_are_reported_per_group_and_block_within_the_horizon(report, plan):
    assert {row.metric for row in report.weights} == set(plan.groups.values())
    days = [(row.first_day, row.last_day) for row in report.weights if row.metric == "CTR"]
    assert days == [(1, 7), (8, 14), (15, 20)]
    for row in report.weights:
        assert sum(row.weights.values()) == pytest.approx(1)


def test_without_a_past_members_count_equally_and_the_reason_says_so(plan, make_band):
    report = report_of(plan, EMPTY, make_band)
    used = [member for member in report.members if member.status is MemberStatus.USED]
    assert [member.weight for member in used] == pytest.approx([1 / 3] * 3)
    assert "count equally" in used[0].reason
    assert report.diversity == 0


def test_consensus_is_one_when_all_agree_and_falls_as_medians_spread(make_band):
    weights = learn_weights(EMPTY, {})

    def consensus(shift):
        said = {"a": make_band(np.full(5, 100.0), 10), "b": make_band(np.full(5, 100.0 + shift), 10)}
        return consensus_of({"k": "X"}, {"k": said}, weights, {"k": said["a"]})

    assert consensus(0) == 1
    # Medians 51.26 apart lie one half of that from their mean, as far as the 80 % interval of +-12.82 is wide.
    assert consensus(4 * 12.8155) == pytest.approx(0.5, abs=1e-3)
    assert consensus(20) > consensus(200) > 0


def test_consensus_of_certain_members_that_differ_is_nothing(make_band):
    said = {"a": make_band(np.full(5, 1.0), 0), "b": make_band(np.full(5, 2.0), 0)}
    assert consensus_of({"k": "X"}, {"k": said}, learn_weights(EMPTY, {}), {"k": said["a"]}) == 0


def test_members_that_err_together_have_no_diversity(make_backtest):
    together = make_backtest({"a": (0, 10), "b": (0, 10)})
    assert diversity_of(together) == pytest.approx(0, abs=1e-9)
    apart = make_backtest({"a": (100, 10), "b": (100, 10)})
    assert diversity_of(apart) > 0.9


def test_confidence_is_measured_coverage_times_accuracy(make_backtest):
    groups = {"A": "CLICKS", "B": "CLICKS", "C": "CTR"}
    backtest = make_backtest({"a": (0, 10)}, origins=tuple(range(60, 180, 12)))
    calibration = learn_calibration(backtest, learn_weights(backtest, groups), groups)
    confidence = measure_confidence(calibration)
    # Normal noise of 10 around 100: the median is off by 8 % on average, the 80 % band holds a little over 80 %.
    assert confidence.coverage80 == pytest.approx(0.82, abs=0.05)
    assert confidence.wape == pytest.approx(0.08, abs=0.01)
    assert confidence.value == pytest.approx(confidence.coverage80 * (1 - confidence.wape))
    assert confidence.sample_size == 300
    assert confidence.statement.startswith("8 of 10 such forecasts held: of 900 daily figures")
    assert confidence.flagged == (confidence.value < 0.7)
    assert "of 300 daily figures" in measure_confidence(calibration, "CTR").statement


def test_a_week_of_past_forecasts_earns_little_confidence(make_backtest):
    groups = {"A": "CLICKS"}
    backtest = make_backtest({"a": (0, 10)}, keys=("A",), origins=(20,), days=7)
    confidence = measure_confidence(learn_calibration(backtest, learn_weights(backtest, groups), groups))
    assert confidence.sample_size == 7
    assert confidence.value < 7 / 30
    assert "30 such days are needed" in confidence.statement


def test_one_hopeless_kind_of_series_does_not_hide_the_others(make_backtest):
    good = make_backtest({"a": (0, 10)}, keys=("A",))
    hopeless = make_backtest({"a": (0, 10)}, keys=("C",), level=0.1, noise=10)
    both = Backtest(good.windows + hopeless.windows, (), {})
    groups = {"A": "CLICKS", "C": "CTR"}
    confidence = measure_confidence(learn_calibration(both, learn_weights(both, groups), groups))
    assert confidence.wape == pytest.approx(0.54, abs=0.02)


def test_confidence_without_a_past_is_none_and_flagged():
    calibration = learn_calibration(EMPTY, learn_weights(EMPTY, {}), {})
    confidence = measure_confidence(calibration)
    assert (confidence.value, confidence.level, confidence.flagged) == (0, "very low", True)
    assert confidence.coverage80 is None
    assert confidence.wape is None


def test_errors_beyond_everything_leave_no_confidence(make_backtest):
    groups = {"A": "CLICKS"}
    backtest = make_backtest({"a": (0, 300)}, keys=("A",), level=1.0, noise=300.0)
    calibration = learn_calibration(backtest, learn_weights(backtest, groups), groups)
    confidence = measure_confidence(calibration)
    assert (confidence.value, confidence.level, confidence.flagged) == (0, "very low", True)


@pytest.mark.parametrize(
    ("value", "level"),
    [(0.9, "very high"), (0.89, "high"), (0.75, "high"), (0.5, "medium"), (0.25, "low"), (0.24, "very low")],
)
def test_levels_begin_at_their_thresholds(value, level):
    assert level_of(value) == level
