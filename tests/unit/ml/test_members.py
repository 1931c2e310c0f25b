"""What every member promises, whatever the series."""

import math
import pickle
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forecasting.model import MEDIAN, QUANTILES, Panel, Series, SeriesKind
from ml.members.registry import MEMBERS

NAN = float("nan")
QUICK = [member for member in MEMBERS if member.info.name in {"seasonal_naive", "window_average"}]
every_member = pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.info.name)


def series(values, key="GOOGLE/CLICKS", kind=SeriesKind.COUNT, group="CLICKS"):
    start = date(2024, 6, 1) - timedelta(days=len(values))
    return Series(key, group, kind, start, np.asarray(values, dtype=float))


def weekly(days=120, level=100.0, seed=1):
    random = np.random.default_rng(seed)
    return np.round(level * (1 + 0.3 * np.sin(2 * np.pi * np.arange(days) / 7)) + random.normal(0, level / 20, days))


def forecast(member, values, horizon=14, kind=SeriesKind.COUNT):
    made = member.forecast(Panel((series(values, kind=kind),)), horizon)
    assert not made.failures
    return made.forecasts["GOOGLE/CLICKS"].values


def assert_sound(values, horizon):
    assert values.shape == (horizon, len(QUANTILES))
    assert np.isfinite(values).all()
    assert (np.diff(values, axis=1) >= 0).all()
    assert (values >= 0).all()


@every_member
def test_a_forecast_has_a_row_of_ascending_quantiles_for_each_day_ahead(member):
    for horizon in (1, 7, 30):
        assert_sound(forecast(member, weekly(), horizon), horizon)


@every_member
def test_a_weekly_pattern_is_carried_forward(member):
    values = weekly(168)
    errors = np.abs(forecast(member, values[:-14])[:, MEDIAN] - values[-14:])
    assert errors.mean() < 0.15 * values.mean()


@every_member
def test_the_same_panel_gives_the_same_forecast_bit_by_bit(member):
    assert np.array_equal(forecast(member, weekly()), forecast(member, weekly()))


@every_member
def test_the_work_of_a_member_can_be_sent_to_another_process(member):
    assert pickle.loads(pickle.dumps(member.forecast)) is member.forecast


@every_member
def test_gaps_do_not_stop_a_forecast_nor_move_its_level(member):
    values = weekly()
    holed = values.copy()
    holed[30:38] = NAN
    holed[[3, 60, 61, 100, -1]] = NAN
    whole, mended = forecast(member, values), forecast(member, holed)
    assert_sound(mended, 14)
    assert mended[:, MEDIAN].mean() == pytest.approx(whole[:, MEDIAN].mean(), rel=0.1)


@every_member
def test_days_before_the_first_observed_one_are_no_history(member):
    values = weekly()
    late = np.concatenate([np.full(50, NAN), values])
    assert np.allclose(forecast(member, late)[:, MEDIAN], forecast(member, values)[:, MEDIAN], rtol=0.05)


@every_member
def test_a_constant_series_gets_a_band_that_is_narrow_but_never_empty(member):
    values = forecast(member, np.full(90, 40.0))
    assert values[:, MEDIAN] == pytest.approx(np.full(14, 40.0), rel=0.02)
    width = values[:, -1] - values[:, 0]
    assert (width > 0.5).all()
    assert (width < 20.0).all()


@every_member
def test_nothing_but_zeros_leaves_room_for_the_rule_of_three(member):
    values = forecast(member, np.zeros(60))
    assert (values[:, MEDIAN] == 0).all()
    assert (values[:, QUANTILES.index(0.975)] >= 3.0 / 60).all()
    assert (values[:, -1] < 2.0).all()


@every_member
def test_zeros_among_counts_never_make_a_negative_forecast(member):
    random = np.random.default_rng(3)
    assert_sound(forecast(member, random.poisson(0.4, 90)), 14)


@every_member
def test_a_ratio_stays_between_zero_and_one(member):
    random = np.random.default_rng(5)
    values = forecast(member, np.clip(random.normal(0.93, 0.08, 90), 0, 1), kind=SeriesKind.RATIO)
    assert_sound(values, 14)
    assert (values <= 1).all()


@every_member
def test_a_series_below_the_least_days_is_named_with_the_reason(member):
    days = member.info.minimum_days - 1
    made = member.forecast(Panel((series(weekly(days)),)), 7)
    assert made.forecasts == {}
    assert f"{days} observed days" in made.failures["GOOGLE/CLICKS"]
    assert str(member.info.minimum_days) in made.failures["GOOGLE/CLICKS"]


@every_member
def test_a_series_without_any_observation_fails_alone(member):
    panel = Panel((series(weekly(), "good"), series(np.full(120, NAN), "empty")))
    made = member.forecast(panel, 7)
    assert set(made.forecasts) == {"good"}
    assert set(made.failures) == {"empty"}


