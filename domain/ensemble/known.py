"""What is known of a campaign's series before anything comes."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.campaigns.model import Campaign, Channel, PlannedSpend
from domain.forecasting.model import Known

SpendPlan = Mapping[Channel, Mapping[date, float]]
"""Planned spend by channel and day, in the campaign's currency."""


def known_of(campaign: Campaign, planned: SpendPlan | None = None) -> dict[Channel, Known]:
    """Return what is known of the series of each channel there is, whether the campaign names it or not."""
    budget = float(campaign.budget.amount)
    return {
        channel: Known(
            channel=channel.value,
            objective=campaign.objective,
            industry=campaign.industry or "",
            begins=campaign.start_date,
            ends=campaign.end_date,
            budget=budget if budget > 0 else None,
            planned=(planned or {}).get(channel, {}),
        )
        for channel in Channel
    }


def plan_of(planned: Iterable[PlannedSpend]) -> dict[Channel, dict[date, float]]:
    """Arrange planned days as the models take them."""
    found: dict[Channel, dict[date, float]] = {}
    for one in planned:
        found.setdefault(one.channel, {})[one.day] = float(one.amount)
    return found
