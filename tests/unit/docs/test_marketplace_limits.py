"""What the limits page says about the simulator and its streams is what the code does."""

from datetime import timedelta
from pathlib import Path

from config.settings import Settings
from domain.marketplace.events import draft
from domain.marketplace.moments import DAY
from domain.marketplace.scenarios.validation import MOST_PARTS
from domain.marketplace.timeline import checks
from domain.marketplace.timeline.conflicts import HIGHEST
from domain.marketplace.timeline.script import MOST_STEPS
from domain.simulators.chronicle import MOST_BLOCKS, MOST_CORRELATED, MOST_DAYS, MOST_STREAMS
from domain.simulators.library import SAVED_AT_MOST
from domain.simulators.live import DELIVERED_PER_SECOND
from domain.streams.audience import BATCH_EVENTS
from domain.streams.buffer import LATEST, Retention
from domain.streams.feed import LONGEST_BATCH_MS, USUAL_BATCH_MS
from domain.streams.topics import MOST_TOPICS
from graph.marketplace.documents import LONGEST_DOCUMENT

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/limits.md"


def told(heading: str) -> dict[str, str]:
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return {row[0]: row[1] for row in rows[2:]}


def days(length: timedelta | int) -> int:
    return length.days if isinstance(length, timedelta) else length // DAY


def test_the_limits_of_the_simulator_are_those_of_the_code() -> None:
    fields = Settings.model_fields
    assert told("Marketplace simulator") == {
        "simulators": f"{fields['simulators'].default}",
        "speed": f"0 to {checks.FASTEST:,.0f} simulated seconds in a second",
        "missed time that is made up for": f"{fields['simulator_catch_up'].default:.0f} minutes",
        "factor on a rate, of everything together": f"{HIGHEST:g} times the baseline",
        "external event, modifier and window of the past": f"{days(checks.FURTHEST_BACK)} days back",
        "external event and modifier": f"{days(checks.FURTHEST_AHEAD)} days ahead",
        "window of the past that is made anew": (
            f"{days(checks.LONGEST_WINDOW)} days, factor up to {checks.GREATEST_FACTOR:g}"
        ),
        "impacts of an external event": (
            f"{draft.MOST_IMPACTS}, from a minute to {days(draft.LONGEST_IMPACT)} days each"
        ),
        "onset of an external event": f"{days(draft.LONGEST_ONSET)} days",
        "steps of a script": f"{MOST_STEPS}",
        "scenarios of a workspace's own": f"{SAVED_AT_MOST}",
        "streams, events and cascades of a scenario": f"{MOST_PARTS} each",
        "text of an imported scenario": f"{LONGEST_DOCUMENT:,} characters",
        "history in one answer": f"{MOST_BLOCKS:,} blocks of each series, {MOST_DAYS} days",
        "how far a simulator knows its past and future": (f"{MOST_DAYS} days before its start, {MOST_DAYS} days ahead"),
        "streams named in one question": f"{MOST_STREAMS}",
        "correlations in one answer": f"events of {days(MOST_CORRELATED)} days, 1,000 pairs",
        "commands listed": "the latest 100",
    }


def test_the_furthest_days_of_events_are_those_of_modifiers() -> None:
    assert days(draft.FURTHEST_BACK) == days(checks.FURTHEST_BACK)
    assert days(draft.FURTHEST_AHEAD) == days(checks.FURTHEST_AHEAD)


def test_the_limits_of_streams_are_those_of_the_code() -> None:
    kept = Retention()
    assert told("Streams") == {
        "topics of a subscription": f"{MOST_TOPICS}",
        "events of a batch": f"{BATCH_EVENTS}",
        "time that events may wait for more": (f"0 to {LONGEST_BATCH_MS:,} milliseconds, {USUAL_BATCH_MS} by default"),
        "events told first without a cursor": f"the last {LATEST} of each stream",
        "events kept in memory": (
            f"the last {kept.microseconds // 1_000_000} seconds, and {kept.events:,} of each stream, "
            f"in {kept.bytes // 2**20} MiB"
        ),
        "events a second beyond which leaves are only counted": f"{DELIVERED_PER_SECOND:,.0f}",
    }
