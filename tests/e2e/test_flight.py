"""A campaign simulated end to end by a real server over real sockets: followed, cancelled, killed and resumed."""

import json
import math
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from websockets.sync.client import ClientConnection, connect

from bench.server import KEY, Server, serving

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/postgres"
LAST = date(2026, 3, 31)

CREATE = (
    "mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } errors { message } } }"
)
IMPORT = """
mutation ($input: ImportMetricsInput!) {
  importMetrics(input: $input) { rowsAccepted rowsRejected rowsFiltered points errors { message } }
}
"""
RUN = """
mutation ($input: RunSimulationInput!) {
  runSimulation(input: $input) { simulation { id status cached } errors { code message } }
}
"""
CANCEL = """
mutation ($input: CancelSimulationInput!) {
  cancelSimulation(input: $input) { simulation { status } errors { code message } }
}
"""
RESULT = """
query ($id: ID!) {
  simulation(id: $id) {
    status failure { message reference }
    progress { step stepsDone stepsTotal percent }
    trajectories { metric points { at median intervals { level lower upper } } }
    scenarios { kind probability narrative keyFactors { name } }
    risks { kind probability evidence { label } }
    recommendations { kind steps impact { expected lower upper probabilityWorse } }
    withheldRecommendations
    ensemble { members { model weight status reason } }
    confidence { value statement sampleSize }
  }
}
"""
FOLLOW = """
subscription ($id: ID!) {
  simulationProgress(simulationId: $id) { status step stepsDone stepsTotal percent queuePosition etaSeconds message }
}
"""


def slots(days: int = 120, channels: tuple[str, ...] = ("google", "meta", "tiktok")) -> str:
    """An export by slots of the day, of two campaigns, with foreign column names and one row that cannot be read."""
    dice = random.Random(7)
    lines = ["unique_id,ds,slot,network,shown,clicks,paid"]
    for back in range(days - 1, -1, -1):
        day = LAST - timedelta(days=back)
        for channel in channels:
            for slot in (1, 2):
                shown = int(3_000 * (1 + 0.3 * (day.weekday() < 5)) * dice.lognormvariate(0, 0.15))
                clicks = int(shown * 0.02 * dice.lognormvariate(0, 0.1))
                lines.append(f"spring,{day},{slot},{channel},{shown},{clicks},{clicks * 0.9:.2f}")
                lines.append(f"autumn,{day},{slot},{channel},{shown * 9},{clicks},1.00")
    lines.append("spring,not a day,1,google,1,1,1.00")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("flight"), demo=False) as running:
        yield running


def imported(server: Server, text: str | None = None) -> str:
    """A new campaign with an imported file; its id."""
    about = {
        "name": f"Spring {uuid4()}",
        "objective": "sign-ups",
        "channels": ["GOOGLE", "FACEBOOK", "TIKTOK"],
        "budget": {"amount": "50000.00", "currency": "EUR"},
        "startDate": "2025-12-01",
    }
    campaign = server.ask(CREATE, input=about)["createCampaign"]["campaign"]["id"]
    columns = {"ds": "date", "network": "channel", "shown": "impressions", "paid": "spend"}
    answer = server.ask(
        IMPORT,
        input={
            "campaignId": campaign,
            "format": "CSV",
            "content": text or slots(),
            "mapping": [{"column": column, "field": field} for column, field in columns.items()],
            "filter": [{"column": "unique_id", "equals": "spring"}],
            "duplicates": "SUM",
            "currency": "EUR",
        },
    )["importMetrics"]
    assert answer["errors"] == []
    assert answer["rowsRejected"] == 1
    return str(campaign)


def started(server: Server, campaign: str, days: int = 30) -> str:
    answer = server.ask(RUN, input={"campaignId": campaign, "horizonDays": days})["runSimulation"]
    assert answer["errors"] == []
    return str(answer["simulation"]["id"])


@contextmanager
def socket(server: Server) -> Iterator[ClientConnection]:
    """An acknowledged socket."""
    with connect(server.base.replace("http", "ws") + "/graphql", subprotocols=["graphql-transport-ws"]) as opened:
        opened.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {KEY}"}}))
        assert json.loads(opened.recv(10))["type"] == "connection_ack"
        yield opened


def followed(server: Server, simulation: str) -> list[dict[str, object]]:
    """Everything that a follower is told until the stream completes."""
    told = []
    with socket(server) as ws:
        payload = {"query": FOLLOW, "variables": {"id": simulation}}
        ws.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        while True:
            message = json.loads(ws.recv(120))
            if message["type"] == "complete":
                return told
            if message["type"] == "next":
                told.append(message["payload"]["data"]["simulationProgress"])
            else:
                assert message["type"] == "ping", message


