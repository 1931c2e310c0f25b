"""Hours that were counted live, and the history that stands for time in which nobody counted."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from domain.marketplace.moments import DAY, HOUR
from simulator.history.blocks import blocks
from simulator.rates.model import RateModel
from tests.unit.simulator.engine.market import ALL, EPOCH, activate, course, engine, market

SCALE = 0.1
NAMES = market(SCALE).names
GATEWAY, RATINGS, USERS = (
    "payment_gateway.transaction.status",
    "session.rating.submitted_by_student",
    "platform.concurrent.users",
)


def test_a_counted_hour_is_the_sum_of_its_events() -> None:
    runner = engine(course(activate("payment-outage", 2.5), scale=SCALE), scale=SCALE)
    progress = runner.advance(EPOCH + 8 * HOUR, ALL)
    assert [one.begin for one in progress.hours] == [EPOCH + place * HOUR for place in range(8)]
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    levels: dict[tuple[int, str], list[float]] = defaultdict(list)
    for event in progress.events:
        hour = event.at // HOUR * HOUR
        counts[hour][event.stream] += 1
        if event.stream == GATEWAY:
            levels[hour, f"{GATEWAY}#failed_share"].append(100.0 * (event.data["status"] == "failed"))
        elif event.stream == RATINGS:
            levels[hour, f"{RATINGS}#mean_score"].append(event.data["rating_score"])
        elif event.stream == USERS:
            levels[hour, USERS].append(event.data["active_student_count"])
            levels[hour, f"{USERS}#tutors"].append(event.data["active_tutor_count"])
    for one in progress.hours:
        assert one.counts == tuple(counts[one.begin][name] for name in NAMES)
        told = {name: (total, number) for name, total, number in one.levels}
        found = {name: (sum(values), len(values)) for (hour, name), values in levels.items() if hour == one.begin}
        assert told == {name: (pytest.approx(total), number) for name, (total, number) in found.items()}


@pytest.mark.parametrize("step", [HOUR, 12 * HOUR])
def test_thirty_days_at_once_are_thirty_single_days(step: int) -> None:
    """Of the shipped marketplace, all fifty streams and their derived series."""
    of = course(scale=1.0)
    begin = EPOCH - 30 * DAY
    whole = blocks(RateModel(market(1.0), of), begin, EPOCH, step)
    model = RateModel(market(1.0), of)
    days = [blocks(model, begin + day * DAY, begin + (day + 1) * DAY, step) for day in (29, 3, 17, 0)]
    for day, alone in zip((29, 3, 17, 0), days, strict=True):
        part = slice(day * DAY // step, (day + 1) * DAY // step)
        assert np.array_equal(alone.values, whole.values[:, part], equal_nan=True)
        assert np.array_equal(alone.expected, whole.expected[:, part], equal_nan=True)


def test_half_days_are_sums_of_their_hours() -> None:
    model = RateModel(market(1.0), course(scale=1.0))
    hourly = blocks(model, EPOCH - 5 * DAY, EPOCH, HOUR)
    halves = blocks(model, EPOCH - 5 * DAY, EPOCH, 12 * HOUR)
    counted = [row for row, name in enumerate(hourly.streams) if "#" not in name and name != USERS]
    assert len(counted) == 49
    summed = hourly.values[counted].reshape(49, 10, 12).sum(axis=2)
    assert np.array_equal(summed, halves.values[counted])


def test_history_and_live_events_are_of_the_same_size() -> None:
    """The same noise moves both, so their hours rise and fall together."""
    of = course(scale=SCALE)
    counted = np.array([one.counts for one in engine(of, scale=SCALE).advance(EPOCH + 2 * DAY, ALL).hours]).T
    history = blocks(RateModel(market(SCALE), of), EPOCH, EPOCH + 2 * DAY, HOUR)
    for name in ("customer.login.success", "customer.tutor.search", "tutor.availability.set"):
        live, made = counted[NAMES.index(name)], history.values[history.streams.index(name)]
        assert live.sum() == pytest.approx(made.sum(), rel=0.15), name
        assert np.corrcoef(live, made)[0, 1] > 0.5, name
