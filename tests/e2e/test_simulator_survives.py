"""A real server that is killed in the middle of its simulation goes on with it: no event twice, none lost."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from bench.server import KEY, Server, serving

FOLLOW = """
subscription ($after: String) {
  streamEvents(topics: ["session.booking.*", "customer.tutor.search"], after: $after, batchMs: 50) {
    events { id stream sequence timestamp data normalizedValue anomalyFlag anomalyScore causedBy scenarioId eventIds }
    gap { missed reason }
    cursor
  }
}
"""
ENABLE = "mutation { enableSimulator(input: { seed: 7 }) { epoch errors { message } } }"
PATIENCE = 60.0
SETTINGS = {"SIMULATOR_SPEED": "300", "SIMULATOR_CATCH_UP": "1440"}


def followed(server: Server, least: int, after: str | None = None) -> list[dict[str, Any]]:
    """Return batches until they hold some events; waits for a simulator that is starting."""
    until = time.monotonic() + PATIENCE
    while True:
        batches = _followed(server, least, after, until)
        if batches is not None:
            return batches
        time.sleep(0.3)


def _followed(server: Server, least: int, after: str | None, until: float) -> list[dict[str, Any]] | None:
    batches: list[dict[str, Any]] = []
    with connect(server.base.replace("http", "ws") + "/graphql", subprotocols=["graphql-transport-ws"]) as opened:
        opened.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {KEY}"}}))
        assert json.loads(opened.recv(10))["type"] == "connection_ack"
        payload = {"query": FOLLOW, "variables": {"after": after}}
        opened.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        while sum(len(one["events"]) for one in batches) < least:
            message = json.loads(opened.recv(until - time.monotonic()))
            if message["type"] == "next":
                batches.append(message["payload"]["data"]["streamEvents"])
            elif message["type"] == "error":
                assert "starting" in message["payload"][0]["message"], message
                return None
    return batches


def events_of(batches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events of batches in which nothing is missing."""
    assert [one["gap"] for one in batches if one["gap"]] == []
    return [event for one in batches for event in one["events"]]


@pytest.mark.slow
def test_events_go_on_after_the_death_of_the_process_as_if_nothing_had_happened(tmp_path: Path) -> None:
    with serving(tmp_path, demo=False, **SETTINGS) as first:
        assert first.ask(ENABLE)["enableSimulator"]["errors"] == []
        before = followed(first, 100)
        first.kill()
    cursor = next(one["cursor"] for one in before if one["events"])
    seen = events_of(before)
    opening = next(len(one["events"]) for one in before if one["events"])
    with serving(tmp_path, demo=False, **SETTINGS) as second:
        again = events_of(followed(second, len(seen) - opening + 100, cursor))
        newer = events_of(followed(second, 50, before[-1]["cursor"]))
    known = {(one["stream"], one["sequence"]): one for one in again}
    assert all(known[one["stream"], one["sequence"]] == one for one in seen[opening:]), "what was told is told alike"
    assert all(known.get((one["stream"], one["sequence"]), one) == one for one in newer)
    for stream in {one["stream"] for one in seen}:
        told = [one["sequence"] for one in [*seen, *newer] if one["stream"] == stream]
        assert told == list(range(told[0], told[0] + len(told))), stream
    assert len({one["id"] for one in [*seen, *newer]}) == len(seen) + len(newer)
