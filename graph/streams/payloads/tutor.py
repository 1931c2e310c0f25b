"""Payloads of the tutor streams.

Written by ``scripts/generate-stream-payloads`` from the definitions; do not edit.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import strawberry

from graph.scalars import JSON
from graph.streams.payloads.reading import moment_in


@strawberry.type(
    name="TutorApplicationReceivedPayload",
    description="Payload of `tutor.application.received`: somebody applies to become a tutor.",
)
class TutorApplicationReceivedPayload:
    """Payload of ``tutor.application.received``."""

    applicant_id: strawberry.ID = strawberry.field(description="The applicant.")
    subject: str = strawberry.field(description="Subject that the applicant wants to teach.")
    region: str = strawberry.field(description="Region of the applicant.")
    source_campaign_id: strawberry.ID | None = strawberry.field(
        description="Recruiting campaign that brought the applicant; null when none did."
    )

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            applicant_id=data["applicant_id"],
            subject=data["subject"],
            region=data["region"],
            source_campaign_id=data.get("source_campaign_id"),
        )


@strawberry.type(
    name="TutorOnboardingStepCompletedPayload",
    description="Payload of `tutor.onboarding.step_completed`: an applicant finishes a step of the onboarding.",
)
class TutorOnboardingStepCompletedPayload:
    """Payload of ``tutor.onboarding.step_completed``."""

    applicant_id: strawberry.ID = strawberry.field(description="The applicant.")
    step_name: str = strawberry.field(
        description="Which step: `application_review`, `background_check`, `demo_session`, `training`."
    )
    status: str = strawberry.field(description="How it ended: `pending`, `completed`, `failed`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            applicant_id=data["applicant_id"],
            step_name=data["step_name"],
            status=data["status"],
        )


@strawberry.type(
    name="TutorOnboardingApprovedPayload",
    description="Payload of `tutor.onboarding.approved`: an applicant becomes a tutor.",
)
class TutorOnboardingApprovedPayload:
    """Payload of ``tutor.onboarding.approved``."""

    applicant_id: strawberry.ID = strawberry.field(description="The applicant.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    approved_by_operator_id: strawberry.ID = strawberry.field(description="Operator who approved.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            applicant_id=data["applicant_id"],
            tutor_id=data["tutor_id"],
            approved_by_operator_id=data["approved_by_operator_id"],
        )


@strawberry.type(
    name="TutorOnboardingRejectedPayload",
    description="Payload of `tutor.onboarding.rejected`: an applicant is turned down.",
)
class TutorOnboardingRejectedPayload:
    """Payload of ``tutor.onboarding.rejected``."""

    applicant_id: strawberry.ID = strawberry.field(description="The applicant.")
    rejection_reason: str = strawberry.field(description="Why.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            applicant_id=data["applicant_id"],
            rejection_reason=data["rejection_reason"],
        )


@strawberry.type(
    name="TutorAvailabilitySetPayload",
    description="Payload of `tutor.availability.set`: A tutor sets a block of time; the main signal of supply.",
)
class TutorAvailabilitySetPayload:
    """Payload of ``tutor.availability.set``."""

    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    block_start: datetime = strawberry.field(description="Start of the block.")
    block_end: datetime = strawberry.field(description="End of the block.")
    status: str = strawberry.field(description="What the block is: `available`, `booked`, `unavailable`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            tutor_id=data["tutor_id"],
            block_start=moment_in(data["block_start"]),
            block_end=moment_in(data["block_end"]),
            status=data["status"],
        )


@strawberry.type(
    name="TutorAvailabilityBatchUpdatedPayload",
    description="Payload of `tutor.availability.batch_updated`: A tutor changes the weekly template of availability.",
)
class TutorAvailabilityBatchUpdatedPayload:
    """Payload of ``tutor.availability.batch_updated``."""

    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    template: JSON = strawberry.field(description="Blocks by weekday, each with its start and end.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            tutor_id=data["tutor_id"],
            template=data["template"],
        )


@strawberry.type(name="TutorLoginEventPayload", description="Payload of `tutor.login.event`: A tutor signs in.")
class TutorLoginEventPayload:
    """Payload of ``tutor.login.event``."""

    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    device_type: str = strawberry.field(description="Kind of device: `desktop`, `mobile`, `tablet`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            tutor_id=data["tutor_id"],
            device_type=data["device_type"],
        )


@strawberry.type(
    name="TutorProfileViewedByStudentPayload",
    description="Payload of `tutor.profile.viewed_by_student`: A student looks at a tutor's profile.",
)
class TutorProfileViewedByStudentPayload:
    """Payload of ``tutor.profile.viewed_by_student``."""

    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    viewing_student_id: strawberry.ID = strawberry.field(description="The student who looks.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            tutor_id=data["tutor_id"],
            viewing_student_id=data["viewing_student_id"],
        )


@strawberry.type(
    name="TutorPayoutInitiatedPayload",
    description="Payload of `tutor.payout.initiated`: A tutor is paid for completed sessions, once a week.",
)
class TutorPayoutInitiatedPayload:
    """Payload of ``tutor.payout.initiated``."""

    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    amount_usd: float = strawberry.field(description="What is paid, in USD.")
    session_count: int = strawberry.field(description="Sessions that are paid.")
    payout_method: str = strawberry.field(description="How it is paid: `bank_transfer`, `paypal`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            tutor_id=data["tutor_id"],
            amount_usd=data["amount_usd"],
            session_count=data["session_count"],
            payout_method=data["payout_method"],
        )


@strawberry.type(
    name="TutorStatusChangedPayload",
    description="Payload of `tutor.status.changed`: A tutor becomes active, pauses or leaves.",
)
class TutorStatusChangedPayload:
    """Payload of ``tutor.status.changed``."""

    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    old_status: str = strawberry.field(description="Status before: active, paused or inactive.")
    new_status: str = strawberry.field(description="Status after: `active`, `paused`, `inactive`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            tutor_id=data["tutor_id"],
            old_status=data["old_status"],
            new_status=data["new_status"],
        )
