"""Payloads of the system streams.

Written by ``scripts/generate-stream-payloads`` from the definitions; do not edit.
"""

from collections.abc import Mapping
from typing import Any, Self

import strawberry


@strawberry.type(
    name="ApiRequestLogPayload", description="Payload of `api.request.log`: A request to the platform's API."
)
class ApiRequestLogPayload:
    """Payload of ``api.request.log``."""

    endpoint: str = strawberry.field(description="Path of the request.")
    status_code: int = strawberry.field(description="HTTP status.")
    latency_ms: int = strawberry.field(description="How long the answer took, in milliseconds.")
    user_id: strawberry.ID | None = strawberry.field(description="The student who is signed in; null when nobody is.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            endpoint=data["endpoint"],
            status_code=data["status_code"],
            latency_ms=data["latency_ms"],
            user_id=data.get("user_id"),
        )


@strawberry.type(name="SystemErrorLogPayload", description="Payload of `system.error.log`: A service reports an error.")
class SystemErrorLogPayload:
    """Payload of ``system.error.log``."""

    service_name: str = strawberry.field(description="Which service.")
    error_message: str = strawberry.field(description="What it reports.")
    severity: str = strawberry.field(description="How grave it is: `info`, `warning`, `error`, `critical`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            service_name=data["service_name"],
            error_message=data["error_message"],
            severity=data["severity"],
        )


@strawberry.type(
    name="DatabaseQueryPerformancePayload",
    description="Payload of `database.query.performance`: A database query takes long.",
)
class DatabaseQueryPerformancePayload:
    """Payload of ``database.query.performance``."""

    db_host: str = strawberry.field(description="Host of the database.")
    query_hash: str = strawberry.field(description="Fingerprint of the query.")
    duration_ms: int = strawberry.field(description="How long it took, in milliseconds.")
    query_text: str = strawberry.field(description="Shape of the query.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            db_host=data["db_host"],
            query_hash=data["query_hash"],
            duration_ms=data["duration_ms"],
            query_text=data["query_text"],
        )


@strawberry.type(
    name="PlatformConcurrentUsersPayload",
    description="Payload of `platform.concurrent.users`: how many people use the platform, sampled every five minutes.",
)
class PlatformConcurrentUsersPayload:
    """Payload of ``platform.concurrent.users``."""

    active_student_count: int = strawberry.field(description="Students who are active.")
    active_tutor_count: int = strawberry.field(description="Tutors who are active.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            active_student_count=data["active_student_count"],
            active_tutor_count=data["active_tutor_count"],
        )


@strawberry.type(
    name="PaymentGatewayTransactionStatusPayload",
    description="Payload of `payment_gateway.transaction.status`: the payment gateway reports on a transaction.",
)
class PaymentGatewayTransactionStatusPayload:
    """Payload of ``payment_gateway.transaction.status``."""

    transaction_id: strawberry.ID = strawberry.field(description="The transaction.")
    gateway: str = strawberry.field(description="Which gateway: `stripe`, `paypal`, `braintree`.")
    status: str = strawberry.field(description="How it went: `success`, `failed`, `pending`.")
    amount: float = strawberry.field(description="Amount, in USD.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            transaction_id=data["transaction_id"],
            gateway=data["gateway"],
            status=data["status"],
            amount=data["amount"],
        )
