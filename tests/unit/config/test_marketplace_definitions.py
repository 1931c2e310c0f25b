"""The marketplace's definitions are read as they are shipped, and what cannot be is told with file and path."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.definitions import InvalidDefinition
from config.marketplace.loader import (
    BASELINE,
    CADENCES,
    MARKETPLACE,
    PATTERNS,
    RELATIONSHIPS,
    SCENARIOS,
    SHAPES,
    STREAMS,
    TEMPLATES,
    load_marketplace,
    schema_text,
)
from domain.marketplace.model import Cadence, Marketplace, StreamDomain

Change = Callable[[dict[str, Any]], object]

LOGIN, GATEWAY, SCORE = 2, 49, 30
"""Places in the catalogue."""


@pytest.fixture(scope="module")
def shipped() -> Marketplace:
    return load_marketplace()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the definitions that a test may spoil."""
    return Path(shutil.copytree(MARKETPLACE, tmp_path / "marketplace"))


def spoil(folder: Path, name: str, change: Change) -> None:
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    change(content)
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


def test_the_shipped_definitions_are_whole(shipped: Marketplace) -> None:
    assert len(shipped.streams) == 50
    assert [stream.number for stream in shipped.streams] == list(range(1, 51))
    assert len(shipped.scenarios) == 9
    assert len(shipped.templates) == 29
    assert shipped.problems == ()


def test_the_catalogue_has_the_classes_and_domains_that_are_specified(shipped: Marketplace) -> None:
    classes = [stream.cadence for stream in shipped.streams]
    assert (classes.count(Cadence.HIGH), classes.count(Cadence.MEDIUM), classes.count(Cadence.LOW)) == (9, 21, 20)
    assert sum(stream.very_low for stream in shipped.streams) == 16
    domains = [stream.domain for stream in shipped.streams]
    assert {one: domains.count(one) for one in StreamDomain} == {
        StreamDomain.CUSTOMER: 10,
        StreamDomain.TUTOR: 10,
        StreamDomain.SESSION: 12,
        StreamDomain.SUPPORT: 8,
        StreamDomain.MARKETING: 5,
        StreamDomain.SYSTEM: 5,
    }
    assert sum(stream.events_per_day for stream in shipped.streams) == pytest.approx(1_315_451)


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("session.cancelled_by_student", "session.cancellation.by_student"),
        ("session.cancelled_by_tutor", "session.cancellation.by_tutor"),
        ("session.no_show_by_student", "session.no_show.student"),
        ("session.no_show_by_tutor", "session.no_show.tutor"),
    ],
)
def test_the_second_spelling_of_a_stream_is_known(shipped: Marketplace, alias: str, name: str) -> None:
    stream = shipped.stream(alias)
    assert stream is not None
    assert stream.name == name


def test_rates_and_trees_that_contradict_each_other_are_reported(shipped: Marketplace) -> None:
    told = "\n".join(shipped.contradictions)
    assert "24,000 sessions a day, the table says 1,650" in told
    assert "30 steps a day for 50 applications" in told


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_the_json_schema_beside_a_definition_is_that_of_its_shape(name: str) -> None:
    path = MARKETPLACE / name.replace(".json", ".schema.json")
    assert path.read_text(encoding="utf-8") == schema_text(SHAPES[name])
    assert json.loads((MARKETPLACE / name).read_text(encoding="utf-8"))["$schema"] == f"./{path.name}"


def stream(place: int, **values: object) -> Change:
    return lambda content: content["streams"][place].update(values)


def tree(place: int, **values: object) -> Change:
    return lambda content: content["trees"][place].update(values)


def outcome(tree_place: int, place: int, **values: object) -> Change:
    return lambda content: content["trees"][tree_place]["outcomes"][place].update(values)


def cascade(**values: object) -> Change:
    return lambda content: content["cascades"][0].update(values)


def back_again(content: dict[str, Any]) -> None:
    first = content["cascades"][0]
    content["cascades"].append({**first, "trigger": first["target"], "target": first["trigger"]})


