"""Payloads of the customer streams.

Written by ``scripts/generate-stream-payloads`` from the definitions; do not edit.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import strawberry

from graph.streams.payloads.reading import moment_in, texts_in


@strawberry.type(
    name="CustomerSignupStartedPayload",
    description="Payload of `customer.signup.started`: somebody begins to register as a student.",
)
class CustomerSignupStartedPayload:
    """Payload of ``customer.signup.started``."""

    temp_user_id: strawberry.ID = strawberry.field(
        description="Stands for the person until the registration is complete."
    )
    source: str = strawberry.field(description="Where the person came from: `google`, `facebook`, `direct`.")
    medium: str = strawberry.field(description="How the person came: `cpc`, `organic`, `email`.")
    campaign: str = strawberry.field(description="Name of the campaign that brought the person.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            temp_user_id=data["temp_user_id"],
            source=data["source"],
            medium=data["medium"],
            campaign=data["campaign"],
        )


@strawberry.type(
    name="CustomerSignupCompletedPayload",
    description="Payload of `customer.signup.completed`: A student's registration is complete.",
)
class CustomerSignupCompletedPayload:
    """Payload of ``customer.signup.completed``."""

    user_id: strawberry.ID = strawberry.field(description="The student.")
    registration_source: str = strawberry.field(
        description="Where the registration was made: `web`, `mobile_ios`, `mobile_android`."
    )
    device_type: str = strawberry.field(description="Kind of device: `desktop`, `mobile`, `tablet`.")
    cohort_id: strawberry.ID = strawberry.field(description="Quarter in which the student joined, such as 2026Q4.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            user_id=data["user_id"],
            registration_source=data["registration_source"],
            device_type=data["device_type"],
            cohort_id=data["cohort_id"],
        )


@strawberry.type(
    name="CustomerLoginSuccessPayload", description="Payload of `customer.login.success`: A student signs in."
)
class CustomerLoginSuccessPayload:
    """Payload of ``customer.login.success``."""

    user_id: strawberry.ID = strawberry.field(description="The student.")
    ip_address: str = strawberry.field(description="Address of the device.")
    device_type: str = strawberry.field(description="Kind of device: `desktop`, `mobile`, `tablet`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            user_id=data["user_id"],
            ip_address=data["ip_address"],
            device_type=data["device_type"],
        )


@strawberry.type(
    name="CustomerLoginFailurePayload", description="Payload of `customer.login.failure`: somebody fails to sign in."
)
class CustomerLoginFailurePayload:
    """Payload of ``customer.login.failure``."""

    username_or_email: str = strawberry.field(description="What was typed as the name.")
    ip_address: str = strawberry.field(
        description="Address of the device; many failures from one are a sign of an attack."
    )
    reason: str = strawberry.field(
        description="Why it failed: `wrong_password`, `account_not_found`, `account_locked`."
    )

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            username_or_email=data["username_or_email"],
            ip_address=data["ip_address"],
            reason=data["reason"],
        )


@strawberry.type(
    name="CustomerProfileUpdatePayload",
    description="Payload of `customer.profile.update`: A student changes the own profile.",
)
class CustomerProfileUpdatePayload:
    """Payload of ``customer.profile.update``."""

    user_id: strawberry.ID = strawberry.field(description="The student.")
    updated_fields: list[str] = strawberry.field(description="Names of the fields that were changed; at most 100.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            user_id=data["user_id"],
            updated_fields=texts_in(data["updated_fields"]),
        )


@strawberry.type(
    name="CustomerSubscriptionPlanChangedPayload",
    description="Payload of `customer.subscription.plan_changed`: A student changes the subscription plan.",
)
class CustomerSubscriptionPlanChangedPayload:
    """Payload of ``customer.subscription.plan_changed``."""

    user_id: strawberry.ID = strawberry.field(description="The student.")
    old_plan_id: strawberry.ID = strawberry.field(description="Plan before.")
    new_plan_id: strawberry.ID = strawberry.field(description="Plan after.")
    event_type: str = strawberry.field(description="Direction of the change: `upgrade`, `downgrade`, `lateral`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            user_id=data["user_id"],
            old_plan_id=data["old_plan_id"],
            new_plan_id=data["new_plan_id"],
            event_type=data["event_type"],
        )


@strawberry.type(
    name="CustomerSubscriptionPaymentSuccessPayload",
    description="Payload of `customer.subscription.payment_success`: A subscription payment succeeds.",
)
class CustomerSubscriptionPaymentSuccessPayload:
    """Payload of ``customer.subscription.payment_success``."""

    user_id: strawberry.ID = strawberry.field(description="The student.")
    amount: float = strawberry.field(description="What was paid, in USD.")
    plan_id: strawberry.ID = strawberry.field(description="Plan that was paid.")
    next_billing_date: datetime = strawberry.field(description="When the next payment is due.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            user_id=data["user_id"],
            amount=data["amount"],
            plan_id=data["plan_id"],
            next_billing_date=moment_in(data["next_billing_date"]),
        )


@strawberry.type(
    name="CustomerSubscriptionPaymentFailurePayload",
    description="Payload of `customer.subscription.payment_failure`: A subscription payment fails.",
)
class CustomerSubscriptionPaymentFailurePayload:
    """Payload of ``customer.subscription.payment_failure``."""

    user_id: strawberry.ID = strawberry.field(description="The student.")
    amount: float = strawberry.field(description="What was to be paid, in USD.")
    failure_reason_code: str = strawberry.field(
        description="Why it failed: `insufficient_funds`, `expired_card`, `declined`."
    )

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            user_id=data["user_id"],
            amount=data["amount"],
            failure_reason_code=data["failure_reason_code"],
        )


@strawberry.type(
    name="CustomerPageViewPayload", description="Payload of `customer.page.view`: A student looks at a page."
)
class CustomerPageViewPayload:
    """Payload of ``customer.page.view``."""

    user_id: strawberry.ID = strawberry.field(description="The student.")
    page_url: str = strawberry.field(description="Path of the page.")
    duration_seconds: int = strawberry.field(description="How long it was looked at, in seconds.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            user_id=data["user_id"],
            page_url=data["page_url"],
            duration_seconds=data["duration_seconds"],
        )


@strawberry.type(
    name="CustomerTutorSearchPayload",
    description="Payload of `customer.tutor.search`: A student searches for a tutor; the main signal of demand.",
)
class CustomerTutorSearchPayload:
    """Payload of ``customer.tutor.search``."""

    user_id: strawberry.ID = strawberry.field(description="The student.")
    subject: str = strawberry.field(description="Subject that is looked for.")
    availability_start: datetime = strawberry.field(description="Earliest time that suits.")
    availability_end: datetime = strawberry.field(description="Latest time that suits.")
    keywords: list[str] = strawberry.field(description="Words that were searched for; at most 100.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            user_id=data["user_id"],
            subject=data["subject"],
            availability_start=moment_in(data["availability_start"]),
            availability_end=moment_in(data["availability_end"]),
            keywords=texts_in(data["keywords"]),
        )
