"""Asking the models of e-mail, audiences and content over GraphQL."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.audiences.model import AudienceKind
from domain.workspaces.model import Role
from graph.protocol_schema import ProtocolSchema
from infra.storage.memory.unit_of_work import MemoryStorage
from tests.fixtures.audiences import observe_year, serve, year
from tests.fixtures.product import World, a_world

RATES = """{ kind modelVersion rates { rate horizonDays value low high level
    confidence { value level statement coverage80 error sampleSize flagged } drivers { feature effect } } }"""
EMAIL = f"query($input: PredictEmailInput!) {{ predictEmail(input: $input) {RATES} }}"
AUDIENCE = f"query($input: PredictAudienceInput!) {{ predictAudience(input: $input) {RATES} }}"
CONTENT = f"query($input: PredictContentInput!) {{ predictContent(input: $input) {RATES} }}"
ADVICE = """query($first: Int, $kinds: [AudienceKind!]) { audienceRecommendations(first: $first, kinds: $kinds) {
    type about subject contentKey metric horizonDays current value uplift upliftLow upliftHigh probabilityWorse
    confidence message suggestion priority tags modelVersion } }"""
SUBJECTS = "query($kind: AudienceKind!) { audienceSubjects(kind: $kind) { key title latest } }"
SEND = {"segment": "Parents", "subject": "For your next exam: 5 tips", "at": "2026-03-04T20:00:00Z"}


@pytest.fixture
async def trained(schema: ProtocolSchema) -> AsyncIterator[World]:
    """A workspace with the generated year and models that serve it."""
    made = await a_world(MemoryStorage(), schema)
    await made.open()
    await observe_year(made, made.here)
    await serve(made, made.here)
    yield made
    await made.close()


async def _rates(world: World, document: str, field: str, **given: Any) -> dict[tuple[str, int | None], dict[str, Any]]:
    answer = await world.ask(document, Role.VIEWER, input=given)
    assert answer.errors == []
    found = answer.data[field]
    assert found["modelVersion"] == 1
    return {(one["rate"], one["horizonDays"]): one for one in found["rates"]}


async def test_a_send_is_predicted_with_band_confidence_and_drivers(trained: World):
    rates = await _rates(trained, EMAIL, "predictEmail", **SEND)
    assert set(rates) == {("OPEN_RATE", None), ("CLICK_RATE", None), ("CONVERSION_RATE", None)}
    for one in rates.values():
        assert 0 < one["low"] < one["value"] < one["high"] < 1
        assert one["level"] == 0.8
        assert 0 < one["confidence"]["value"] <= one["confidence"]["coverage80"] <= 1
        assert one["confidence"]["sampleSize"] > 100
        assert f"{one['confidence']['sampleSize']:,} outcomes" in one["confidence"]["statement"]
        assert [abs(driver["effect"]) for driver in one["drivers"]] == sorted(
            (abs(driver["effect"]) for driver in one["drivers"]), reverse=True
        )
    values = [rates[name, None]["value"] for name in ("OPEN_RATE", "CLICK_RATE", "CONVERSION_RATE")]
    assert values == sorted(values, reverse=True)


async def test_an_hour_at_night_is_predicted_to_be_worse(trained: World):
    best = await _rates(trained, EMAIL, "predictEmail", **SEND)
    night = await _rates(trained, EMAIL, "predictEmail", **SEND | {"at": "2026-03-04T03:00:00Z"})
    assert night["OPEN_RATE", None]["value"] < 0.85 * best["OPEN_RATE", None]["value"]


async def test_a_worse_list_is_predicted_to_be_worse(trained: World):
    healthy = await _rates(trained, EMAIL, "predictEmail", **SEND, bounceShare=0.005, inactiveShare=0.15)
    stale = await _rates(trained, EMAIL, "predictEmail", **SEND, bounceShare=0.05, inactiveShare=0.5)
    assert stale["OPEN_RATE", None]["value"] < 0.8 * healthy["OPEN_RATE", None]["value"]


async def test_an_audience_is_predicted_for_each_horizon(trained: World):
    rates = await _rates(trained, AUDIENCE, "predictAudience", segment="Leads", frequency=2.0)
    assert set(rates) == {
        ("CHURN_RATE", 1),
        ("CHURN_RATE", 7),
        ("CHURN_RATE", 30),
        ("ENGAGEMENT_RATE", 7),
        ("ENGAGEMENT_RATE", 30),
    }
    churn = [rates["CHURN_RATE", days]["value"] for days in (1, 7, 30)]
    assert churn == sorted(churn)
    tired = await _rates(trained, AUDIENCE, "predictAudience", segment="Leads", frequency=8.0)
    assert tired["CHURN_RATE", 30]["value"] > 1.5 * rates["CHURN_RATE", 30]["value"]


async def test_content_fades_and_what_is_known_of_a_piece_counts(trained: World):
    new = {"kind": "VIDEO", "topic": "Maths", "length": 45, "format": "HOW_TO", "channel": "TIKTOK"}
    fresh = await _rates(trained, CONTENT, "predictContent", new=new)
    old = await _rates(trained, CONTENT, "predictContent", new=new, ageDays=60)
    assert fresh["ENGAGEMENT_RATE", 1]["value"] > fresh["ENGAGEMENT_RATE", 30]["value"]
    assert old["ENGAGEMENT_RATE", 7]["value"] < 0.7 * fresh["ENGAGEMENT_RATE", 7]["value"]
    known = year().days[-1].key
    rates = await _rates(trained, CONTENT, "predictContent", contentKey=known)
    assert "own_history" in {driver["feature"] for driver in rates["ENGAGEMENT_RATE", 7]["drivers"]}


@pytest.mark.parametrize(
    ("document", "given", "paths"),
    [
        (EMAIL, SEND | {"segment": "Nobody"}, {"segment"}),
        (
            EMAIL,
            SEND | {"segment": "Nobody", "subject": " ", "bounceShare": 2.0},
            {"segment", "subject", "bounceShare"},
        ),
        (AUDIENCE, {"segment": "Leads", "frequency": -1.0, "members": 0}, {"frequency", "members"}),
        (CONTENT, {}, {"contentKey"}),
        (CONTENT, {"contentKey": "nowhere", "ageDays": -1}, {"contentKey", "ageDays"}),
    ],
)
async def test_every_fault_of_a_question_is_told(trained: World, document: str, given: dict[str, Any], paths: set[str]):
    answer = await trained.ask(document, Role.VIEWER, input=given)
    assert answer.data is None
    (error,) = answer.errors
    assert error["extensions"]["code"] in {"INVALID_INPUT", "NOT_FOUND"}
    assert {path for path in paths if f"`{path}`" in error["message"]} == paths


@pytest.mark.parametrize(
    ("document", "given"),
    [(EMAIL, SEND), (AUDIENCE, {"segment": "Leads"}), (CONTENT, {"contentKey": "piece-001"})],
)
async def test_without_a_model_it_says_to_train_one(world: World, document: str, given: dict[str, Any]):
    await observe_year(world, world.here)
    answer = await world.ask(document, Role.VIEWER, input=given)
    assert answer.codes == ["INSUFFICIENT_DATA"]
    assert "models train" in str(answer.errors[0])


async def test_what_can_be_asked_about_is_told_before_any_model_is_trained(world: World):
    await observe_year(world, world.here)
    for kind, names in {
        "EMAIL": {one.segment: one.segment for one in year().latest(120).sends},
        "AUDIENCE": {one.segment: one.segment for one in year().latest(120).weeks},
        "CONTENT": {one.key: _title(one.key) for one in year().latest(120).days},
    }.items():
        answer = await world.ask(SUBJECTS, Role.VIEWER, kind=kind)
        assert answer.errors == []
        found = answer.data["audienceSubjects"]
        assert {one["key"]: one["title"] for one in found} == names
        assert [one["title"] for one in found] == sorted(names.values())
        assert max(one["latest"] for one in found) <= "2026-03-02"


def _title(key: str) -> str:
    return next(one.title for one in year().pieces if one.key == key)


async def test_what_nobody_observed_here_cannot_be_asked_about(world: World):
    await observe_year(world, world.there)
    for kind in AudienceKind:
        assert (await world.ask(SUBJECTS, Role.VIEWER, kind=kind.value)).data["audienceSubjects"] == []


async def test_a_model_of_another_workspace_serves_nobody_here(world: World):
    await observe_year(world, world.here)
    await serve(world, world.there, AudienceKind.EMAIL)
    assert (await world.ask(EMAIL, Role.VIEWER, input=SEND)).codes == ["INSUFFICIENT_DATA"]


async def test_advice_betters_a_rate_by_five_percent_with_a_confidence_of_six_tenths(trained: World):
    answer = await trained.ask(ADVICE, Role.VIEWER, first=50)
    assert answer.errors == []
    found = answer.data["audienceRecommendations"]
    assert {one["about"] for one in found} == {"EMAIL", "AUDIENCE", "CONTENT"}
    for one in found:
        assert one["uplift"] >= 0.05
        assert one["confidence"] >= 0.6
        assert one["confidence"] == pytest.approx(1 - one["probabilityWorse"])
        assert one["upliftLow"] < one["uplift"] < one["upliftHigh"]
        # An improvement of a half and more that is certain has 10, the least that is offered 1.
        assert one["priority"] == max(1, min(10, round(20 * one["uplift"] * (2 * one["confidence"] - 1))))
    priorities = [one["priority"] for one in found]
    assert priorities == sorted(priorities, reverse=True)
    assert len(set(priorities)) > 2


async def test_advice_is_bounded_and_of_the_kinds_asked_for(trained: World):
    usual = await trained.ask(ADVICE, Role.VIEWER)
    assert len(usual.data["audienceRecommendations"]) == 10
    few = await trained.ask(ADVICE, Role.VIEWER, first=2, kinds=["EMAIL"])
    assert [one["about"] for one in few.data["audienceRecommendations"]] == ["EMAIL", "EMAIL"]
    for first in (0, 51):
        assert (await trained.ask(ADVICE, Role.VIEWER, first=first)).codes == ["INVALID_INPUT"]


async def test_advice_needs_a_model(world: World):
    await observe_year(world, world.here)
    assert (await world.ask(ADVICE, Role.VIEWER)).codes == ["INSUFFICIENT_DATA"]
