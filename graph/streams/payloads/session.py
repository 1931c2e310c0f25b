"""Payloads of the session streams.

Written by ``scripts/generate-stream-payloads`` from the definitions; do not edit.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import strawberry

from graph.streams.payloads.reading import moment_in


@strawberry.type(
    name="SessionBookingRequestedPayload",
    description="Payload of `session.booking.requested`: A student asks a tutor for a session.",
)
class SessionBookingRequestedPayload:
    """Payload of ``session.booking.requested``."""

    request_id: strawberry.ID = strawberry.field(description="The booking request.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    subject: str = strawberry.field(description="Subject of the session.")
    requested_time: datetime = strawberry.field(description="When the session is wanted.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            request_id=data["request_id"],
            student_id=data["student_id"],
            tutor_id=data["tutor_id"],
            subject=data["subject"],
            requested_time=moment_in(data["requested_time"]),
        )


@strawberry.type(
    name="SessionBookingConfirmedPayload",
    description="Payload of `session.booking.confirmed`: A tutor confirms a booking request.",
)
class SessionBookingConfirmedPayload:
    """Payload of ``session.booking.confirmed``."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    request_id: strawberry.ID = strawberry.field(description="The booking request.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    scheduled_time: datetime = strawberry.field(description="When the session begins.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            session_id=data["session_id"],
            request_id=data["request_id"],
            student_id=data["student_id"],
            tutor_id=data["tutor_id"],
            scheduled_time=moment_in(data["scheduled_time"]),
        )


@strawberry.type(
    name="SessionBookingDeclinedByTutorPayload",
    description="Payload of `session.booking.declined_by_tutor`: A tutor declines a booking request.",
)
class SessionBookingDeclinedByTutorPayload:
    """Payload of ``session.booking.declined_by_tutor``."""

    request_id: strawberry.ID = strawberry.field(description="The booking request.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    reason: str = strawberry.field(description="Why: `scheduling_conflict`, `subject_mismatch`, `unavailable`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            request_id=data["request_id"],
            student_id=data["student_id"],
            tutor_id=data["tutor_id"],
            reason=data["reason"],
        )


@strawberry.type(
    name="SessionBookingExpiredPayload",
    description="Payload of `session.booking.expired`: A booking request expires without an answer.",
)
class SessionBookingExpiredPayload:
    """Payload of ``session.booking.expired``."""

    request_id: strawberry.ID = strawberry.field(description="The booking request.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    subject: str = strawberry.field(description="Subject of the session.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            request_id=data["request_id"],
            student_id=data["student_id"],
            subject=data["subject"],
        )


@strawberry.type(
    name="SessionCancellationByStudentPayload",
    description="Payload of `session.cancellation.by_student`: A student cancels a session.",
)
class SessionCancellationByStudentPayload:
    """Payload of ``session.cancellation.by_student``."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    reason_code: str = strawberry.field(description="Why.")
    cancellation_fee_charged: bool = strawberry.field(
        description="Whether a fee was charged for the late cancellation."
    )

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            session_id=data["session_id"],
            student_id=data["student_id"],
            reason_code=data["reason_code"],
            cancellation_fee_charged=data["cancellation_fee_charged"],
        )


@strawberry.type(
    name="SessionCancellationByTutorPayload",
    description="Payload of `session.cancellation.by_tutor`: A tutor cancels a session.",
)
class SessionCancellationByTutorPayload:
    """Payload of ``session.cancellation.by_tutor``."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    reason_code: str = strawberry.field(description="Why.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            session_id=data["session_id"],
            tutor_id=data["tutor_id"],
            reason_code=data["reason_code"],
        )


@strawberry.type(name="SessionStartedPayload", description="Payload of `session.started`: A session begins.")
class SessionStartedPayload:
    """Payload of ``session.started``."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    student_join_time: datetime = strawberry.field(description="When the student joined.")
    tutor_join_time: datetime = strawberry.field(description="When the tutor joined.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            session_id=data["session_id"],
            student_join_time=moment_in(data["student_join_time"]),
            tutor_join_time=moment_in(data["tutor_join_time"]),
        )


@strawberry.type(name="SessionCompletedPayload", description="Payload of `session.completed`: A session is completed.")
class SessionCompletedPayload:
    """Payload of ``session.completed``."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    duration_minutes: int = strawberry.field(description="How long it took, in minutes.")
    subject: str = strawberry.field(description="Subject of the session.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            session_id=data["session_id"],
            student_id=data["student_id"],
            tutor_id=data["tutor_id"],
            duration_minutes=data["duration_minutes"],
            subject=data["subject"],
        )


@strawberry.type(
    name="SessionNoShowStudentPayload",
    description="Payload of `session.no_show.student`: A student does not come to a session.",
)
class SessionNoShowStudentPayload:
    """Payload of ``session.no_show.student``."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    scheduled_time: datetime = strawberry.field(description="When the session was to begin.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            session_id=data["session_id"],
            student_id=data["student_id"],
            tutor_id=data["tutor_id"],
            scheduled_time=moment_in(data["scheduled_time"]),
        )


@strawberry.type(
    name="SessionNoShowTutorPayload",
    description="Payload of `session.no_show.tutor`: A tutor does not come to a session.",
)
class SessionNoShowTutorPayload:
    """Payload of ``session.no_show.tutor``."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    scheduled_time: datetime = strawberry.field(description="When the session was to begin.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            session_id=data["session_id"],
            student_id=data["student_id"],
            tutor_id=data["tutor_id"],
            scheduled_time=moment_in(data["scheduled_time"]),
        )


@strawberry.type(
    name="SessionRatingSubmittedByStudentPayload",
    description="Payload of `session.rating.submitted_by_student`: A student rates a completed session.",
)
class SessionRatingSubmittedByStudentPayload:
    """Payload of ``session.rating.submitted_by_student``."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    rating_score: int = strawberry.field(description="From 1, the worst, to 5, the best.")
    comment: str | None = strawberry.field(description="What the student wrote; null when nothing.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            session_id=data["session_id"],
            student_id=data["student_id"],
            tutor_id=data["tutor_id"],
            rating_score=data["rating_score"],
            comment=data.get("comment"),
        )


@strawberry.type(
    name="SessionFeedbackSubmittedByTutorPayload",
    description="Payload of `session.feedback.submitted_by_tutor`: A tutor gives feedback on a completed session.",
)
class SessionFeedbackSubmittedByTutorPayload:
    """Payload of ``session.feedback.submitted_by_tutor``."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    tutor_id: strawberry.ID = strawberry.field(description="The tutor.")
    student_id: strawberry.ID = strawberry.field(description="The student.")
    notes: str = strawberry.field(description="What the tutor wrote.")
    student_progress: str = strawberry.field(description="How the student does: `improving`, `struggling`, `advanced`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            session_id=data["session_id"],
            tutor_id=data["tutor_id"],
            student_id=data["student_id"],
            notes=data["notes"],
            student_progress=data["student_progress"],
        )
