"""Figures of a dashboard from months of campaigns."""

from datetime import date, timedelta
from itertools import groupby
from uuid import UUID, uuid4

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.dashboard.figures import channel_mix, figures_by_column, kpis_of, observed_days, trends_of
from domain.dashboard.model import CampaignMonth, Kpi, KpiValue, ObservedDays, Span
from domain.dashboard.packing import laid_over
from domain.dashboard.sums import DailySums
from domain.metrics.model import MetricPoint
from domain.metrics.model import MetricType as M

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
G, X = Channel.GOOGLE, Channel.X
SPAN = Span(date(2026, 2, 27), date(2026, 3, 2))
"""Four days over the end of a short month; those before them are 23 to 26 February."""


def point(day: date, metric: M, value: float, channel: Channel = G) -> MetricPoint:
    return MetricPoint(channel, metric, day, value, 1)


def arrays(points: list[MetricPoint]) -> list[ObservedDays]:
    """Points as storage gives them."""
    ordered = sorted(points, key=lambda one: (one.channel, one.metric, one.day))
    found = []
    for (channel, metric), rows in groupby(ordered, key=lambda one: (one.channel, one.metric)):
        mine = list(rows)
        days = np.array([one.day for one in mine], dtype="datetime64[D]")
        found.append(ObservedDays(channel, metric, days, np.array([one.value for one in mine])))
    return found


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def summed(points: dict[UUID, list[MetricPoint]], span: Span = SPAN, currencies: dict[UUID, str] | None = None):
    months = [month for owner, found in points.items() for month in laid_over(owner, (), arrays(found))]
    sums = DailySums(span, currencies or dict.fromkeys(points, "EUR"))
    sums.add(sorted(months, key=lambda one: one.month))
    return sums


def figures(points: dict[UUID, list[MetricPoint]], span: Span = SPAN) -> dict[Kpi, KpiValue]:
    return {one.kpi: one for one in kpis_of(summed(points, span).of_currency("EUR"), "EUR")}


def test_counts_are_added_up_over_campaigns_channels_and_days():
    found = figures(
        {
            A: [point(on(2, 27), M.SPEND, 1.0), point(on(3, 2), M.SPEND, 2.0, X)],
            B: [point(on(2, 28), M.SPEND, 4.0), point(on(2, 26), M.SPEND, 8.0), point(on(2, 23), M.SPEND, 16.0)],
            C: [point(on(2, 22), M.SPEND, 100.0), point(on(3, 3), M.SPEND, 100.0)],
        }
    )
    assert found[Kpi.SPEND] == KpiValue(Kpi.SPEND, "EUR", 7.0, 24.0, 3)
    assert found[Kpi.SPEND].change == -17.0
    assert found[Kpi.SPEND].relative_change == pytest.approx(-17 / 24)


def test_ratios_are_ratios_of_sums():
    first = [point(on(3, 1), M.IMPRESSIONS, 100.0), point(on(3, 1), M.CLICKS, 50.0)]
    second = [point(on(3, 1), M.IMPRESSIONS, 900.0), point(on(3, 1), M.CLICKS, 10.0)]
    money = [point(on(3, 2), M.SPEND, 30.0), point(on(3, 2), M.REVENUE, 45.0), point(on(3, 2), M.CONVERSIONS, 6.0)]
    found = figures({A: first, B: second, C: money})
    assert {kpi: one.value for kpi, one in found.items()} == {
        Kpi.IMPRESSIONS: 1000.0,
        Kpi.CLICKS: 60.0,
        Kpi.CONVERSIONS: 6.0,
        Kpi.SPEND: 30.0,
        Kpi.REVENUE: 45.0,
        Kpi.CTR: pytest.approx(0.06),
        Kpi.CPC: pytest.approx(0.5),
        Kpi.CPM: pytest.approx(30.0),
        Kpi.CPA: pytest.approx(5.0),
        Kpi.CVR: pytest.approx(0.1),
        Kpi.ROAS: pytest.approx(1.5),
        Kpi.ROI: pytest.approx(0.5),
    }
    assert {kpi: one.unit for kpi, one in found.items() if one.unit != "count"} == {
        **dict.fromkeys((Kpi.SPEND, Kpi.REVENUE, Kpi.CPC, Kpi.CPM, Kpi.CPA), "EUR"),
        **dict.fromkeys((Kpi.CTR, Kpi.CVR, Kpi.ROAS, Kpi.ROI), "ratio"),
    }


