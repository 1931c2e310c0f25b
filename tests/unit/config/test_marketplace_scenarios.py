"""A wrong scenario or event template is disabled and reported alone; scenarios are documents that can be read again."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.marketplace.loader import MARKETPLACE, SCENARIOS, TEMPLATES, load_marketplace
from config.marketplace.scenario_document import parse_scenario, scenario_document
from config.marketplace.spans import read_range, read_span, write_range, write_span
from domain.errors import ErrorCode, Refused
from domain.marketplace.events.model import EventSeverity, ExternalEventType, Impact, ImpactDirection, ImpactMagnitude
from domain.marketplace.scenarios.model import (
    Cascade,
    ScenarioDefinition,
    ScenarioEvent,
    SettlingCurve,
    Span,
    StreamModifier,
)

Change = Callable[[dict[str, Any]], object]
MARKET = load_marketplace()
SURGE, OUTAGE = 0, 2
SEARCH, GATEWAY = "customer.tutor.search", "payment_gateway.transaction.status"
RATINGS = "session.rating.submitted_by_student"


def streams(**values: object) -> Change:
    return lambda one: one["affectedStreams"][SEARCH].update(values)


def affected(name: str, **values: object) -> Change:
    return lambda one: one["affectedStreams"].update({name: values})


def shifted(value: str, factor: float) -> Change:
    return affected(RATINGS, probabilityShift={"field": "rating_score", "factors": {value: factor}})


def backlog(**values: object) -> Change:
    return lambda one: one.update(backlog={"streams": [SEARCH], "share": 1, "over": "2 hours", "highest": 2} | values)


def cascade(**values: object) -> Change:
    return lambda one: one["cascadeEffects"][0].update(values)


def event(**values: object) -> Change:
    return lambda one: one["externalEvents"][0].update(values)


def circle(one: dict[str, Any]) -> None:
    first = one["cascadeEffects"][0]
    one["cascadeEffects"].append({**first, "trigger": first["target"], "target": first["trigger"]})


WRONG: list[tuple[Change, str, str]] = [
    (streams(multiplier=0), ".affectedStreams.customer.tutor.search", "the multiplier must be greater than 0"),
    (streams(multiplier=-1.5), ".affectedStreams.customer.tutor.search", "the multiplier must be greater than 0"),
    (streams(multiplier=1e6), ".affectedStreams.customer.tutor.search.multiplier", "at most 1000"),
    (streams(multiplier="high"), ".affectedStreams.customer.tutor.search.multiplier", "valid number"),
    (streams(factor=2), ".affectedStreams.customer.tutor.search.factor", "Extra inputs are not permitted"),
    (affected(SEARCH), ".affectedStreams.customer.tutor.search", "Nothing is done to the stream."),
    (affected("customer.tutor.serch", multiplier=2), ".affectedStreams.customer.tutor.serch", "Did you mean customer"),
    (affected(GATEWAY, override=101), f".affectedStreams.{GATEWAY}.override", "from 0 to 100 (percent)"),
    (affected(GATEWAY, override=float("nan")), f".affectedStreams.{GATEWAY}.override", "finite number"),
    (
        affected(RATINGS, probabilityShift={"field": "score", "factors": {"1": 2}}),
        f".affectedStreams.{RATINGS}.probabilityShift.field",
        "has no field 'score'",
    ),
    (
        shifted("6", 2),
        f".affectedStreams.{RATINGS}.probabilityShift.6",
        "is never '6'",
    ),
    (
        shifted("1", -2),
        f".affectedStreams.{RATINGS}.probabilityShift.1",
        "greater than 0",
    ),
    (lambda one: one.update(duration="3 fortnights"), ".duration", "is no length of time"),
    (lambda one: one.update(duration=3), ".duration", "is no length of time"),
    (lambda one: one.update(duration="-3 hours"), ".duration", "from 0 to 366 days"),
    (lambda one: one.update(duration="0 hours"), ".duration", "needs a duration"),
    (lambda one: one.update(settlementType="sudden"), ".settlementType", "Input should be 'LINEAR'"),
    (lambda one: one.update(id="Exam Season"), ".id", "kebab-case"),
    (lambda one: one.update(name=" "), ".name", "1 to 120 characters"),
    (lambda one: one.pop("description"), ".description", "Field required"),
    (lambda one: one.update(precedence=9_999), ".precedence", "from -1000 to 1000"),
    (cascade(target="session.booking.expired"), ".cascadeEffects[0]", "cannot trigger itself"),
    (cascade(multiplier=-1), ".cascadeEffects[0].multiplier", "greater than 0"),
    (cascade(delay="6-1 hours"), ".cascadeEffects[0].delay", "from a least to a greatest time"),
    (cascade(delay="soon"), ".cascadeEffects[0].delay", "'soon' is no delay"),
    (circle, ".cascadeEffects", "run in a circle: session.booking.expired"),
    (event(time="-1 hour"), ".externalEvents[0].time", "`now` or later"),
    (event(time="+-1 hours"), ".externalEvents[0].time", "0 to 366 days after"),
    (event(severity="DIRE"), ".externalEvents[0].severity", "Input should be 'INFO'"),
    (event(title=""), ".externalEvents[0].title", "at least 1 character"),
    (backlog(share=2), ".backlog.share", "from 0 to 1"),
    (backlog(streams=["nothing.here"]), ".backlog.streams[0]", "There is no stream 'nothing.here'."),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the definitions that a test may spoil."""
    return Path(shutil.copytree(MARKETPLACE, tmp_path / "marketplace"))


