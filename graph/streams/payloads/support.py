"""Payloads of the support streams.

Written by ``scripts/generate-stream-payloads`` from the definitions; do not edit.
"""

from collections.abc import Mapping
from typing import Any, Self

import strawberry


@strawberry.type(
    name="SupportCallInboundPayload", description="Payload of `support.call.inbound`: A customer calls the support."
)
class SupportCallInboundPayload:
    """Payload of ``support.call.inbound``."""

    call_id: strawberry.ID = strawberry.field(description="The call.")
    customer_id: strawberry.ID = strawberry.field(description="The student.")
    phone_number: str = strawberry.field(description="Number that called.")
    queue: str = strawberry.field(description="Queue of the call: `billing`, `technical`, `general`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            call_id=data["call_id"],
            customer_id=data["customer_id"],
            phone_number=data["phone_number"],
            queue=data["queue"],
        )


@strawberry.type(
    name="SupportCallOutboundPayload", description="Payload of `support.call.outbound`: the support calls a customer."
)
class SupportCallOutboundPayload:
    """Payload of ``support.call.outbound``."""

    call_id: strawberry.ID = strawberry.field(description="The call.")
    customer_id: strawberry.ID = strawberry.field(description="The student.")
    operator_id: strawberry.ID = strawberry.field(description="Operator who calls.")
    reason: str = strawberry.field(description="Why: `churn_followup`, `payment_retry`, `satisfaction_check`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            call_id=data["call_id"],
            customer_id=data["customer_id"],
            operator_id=data["operator_id"],
            reason=data["reason"],
        )


@strawberry.type(
    name="SupportTicketCreatedPayload", description="Payload of `support.ticket.created`: A support ticket is opened."
)
class SupportTicketCreatedPayload:
    """Payload of ``support.ticket.created``."""

    ticket_id: strawberry.ID = strawberry.field(description="The ticket.")
    customer_id: strawberry.ID = strawberry.field(description="The student.")
    category: str = strawberry.field(
        description="What it is about: `technical_issue`, `billing`, `booking_problem`, `quality_complaint`."
    )
    priority: str = strawberry.field(description="How urgent it is: `low`, `medium`, `high`, `urgent`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            ticket_id=data["ticket_id"],
            customer_id=data["customer_id"],
            category=data["category"],
            priority=data["priority"],
        )


@strawberry.type(
    name="SupportTicketUpdatedPayload",
    description="Payload of `support.ticket.updated`: A support ticket is worked on.",
)
class SupportTicketUpdatedPayload:
    """Payload of ``support.ticket.updated``."""

    ticket_id: strawberry.ID = strawberry.field(description="The ticket.")
    update_type: str = strawberry.field(
        description="What happened: `agent_reply`, `status_change`, `customer_reply`, `escalation`."
    )
    agent_id: strawberry.ID | None = strawberry.field(description="Agent who worked on it; null for the customer.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            ticket_id=data["ticket_id"],
            update_type=data["update_type"],
            agent_id=data.get("agent_id"),
        )


@strawberry.type(
    name="SupportTicketResolvedPayload",
    description="Payload of `support.ticket.resolved`: A support ticket is resolved.",
)
class SupportTicketResolvedPayload:
    """Payload of ``support.ticket.resolved``."""

    ticket_id: strawberry.ID = strawberry.field(description="The ticket.")
    agent_id: strawberry.ID = strawberry.field(description="Agent who resolved it.")
    resolution_time_hours: float = strawberry.field(description="Time from its opening, in hours.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            ticket_id=data["ticket_id"],
            agent_id=data["agent_id"],
            resolution_time_hours=data["resolution_time_hours"],
        )


@strawberry.type(
    name="SupportLiveChatStartedPayload",
    description="Payload of `support.live_chat.started`: A customer opens a live chat.",
)
class SupportLiveChatStartedPayload:
    """Payload of ``support.live_chat.started``."""

    chat_id: strawberry.ID = strawberry.field(description="The chat.")
    customer_id: strawberry.ID = strawberry.field(description="The student.")
    initial_query: str = strawberry.field(description="What the customer asks first.")
    wait_time_seconds: int = strawberry.field(description="How long the customer waited, in seconds.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            chat_id=data["chat_id"],
            customer_id=data["customer_id"],
            initial_query=data["initial_query"],
            wait_time_seconds=data["wait_time_seconds"],
        )


@strawberry.type(
    name="SupportLiveChatMessagePayload",
    description="Payload of `support.live_chat.message`: somebody writes in a live chat.",
)
class SupportLiveChatMessagePayload:
    """Payload of ``support.live_chat.message``."""

    chat_id: strawberry.ID = strawberry.field(description="The chat.")
    sender_type: str = strawberry.field(description="Who writes: `customer`, `agent`, `bot`.")
    message_length: int = strawberry.field(description="Length in characters.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            chat_id=data["chat_id"],
            sender_type=data["sender_type"],
            message_length=data["message_length"],
        )


@strawberry.type(
    name="SupportRefundRequestedPayload",
    description="Payload of `support.refund.requested`: A customer asks for money back.",
)
class SupportRefundRequestedPayload:
    """Payload of ``support.refund.requested``."""

    refund_request_id: strawberry.ID = strawberry.field(description="The request.")
    customer_id: strawberry.ID = strawberry.field(description="The student.")
    session_id: strawberry.ID | None = strawberry.field(description="The session that it is about; null when none.")
    amount: float = strawberry.field(description="What is asked for, in USD.")
    reason: str = strawberry.field(description="Why.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            refund_request_id=data["refund_request_id"],
            customer_id=data["customer_id"],
            session_id=data.get("session_id"),
            amount=data["amount"],
            reason=data["reason"],
        )
