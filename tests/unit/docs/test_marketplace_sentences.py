"""Numbers that sentences about the marketplace tell are those of the code."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from config.marketplace.loader import load_marketplace
from config.settings import Settings
from domain.marketplace.correlation import correlate
from domain.marketplace.events.model import SIZES, ImpactMagnitude
from domain.marketplace.history import anomalies
from domain.marketplace.history.normalise import BEYOND_ONE, WITHIN_ONE
from domain.marketplace.moments import DAY
from domain.marketplace.scenarios.settling import LEAST_STEEPNESS, TOLERANCE
from domain.marketplace.timeline.aftermath import DEEPEST
from domain.marketplace.timeline.influences import RAMP_IN, RAMP_OUT
from domain.simulators import chronicle, host, live
from simulator.engine.trees import HIGHEST_GATE, SHORT
from simulator.history import world
from simulator.history.cells import SPIKE_HIGH, SPIKE_HOURS, SPIKE_LOW
from simulator.rates.noise import QUICK_HOURS, SLOW_HOURS

ROOT = Path(__file__).resolve().parents[3]
WORDS = {2: "two", 5: "five", 4: "four", 12: "twelve"}
EXPLANATION = "explanation/marketplace.md"
TIME, NOISE, CHAINS, SCENARIOS, CORRELATIONS = (
    f"adr/{name}.md"
    for name in (
        "0012-simulated-time",
        "0013-keyed-noise",
        "0014-chained-streams",
        "0015-scenario-arithmetic",
        "0016-anomalies-and-correlations",
    )
)


def text_of(name: str) -> str:
    return re.sub(r"\s+", " ", (ROOT / "docs" / name).read_text(encoding="utf-8"))


def percent(share: float) -> str:
    return f"{share * 100:g} %"


PATTERNS = load_marketplace().patterns
MONTHS = dict(PATTERNS.months)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (TIME, f"saved** every {live.SAVE_SECONDS:g} seconds"),
        (TIME, f"`position`, {WORDS[int(live.RESERVED_SECONDS)]} seconds of wall time ahead"),
        (TIME, f"Above {live.DELIVERED_PER_SECOND:,.0f} events a wall second"),
        ("runbook.md", f"begun again from storage after {host.AGAIN_SECONDS:g} seconds"),
        ("runbook.md", f"saved every {live.SAVE_SECONDS:g} seconds"),
        (NOISE, f"every {QUICK_HOURS} and {SLOW_HOURS} hours"),
        (NOISE, f"for factors up to {HIGHEST_GATE:g} on their probability"),
        (NOISE, f"spikes of {SPIKE_LOW * 100:g} to {percent(SPIKE_HIGH)} in {percent(PATTERNS.anomaly_share)}"),
        (NOISE, f"of {WORDS[SPIKE_HOURS]}-hour blocks"),
        (SCENARIOS, f"k = max({LEAST_STEEPNESS:g}, ln(|m − 1| / {TOLERANCE}))"),
        (SCENARIOS, f"counts half at each hop, {WORDS[DEEPEST]} deep"),
        (CORRELATIONS, f"Streams below {correlate.LEAST_RATE} events an hour are left out"),
        (EXPLANATION, f"settled when all of them are within {percent(TOLERANCE)} of 1"),
        (EXPLANATION, f"Before its start a simulator has {chronicle.MOST_DAYS} days of past"),
        (EXPLANATION, f"weekends {PATTERNS.weekend:g} times as busy"),
        (
            EXPLANATION,
            f"May, November and December {MONTHS[5]:g}, June to August {MONTHS[6]:g}, September {MONTHS[9]:g}",
        ),
        (EXPLANATION, f"{percent(PATTERNS.growth_per_month)} in 30 days"),
        (
            EXPLANATION,
            "Low is {}, medium {}, high {}".format(*(percent(SIZES[size]) for size in ImpactMagnitude)),
        ),
    ],
)
def test_a_number_in_a_sentence_is_that_of_the_code(page: str, sentence: str) -> None:
    assert sentence in text_of(page)


def test_numbers_that_are_told_in_words_are_those_of_the_code() -> None:
    assert (min(world.A_DAY), max(world.A_DAY)) == (2, 5)
    assert "Two to five things happen" in text_of(EXPLANATION)
    assert round(3 * world.CAUSAL_SHARE) == 2
    assert "About two thirds have the effect" in text_of(EXPLANATION)
    assert timedelta(days=1) == world.LONGEST
    assert "Effects of the baseline last a day at most" in text_of(EXPLANATION)
    assert (RAMP_IN, RAMP_OUT) == (1 / 10, 1 / 5)
    assert "rises over the first tenth of its window and falls over the last fifth" in text_of(EXPLANATION)
    assert Settings.model_fields["simulator_catch_up"].default == 60
    assert "up to an hour of missed time is made up for" in text_of(EXPLANATION)
    assert anomalies.FALSE_DISCOVERIES == 1 / 10
    assert "limit of one in ten" in text_of(CORRELATIONS)
    assert "one in ten may be chance" in text_of(EXPLANATION)
    assert round(1 / correlate.FALSE_DISCOVERIES) == 6
    assert "limit on false discoveries of one in six" in text_of(CORRELATIONS)
    assert correlate.LONGEST == 3 * DAY
    assert "Of windows longer than three days the beginning is looked at" in text_of(CORRELATIONS)
    assert correlate.LEAST_HOURS == 14 * 24
    assert "Less than two weeks of hours gives nothing" in text_of(CORRELATIONS)
    assert SHORT == DAY // 48
    assert "what takes more than half an hour is settled when it is due" in text_of(CHAINS)


def test_the_scale_of_values_is_that_of_the_code() -> None:
    assert (50 - WITHIN_ONE, 50 + WITHIN_ONE, 50 - WITHIN_ONE - 2 * BEYOND_ONE) == (30, 70, 0)
    assert "30 and 70 are one standard deviation off, 0 and 100 three" in text_of(EXPLANATION)


def test_the_outcomes_of_a_request_are_those_of_the_definitions() -> None:
    (tree,) = (one for one in load_marketplace().relationships.trees if one.parent == "session.booking.requested")
    told = "confirmed ({}), declined ({}) or expires after a day ({})"
    assert told.format(*(percent(one.probability) for one in tree.outcomes)) in text_of(EXPLANATION)
