"""What the demo works out of the API's answers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pulsecast.cli.demo.figures import (
    Cost,
    added,
    costs_in,
    hours_since,
    last_day,
    steadiest,
    total,
    unusual_since,
    usual_of,
    worst,
)

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def days(*costs, conversions=10.0):
    """Return days whose conversions cost so much each."""
    return {MONDAY + timedelta(days=day): Cost(cost * conversions, conversions) for day, cost in enumerate(costs)}


def series(costs):
    return [
        {"metric": "SPEND", "points": [{"at": at.isoformat(), "value": one.spend} for at, one in costs.items()]},
        {
            "metric": "CONVERSIONS",
            "points": [{"at": at.isoformat(), "value": one.conversions} for at, one in costs.items()],
        },
    ]


def campaign(name, costs, end=None):
    return {
        "id": name.lower(),
        "name": name,
        "objective": "Sign-ups",
        "endDate": end,
        "budget": {"currency": "EUR"},
        "metrics": series(costs),
    }


def insight(severity, *, about="a", kind="ANOMALY", day="2026-03-04"):
    return {"severity": severity, "kind": kind, "day": day, "campaign": {"id": about, "name": about.upper()}}


def test_a_cost_without_conversions_is_not_told():
    assert Cost(20.0, 0.0).per_conversion is None
    assert Cost(20.0, 4.0).per_conversion == 5.0


def test_series_of_the_api_become_costs_and_a_day_without_conversions_has_none():
    told = series(days(10.0, 20.0))
    del told[1]["points"][1]
    assert costs_in(told) == {MONDAY: Cost(100.0, 10.0), MONDAY + timedelta(days=1): Cost(200.0, 0.0)}


def test_a_total_is_weighted_by_conversions_and_ends_before_its_end():
    costs = {MONDAY: Cost(100.0, 10.0), MONDAY + timedelta(days=1): Cost(30.0, 1.0)}
    assert total(costs, MONDAY, MONDAY + timedelta(days=2)) == Cost(130.0, 11.0)
    assert total(costs, MONDAY, MONDAY + timedelta(days=1)) == Cost(100.0, 10.0)


def test_the_last_day_takes_24_known_hours():
    hours = {MONDAY + timedelta(hours=hour): Cost(1.0, 1.0) for hour in range(30)}
    assert last_day(hours) == (MONDAY + timedelta(hours=30), Cost(24.0, 24.0))
    assert last_day(dict(list(hours.items())[:23])) is None
    assert last_day({}) is None


def test_usual_is_what_all_conversions_cost_with_the_days_between_the_outer_tenths():
    usual = usual_of(days(*range(1, 21)))
    assert usual.cost == pytest.approx(10.5)
    assert usual.low == pytest.approx(2.9)
    assert usual.high == pytest.approx(18.1)
    assert usual.days == 20


def test_a_few_days_make_nothing_usual():
    assert usual_of(days(*[10.0] * 13)) is None
    assert usual_of(days(*[10.0] * 20, conversions=0.0)) is None


def test_the_campaign_that_varies_least_is_looked_at():
    calm, wild = days(*[10.0, 11.0] * 10), days(*[10.0, 30.0] * 10)
    chosen = steadiest([campaign("Wild", wild), campaign("Calm", calm), campaign("New", days(10.0))], date(2026, 4, 1))
    assert (chosen.name, chosen.currency, chosen.running) == ("Calm", "EUR", 3)


def test_only_campaigns_in_the_same_currency_are_added_up():
    calm, wild, dollars = days(*[10.0] * 20), days(*[10.0, 30.0] * 10), campaign("Far", days(*[99.0, 200.0] * 10))
    dollars["budget"] = {"currency": "USD"}
    chosen = steadiest([campaign("Calm", calm), campaign("Wild", wild), dollars], date(2026, 4, 1))
    assert chosen.all_ids == {"calm", "wild"}
    assert chosen.all_usual == pytest.approx(15.0)


def test_costs_of_campaigns_are_added_by_time():
    first, second = {MONDAY: Cost(1.0, 2.0)}, {MONDAY: Cost(3.0, 4.0), MONDAY + timedelta(days=1): Cost(5.0, 6.0)}
    assert added([first, second]) == {MONDAY: Cost(4.0, 6.0), MONDAY + timedelta(days=1): Cost(5.0, 6.0)}


def test_a_campaign_that_ends_soon_is_not_looked_at():
    calm, wild = days(*[10.0, 11.0] * 10), days(*[10.0, 30.0] * 10)
    rows = [campaign("Calm", calm, end="2026-03-31"), campaign("Wild", wild, end="2026-04-01")]
    assert steadiest(rows, date(2026, 4, 1)).name == "Wild"
    assert steadiest(rows[:1], date(2026, 4, 1)) is None


def test_findings_about_earlier_days_and_of_runs_are_no_news_of_the_scenario():
    found = [insight("HIGH", day="2026-03-03"), insight("HIGH"), insight("HIGH", kind="RISK"), insight("LOW", day=None)]
    assert unusual_since(found, date(2026, 3, 4)) == [found[1]]


def test_the_worst_finding_is_one_about_the_campaign_if_there_is_one():
    others, mine = [insight("CRITICAL", about="b"), insight("MEDIUM")], insight("HIGH")
    assert worst([*others, mine], "a") is mine
    assert worst(others[:1], "a") is others[0]


def test_what_is_to_ones_good_is_not_the_worst():
    assert worst([insight("LOW")], "a") is None


def test_effects_are_told_over_whole_hours_of_at_most_a_day():
    begin = MONDAY + timedelta(minutes=37)
    assert hours_since(begin, MONDAY + timedelta(hours=1, minutes=59)) is None
    assert hours_since(begin, MONDAY + timedelta(hours=3, minutes=5)) == (
        MONDAY + timedelta(hours=1),
        MONDAY + timedelta(hours=3),
    )
    assert hours_since(begin, MONDAY + timedelta(days=3)) == (MONDAY + timedelta(days=2), MONDAY + timedelta(days=3))
