"""Which campaigns are most like one."""

from collections.abc import Iterable

from domain.campaigns.model import Campaign

MOST_CAMPAIGNS = 60
"""Campaigns that are read; more would add little to what these tell."""

CHANNELS, OBJECTIVE, INDUSTRY = 4.0, 2.0, 1.0
"""What it counts to share all channels, the objective, the industry."""


def most_similar(campaign: Campaign, others: Iterable[Campaign]) -> list[Campaign]:
    """Return at most ``MOST_CAMPAIGNS`` others that have metrics, the most similar first, then the latest begun."""
    there = {one.id: one for one in others if one.id != campaign.id and one.data_version > 0}
    ranked = sorted(
        there.values(), key=lambda one: (-similarity(campaign, one), -one.start_date.toordinal(), str(one.id))
    )
    return ranked[:MOST_CAMPAIGNS]


def similarity(one: Campaign, other: Campaign) -> float:
    """Return how alike two campaigns are, 0 … 7."""
    channels = set(one.channels)
    common = len(channels & set(other.channels)) / len(channels) if channels else 0.0
    objective = OBJECTIVE * (_plain(one.objective) == _plain(other.objective))
    industry = INDUSTRY * (bool(one.industry) and _plain(one.industry or "") == _plain(other.industry or ""))
    return CHANNELS * common + objective + industry


def _plain(text: str) -> str:
    return text.strip().casefold()
