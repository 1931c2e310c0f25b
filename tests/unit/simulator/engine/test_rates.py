"""Live events come at the rates that are defined: counts over many seeds, and the effect of each scenario."""

from functools import cache

import numpy as np
import pytest

from domain.marketplace.moments import DAY, HOUR, MINUTE
from domain.marketplace.scenarios.model import ProbabilityShift, StreamModifier
from domain.marketplace.timeline.model import Command, CommandKind, Course, ManualModifier
from domain.streams.model import StreamEvent
from simulator.engine.candidates import Cell, events_of
from simulator.rates.chance import key_of
from simulator.rates.model import RateModel
from tests.unit.simulator.engine.market import ALL, EPOCH, activate, course, engine, market, scenario

SCALE = 0.35
NINE = EPOCH + 9 * HOUR


def test_candidates_below_a_rate_are_a_poisson_process_of_that_rate() -> None:
    def quiet(at: np.ndarray) -> np.ndarray:
        return 60.0 + 40.0 * np.sin(2 * np.pi * (at % DAY) / DAY)

    def acting(at: np.ndarray) -> np.ndarray:
        return quiet(at) * np.where(at % DAY < 9 * HOUR, 1.0, 2.5)

    hours = np.zeros((300, 24))
    for seed in range(len(hours)):
        for index in range(4):
            cell = Cell(key_of(seed, "events", "test"), EPOCH // (6 * HOUR) + index, 6 * HOUR, 1.0, (NINE,))
            at, keys = events_of(cell, quiet, acting)
            assert np.all(np.diff(at) >= 0)
            assert len(set(keys.tolist())) == len(keys)
            hours[seed] += np.bincount((at - EPOCH) // HOUR, minlength=24)
    marks = EPOCH + (np.arange(24 * 60) + 0.5) * (HOUR // 60)
    expected = acting(marks.astype(np.int64)).reshape(24, 60).mean(axis=1)
    z = (hours.sum(axis=0) - len(hours) * expected) / np.sqrt(len(hours) * expected)
    assert np.abs(z).max() < 4.5
    assert (z**2).sum() < 60.0, "far beyond what chi-squared with 24 degrees of freedom ever is"
    dispersion = hours.var(axis=0, ddof=1) / hours.mean(axis=0)
    assert dispersion.mean() == pytest.approx(1.0, abs=0.06)


def test_counts_over_many_seeds_are_the_integral_of_the_rate() -> None:
    few, span = 0.05, 6 * HOUR
    names = market(few).names
    counts, expected = np.zeros(len(names)), np.zeros(len(names))
    marks = np.arange(EPOCH, EPOCH + span, 5 * 60_000_000, dtype=np.int64)
    for seed in range(6):
        of = course(scale=few, seed=seed)
        runner = engine(of, scale=few)
        runner.advance(EPOCH + span, ALL, lean=True)
        counts += list(runner.sequences.values())
        model = RateModel(market(few), of)
        expected += [model.rate(number, marks).mean() * span / HOUR for number in range(len(names))]
    # Children gather in bursts and chains carry chance on, so they scatter more than Poisson counts.
    z = (counts - expected) / np.sqrt(np.maximum(expected, 4.0))
    assert {name: round(float(one), 1) for name, one in zip(names, z, strict=True) if abs(one) > 6.0} == {}
    assert abs(float(np.mean(z))) < 1.0


@cache
def saved() -> bytes:
    """Return an engine at nine o'clock, before which nothing special happens."""
    runner = engine(quiet(), scale=SCALE)
    runner.advance(NINE, ALL, lean=True)
    return runner.save()


@cache
def quiet() -> Course:
    return course(scale=SCALE, events=False)


@cache
def played(name: str | None, hours: float) -> tuple[dict[str, int], list[StreamEvent]]:
    """Return counts by stream, and events, from nine o'clock on with a scenario that begins then."""
    of = quiet() if name is None else course(activate(name, 9), scale=SCALE, events=False)
    runner = engine(of, saved(), scale=SCALE)
    before = dict(runner.sequences)
    events = list(runner.advance(NINE + int(hours * HOUR), ALL).events)
    return {stream: after - before[stream] for stream, after in runner.sequences.items()}, events


@cache
def rates(name: str | None) -> RateModel:
    """Return the rates without a scenario, or with one from nine o'clock on."""
    if name is None:
        return RateModel(market(SCALE), quiet())
    return rates(None).following(course(activate(name, 9), scale=SCALE, events=False))


def expected(name: str | None, stream: str, hours: float) -> float:
    """Return how many events the rates promise."""
    marks = np.arange(NINE, NINE + hours * HOUR, MINUTE, dtype=np.int64)
    return float(rates(name).rate(market(SCALE).names.index(stream), marks).mean()) * hours


SCENARIOS = {
    "exam-season-surge": 3,
    "supply-crisis": 4,
    "payment-outage": 2,
    "quality-crisis": 8,
    "support-overload": 6,
    "churn-pattern": 8,
    "recruiting-crisis": 8,
    "competitor-disruption": 8,
}
"""How many hours of each are looked at."""


@pytest.mark.parametrize(("name", "hours"), SCENARIOS.items())
def test_a_scenario_moves_the_rates_of_its_streams_by_its_factors(name: str, hours: float) -> None:
    wrong = {}
    for one in scenario(name).modifiers:
        if one.multiplier is None:
            continue
        wanted = expected(name, one.stream, hours)
        if one.stream not in {cascade.target for cascade in scenario(name).cascades}:
            # What the scenario does to the parents of a stream adds nothing to its own factor.
            assert wanted == pytest.approx(one.multiplier * expected(None, one.stream, hours), rel=0.07), one.stream
        found, usual = played(name, hours)[0][one.stream], played(None, hours)[0][one.stream]
        if abs(found - wanted) > 4.0 * np.sqrt(wanted) + 0.08 * wanted:
            wrong[one.stream] = (found, wanted)
        if usual > 100 and found / usual != pytest.approx(wanted / expected(None, one.stream, hours), rel=0.2):
            wrong[one.stream] = (found, usual)
    assert wrong == {}


def test_a_scenario_leaves_alone_what_it_has_nothing_to_do_with() -> None:
    usual, crisis = played(None, 2)[0], played("payment-outage", 2)[0]
    for stream in ("customer.tutor.search", "session.booking.requested", "api.request.log", "marketing.ad.click"):
        assert usual[stream] == crisis[stream] > 0


GATEWAY, PAID = "payment_gateway.transaction.status", "customer.subscription.payment_success"


def test_an_outage_fails_95_percent_of_the_transactions_and_leaves_their_number() -> None:
    counts, events = played("payment-outage", 2)
    assert counts[GATEWAY] == played(None, 2)[0][GATEWAY]
    status = [event.data["status"] for event in events if event.stream == GATEWAY]
    assert len(status) > 20
    assert status.count("failed") / len(status) == pytest.approx(0.95, abs=0.1)


def test_what_follows_from_shifted_payloads_is_as_frequent_live_as_the_rates_say() -> None:
    failed = "customer.subscription.payment_failure"
    shift = ProbabilityShift("status", (("failed", 10.0),))
    modifier = ManualModifier("m", StreamModifier(GATEWAY, shift=shift), NINE, None)
    of = course(Command(1, NINE, CommandKind.MODIFY, "system", modifier=modifier), scale=SCALE, events=False)
    runner = engine(of, saved(), scale=SCALE)
    before = runner.sequences[failed]
    runner.advance(NINE + 12 * HOUR, ALL, lean=True)
    marks = np.arange(NINE, NINE + 12 * HOUR, MINUTE, dtype=np.int64)
    number = market(SCALE).names.index(failed)
    wanted = float(rates(None).following(of).rate(number, marks).mean()) * 12
    assert wanted > 5.0 * expected(None, failed, 12)
    assert runner.sequences[failed] - before == pytest.approx(wanted, abs=4.0 * wanted**0.5)


def test_what_failed_in_an_outage_is_tried_again_after_it() -> None:
    def between(name: str | None, stream: str, begin: float, end: float) -> int:
        first, last = NINE + int(begin * HOUR), NINE + int(end * HOUR)
        return sum(event.stream == stream and first <= event.at < last for event in played(name, 6)[1])

    early, late = (
        (between("payment-outage", GATEWAY, *span), between(None, GATEWAY, *span)) for span in ((2, 3), (4, 6))
    )
    assert 1.3 <= early[0] / early[1] <= 2.1
    assert late[0] == pytest.approx(late[1], rel=0.15)
    assert between("payment-outage", PAID, 0, 2) < 0.2 * between(None, PAID, 0, 2)
    assert between("payment-outage", PAID, 2, 4) > 1.15 * between(None, PAID, 2, 4)


def test_ratings_grow_worse_and_fewer_in_a_quality_crisis() -> None:
    def scores(name: str | None) -> list[int]:
        rating = "session.rating.submitted_by_student"
        return [event.data["rating_score"] for event in played(name, 8)[1] if event.stream == rating]

    bad = [sum(score <= 2 for score in scores(name)) / len(scores(name)) for name in ("quality-crisis", None)]
    assert bad[0] > 1.3 * bad[1]


def test_complaints_of_an_outage_are_about_billing() -> None:
    def billing(name: str | None) -> float:
        tickets = [event.data["category"] for event in played(name, 6)[1] if event.stream == "support.ticket.created"]
        return tickets.count("billing") / len(tickets)

    assert billing("payment-outage") > 1.5 * billing(None)
