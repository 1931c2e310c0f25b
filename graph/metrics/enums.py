"""Enumerations of metrics."""

from domain.metrics.model import Granularity, MetricType
from graph.enums import described

described(
    MetricType,
    "What is measured, and the ratios that follow. Ratios are ratios of sums, never means of ratios.",
    IMPRESSIONS="Times an ad was shown.",
    REACH="People who saw it, summed over days and channels.",
    CLICKS="Clicks.",
    CONVERSIONS="Conversions, as the source counts them; may be fractional.",
    ENGAGEMENT="Reactions, comments, shares and the like.",
    SPEND="Money spent, in the campaign's currency.",
    REVENUE="Money earned, in the campaign's currency.",
    CTR="Clicks per impression, a ratio.",
    CPC="Spend per click.",
    CPM="Spend per thousand impressions.",
    CPA="Spend per conversion.",
    ROAS="Revenue per unit of spend, a ratio.",
)
described(
    Granularity,
    "Width of the periods that metrics are summed over.",
    HOUR="One hour; only for campaigns whose metrics are measured that finely, 92 days at most.",
    DAY="One day, UTC.",
    WEEK="One week from Monday.",
)

__all__ = ["Granularity", "MetricType"]
