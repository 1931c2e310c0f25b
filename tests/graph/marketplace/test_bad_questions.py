"""Questions to the simulator that cannot be answered say why, and where."""

import pytest

from tests.fixtures.simulated import SimulatedWorld

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEARCH = "customer.tutor.search"
WEEK = {"start": "2026-05-20T00:00:00Z", "end": "2026-05-27T00:00:00Z"}
BACKWARDS = {"start": WEEK["end"], "end": WEEK["start"]}
AHEAD = {"start": "2026-07-20T00:00:00Z", "end": "2026-07-27T00:00:00Z"}
LONG_AGO = {"start": "0001-01-01T00:00:00Z", "end": "0001-01-20T00:00:00Z"}
FOUR_MONTHS = {"start": "2026-01-20T00:00:00Z", "end": "2026-05-27T00:00:00Z"}
MANY = [SEARCH] * 51
RANGE = 'range: {{start: "{start}", end: "{end}"}}'
STREAMS = ", ".join(f'"{name}"' for name in MANY)

QUESTIONS: dict[str, tuple[str, str, list[str]]] = {
    "history backwards": (
        f"history({RANGE.format(**BACKWARDS)}) {{ resolutionMinutes }}",
        "INVALID_TIME_RANGE",
        ["range", "end"],
    ),
    "history to come": (
        f"history({RANGE.format(**AHEAD)}) {{ resolutionMinutes }}",
        "INVALID_TIME_RANGE",
        ["range"],
    ),
    "history before there was any": (
        f"history({RANGE.format(**LONG_AGO)}) {{ resolutionMinutes }}",
        "INVALID_TIME_RANGE",
        ["range"],
    ),
    "history in too many blocks": (
        f"history({RANGE.format(**FOUR_MONTHS)}, resolutionMinutes: 5) {{ resolutionMinutes }}",
        "TOO_LARGE",
        ["range"],
    ),
    "history in odd blocks": (
        f"history({RANGE.format(**WEEK)}, resolutionMinutes: 7) {{ resolutionMinutes }}",
        "INVALID_INPUT",
        ["resolutionMinutes"],
    ),
    "history in negative blocks": (
        f"history({RANGE.format(**WEEK)}, resolutionMinutes: -60) {{ resolutionMinutes }}",
        "INVALID_INPUT",
        ["resolutionMinutes"],
    ),
    "history of an unknown stream": (
        f'history({RANGE.format(**WEEK)}, streams: ["nowhere"]) {{ resolutionMinutes }}',
        "STREAM_NOT_FOUND",
        ["streams"],
    ),
    "history of too many streams": (
        f"history({RANGE.format(**WEEK)}, streams: [{STREAMS}]) {{ resolutionMinutes }}",
        "TOO_LARGE",
        ["streams"],
    ),
    "baseline of an unknown stream": ('baseline(streams: ["nowhere"]) { mean }', "STREAM_NOT_FOUND", ["streams"]),
    "what moved an unknown stream": (
        'correlations(stream: "nowhere") { strength }',
        "STREAM_NOT_FOUND",
        ["stream"],
    ),
    "what an unknown event moved": ('correlations(eventId: "x") { strength }', "NOT_FOUND", ["eventId"]),
    "correlations before there was anything": (
        f"correlations({RANGE.format(**LONG_AGO)}) {{ strength }}",
        "INVALID_TIME_RANGE",
        ["range"],
    ),
    "correlations of everything": (
        f"correlations({RANGE.format(**FOUR_MONTHS)}) {{ strength }}",
        "TOO_LARGE",
        ["range"],
    ),
    "events backwards": (
        f"externalEvents({RANGE.format(**BACKWARDS)}) {{ title }}",
        "INVALID_TIME_RANGE",
        ["range", "end"],
    ),
    "rate of an unknown stream": ('explainRate(stream: "nowhere") { rate }', "STREAM_NOT_FOUND", ["stream"]),
    "rate at the end of time": (
        f'explainRate(stream: "{SEARCH}", at: "9999-12-31T23:59:59Z") {{ rate }}',
        "INVALID_TIME_RANGE",
        ["at"],
    ),
    "twin without an unknown command": (
        f"counterfactual(command: 99, {RANGE.format(**WEEK)}) {{ resolutionMinutes }}",
        "NOT_FOUND",
        ["command"],
    ),
}
"""By what is wrong: a field of the simulator, and the code and argument of the error."""


@pytest.mark.parametrize("wrong", QUESTIONS)
async def test_a_question_that_cannot_be_answered_says_why(shared: SimulatedWorld, wrong: str):
    selection, code, path = QUESTIONS[wrong]
    answer = await shared.ask(f"{{ simulator {{ {selection} }} }}")
    assert answer.codes == [code]
    assert answer.errors[0]["extensions"]["argument"] == path
    assert answer.errors[0]["extensions"]["hint"]
    assert answer.data == {"simulator": None}