def spoil(folder: Path, name: str, change: Change) -> None:
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    change(content)
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(("change", "path", "words"), WRONG)
def test_a_wrong_scenario_is_disabled_with_the_reason_and_the_rest_loads(
    folder: Path, change: Change, path: str, words: str
) -> None:
    spoil(folder, SCENARIOS, lambda content: change(content["scenarios"][SURGE]))
    found = load_marketplace(folder)
    assert [(one.file, one.path) for one in found.problems] == [(SCENARIOS, f"scenarios[{SURGE}]{path}")]
    assert words in found.problems[0].message
    assert [one.id for one in found.scenarios] == [one.id for one in MARKET.scenarios[1:]]
    assert found.templates == MARKET.templates


def test_the_second_of_two_scenarios_with_one_id_is_disabled(folder: Path) -> None:
    spoil(folder, SCENARIOS, lambda content: content["scenarios"][OUTAGE].update(id="exam-season-surge"))
    found = load_marketplace(folder)
    assert [(one.path, one.message) for one in found.problems] == [
        (f"scenarios[{OUTAGE}].id", "'exam-season-surge' is the id of another one")
    ]
    assert found.scenario("exam-season-surge") == MARKET.scenario("exam-season-surge")
    assert len(found.scenarios) == 8


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (lambda one: one["impacts"][0].update(stream="customer.x"), ".impacts[0].stream", "no stream 'customer.x'"),
        (lambda one: one["impacts"][0].update(duration="long"), ".impacts[0].duration", "is no length of time"),
        (lambda one: one["impacts"][0].update(duration="-3 hours"), ".impacts[0].duration", "more than 0"),
        (lambda one: one["impacts"][0].update(duration="0 hours"), ".impacts[0].duration", "more than 0"),
        (lambda one: one["impacts"][0].update(magnitude="HUGE"), ".impacts[0].magnitude", "Input should be 'LOW'"),
        (lambda one: one["onset"].update(high="-1 hours"), ".onset", "high is below its low"),
        (lambda one: one["onset"].update(low="-1 hours"), ".onset", "cannot act before it happens"),
        (lambda one: one.update(severities=[]), ".severities", "at least 1 item"),
        (lambda one: one.update(months=[0]), ".months[0]", "greater than or equal to 1"),
        (lambda one: one.update(id="Blog"), ".id", "String should match pattern"),
        (lambda one: one.update(weight=1), ".weight", "Extra inputs are not permitted"),
    ],
)
def test_a_wrong_template_is_disabled_with_the_reason_and_the_rest_loads(
    folder: Path, change: Change, path: str, words: str
) -> None:
    spoil(folder, TEMPLATES, lambda content: change(content["templates"][0]))
    found = load_marketplace(folder)
    assert [(one.file, one.path) for one in found.problems] == [(TEMPLATES, f"templates[0]{path}")]
    assert words in found.problems[0].message
    assert found.templates == MARKET.templates[1:]
    assert found.scenarios == MARKET.scenarios


@pytest.mark.parametrize("one", MARKET.scenarios, ids=lambda one: one.id)
def test_a_shipped_scenario_survives_export_and_import(one: ScenarioDefinition) -> None:
    document = json.loads(json.dumps(scenario_document(one)))
    assert parse_scenario(document, MARKET) == one


