"""What is measured on history, on the external events of the baseline, and on rates."""

from dataclasses import replace

import numpy as np
import pytest

from config.marketplace.loader import load_marketplace
from domain.acceptance.past import of_events, of_history
from domain.acceptance.rates import of_rates, of_table
from domain.marketplace.moments import DAY, HOUR
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Timeline
from simulator.marketplace import LocalMarketplace
from tests.fixtures.marketplace import an_event
from tests.unit.acceptance.happenings import BEGIN, named

SEARCH, SUPPLY = "customer.tutor.search", "tutor.availability.set"


@pytest.fixture(scope="module")
def marketplace():
    return load_marketplace()


@pytest.fixture(scope="module")
def history(marketplace):
    """Blocks of 30 days with spikes, and the same without."""
    simulator = LocalMarketplace(marketplace)
    first = BEGIN - 30 * DAY
    return tuple(
        simulator.blocks(compile_course(marketplace, Timeline(3, epoch), ()), first, BEGIN, 12 * HOUR)
        for epoch in (BEGIN, first)
    )


def test_the_history_of_the_product_passes(marketplace, history):
    checks = named(of_history(marketplace, *history))
    assert len(checks) == 6
    assert [name for name, check in checks.items() if not check.passed] == []


def test_streams_that_do_not_move_together_are_found(marketplace, history):
    blocks = history[0]
    values = blocks.values.copy()
    row = blocks.streams.index(SEARCH)
    values[row] = values[row][::-1][np.argsort(np.arange(values.shape[1]) % 7)]
    checks = named(of_history(marketplace, replace(blocks, values=values), history[1]))
    assert not checks["availability-set~tutor-search"].passed
    assert checks["availability-set~booking-confirmed"].passed


def test_a_correlation_of_the_wrong_sign_has_no_score(marketplace, history):
    blocks = history[0]
    values = blocks.values.copy()
    row = blocks.streams.index(SEARCH)
    values[row] = values[row].max() - values[row]
    check = named(of_history(marketplace, replace(blocks, values=values), history[1]))["availability-set~tutor-search"]
    assert check.measured < 0
    assert check.score == 0


def test_a_history_without_spikes_is_found(marketplace, history):
    check = named(of_history(marketplace, history[1], history[1]))["spikes"]
    assert check.measured == 0
    assert not check.passed


def test_red_herrings_are_counted(marketplace):
    events = [an_event(place, number=place, causal=place % 3 > 0) for place in range(90)]
    checks = named(of_events(events, 30))
    assert checks["external-events"].passed
    assert checks["causal-events"].measured == pytest.approx(100 * 2 / 3)
    assert not named(of_events(events[:40], 30))["external-events"].passed
    assert not named(of_events([replace(one, causal=True) for one in events], 30))["causal-events"].passed


def test_a_stream_off_the_table_is_named_with_both_rates(marketplace, history):
    blocks = history[0]
    assert named(of_table(marketplace, blocks))["table-rates"].passed
    values = blocks.values.copy()
    values[blocks.streams.index(SEARCH)] *= 1.5
    check = named(of_table(marketplace, replace(blocks, values=values)))["table-rates"]
    assert check.measured == 1
    assert f"{SEARCH}: " in check.detail
    assert "the table says 8,000 ± 25%" in check.detail


def test_live_streams_are_held_against_the_rates_of_their_own_days(marketplace, history):
    blocks = history[0]
    counts = {name: blocks.values[row, :4].sum() for row, name in enumerate(blocks.streams)}
    counts["platform.concurrent.users"] = 2 * 288
    days = dict.fromkeys(marketplace.names, 2.0)
    assert named(of_rates(marketplace, counts, days, blocks))["live-rates"].passed
    counts[SUPPLY] *= 2
    check = named(of_rates(marketplace, counts, days, blocks))["live-rates"]
    assert check.measured == 1
    assert check.detail.startswith(SUPPLY)
    assert named(of_rates(marketplace, counts, days | {SUPPLY: 0.0}, blocks))["live-rates"].passed