def test_what_was_not_observed_is_none_and_what_was_nothing_is_nothing():
    found = figures({A: [point(on(3, 1), M.CLICKS, 0.0), point(on(3, 1), M.SPEND, 5.0)]})
    assert (found[Kpi.CLICKS].value, found[Kpi.CLICKS].observed_days) == (0.0, 1)
    assert (found[Kpi.IMPRESSIONS].value, found[Kpi.IMPRESSIONS].observed_days) == (None, 0)
    # Spend over no clicks, and clicks over impressions that nobody counted.
    assert found[Kpi.CPC].value is None
    assert found[Kpi.CTR].value is None
    assert found[Kpi.SPEND].previous is None
    assert found[Kpi.SPEND].change is None
    assert found[Kpi.SPEND].relative_change is None


def test_a_change_from_nothing_has_no_relative_size():
    found = figures({A: [point(on(3, 1), M.CLICKS, 3.0), point(on(2, 25), M.CLICKS, 0.0)]})[Kpi.CLICKS]
    assert (found.change, found.relative_change) == (3.0, None)


def test_a_relative_change_of_a_loss_has_the_sign_of_the_change():
    found = KpiValue(Kpi.ROI, "ratio", -0.1, -0.2, 1)
    assert found.relative_change == pytest.approx(0.5)


def test_currencies_are_kept_apart():
    points = {A: [point(on(3, 1), M.SPEND, 1.0)], B: [point(on(3, 1), M.SPEND, 10.0)]}
    sums = summed(points, currencies={A: "EUR", B: "USD"})
    assert {one: kpis_of(sums.of_currency(one), one)[0].value for one in sums.currencies} == {"EUR": 1.0, "USD": 10.0}
    assert [sums.observing(one) for one in sums.currencies] == [1, 1]


def test_months_of_campaigns_that_are_not_asked_for_are_left_out():
    sums = DailySums(SPAN, {A: "EUR"})
    sums.add(laid_over(B, (), arrays([point(on(3, 1), M.SPEND, 1.0)])))
    assert np.isnan(sums.of_currency("EUR")).all()


def test_the_sums_of_a_campaign_leave_out_the_days_before():
    points = {A: [point(on(2, 26), M.SPEND, 1.0), point(on(2, 27), M.SPEND, 2.0), point(on(3, 2), M.SPEND, 4.0, X)]}
    points[B] = [point(on(2, 28), M.SPEND, 2.0), point(on(3, 1), M.REVENUE, 5.0)]
    second, first = figures_by_column(summed(points).of_campaigns([B, A]))
    assert (first[Kpi.SPEND], first[Kpi.REVENUE], first[Kpi.ROAS]) == (6.0, None, None)
    assert (second[Kpi.SPEND], second[Kpi.REVENUE], second[Kpi.ROAS]) == (2.0, 5.0, 2.5)


def test_coverage_counts_days_with_anything():
    points = {A: [point(on(2, 27), M.CLICKS, 0.0), point(on(2, 27), M.SPEND, 1.0)], B: [point(on(2, 24), M.REVENUE, 1)]}
    sums = summed(points)
    assert observed_days(sums.of_currency("EUR")) == (1, 1)
    assert sums.observing("EUR") == 1