lengths = st.integers(1, 60 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
names = st.sampled_from(MARKET.names)
factors = st.floats(0.01, 900)
characters = st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0")
words = st.text(characters, min_size=1, max_size=30).filter(str.strip)


def written(length: timedelta) -> Span:
    return Span(write_span(length), length)


@st.composite
def impacts(draw: st.DrawFn) -> Impact:
    return Impact(
        draw(names), draw(st.sampled_from(ImpactDirection)), draw(st.sampled_from(ImpactMagnitude)), draw(lengths)
    )


@st.composite
def happenings(draw: st.DrawFn) -> ScenarioEvent:
    return ScenarioEvent(
        draw(st.sampled_from(ExternalEventType)),
        draw(words),
        draw(st.one_of(st.just(""), words)),
        draw(st.sampled_from(EventSeverity)),
        draw(st.one_of(st.just(timedelta()), lengths)),
        tuple(draw(st.lists(impacts(), max_size=3, unique_by=lambda one: one.stream))),
        draw(st.one_of(st.none(), st.just("school"))),
    )


@st.composite
def definitions(draw: st.DrawFn) -> ScenarioDefinition:
    modified = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    low, high = sorted(draw(st.tuples(st.integers(0, 14 * 24), st.integers(0, 14 * 24))))
    pair = draw(st.lists(names, min_size=2, max_size=2, unique=True))
    return ScenarioDefinition(
        id=draw(st.from_regex(r"\A[a-z]{1,8}(-[a-z0-9]{1,5}){0,3}\Z")),
        name=draw(words),
        description=draw(words),
        category=draw(words),
        tags=tuple(draw(st.lists(words, max_size=3))),
        duration=written(draw(lengths)),
        settlement=written(draw(lengths)),
        curve=draw(st.sampled_from(SettlingCurve)),
        modifiers=tuple(
            StreamModifier(name, draw(factors), draw(st.one_of(st.none(), st.floats(-500, 500)))) for name in modified
        ),
        events=tuple(draw(st.lists(happenings(), max_size=2))),
        cascades=(Cascade(pair[0], pair[1], draw(factors), timedelta(hours=low), timedelta(hours=high)),),
        backlog=None,
        precedence=draw(st.integers(-1_000, 1_000)),
        trigger=draw(st.one_of(st.none(), words)),
    )


@given(one=definitions())
@settings(max_examples=60, deadline=None)
def test_any_scenario_survives_export_and_import(one: ScenarioDefinition) -> None:
    assert parse_scenario(json.loads(json.dumps(scenario_document(one))), MARKET) == one


@given(length=st.integers(-500_000, 500_000).map(lambda minutes: timedelta(minutes=minutes)))
def test_a_length_of_time_is_read_as_it_was_written(length: timedelta) -> None:
    assert read_span(write_span(length)) == length


@given(low=st.integers(0, 10**5), more=st.integers(0, 10**5))
def test_a_delay_is_read_as_it_was_written(low: int, more: int) -> None:
    first, last = timedelta(minutes=low), timedelta(minutes=low + more)
    assert read_range(write_range(first, last)) == (first, last)


@pytest.mark.parametrize("document", [None, [], "exam-season-surge", 7])
def test_what_is_no_document_is_no_scenario(document: object) -> None:
    with pytest.raises(Refused) as refused:
        parse_scenario(document, MARKET)
    assert [fault.code for fault in refused.value.faults] == [ErrorCode.INVALID_SCENARIO]


def test_every_fault_of_a_document_is_told_at_once() -> None:
    document = scenario_document(MARKET.scenarios[SURGE])
    document["affectedStreams"]["customer.tutor.serch"] = {"multiplier": 2}
    document["cascadeEffects"][0]["multiplier"] = -2
    document["precedence"] = 5_000
    with pytest.raises(Refused) as refused:
        parse_scenario(document, MARKET)
    assert {(fault.code, fault.path) for fault in refused.value.faults} == {
        (ErrorCode.STREAM_NOT_FOUND, ("affectedStreams", "customer.tutor.serch")),
        (ErrorCode.INVALID_SCENARIO, ("cascadeEffects", "0", "multiplier")),
        (ErrorCode.INVALID_SCENARIO, ("precedence",)),
    }