@pytest.mark.parametrize("member", [m for m in MEMBERS if m.info.minimum_days <= 7], ids=lambda m: m.info.name)
def test_a_week_of_history_is_enough_for_the_simple_members_and_their_bands_are_wide(member):
    values = weekly(7)
    week = forecast(member, values, 7)
    month = forecast(member, weekly(90), 7)
    assert_sound(week, 7)
    assert (week[:, -1] - week[:, 0]).mean() > (month[:, -1] - month[:, 0]).mean()


def test_the_bands_of_the_seasonal_naive_grow_with_each_further_week():
    member = next(m for m in MEMBERS if m.info.name == "seasonal_naive")
    values = forecast(member, weekly(), 28)
    upper = (values[:, -1] - values[:, MEDIAN]).reshape(4, 7)
    assert (np.diff(upper, axis=0) > 0).all()
    assert upper[3] == pytest.approx(2 * upper[0])


def test_the_seasonal_naive_repeats_the_last_week():
    member = next(m for m in MEMBERS if m.info.name == "seasonal_naive")
    values = weekly()
    assert forecast(member, values, 14)[:, MEDIAN].tolist() == values[-7:].tolist() * 2


def test_the_window_average_is_the_mean_of_the_last_four_same_weekdays():
    member = next(m for m in MEMBERS if m.info.name == "window_average")
    values = weekly()
    assert forecast(member, values, 7)[0, MEDIAN] == pytest.approx(values[[-7, -14, -21, -28]].mean())


def test_exponential_smoothing_follows_a_campaign_that_wears_out():
    member = next(m for m in MEMBERS if m.info.name == "exponential_smoothing")
    random = np.random.default_rng(6)
    days = np.arange(120)
    course = 1000 * np.exp(-days / 50) * (1 + 0.2 * np.sin(2 * np.pi * days / 7))
    values = course * random.gamma(400, 1 / 400, len(days))
    median = forecast(member, values[:-14])[:, MEDIAN]
    assert np.abs(median - course[-14:]).sum() < 0.1 * course[-14:].sum()


def test_boosted_trees_refuse_a_single_short_series():
    member = next(m for m in MEMBERS if m.info.name == "gradient_boosting")
    made = member.forecast(Panel((series(weekly(40)),)), 7)
    assert "needs 60" in made.failures["GOOGLE/CLICKS"]


def test_boosted_trees_learn_a_monthly_rhythm_from_the_other_series():
    member = next(m for m in MEMBERS if m.info.name == "gradient_boosting")
    days = np.arange(150)
    rhythm = np.where(days % 30 < 3, 3.0, 1.0)
    random = np.random.default_rng(2)
    panel = Panel(
        tuple(series(level * rhythm * random.gamma(400, 1 / 400, 150), f"s{level}") for level in (10, 50, 200, 900))
    )
    median = member.forecast(panel, 5).forecasts["s200"].median
    assert median[:3].mean() > 2 * median[3:].mean()


@every_member
def test_a_series_of_zeros_stays_at_zero_beside_lively_ones(member):
    panel = Panel((series(weekly(), "lively"), series(weekly(seed=2), "second"), series(np.zeros(120), "still")))
    assert (member.forecast(panel, 14).forecasts["still"].median == 0).all()


values_of_any_kind = st.lists(
    st.one_of(st.just(NAN), st.just(0.0), st.floats(0, 1e9, allow_nan=False)), min_size=7, max_size=80
).filter(lambda found: sum(not math.isnan(v) for v in found) >= 7)


@given(values=values_of_any_kind, horizon=st.integers(1, 40), kind=st.sampled_from(list(SeriesKind)))
@settings(max_examples=60, deadline=None)
def test_quantiles_of_the_simple_members_are_sound_on_any_series(values, horizon, kind):
    if kind is SeriesKind.RATIO:
        values = [v / 1e9 for v in values]
    for member in QUICK:
        found = forecast(member, values, horizon, kind)
        assert_sound(found, horizon)
        assert kind is not SeriesKind.RATIO or (found <= 1).all()


@given(
    values=st.lists(st.one_of(st.just(NAN), st.integers(0, 10**6)), min_size=20, max_size=70).filter(
        lambda found: sum(not math.isnan(v) for v in found) >= 14
    )
)
@settings(max_examples=20, deadline=None)
def test_statistical_members_give_sound_quantiles_or_a_reason_on_any_counts(values):
    panel = Panel((series(values), series(weekly(80), "other", group="IMPRESSIONS")))
    for member in MEMBERS:
        made = member.forecast(panel, 10)
        assert set(made.forecasts) | set(made.failures) == {"GOOGLE/CLICKS", "other"}
        for found in made.forecasts.values():
            assert_sound(found.values, 10)


# The boosted trees learn over all series together and need more days where there is but one.
@pytest.mark.parametrize("member", [m for m in MEMBERS if m.chunk is not None], ids=lambda m: m.info.name)
def test_exactly_as_many_days_as_a_member_needs_are_enough(member):
    assert_sound(forecast(member, weekly(member.info.minimum_days)), 14)
