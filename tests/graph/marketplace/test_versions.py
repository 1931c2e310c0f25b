"""Making the past anew: versions, the way back, and what a command really did."""

from typing import Any

import pytest

from tests.fixtures.simulated import SimulatedWorld

SEARCH, CALLS = "customer.tutor.search", "support.call.inbound"
START, END = "2026-05-18T00:00:00Z", "2026-05-24T00:00:00Z"
WINDOW = {"start": "2026-05-20T00:00:00Z", "end": "2026-05-22T00:00:00Z"}
OUTSIDE_BEFORE, OUTSIDE_AFTER = slice(0, 48), slice(96, None)
MIDDLE = slice(60, 84)


async def values(world: SimulatedWorld, stream: str = CALLS) -> list[float]:
    """Return the hours of six days; the window is from hour 48 to 96."""
    found = await world.simulator(
        f'history(range: {{start: "{START}", end: "{END}"}}, streams: ["{stream}"], resolutionMinutes: 60) '
        "{ streams { name values } }"
    )
    return next(row["values"] for row in found["history"]["streams"] if row["name"] == stream)  # type: ignore[no-any-return]


async def regenerate(world: SimulatedWorld, **given: Any) -> Any:
    done = await world.command("regenerateHistoricalWindow", "version command", range=WINDOW, **given)
    assert done["errors"] == []
    return done


async def restore(world: SimulatedWorld, version: int) -> None:
    assert (await world.command("restoreHistory", "version", version=version))["errors"] == []


async def twin(world: SimulatedWorld, command: int, begin: str = START, end: str = END, more: str = "") -> Any:
    found = await world.simulator(
        f'counterfactual(command: {command}, range: {{start: "{begin}", end: "{end}"}}, resolutionMinutes: 60 {more}) '
        "{ resolutionMinutes streams { name effect relativeEffect points { at actual counterfactual } } }"
    )
    return {row["name"]: row for row in found["counterfactual"]["streams"]}


async def test_a_window_is_made_anew_with_smooth_edges(simulated: SimulatedWorld):
    before, other = await values(simulated), await values(simulated, SEARCH)
    done = await regenerate(simulated, streams=[CALLS], factor=3, edge="12 hours")
    assert (done["version"], done["command"]) == (1, 1)
    after = await values(simulated)
    assert after[OUTSIDE_BEFORE] == before[OUTSIDE_BEFORE]
    assert after[OUTSIDE_AFTER] == before[OUTSIDE_AFTER]
    assert sum(after[MIDDLE]) == pytest.approx(3 * sum(before[MIDDLE]), rel=0.05)
    # Within the edges the change grows and shrinks.
    rising = [sum(after[hour : hour + 4]) / sum(before[hour : hour + 4]) for hour in (48, 56)]
    falling = [sum(after[hour : hour + 4]) / sum(before[hour : hour + 4]) for hour in (84, 92)]
    assert 1 <= rising[0] < rising[1] < 3
    assert 3 > falling[0] > falling[1] >= 1
    assert await values(simulated, SEARCH) == other
    assert (await simulated.state())["mode"] == "MODIFIED"


async def test_new_noise_differs_and_leaves_the_level(simulated: SimulatedWorld):
    before = await values(simulated)
    await regenerate(simulated, seed=99)
    after = await values(simulated)
    assert after[OUTSIDE_BEFORE] == before[OUTSIDE_BEFORE]
    assert after[MIDDLE] != before[MIDDLE]
    assert sum(after[MIDDLE]) == pytest.approx(sum(before[MIDDLE]), rel=0.25)


