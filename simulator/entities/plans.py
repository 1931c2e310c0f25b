"""Subscription plans: what they cost, and who has which."""

from simulator.entities.keys import mixed

PRICES = {"basic": 29.0, "standard": 49.0, "premium": 89.0, "family": 129.0}
"""USD a month, cheapest first."""

_PLANS = tuple(PRICES)
_OFTEN = ("basic",) * 5 + ("standard",) * 3 + ("premium",) + ("family",)
_PLAN = 1


def plan_of(student: int) -> str:
    """Return the plan of a student."""
    return _OFTEN[mixed(student, _PLAN) % len(_OFTEN)]


def price_of(student: int) -> float:
    """Return what a student pays in a month, USD."""
    return PRICES[plan_of(student)]


def change(direction: str, chance: int) -> tuple[str, str]:
    """Return the plans before and after an upgrade, a downgrade or a lateral change (billed by the year instead)."""
    if direction == "lateral":
        plan = _PLANS[chance % len(_PLANS)]
        return plan, f"{plan}_yearly"
    low = chance % (len(_PLANS) - 1)
    high = low + 1 + (chance >> 32) % (len(_PLANS) - 1 - low)
    return (_PLANS[low], _PLANS[high]) if direction == "upgrade" else (_PLANS[high], _PLANS[low])