def ended(server: Server, simulation: str, patience: float = 120) -> dict[str, object]:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = server.ask(RESULT, id=simulation)["simulation"]
        if found["status"] not in {"QUEUED", "RUNNING"}:
            return dict(found)
        time.sleep(0.1)
    raise AssertionError(f"{simulation} did not end: {found['progress']}")


def at_work(server: Server, simulation: str, step: str = "PREDICT") -> None:
    """Wait until a run is at this step."""
    for _ in range(2_000):
        found = server.ask(RESULT, id=simulation)["simulation"]
        if found["progress"]["step"] == step and found["status"] == "RUNNING":
            return
        assert found["status"] in {"QUEUED", "RUNNING"}, f"{step} was over before it was seen"
        time.sleep(0.01)
    raise AssertionError(f"{simulation} never came to {step}")


def test_a_real_import_is_simulated_followed_and_read(server: Server) -> None:
    simulation = started(server, imported(server))

    told = followed(server, simulation)
    assert len(told) >= 8
    done = [message["stepsDone"] for message in told]
    assert done == sorted(done)
    assert done[-1] == told[-1]["stepsTotal"]
    assert told[-1]["status"] == "COMPLETED"
    late = followed(server, simulation)
    assert [message["stepsDone"] for message in late if message["status"] == "RUNNING"] == list(range(1, 12))

    result = ended(server, simulation)
    assert result["failure"] is None
    for course in result["trajectories"]:
        assert len(course["points"]) == 30
        for point in course["points"]:
            assert [interval["level"] for interval in point["intervals"]] == [0.5, 0.8, 0.95]
            ends = [interval["lower"] for interval in reversed(point["intervals"])]
            ends += [point["median"], *(interval["upper"] for interval in point["intervals"])]
            assert all(math.isfinite(value) and value >= 0 for value in ends)
            assert ends == sorted(ends)
    assert result["trajectories"][0]["points"][0]["at"] == f"{LAST + timedelta(days=1)}T00:00:00Z"
    assert {course["metric"] for course in result["trajectories"]} == {
        "IMPRESSIONS",
        "CLICKS",
        "SPEND",
        "CTR",
        "CPC",
        "CPM",
    }
    assert math.isclose(sum(one["probability"] for one in result["scenarios"]), 1.0)
    assert math.isclose(sum(one["weight"] for one in result["ensemble"]["members"]), 1.0)
    assert len(result["recommendations"]) + len(result["withheldRecommendations"]) >= 5
    assert result["confidence"]["sampleSize"] > 0


def test_an_identical_run_is_answered_from_the_cache(server: Server) -> None:
    campaign = imported(server)
    ended(server, started(server, campaign, 10))
    again = server.ask(RUN, input={"campaignId": campaign, "horizonDays": 10})["runSimulation"]["simulation"]
    assert again["cached"]
    assert again["status"] == "COMPLETED"
    assert ended(server, again["id"])["trajectories"]


def test_a_cancelled_run_stops_for_good(server: Server) -> None:
    simulation = started(server, imported(server), 60)
    at_work(server, simulation)
    answer = server.ask(CANCEL, input={"simulationId": simulation})["cancelSimulation"]
    assert answer["errors"] == []
    assert answer["simulation"]["status"] == "CANCELLED"
    assert followed(server, simulation)[-1]["status"] == "CANCELLED"
    time.sleep(1)
    found = ended(server, simulation)
    assert found["status"] == "CANCELLED"
    assert found["progress"]["step"] == "PREDICT"
    again = server.ask(CANCEL, input={"simulationId": simulation})["cancelSimulation"]
    assert [error["code"] for error in again["errors"]] == ["CONFLICT"]


async def _make_database(name: str) -> None:
    try:
        connection = await asyncpg.connect(POSTGRESQL)
    except OSError:
        pytest.skip("no PostgreSQL server answers on 127.0.0.1:5432")
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()


async def _drop_database(name: str) -> None:
    connection = await asyncpg.connect(POSTGRESQL)
    await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def storage(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Settings of a database of its own."""
    if request.param == "sqlite":
        yield {}
        return
    name = f"flight_{uuid4().hex}"
    await _make_database(name)
    yield {"DATABASE_URL": POSTGRESQL.rsplit("/", 1)[0] + f"/{name}"}
    await _drop_database(name)


def test_a_run_survives_the_death_of_its_process(tmp_path: Path, storage: dict[str, str]) -> None:
    with serving(tmp_path, demo=False, **storage) as first:
        simulation = started(first, imported(first))
        at_work(first, simulation)
        first.kill()
    with serving(tmp_path, demo=False, **storage) as second:
        result = ended(second, simulation)
        assert result["status"] == "COMPLETED"
        assert result["progress"]["stepsDone"] == 11
        assert result["trajectories"]
        steps = [message["step"] for message in followed(second, simulation) if message["status"] == "RUNNING"]
        assert len(steps) == len(set(steps)) == 11
