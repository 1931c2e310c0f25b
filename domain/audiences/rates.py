"""The rates that models predict, and how they hang together."""

from collections.abc import Mapping
from enum import StrEnum

from domain.audiences.model import AudienceKind


class Rate(StrEnum):
    """What part of those who could do something do it."""

    OPEN_RATE = "OPEN_RATE"
    CLICK_RATE = "CLICK_RATE"
    CONVERSION_RATE = "CONVERSION_RATE"
    ENGAGEMENT_RATE = "ENGAGEMENT_RATE"
    CHURN_RATE = "CHURN_RATE"


RATES: Mapping[AudienceKind, tuple[Rate, ...]] = {
    AudienceKind.EMAIL: (Rate.OPEN_RATE, Rate.CLICK_RATE, Rate.CONVERSION_RATE),
    AudienceKind.AUDIENCE: (Rate.ENGAGEMENT_RATE, Rate.CHURN_RATE),
    AudienceKind.CONTENT: (Rate.ENGAGEMENT_RATE, Rate.CONVERSION_RATE),
}
"""Rates of each kind. Those of e-mail count delivered messages, engagement of an audience counts members reached in a
week, churn its members, and those of content count impressions."""

CHAINED = frozenset({AudienceKind.EMAIL})
"""Kinds whose rates are stages: who clicks has opened, who converts has clicked. Models learn the step from one stage
to the next, so that no rate can exceed the one before it."""

MODELS: Mapping[AudienceKind, str] = {
    AudienceKind.EMAIL: "email_performance",
    AudienceKind.AUDIENCE: "audience_engagement",
    AudienceKind.CONTENT: "content_effectiveness",
}
"""Names of the models."""

LOWER_IS_BETTER = frozenset({Rate.CHURN_RATE})

HORIZONS: Mapping[AudienceKind, tuple[int | None, ...]] = {
    AudienceKind.EMAIL: (None,),
    AudienceKind.AUDIENCE: (1, 7, 30),
    AudienceKind.CONTENT: (1, 7, 30),
}
"""Days that rates are predicted for. A send has none: what it achieves, it achieves."""
