"""The same events, rates and clients for every server, one after the other; every client checks what it gets."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pulsecast.cli.bench import microseconds
from pulsecast.cli.bench_orders import ProcessEnded
from pulsecast.cli.bench_run import LATENCY, ClientsFailed, Load, Outcome, Target, measure

HERE = Path(__file__).parent
PLAIN = "subscription { GROUP: streamEvents { stream sequence timestamp publishedAt data } }"
CLIENTS = 500
CALM_RATE = 10.0
"""Events a second that every server sustains, to compare what a message costs."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A server to compare with; ``script`` is a module of Python or a file of JavaScript in this folder."""

    name: str
    script: str | None = None

    @property
    def target(self) -> Target:
        if self.script is None:
            return Target()
        if self.script.endswith(".mjs"):
            return Target(("node", "--no-warnings", str(HERE / self.script)), HERE, document=PLAIN)
        return Target((sys.executable, "-m", f"bench.subscriptions.{self.script}"), document=PLAIN)


PEERS = (
    Peer("Pulsecast"),
    Peer("Strawberry, its leak mended", "stock"),
    Peer("Starlette, bare send_text", "bare"),
    Peer("Mercurius", "mercurius.mjs"),
    Peer("Yoga with graphql-ws", "yoga.mjs"),
)


def report() -> None:
    """Print messages/s with p99 below 100 ms, and what a message costs at a calm rate."""
    print(f"subscriptions, {CLIENTS} clients of the same events; load of the machine before: {os.getloadavg()[0]:.1f}")
    print(
        f"{'':<28} {'messages/s':>10} {'of ours':>8} {'p50/p99 ms':>13} {'µs/msg':>7} {'calm µs':>8} {'calm p99':>9} "
        f"{'MB':>9} {'others':>7} {'lost':>5}"
    )
    print("  others: cores that everything else on the machine took; * not sustained, the latency shown is too much")
    absent = _absent()
    ours: float | None = None
    for peer in PEERS:
        if absent is not None and str(peer.script).endswith(".mjs"):
            print(f"{peer.name:<28} skipped: {absent}")
            continue
        try:
            sustained = measure(peer.target, Load(CLIENTS, seconds=8), lambda _: None)
            calm = measure(peer.target, Load(CLIENTS, rate=CALM_RATE, seconds=8), lambda _: None)
        except (ClientsFailed, ProcessEnded) as error:
            print(f"{peer.name:<28} failed: {error}")
            continue
        speed = sustained.window.messages / sustained.window.seconds
        ours = speed if ours is None else ours
        print(_row(peer, sustained, calm, speed / ours), flush=True)


def _row(peer: Peer, sustained: Outcome, calm: Outcome, ratio: float) -> str:
    window = sustained.window
    speed = f"{window.messages / window.seconds:,.0f}{'' if window.percentile(0.99) < LATENCY else '*'}"
    others = _figure(None if window.others is None else window.others / window.seconds)
    halves = f"{1000 * window.percentile(0.5):.0f}/{1000 * window.percentile(0.99):.0f}"
    grown = "/".join(f"{part:.0f}" for part in (sustained.memory[0], sustained.memory[2]) if part is not None)
    return (
        f"{peer.name:<28} {speed:>10} {ratio:>7.1%} {halves:>13} {_figure(microseconds(window)):>7} "
        f"{_figure(microseconds(calm.window)):>8} {1000 * calm.window.percentile(0.99):>9.1f} {grown:>9} {others:>7} "
        f"{sustained.faults['lost'] + calm.faults['lost']:>5,}"
    )


def _figure(number: float | None) -> str:
    return "–" if number is None else f"{number:.1f}"


def _absent() -> str | None:
    """Install the packages for JavaScript unless they are there; return why they are not."""
    npm = shutil.which("npm")
    if shutil.which("node") is None or npm is None:
        return "node and npm are not installed"
    if (HERE / "node_modules" / ".package-lock.json").is_file():
        return None
    command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        return "npm ci took more than three minutes"
    return None if done.returncode == 0 else f"npm ci: {(done.stderr.strip().splitlines() or ['failed'])[0]}"
