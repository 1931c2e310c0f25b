"""Red herrings of the baseline are told from events with an effect."""

from datetime import UTC, datetime

from config.marketplace.loader import load_marketplace
from domain.marketplace.correlation.correlate import correlate
from domain.marketplace.correlation.score import Confusion, confusion
from domain.marketplace.moments import DAY, HOUR, micros
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Timeline
from simulator.history.blocks import blocks
from simulator.history.world import baseline_events
from simulator.rates.model import RateModel

MARKET = load_marketplace()
EPOCH = micros(datetime(2026, 3, 2, tzinfo=UTC))


def judged(seed: int) -> Confusion:
    world = baseline_events(MARKET, seed, EPOCH - 200 * DAY, EPOCH)
    course = compile_course(MARKET, Timeline(seed, EPOCH), world)
    hourly = blocks(RateModel(MARKET, course), EPOCH - 58 * DAY, EPOCH, HOUR)
    found = correlate(hourly, [one for one in world if micros(one.at) >= hourly.begin])
    return confusion(one for one in found if micros(one.event.at) >= EPOCH - 30 * DAY)


def test_eight_of_ten_confirmed_events_are_causal_and_seven_of_ten_causal_ones_are_confirmed() -> None:
    total = Confusion()
    for seed in range(1, 6):
        total += judged(seed)
    assert total.precision >= 0.8
    assert total.recall >= 0.7
