"""Figures about the traffic, for Prometheus."""

from collections.abc import Iterable

from graphql import GraphQLError
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import Response

from graph.errors.coded import ProtocolCode


class ProtocolMetrics:
    """Counts operations, errors and sockets in a registry of its own, to which others may add."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry if registry is not None else CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.operations = Counter(
            "pulsecast_operations", "Operations by kind and transport.", ("kind", "transport"), registry=self.registry
        )
        self.seconds = Histogram(
            "pulsecast_operation_seconds",
            "Wall time of queries and mutations.",
            ("kind",),
            registry=self.registry,
        )
        self.errors = Counter("pulsecast_errors", "Errors in answers by code.", ("code",), registry=self.registry)
        self.masked = Counter(
            "pulsecast_masked_errors", "Errors whose reason is in the log only.", registry=self.registry
        )
        self.sockets = Gauge("pulsecast_open_sockets", "Sockets that are open now.", registry=self.registry)

        self.groups = Gauge(
            "pulsecast_subscription_groups", "Executions that subscriptions share now.", registry=self.registry
        )
        self.behind = Counter(
            "pulsecast_subscribers_fallen_behind",
            "Times that a client read so slowly that it was left out for a while.",
            registry=self.registry,
        )

    def count_operation(self, kind: str | None, transport: str) -> None:
        """Count one operation; its kind is unknown when its document is not valid."""
        self.operations.labels(kind or "unknown", transport).inc()

    def count_errors(self, errors: Iterable[GraphQLError]) -> None:
        """Count the errors of one answer or push."""
        for error in errors:
            code = str((error.extensions or {}).get("code", ProtocolCode.INTERNAL_ERROR))
            self.errors.labels(code).inc()
            if code == ProtocolCode.INTERNAL_ERROR:
                self.masked.inc()

    def response(self) -> Response:
        """Return all figures in the text format of Prometheus."""
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)
