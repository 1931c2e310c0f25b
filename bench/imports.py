"""How fast files are read and stored."""

import time
from datetime import UTC, datetime, timedelta

from bench.campaigns import EVERY_CHANNEL, create, fill, rows
from bench.server import Server

ROWS = 100_000


def report(server: Server) -> None:
    """Print rows a second of one large file over HTTP, new and repeated."""
    days = ROWS // len(EVERY_CHANNEL) + 1
    last = datetime.now(UTC).date() - timedelta(days=1)
    text = "\n".join(rows(last, days, EVERY_CHANNEL))
    text = "\n".join(text.split("\n")[: ROWS + 1])
    campaign = create(server, "Large import", EVERY_CHANNEL)
    for what in ("new", "repeated"):
        server.settle()
        before = _memory(server)
        started = time.perf_counter()
        answer = fill(server, campaign, text)
        took = time.perf_counter() - started
        print(
            f"import of {ROWS:,} rows, {what:<9}       {answer['rowsAccepted']:,} accepted in {took:.2f} s: "
            f"{ROWS / took:,.0f} rows/s, server memory {before:.0f} -> {_memory(server):.0f} MB"
        )


def _memory(server: Server) -> float:
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as status:  # noqa: PTH123 - no file on disk
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