async def test_versions_can_be_gone_back_to_until_a_reset(simulated: SimulatedWorld):
    untouched = await values(simulated)
    await regenerate(simulated, factor=3, note="An outage of the phones")
    first = await values(simulated)
    assert (await regenerate(simulated, factor=0.2))["version"] == 2
    second = await values(simulated)
    assert untouched != first != second != untouched
    await restore(simulated, 1)
    assert await values(simulated) == first
    refused = await simulated.command("restoreHistory", version=2)
    (error,) = refused["errors"]
    assert (error["code"], error["path"], error["hint"]) == ("NOT_FOUND", ["version"], "Versions in force: 0, 1.")
    await restore(simulated, 0)
    assert await values(simulated) == untouched
    # Numbers are never given twice.
    assert (await regenerate(simulated, factor=3))["version"] == 3
    assert await values(simulated) == first
    listed = (await simulated.simulator("commands { number kind version subject }"))["commands"]
    assert [(one["number"], one["kind"], one["version"]) for one in listed] == [
        (5, "REGENERATE", 3),
        (4, "RESTORE", 0),
        (3, "RESTORE", 1),
        (2, "REGENERATE", 2),
        (1, "REGENERATE", 1),
    ]
    assert listed[-1]["subject"] == "An outage of the phones"
    reset = await simulated.command("resetSimulator", "message state { mode }")
    assert "1 change of history." in reset["message"]
    assert reset["state"]["mode"] == "BASELINE"
    assert await values(simulated) == untouched


async def test_the_twin_shows_what_a_version_changed(simulated: SimulatedWorld):
    before = await values(simulated)
    done = await regenerate(simulated, streams=[CALLS], factor=2)
    after = await values(simulated)
    found = await twin(simulated, done["command"])
    row = found[CALLS]
    assert [point["actual"] for point in row["points"]] == after
    assert [point["counterfactual"] for point in row["points"]] == before
    assert row["effect"] == pytest.approx(sum(after) - sum(before))
    assert row["relativeEffect"] == pytest.approx(sum(after) / sum(before) - 1)
    assert SEARCH not in found
    asked = await twin(simulated, done["command"], more=f', streams: ["{SEARCH}"]')
    assert list(asked) == [SEARCH]
    assert (asked[SEARCH]["effect"], asked[SEARCH]["relativeEffect"]) == (0, 0)


async def test_the_twin_knows_the_true_effect_of_a_scenario(simulated: SimulatedWorld):
    await simulated.command("activateScenario", scenarioId="exam-season-surge")
    found = await twin(simulated, 1, "2026-06-01T12:00:00Z", "2026-06-01T15:00:00Z")
    assert found[SEARCH]["relativeEffect"] == pytest.approx(0.6, abs=0.06)
    assert found["session.booking.requested"]["relativeEffect"] == pytest.approx(0.5, abs=0.1)
    assert found["tutor.availability.set"]["relativeEffect"] == pytest.approx(-0.1, abs=0.05)
    assert "marketing.ad.spend" not in found
    calm = await twin(simulated, 1, "2026-05-30T12:00:00Z", "2026-06-01T12:00:00Z")
    assert calm == {}


async def test_history_and_its_parts_agree(simulated: SimulatedWorld):
    found = await simulated.simulator(
        f'history(range: {{start: "{START}", end: "{END}"}}, streams: ["{CALLS}"]) {{ range {{ start end }} '
        "resolutionMinutes streams { name points { at value normalized anomalyFlag } } events { title } }"
    )
    history = found["history"]
    assert (history["range"], history["resolutionMinutes"]) == ({"start": START, "end": END}, 720)
    (row,) = [one for one in history["streams"] if one["name"] == CALLS]
    hours = await values(simulated)
    assert [point["value"] for point in row["points"]] == [
        sum(hours[begin : begin + 12]) for begin in range(0, len(hours), 12)
    ]
    assert all(0 <= point["normalized"] <= 100 for point in row["points"])


async def test_the_end_of_history_is_now(simulated: SimulatedWorld):
    found = await simulated.simulator(
        'history(range: {start: "2026-05-31T00:00:00Z", end: "2026-07-01T00:00:00Z"}, resolutionMinutes: null) '
        "{ range { end } resolutionMinutes }"
    )
    assert found["history"] == {"range": {"end": "2026-06-01T12:00:00Z"}, "resolutionMinutes": 720}
