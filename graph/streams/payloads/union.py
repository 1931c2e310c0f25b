"""The union of all payloads.

Written by ``scripts/generate-stream-payloads`` from the definitions; do not edit.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import strawberry

from graph.streams.payloads.customer import (
    CustomerLoginFailurePayload,
    CustomerLoginSuccessPayload,
    CustomerPageViewPayload,
    CustomerProfileUpdatePayload,
    CustomerSignupCompletedPayload,
    CustomerSignupStartedPayload,
    CustomerSubscriptionPaymentFailurePayload,
    CustomerSubscriptionPaymentSuccessPayload,
    CustomerSubscriptionPlanChangedPayload,
    CustomerTutorSearchPayload,
)
from graph.streams.payloads.marketing import (
    MarketingAdClickPayload,
    MarketingAdConversionPayload,
    MarketingAdImpressionPayload,
    MarketingAdSpendPayload,
    SeoOrganicTrafficPayload,
)
from graph.streams.payloads.session import (
    SessionBookingConfirmedPayload,
    SessionBookingDeclinedByTutorPayload,
    SessionBookingExpiredPayload,
    SessionBookingRequestedPayload,
    SessionCancellationByStudentPayload,
    SessionCancellationByTutorPayload,
    SessionCompletedPayload,
    SessionFeedbackSubmittedByTutorPayload,
    SessionNoShowStudentPayload,
    SessionNoShowTutorPayload,
    SessionRatingSubmittedByStudentPayload,
    SessionStartedPayload,
)
from graph.streams.payloads.support import (
    SupportCallInboundPayload,
    SupportCallOutboundPayload,
    SupportLiveChatMessagePayload,
    SupportLiveChatStartedPayload,
    SupportRefundRequestedPayload,
    SupportTicketCreatedPayload,
    SupportTicketResolvedPayload,
    SupportTicketUpdatedPayload,
)
from graph.streams.payloads.system import (
    ApiRequestLogPayload,
    DatabaseQueryPerformancePayload,
    PaymentGatewayTransactionStatusPayload,
    PlatformConcurrentUsersPayload,
    SystemErrorLogPayload,
)
from graph.streams.payloads.tutor import (
    TutorApplicationReceivedPayload,
    TutorAvailabilityBatchUpdatedPayload,
    TutorAvailabilitySetPayload,
    TutorLoginEventPayload,
    TutorOnboardingApprovedPayload,
    TutorOnboardingRejectedPayload,
    TutorOnboardingStepCompletedPayload,
    TutorPayoutInitiatedPayload,
    TutorProfileViewedByStudentPayload,
    TutorStatusChangedPayload,
)

AnyPayload = (
    ApiRequestLogPayload
    | CustomerPageViewPayload
    | MarketingAdImpressionPayload
    | CustomerLoginSuccessPayload
    | TutorProfileViewedByStudentPayload
    | CustomerTutorSearchPayload
    | SupportLiveChatMessagePayload
    | TutorLoginEventPayload
    | MarketingAdClickPayload
    | SessionBookingRequestedPayload
    | TutorAvailabilitySetPayload
    | SessionBookingConfirmedPayload
    | SessionStartedPayload
    | SessionCompletedPayload
    | PaymentGatewayTransactionStatusPayload
    | CustomerSubscriptionPaymentSuccessPayload
    | SessionFeedbackSubmittedByTutorPayload
    | SupportTicketUpdatedPayload
    | SessionRatingSubmittedByStudentPayload
    | CustomerSignupStartedPayload
    | SupportLiveChatStartedPayload
    | MarketingAdConversionPayload
    | SessionBookingDeclinedByTutorPayload
    | CustomerLoginFailurePayload
    | SupportTicketCreatedPayload
    | SupportTicketResolvedPayload
    | PlatformConcurrentUsersPayload
    | CustomerSignupCompletedPayload
    | CustomerProfileUpdatePayload
    | TutorPayoutInitiatedPayload
    | SupportCallInboundPayload
    | SeoOrganicTrafficPayload
    | DatabaseQueryPerformancePayload
    | SessionBookingExpiredPayload
    | TutorAvailabilityBatchUpdatedPayload
    | SystemErrorLogPayload
    | SessionCancellationByStudentPayload
    | CustomerSubscriptionPaymentFailurePayload
    | SessionNoShowStudentPayload
    | CustomerSubscriptionPlanChangedPayload
    | TutorApplicationReceivedPayload
    | TutorStatusChangedPayload
    | MarketingAdSpendPayload
    | TutorOnboardingStepCompletedPayload
    | SupportCallOutboundPayload
    | SessionNoShowTutorPayload
    | TutorOnboardingRejectedPayload
    | SessionCancellationByTutorPayload
    | TutorOnboardingApprovedPayload
    | SupportRefundRequestedPayload
)

StreamPayload = Annotated[
    AnyPayload, strawberry.union("StreamPayload", description="The payload of an event: a type for each stream.")
]

PAYLOADS: Mapping[str, Callable[[Mapping[str, Any]], AnyPayload]] = {
    "api.request.log": ApiRequestLogPayload.of,
    "customer.page.view": CustomerPageViewPayload.of,
    "marketing.ad.impression": MarketingAdImpressionPayload.of,
    "customer.login.success": CustomerLoginSuccessPayload.of,
    "tutor.profile.viewed_by_student": TutorProfileViewedByStudentPayload.of,
    "customer.tutor.search": CustomerTutorSearchPayload.of,
    "support.live_chat.message": SupportLiveChatMessagePayload.of,
    "tutor.login.event": TutorLoginEventPayload.of,
    "marketing.ad.click": MarketingAdClickPayload.of,
    "session.booking.requested": SessionBookingRequestedPayload.of,
    "tutor.availability.set": TutorAvailabilitySetPayload.of,
    "session.booking.confirmed": SessionBookingConfirmedPayload.of,
    "session.started": SessionStartedPayload.of,
    "session.completed": SessionCompletedPayload.of,
    "payment_gateway.transaction.status": PaymentGatewayTransactionStatusPayload.of,
    "customer.subscription.payment_success": CustomerSubscriptionPaymentSuccessPayload.of,
    "session.feedback.submitted_by_tutor": SessionFeedbackSubmittedByTutorPayload.of,
    "support.ticket.updated": SupportTicketUpdatedPayload.of,
    "session.rating.submitted_by_student": SessionRatingSubmittedByStudentPayload.of,
    "customer.signup.started": CustomerSignupStartedPayload.of,
    "support.live_chat.started": SupportLiveChatStartedPayload.of,
    "marketing.ad.conversion": MarketingAdConversionPayload.of,
    "session.booking.declined_by_tutor": SessionBookingDeclinedByTutorPayload.of,
    "customer.login.failure": CustomerLoginFailurePayload.of,
    "support.ticket.created": SupportTicketCreatedPayload.of,
    "support.ticket.resolved": SupportTicketResolvedPayload.of,
    "platform.concurrent.users": PlatformConcurrentUsersPayload.of,
    "customer.signup.completed": CustomerSignupCompletedPayload.of,
    "customer.profile.update": CustomerProfileUpdatePayload.of,
    "tutor.payout.initiated": TutorPayoutInitiatedPayload.of,
    "support.call.inbound": SupportCallInboundPayload.of,
    "seo.organic.traffic": SeoOrganicTrafficPayload.of,
    "database.query.performance": DatabaseQueryPerformancePayload.of,
    "session.booking.expired": SessionBookingExpiredPayload.of,
    "tutor.availability.batch_updated": TutorAvailabilityBatchUpdatedPayload.of,
    "system.error.log": SystemErrorLogPayload.of,
    "session.cancellation.by_student": SessionCancellationByStudentPayload.of,
    "customer.subscription.payment_failure": CustomerSubscriptionPaymentFailurePayload.of,
    "session.no_show.student": SessionNoShowStudentPayload.of,
    "customer.subscription.plan_changed": CustomerSubscriptionPlanChangedPayload.of,
    "tutor.application.received": TutorApplicationReceivedPayload.of,
    "tutor.status.changed": TutorStatusChangedPayload.of,
    "marketing.ad.spend": MarketingAdSpendPayload.of,
    "tutor.onboarding.step_completed": TutorOnboardingStepCompletedPayload.of,
    "support.call.outbound": SupportCallOutboundPayload.of,
    "session.no_show.tutor": SessionNoShowTutorPayload.of,
    "tutor.onboarding.rejected": TutorOnboardingRejectedPayload.of,
    "session.cancellation.by_tutor": SessionCancellationByTutorPayload.of,
    "tutor.onboarding.approved": TutorOnboardingApprovedPayload.of,
    "support.refund.requested": SupportRefundRequestedPayload.of,
}
"""Reads the payload of an event, by stream."""
