"""Run every benchmark, or those named: simulations, imports, startup, forecasts, performance, dashboard, detectors,
marketplace, outlook, subscriptions.

Example: python -m bench subscriptions
"""

import sys

from bench import dashboard, detectors, forecasts, imports, marketplace, outlook, performance, simulations, startup
from bench.server import folder, serving
from bench.subscriptions import compare

SERVED = {"simulations", "imports", "startup"}
"""Benchmarks that ask a server."""


def main(names: list[str]) -> None:
    """Print the figures of this machine at this moment; compare ratios, not machines."""
    chosen = names or [
        *SERVED,
        "forecasts",
        "performance",
        "dashboard",
        "detectors",
        "marketplace",
        "outlook",
        "subscriptions",
    ]
    if SERVED & set(chosen):
        _served(chosen)
    if "forecasts" in chosen:
        forecasts.report()
    if "performance" in chosen:
        performance.report()
    if "dashboard" in chosen:
        dashboard.report()
    if "detectors" in chosen:
        detectors.report()
    if "marketplace" in chosen:
        marketplace.report()
    if "outlook" in chosen:
        outlook.report()
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
