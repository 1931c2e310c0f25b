"""Run every benchmark, or those named: simulations, imports, startup, marketplace, subscriptions.

Example: python -m bench subscriptions
"""

import sys

from bench import imports, marketplace, simulations, startup
from bench.server import folder, serving
from bench.subscriptions import compare

SERVED = {"simulations", "imports", "startup"}
"""Benchmarks that ask a server."""


def main(names: list[str]) -> None:
    """Print the figures of this machine at this moment; compare ratios, not machines."""
    chosen = names or [*SERVED, "marketplace", "subscriptions"]
    if SERVED & set(chosen):
        _served(chosen)
    if "marketplace" in chosen:
        marketplace.report()
    if "subscriptions" in chosen:
        compare.report()


def _served(chosen: list[str]) -> None:
    with folder() as data:
        with serving(data, demo=False) as server:
            if "simulations" in chosen:
                simulations.report(server)
            if "imports" in chosen:
                imports.report(server)
        if "startup" in chosen:
            startup.report(data)


if __name__ == "__main__":
    main(sys.argv[1:])