def test_the_mix_tells_shares_by_channel_largest_spend_first():
    found = channel_mix(
        summed(
            {
                A: [point(on(3, 1), M.SPEND, 1.0), point(on(3, 1), M.CONVERSIONS, 0.0)],
                B: [point(on(3, 1), M.SPEND, 3.0, X), point(on(2, 24), M.SPEND, 50.0, Channel.WEB)],
            }
        ).of_currency("EUR")
    )
    assert [(part.channel, part.shares[Kpi.SPEND]) for part in found] == [(X, 0.75), (G, 0.25)]
    google = found[1]
    assert (google.sums[Kpi.CONVERSIONS], google.shares[Kpi.CONVERSIONS]) == (0.0, None)
    assert (google.sums[Kpi.REVENUE], google.shares[Kpi.REVENUE]) == (None, None)


def trend(points: dict[UUID, list[MetricPoint]], span: Span, kpi: Kpi) -> list[tuple[date, int, float]]:
    found = {one.kpi: one for one in trends_of(summed(points, span).of_currency("EUR"), span, "EUR")}
    return [(one.start, one.days, one.value) for one in found[kpi].points]


def test_trends_of_few_days_are_daily_and_leave_out_days_without_data():
    points = {A: [point(on(2, 28), M.CLICKS, 2.0), point(on(2, 28), M.IMPRESSIONS, 8.0), point(on(3, 1), M.CLICKS, 3)]}
    assert trend(points, SPAN, Kpi.CLICKS) == [(on(2, 28), 1, 2.0), (on(3, 1), 1, 3.0)]
    assert trend(points, SPAN, Kpi.CTR) == [(on(2, 28), 1, 0.25)]


def test_trends_of_more_than_92_days_are_weekly_from_monday():
    # A Wednesday to a Thursday 93 days later.
    first = on(4, 1)
    daily, span = Span(first, first + timedelta(days=91)), Span(first, first + timedelta(days=92))
    points = {A: [point(first + timedelta(days=number), M.CLICKS, 1.0) for number in range(93)]}
    assert len(trend(points, daily, Kpi.CLICKS)) == 92
    weeks = trend(points, span, Kpi.CLICKS)
    assert weeks[0] == (on(3, 30), 5, 5.0)
    assert weeks[1] == (on(4, 6), 7, 7.0)
    assert weeks[-1] == (on(6, 29), 4, 4.0)
    assert sum(days for _, days, _ in weeks) == 93


def test_sums_are_those_of_plain_addition_whatever_the_days():
    random = np.random.default_rng(3)
    points = {
        owner: [
            point(on(1, 1) + timedelta(days=int(day)), M.REVENUE, float(random.integers(1, 9)), channel)
            for channel in (G, X)
            for day in sorted(set(random.integers(0, 120, 80)))
        ]
        for owner in (uuid4(), uuid4(), uuid4())
    }
    for begin in range(0, 100, 7):
        span = Span(on(1, 1) + timedelta(days=begin), on(1, 1) + timedelta(days=begin + int(random.integers(0, 70))))
        everything = [one for found in points.values() for one in found]
        found = figures(points, span)[Kpi.REVENUE]
        for part, value in ((span, found.value), (span.before(), found.previous)):
            inside = [one.value for one in everything if part.first <= one.day <= part.last]
            assert value == (sum(inside) if inside else None)


def test_points_are_laid_over_what_was_kept():
    (kept,) = laid_over(A, (), arrays([point(on(3, 1), M.SPEND, 1.0), point(on(3, 2), M.SPEND, 2.0)]))
    april = laid_over(A, [kept], arrays([point(on(4, 1), M.CLICKS, 5.0, X)]))
    (found,) = laid_over(A, [kept], arrays([point(on(3, 2), M.SPEND, 3.0), point(on(3, 31), M.CLICKS, 4.0, X)]))
    assert [one.month for one in april] == [on(4, 1)]
    assert isinstance(found, CampaignMonth)
    assert found.channels == (G, X)
    assert np.nansum(found.values[0]) == 4.0
    assert found.values[1, 1, 30] == 4.0
    # What was kept is left as it was.
    assert np.nansum(kept.values) == 3.0
    assert laid_over(A, [kept], arrays([point(on(3, 2), M.REACH, 3.0)])) == []
