"""Whether the process runs, and whether it can serve."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

import structlog
from starlette.requests import Request
from starlette.responses import Response

from graph.http.refusal import json_response

_log = structlog.get_logger(__name__)


class HealthProbe(Protocol):
    """Looks at one thing that serving needs."""

    async def __call__(self) -> None:
        """Return when it is well.

        Raises:
            Exception: It is not; the reason goes to the log.
        """
        ...


class Health:
    """Answers ``/healthz`` and ``/readyz``."""

    def __init__(self, probes: Mapping[str, HealthProbe], *, patience: float = 2.0) -> None:
        """Hold the probes, each of which may take ``patience`` seconds."""
        self._probes = dict(probes)
        self._patience = patience

    async def alive(self, _: Request) -> Response:
        """Say that the event loop turns."""
        return json_response({"status": "ok"})

    async def ready(self, _: Request) -> Response:
        """Ask all probes at once, none for longer than it may take; 503 when any is not well."""
        outcomes = await asyncio.gather(
            *(asyncio.wait_for(probe(), self._patience) for probe in self._probes.values()), return_exceptions=True
        )
        checks = {}
        for name, outcome in zip(self._probes, outcomes, strict=True):
            checks[name] = "failing" if isinstance(outcome, BaseException) else "ok"
            if isinstance(outcome, BaseException):
                _log.warning("probe_failed", probe=name, exc_info=outcome)
        failing = "failing" in checks.values()
        return json_response({"status": "failing" if failing else "ok", "checks": checks}, 503 if failing else 200)