WRONG: list[tuple[str, Change, str]] = [
    (STREAMS, stream(0, name="Customer Signup"), "streams[0].name: String should match pattern"),
    (STREAMS, stream(1, name="customer.signup.started"), "(whole file): 'customer.signup.started' names two streams"),
    (STREAMS, stream(3, aliases=["customer.login.success"]), "(whole file): 'customer.login.success' names two"),
    (STREAMS, stream(0, domain="SALES"), "streams[0].domain: Input should be 'CUSTOMER'"),
    (STREAMS, stream(0, cadence="HOURLY"), "streams[0].cadence: Input should be 'HIGH'"),
    (STREAMS, stream(0, events_per_day=0), "streams[0].events_per_day: Input should be greater than 0"),
    (STREAMS, stream(0, events_per_day="many"), "streams[0].events_per_day: Input should be a valid number"),
    (STREAMS, stream(0, events_per_day=float("nan")), "streams[0].events_per_day: Input should be"),
    (STREAMS, stream(0, variance=1.2), "streams[0].variance: Input should be less than 1"),
    (STREAMS, stream(0, very_low=True), "streams[0]: very_low belongs to the cadence LOW"),
    (STREAMS, stream(0, color="red"), "streams[0].color: Extra inputs are not permitted"),
    (STREAMS, lambda c: c["streams"][0].pop("description"), "streams[0].description: Field required"),
    (STREAMS, stream(LOGIN, peak={"start": 22, "end": 8, "factor": 1.5}), "streams[2].peak: the peak must end after"),
    (STREAMS, stream(0, override={"unit": "PERCENT", "low": 90, "high": 10}), "streams[0].override: low is above high"),
    (
        STREAMS,
        lambda c: c["streams"][0]["fields"][1]["choices"][0].update(weight=-1),
        "streams[0].fields[1].choices[0].weight: Input should be greater than 0",
    ),
    (
        STREAMS,
        lambda c: c["streams"][0]["fields"][1]["choices"][1].update(value="google"),
        "streams[0].fields[1]: a value is listed twice",
    ),
    (
        STREAMS,
        lambda c: c["streams"][SCORE]["fields"][3]["choices"][0].update(value="bad"),
        "streams[30].fields[3]: 'bad' is no INTEGER",
    ),
    (
        STREAMS,
        lambda c: c["streams"][0]["fields"].append(c["streams"][0]["fields"][0]),
        "streams[0]: two fields have the same name",
    ),
    (
        STREAMS,
        lambda c: c["streams"][GATEWAY]["derived"][0].update(field="state"),
        "streams[49]: the derived series 'failed_share' is taken from 'state', which is no field",
    ),
    (
        STREAMS,
        lambda c: c["streams"][GATEWAY]["derived"][0].update(equals="broken"),
        "streams[49]: the derived series 'failed_share' waits for 'broken', which status never is",
    ),
    (
        STREAMS,
        lambda c: c["streams"][GATEWAY]["derived"][0].pop("equals"),
        "streams[49]: the derived series 'failed_share' is a mean of status, which is no number",
    ),
    (PATTERNS, lambda c: c.update(time_zone="Mars/Olympus"), "time_zone: 'Mars/Olympus' is no time zone"),
    (PATTERNS, lambda c: c.update(time_zone="Europe"), "time_zone: 'Europe' is no time zone"),
    (PATTERNS, lambda c: c["months"].update({"13": 1.4}), "months: months are 1 to 12"),
    (PATTERNS, lambda c: c.update(weekend=-1), "weekend: Input should be greater than 0"),
    (BASELINE, lambda c: c.update(scale=0), "scale: Input should be greater than 0"),
    (BASELINE, lambda c: c["churn_by_cohort"].update({"2024Q5": 0.1}), "churn_by_cohort.2024Q5.[key]: String should"),
    (CADENCES, lambda c: c["HIGH"].update(low=20), "HIGH: high must not be below low"),
    (CADENCES, lambda c: c.pop("LOW"), "LOW: Field required"),
    (
        RELATIONSHIPS,
        tree(0, parent="customer.signup.begun"),
        "trees[0].parent: There is no stream 'customer.signup.begun'. Did you mean",
    ),
    (RELATIONSHIPS, outcome(4, 1, child="session.x"), "trees[4].outcomes[1].child: There is no stream 'session.x'."),
    (
        RELATIONSHIPS,
        outcome(4, 0, probability=0.5),
        "trees[4]: the probabilities of exclusive outcomes and open must sum to 1, not 0.75",
    ),
    (RELATIONSHIPS, outcome(4, 0, probability=-0.75), "trees[4].outcomes[0].probability: Input should be greater"),
    (
        RELATIONSHIPS,
        outcome(4, 0, delay={"low": "soon", "high": "24 hours"}),
        "trees[4].outcomes[0].delay.low: 'soon' is no length of time",
    ),
    (
        RELATIONSHIPS,
        outcome(4, 0, delay={"low": "25 hours", "high": "24 hours"}),
        "trees[4].outcomes[0].delay: the delay's high is below its low",
    ),
    (
        RELATIONSHIPS,
        outcome(4, 0, delay={"low": "-1 hours", "high": "24 hours"}),
        "trees[4].outcomes[0]: only what follows from a schedule may come before its time",
    ),
    (
        RELATIONSHIPS,
        outcome(14, 0, condition="status=sucess"),
        "trees[14].outcomes[0].condition: status of payment_gateway.transaction.status is never 'sucess'",
    ),
    (
        RELATIONSHIPS,
        outcome(14, 0, condition="state=success"),
        "trees[14].outcomes[0].condition: payment_gateway.transaction.status has no field 'state'",
    ),
    (
        RELATIONSHIPS,
        outcome(3, 1, child="customer.login.success"),
        "trees: streams cause each other in a circle: customer.login.success → customer.tutor.search →",
    ),
    (RELATIONSHIPS, cascade(factor=0), "cascades[0].factor: Input should be greater than 0"),
    (RELATIONSHIPS, cascade(target="session.booking.expired"), "cascades[0]: a cascade cannot trigger itself"),
    (RELATIONSHIPS, cascade(trigger="nothing.at_all"), "cascades[0].trigger: There is no stream 'nothing.at_all'."),
    (
        RELATIONSHIPS,
        cascade(delay={"low": "-2 hours", "high": "1 hours"}),
        "cascades[0]: a cascade cannot come before its trigger",
    ),
    (
        RELATIONSHIPS,
        back_again,
        "cascades: cascades run in a circle: session.booking.expired → support.ticket.created → session.booking.exp",
    ),
    (RELATIONSHIPS, lambda c: c["correlations"][0].update(r=-1.5), "correlations[0].r: Input should be greater than"),
    (SCENARIOS, lambda c: c.update(scenarios={}), "scenarios: must be a list"),
    (TEMPLATES, lambda c: c.pop("templates"), "templates: must be a list"),
]


