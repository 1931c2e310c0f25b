"""Campaigns to measure with."""

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta

from bench.server import Server

CHANNELS = ("GOOGLE", "FACEBOOK", "INSTAGRAM", "TIKTOK", "LINKEDIN")
EVERY_CHANNEL = (*CHANNELS, "X", "SNAPCHAT", "PINTEREST", "EMAIL", "SMS", "WEB", "PR", "OOH", "OTHER")

CREATE = """
mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } errors { message } } }
"""
IMPORT = """
mutation ($input: ImportMetricsInput!) {
  importMetrics(input: $input) { rowsAccepted rowsRejected errors { message } }
}
"""


def create(server: Server, name: str, channels: tuple[str, ...]) -> str:
    """Make a campaign and return its id."""
    about = {
        "name": name,
        "objective": "benchmark",
        "channels": list(channels),
        "budget": {"amount": "1000000", "currency": "USD"},
        "startDate": "2020-01-01",
    }
    return str(server.ask(CREATE, input=about)["createCampaign"]["campaign"]["id"])


def rows(last: date, days: int, channels: tuple[str, ...], seed: int = 1) -> Iterator[str]:
    """Yield the lines of a CSV file: a weekly pattern, a slow wave and noise."""
    dice = random.Random(seed)
    yield "date,channel,impressions,clicks,spend,conversions,revenue"
    for back in range(days - 1, -1, -1):
        day = last - timedelta(days=back)
        wave = (1 + 0.3 * (day.weekday() < 5)) * (1 + 0.2 * math.sin(back / 29))
        for index, channel in enumerate(channels):
            shown = int((4_000 + 900 * index) * wave * dice.lognormvariate(0, 0.15))
            clicks = int(shown * 0.02 * dice.lognormvariate(0, 0.1))
            sold = int(clicks * 0.08 * dice.lognormvariate(0, 0.15))
            yield f"{day},{channel},{shown},{clicks},{clicks * 0.8:.2f},{sold},{sold * 40.0:.2f}"


def fill(server: Server, campaign: str, text: str) -> dict[str, object]:
    """Import a file into a campaign."""
    answer = server.ask(IMPORT, input={"campaignId": campaign, "format": "CSV", "content": text})
    return dict(answer["importMetrics"])
