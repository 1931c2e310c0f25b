"""What happens on streams becomes factors of a campaign's funnel."""

import numpy as np
import pytest

from config.marketplace.campaign_mapping import load_campaign_mapping
from config.marketplace.loader import load_marketplace
from domain.demo.mapping import Stage
from domain.demo.market import MarketFactors, calm_market, market_factors
from domain.marketplace.history.model import Blocks
from domain.marketplace.moments import HOUR

MAPPING = load_campaign_mapping(load_marketplace())
STREAMS = tuple(MAPPING.signals)
BEGIN = 490_000
HOURS = 240


def blocks(changes: dict[str, float], *, since: int = 120, usual: float = 100.0) -> Blocks:
    """Ten days of hours in which each stream does what is usual, and ``changes`` times that from an hour on."""
    values = np.full((len(STREAMS), HOURS), usual)
    for name, factor in changes.items():
        values[STREAMS.index(name), since:] *= factor
    return Blocks(BEGIN * HOUR, HOUR, STREAMS, values, np.full((len(STREAMS), HOURS), usual))


def last(factors: MarketFactors) -> dict[Stage, float]:
    return {stage: float(values[-1]) for stage, values in factors.stages.items()}


def test_a_usual_market_moves_nothing():
    factors = market_factors(MAPPING, blocks({}))
    assert (factors.begin, factors.end) == (BEGIN + MAPPING.memory, BEGIN + HOURS)
    assert all((values == 1.0).all() for values in factors.stages.values())


def test_a_competitor_makes_attention_dearer_and_customers_rarer():
    rivalry = {"marketing.ad.spend": 1.5, "customer.signup.completed": 0.6, "customer.tutor.search": 0.8}
    moved = last(market_factors(MAPPING, blocks(rivalry)))
    assert 1.3 < moved[Stage.SPEND] < 1.5
    assert moved[Stage.PRICE] == pytest.approx(moved[Stage.SPEND])
    assert 0.6 < moved[Stage.CONVERSION_RATE] < 0.7
    assert 0.9 < moved[Stage.AUDIENCE] < 1.0
    assert moved[Stage.CLICK_RATE] == moved[Stage.ORDER_VALUE] == 1.0


def test_more_that_is_shown_for_the_same_money_is_cheaper_and_clicks_are_measured_against_it():
    moved = last(market_factors(MAPPING, blocks({"marketing.ad.impression": 2.0})))
    assert moved[Stage.PRICE] == pytest.approx(moved[Stage.CLICK_RATE])
    assert moved[Stage.PRICE] < 0.6
    together = last(market_factors(MAPPING, blocks({"marketing.ad.impression": 2.0, "marketing.ad.click": 2.0})))
    assert together[Stage.CLICK_RATE] == pytest.approx(1.0)


def test_small_deviations_are_taken_for_chance_and_large_ones_for_news():
    def passed(factor: float) -> float:
        moved = last(market_factors(MAPPING, blocks({"marketing.ad.spend": factor}, usual=1e6)))
        return float(np.log(moved[Stage.SPEND]) / np.log(factor))

    calm = MAPPING.signals["marketing.ad.spend"].calm
    assert passed(1.05) < 0.1
    assert passed(float(np.exp(calm))) == pytest.approx(0.5, abs=0.001)
    assert passed(3.0) > 0.95


def test_news_arrive_over_the_window_of_the_stream_and_never_before():
    spend = market_factors(MAPPING, blocks({"marketing.ad.spend": 1.5}, since=120)).stages[Stage.SPEND]
    before = 120 - MAPPING.memory
    assert (spend[:before] == 1.0).all()
    rise = spend[before : before + 48]
    assert (np.diff(rise) > 0).all()
    assert spend[before + 48 :] == pytest.approx(rise[-1])


def test_a_window_of_hours_gives_the_same_bits_whatever_is_asked_for_beside_it():
    rows = len(STREAMS)
    random = np.random.default_rng(4)
    values = random.poisson(20.0, (rows, HOURS)).astype(np.float64)
    expected = 20.0 * random.lognormal(0.0, 0.1, (rows, HOURS))
    whole = market_factors(MAPPING, Blocks(BEGIN * HOUR, HOUR, STREAMS, values, expected))
    for first, end in ((37, 110), (100, 240), (168, 240)):
        part = market_factors(
            MAPPING, Blocks((BEGIN + first) * HOUR, HOUR, STREAMS, values[:, first:end], expected[:, first:end])
        )
        for stage in Stage:
            assert (part.stages[stage] == whole.of(stage, part.begin, part.end)).all()


def test_factors_stay_within_bounds_and_a_day_is_the_mean_of_its_hours():
    silent = market_factors(MAPPING, blocks({"customer.subscription.payment_success": 0.0}))
    assert silent.stages[Stage.ORDER_VALUE].min() == MAPPING.lowest
    days = silent.daily(Stage.ORDER_VALUE)
    assert list(days) == list(range(-(-silent.begin // 24), silent.end // 24))
    day = max(days)
    assert days[day] == pytest.approx(silent.of(Stage.ORDER_VALUE, 24 * day, 24 * day + 24).mean())


def test_hours_that_are_not_known_are_refused():
    with pytest.raises(ValueError, match="10 to 12 are known"):
        calm_market(10, 12).of(Stage.SPEND, 9, 12)
    with pytest.raises(ValueError, match="more than 71"):
        market_factors(MAPPING, Blocks(0, HOUR, STREAMS, np.ones((10, 71)), np.ones((10, 71))))