@pytest.mark.parametrize(("name", "change", "line"), WRONG)
def test_what_cannot_be_is_refused_with_file_and_path(folder: Path, name: str, change: Change, line: str) -> None:
    spoil(folder, name, change)
    with pytest.raises(InvalidDefinition) as refused:
        load_marketplace(folder)
    (told,) = refused.value.lines
    assert told.startswith(f"{name}: {line}")


def test_the_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    spoil(folder, STREAMS, stream(0, events_per_day=0, variance=-1))
    spoil(folder, PATTERNS, lambda c: c.update(peak=None))
    (folder / CADENCES).unlink()
    (folder / BASELINE).write_text('{"students": 1, "students": 2}', encoding="utf-8")
    with pytest.raises(InvalidDefinition) as refused:
        load_marketplace(folder)
    files = [line.partition(":")[0] for line in refused.value.lines]
    assert files == [STREAMS, STREAMS, BASELINE, PATTERNS, CADENCES]
    assert refused.value.lines[2] == "baseline.json: 'students' occurs twice in one object"


def test_relationships_may_use_the_second_spelling_of_a_stream(folder: Path, shipped: Marketplace) -> None:
    spoil(folder, RELATIONSHIPS, outcome(5, 3, child="session.no_show_by_tutor"))
    spoil(folder, RELATIONSHIPS, lambda c: c["cascades"][2].update(trigger="session.no_show_by_tutor"))
    assert load_marketplace(folder).relationships == shipped.relationships
