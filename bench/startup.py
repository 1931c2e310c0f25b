"""How long a start takes, and what it loads."""

import subprocess
import sys
from pathlib import Path

from bench.server import serving

HEAVY = ("lightgbm", "pandas", "openai", "torch", "statsforecast", "scipy", "dbos")


def report(data: Path) -> None:
    """Print seconds from start to ready on an existing database, and which heavy modules the API imports."""
    seconds = []
    for _ in range(3):
        with serving(data, demo=False) as server:
            seconds.append(server.seconds_to_ready)
    print(f"start to ready, existing database     best {min(seconds):.2f} s  worst {max(seconds):.2f} s")
    code = f"import sys, graph.schema, graph.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    print(f"heavy modules that `graph` imports    {found}")
