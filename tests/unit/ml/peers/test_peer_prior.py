"""What others did speaks for a campaign that has hardly begun, as long as it cannot speak for itself."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forecasting.model import MEDIAN, QUANTILES, Known, Panel, Series, SeriesKind
from domain.forecasting.scores import central_interval
from ml.members.peer_prior import INFO, LEAST_PEERS, MOST_DAYS, forecast

BEGIN = date(2026, 3, 2)
WEEK = np.array([1.1, 1.1, 1.0, 1.0, 1.0, 0.6, 0.6])
NAN = float("nan")
NOTHING = Known()


def campaign(
    level, days=60, *, seed=0, key="peer", known=NOTHING, group="IMPRESSIONS", kind=SeriesKind.COUNT, noise=0.1
):
    """Return a series around a level, with a weekly rhythm, that takes a week to get going."""
    chance = np.random.default_rng([seed, 1])
    ages = np.arange(days)
    values = level * WEEK[ages % 7] * np.minimum(1.0, 0.5 + ages / 14) * chance.lognormal(0, noise, days)
    values = np.round(values) if kind is SeriesKind.COUNT else values
    where = f"{key}/{known.channel}/{group}" if key else f"{known.channel}/{group}"
    return Series(where, group, kind, BEGIN, values, known)


def around(level, count=12, spread=0.5, **more):
    """Return peers whose levels are log-normal around one."""
    chance = np.random.default_rng(7)
    return tuple(
        campaign(level * chance.lognormal(0, spread), seed=number, key=f"peer{number}", **more)
        for number in range(count)
    )


def told(own, peers, horizon=14):
    made = forecast(Panel((own,), tuple(peers)), horizon)
    assert not made.failures
    return made.forecasts[own.key].values


def median(values):
    return float(values[:, MEDIAN].mean())


def test_more_days_of_its_own_pull_a_forecast_from_the_peers_to_the_campaign():
    peers, truth = around(1_000), campaign(40_000, 80, seed=99, key="")
    coming = truth.values[MOST_DAYS : MOST_DAYS + 14].mean()
    found = [median(told(truth.until(days), peers)) for days in (0, 1, 3, MOST_DAYS)]
    assert found == sorted(found)
    assert found[0] < 2_000
    assert found[-1] == pytest.approx(coming, rel=0.2)


def test_without_a_day_of_its_own_the_forecast_is_that_of_the_peers():
    found = told(campaign(1, 60, key="").until(0), around(1_000, 30))
    ages = np.arange(14)
    shape = WEEK[ages % 7] * np.minimum(1.0, 0.5 + ages / 14)
    assert found[:, MEDIAN] == pytest.approx(1_000 * shape, rel=0.35)


def test_the_time_that_peers_took_to_get_going_is_predicted():
    found = told(campaign(5_000, 60, seed=5, key="").until(2), around(1_000, 20), 28)
    weekly = found[:, MEDIAN].reshape(4, 7).sum(axis=1)
    assert 1.1 < weekly[1] / weekly[0] < 1.25
    assert weekly[3] == pytest.approx(weekly[2], rel=0.1)


def test_the_weekdays_of_the_peers_are_predicted_before_a_week_was_seen():
    found = told(campaign(1_000, 60, seed=5, key="").until(3), around(1_000, 20), 28)[7:, MEDIAN]
    days = (np.arange(3 + 7, 3 + 28)) % 7
    assert found[days >= 5].mean() < 0.75 * found[days < 5].mean()


def test_bands_narrow_with_every_day_that_is_seen():
    peers, own = around(1_000, spread=1.0), campaign(1_500, 60, seed=3, key="")
    widths = []
    for days in (0, 1, 3, 7):
        low, high = central_interval(told(own.until(days), peers), 0.8)
        widths.append(float(np.log(high / low).mean()))
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.5 * widths[0]


def test_peers_of_its_channel_count_more_than_others():
    google = around(10_000, 6, known=Known(channel="GOOGLE"))
    email = tuple(replace(one, key="m" + one.key) for one in around(100, 6, known=Known(channel="EMAIL")))
    new = campaign(1, known=Known(channel="EMAIL"), key="").until(0)
    elsewhere = campaign(1, known=Known(channel="OOH"), key="").until(0)
    on_email, unknown = told(new, google + email), told(elsewhere, google + email)
    assert median(on_email) < 300
    assert 300 < median(unknown) < 5_000
    assert np.log(unknown[:, -1] / unknown[:, 0]).mean() > np.log(on_email[:, -1] / on_email[:, 0]).mean()


@pytest.mark.parametrize("known", [{"objective": "Sign-ups"}, {"objective": "Sales", "industry": "travel"}])
def test_within_a_channel_those_of_its_objective_and_industry_count_more(known):
    alike, other = Known("GOOGLE", **known), Known("GOOGLE", "Sales", "retail")
    peers = around(100, 8, spread=0.2, known=alike) + tuple(
        replace(one, key="x" + one.key) for one in around(10_000, 8, spread=0.2, known=other)
    )
    assert median(told(campaign(1, known=alike, key="").until(0), peers)) < 200
    assert median(told(campaign(1, known=other, key="").until(0), peers)) > 5_000


def spending(budget, seed=0, key="peer"):
    known = Known("GOOGLE", begins=BEGIN, ends=BEGIN + timedelta(days=99), budget=budget)
    return campaign(0.9 * budget / 100, seed=seed, key=key, known=known, group="SPEND", kind=SeriesKind.AMOUNT)


def test_spend_follows_the_budget_before_a_day_was_seen():
    peers = [spending(budget, seed, f"peer{seed}") for seed, budget in enumerate((1e3, 3e3, 1e4, 3e4, 1e5, 2e5))]
    for budget in (2e3, 5e4, 1e6):
        found = told(spending(budget, key="").until(0), peers, 28)
        assert median(found[7:]) == pytest.approx(0.9 * budget / 100 * WEEK.mean(), rel=0.15)


def test_a_planned_amount_goes_before_the_budget():
    peers = [spending(budget, seed, f"peer{seed}") for seed, budget in enumerate((1e3, 3e3, 1e4, 3e4, 1e5, 2e5))]
    own = spending(2e3, key="").until(0)
    planned = replace(own, known=replace(own.known, planned={BEGIN + timedelta(days=day): 500.0 for day in range(30)}))
    assert median(told(planned, peers, 28)[7:]) == pytest.approx(0.9 * 500 * WEEK.mean(), rel=0.15)


def test_a_budget_is_shared_out_over_the_channels_of_a_campaign():
    peers = [spending(budget, seed, f"peer{seed}") for seed, budget in enumerate((1e3, 3e3, 1e4, 3e4, 1e5, 2e5))]
    one = spending(5e4, key="").until(0)
    other = replace(one, key="EMAIL/SPEND", known=replace(one.known, channel="EMAIL"))
    both = forecast(Panel((one, other), tuple(peers)), 28)
    assert median(both.forecasts[one.key].values) == pytest.approx(0.5 * median(told(one, peers, 28)), rel=0.1)


def rates(level, count=10):
    return tuple(
        replace(one, values=np.clip(one.values, 0, 1))
        for one in around(level, count, spread=0.3, group="CTR", kind=SeriesKind.RATIO)
    )


@pytest.mark.parametrize(("level", "seen"), [(0.02, 0.02), (0.97, 1.0), (0.5, 0.0)])
def test_a_ratio_stays_between_zero_and_one_whatever_was_seen(level, seen):
    peers = rates(level)
    for days in (0, 1, 5):
        own = Series("CTR", "CTR", SeriesKind.RATIO, BEGIN, np.full(days, seen))
        found = told(own, peers, 60)
        assert ((found >= 0) & (found <= 1)).all()
        assert (np.diff(found, axis=1) >= 0).all()


def sparse(mean, seed, days=60):
    values = np.random.default_rng([seed, 5]).poisson(mean, days).astype(float)
    return Series(f"peer{seed}/GOOGLE/CONVERSIONS", "CONVERSIONS", SeriesKind.COUNT, BEGIN, values)


def test_days_with_nothing_have_their_share_of_the_band():
    peers = [sparse(0.7, seed) for seed in range(10)]
    found = told(replace(sparse(0.7, 50), key="own").until(5), peers)
    assert (found[:, QUANTILES.index(0.25)] == 0).all()
    assert (found[:, -1] >= 1).all()
    assert (found[:, -1] < 10).all()


def test_a_campaign_of_nothing_so_far_may_still_begin():
    found = told(Series("own", "CONVERSIONS", SeriesKind.COUNT, BEGIN, np.zeros(2)), [sparse(3, s) for s in range(8)])
    assert np.isfinite(found).all()
    assert (found[:, -1] > 0).all()


def test_peers_of_nothing_but_zeros_tell_that_too():
    nothing = [replace(sparse(1, seed), values=np.zeros(60)) for seed in range(9)]
    found = told(replace(sparse(1, 40), key="own").until(0), nothing + [sparse(1, seed) for seed in range(20, 23)])
    assert (found[:, MEDIAN] == 0).all()


@pytest.mark.parametrize("days", [0, 3, 10])
def test_bands_hold_about_what_they_promise_when_the_truth_is_known(days):
    chance = np.random.default_rng(11)
    peers = around(3_000, 40, spread=0.8, noise=0.25)
    inside, seen = np.zeros(2), 0
    for number in range(60):
        truth = campaign(3_000 * chance.lognormal(0, 0.8), 30, seed=500 + number, key="", noise=0.25)
        found, actual = told(truth.until(days), peers), truth.values[days : days + 14]
        for place, level in enumerate((0.8, 0.95)):
            low, high = central_interval(found, level)
            inside[place] += ((low <= actual) & (actual <= high)).sum()
        seen += len(actual)
    held = inside / seen
    assert 0.70 <= held[0] <= 0.90
    assert 0.90 <= held[1] <= 1.00


def test_the_same_panel_gives_the_same_forecast_bit_by_bit():
    own = campaign(900, seed=4, key="").until(4)
    assert np.array_equal(told(own, around(1_000)), told(own, around(1_000)))


def test_gaps_in_its_own_days_and_in_those_of_peers_are_no_zeros():
    peers = around(1_000)
    holed = [replace(one, values=np.where(np.arange(60) % 4 == 1, NAN, one.values)) for one in peers]
    own = campaign(1_000, seed=6, key="").until(6)
    gap = replace(own, values=np.where(np.arange(6) == 2, NAN, own.values))
    assert median(told(gap, holed)) == pytest.approx(median(told(own, peers)), rel=0.15)


def test_too_few_peers_of_a_kind_are_a_reason_and_cost_that_series_only():
    peers = (*around(1_000), *rates(0.02, LEAST_PEERS - 1))
    rate = Series("GOOGLE/CTR", "CTR", SeriesKind.RATIO, BEGIN, np.full(3, 0.02))
    made = forecast(Panel((campaign(900, 3, key=""), rate), peers), 7)
    assert list(made.forecasts) == ["/IMPRESSIONS"]
    assert made.failures == {"GOOGLE/CTR": "2 comparable series of CTR from other campaigns; 3 are needed"}


def test_a_campaign_of_two_weeks_speaks_for_itself():
    made = forecast(Panel((campaign(900, MOST_DAYS + 1, key=""),), around(1_000)), 7)
    assert made.forecasts == {}
    assert made.failures == {"/IMPRESSIONS": "14 observed days; peer_prior speaks up to 13"}
    assert (INFO.minimum_days, INFO.maximum_days) == (0, 13)


@given(
    own=st.lists(st.one_of(st.just(NAN), st.floats(0, 1e7)), max_size=MOST_DAYS),
    peers=st.lists(
        st.lists(st.one_of(st.just(NAN), st.just(0.0), st.floats(1e-3, 1e9)), min_size=14, max_size=40),
        min_size=LEAST_PEERS,
        max_size=6,
    ),
    kind=st.sampled_from(SeriesKind),
)
@settings(max_examples=150, deadline=None)
def test_any_days_and_any_peers_give_sound_quantiles_or_a_reason(own, peers, kind):
    scale = 1e9 if kind is SeriesKind.RATIO else 1.0
    others = [Series(f"p{n}", "X", kind, BEGIN, np.array(values) / scale) for n, values in enumerate(peers)]
    made = forecast(Panel((Series("own", "X", kind, BEGIN, np.array(own) / scale),), tuple(others)), 40)
    assert set(made.forecasts) | set(made.failures) == {"own"}
    for found in made.forecasts.values():
        assert found.values.shape == (40, len(QUANTILES))
        assert np.isfinite(found.values).all()
        assert (np.diff(found.values, axis=1) >= 0).all()
        assert (found.values >= 0).all()
        assert kind is not SeriesKind.RATIO or (found.values <= 1).all()
