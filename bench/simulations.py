"""How long simulations take, and what the API does meanwhile."""

import statistics
import threading
import time
from datetime import UTC, datetime, timedelta

from bench.campaigns import CHANNELS, create, fill, rows
from bench.server import Server

RUN = """
mutation ($input: RunSimulationInput!) {
  runSimulation(input: $input) { simulation { id status cached } errors { message } }
}
"""
STATUS = "query ($id: ID!) { simulation(id: $id) { status startedAt completedAt failure { message } } }"
ENDED = {"COMPLETED", "FAILED", "CANCELLED"}
RUNS = 9


def report(server: Server) -> None:
    """Print latencies of single runs, of cached ones, and of ten at once."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    campaigns = []
    for number in range(10):
        campaign = create(server, f"Bench {number}", CHANNELS)
        fill(server, campaign, "\n".join(rows(yesterday, 180, CHANNELS, number)))
        campaigns.append(campaign)
    for campaign in campaigns:  # cold processes and backtests are not what is measured
        _run(server, campaign, 30)
    server.settle()
    single = [_run(server, campaigns[0], 30 - number) for number in range(1, RUNS + 1)]
    cached = [_run(server, campaigns[0], 30) for _ in range(RUNS)]
    print(f"simulation, 5 channels x 180 days     p50 {_ms(statistics.median(single))}  max {_ms(max(single))}")
    print(f"the same from the cache               p50 {_ms(statistics.median(cached))}  max {_ms(max(cached))}")
    print(f"ratio computed / cached               {statistics.median(single) / statistics.median(cached):.0f}")
    _ten_at_once(server, campaigns)


def _ten_at_once(server: Server, campaigns: list[str]) -> None:
    asked: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            started = time.perf_counter()
            server.ask("{ viewer { name } }")
            asked.append(time.perf_counter() - started)
            time.sleep(0.01)

    watcher = threading.Thread(target=ask)
    watcher.start()
    started = time.perf_counter()
    running = [_start(server, campaign, 29) for campaign in campaigns]
    for identity in running:
        _wait(server, identity)
    took = time.perf_counter() - started
    done.set()
    watcher.join()
    asked.sort()
    print(f"ten different simulations at once     all done in {took:.1f} s")
    p99 = asked[int(len(asked) * 0.99)]
    print(f"a trivial query meanwhile             p50 {_ms(statistics.median(asked))}  p99 {_ms(p99)}  n {len(asked)}")


def _run(server: Server, campaign: str, horizon: int) -> float:
    started = time.perf_counter()
    identity = _start(server, campaign, horizon)
    if identity:
        _wait(server, identity)
    return time.perf_counter() - started


def _start(server: Server, campaign: str, horizon: int) -> str:
    answer = server.ask(RUN, input={"campaignId": campaign, "horizonDays": horizon})["runSimulation"]
    simulation = answer["simulation"]
    return "" if simulation["status"] == "COMPLETED" else str(simulation["id"])


def _wait(server: Server, identity: str) -> None:
    if not identity:
        return
    while True:
        found = server.ask(STATUS, id=identity)["simulation"]
        if found["status"] in ENDED:
            if found["status"] != "COMPLETED":
                raise RuntimeError(found)
            return
        time.sleep(0.01)


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:8.1f} ms"
