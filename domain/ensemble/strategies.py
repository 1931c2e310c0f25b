"""Ways to find weights: what the default is held against, and what may be asked for instead."""

from enum import StrEnum


class Strategy(StrEnum):
    """How members are weighted."""

    STACKED = "STACKED"
    """So that the combination would have lost the least over past forecasts, drawn towards equality."""
    STATIC = "STATIC"
    """All equally, whatever the past says."""
    CONFIDENCE = "CONFIDENCE"
    """By how nearly each member's own 80 % band held 80 % of the past."""
    PERFORMANCE = "PERFORMANCE"
    """By the inverse fourth power of each member's own past loss."""
    DYNAMIC = "DYNAMIC"
    """By 0.4 confidence, 0.3 past loss, 0.2 share of forecasts that it could make and 0.1 speed."""
