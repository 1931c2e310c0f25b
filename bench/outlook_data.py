"""A portfolio to measure with: courses of the demo's generator, each at many levels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

import numpy as np

from config.definitions import load_demo
from domain.campaigns.model import ApprovalState, Campaign, CampaignStatus, Money
from domain.demo.model import DemoCampaign
from domain.metrics.model import MetricPoint, MetricType
from simulator.campaigns.generator import generate_campaign_metrics

WORKSPACE = UUID(int=1)
LAST_DAY = date(2026, 6, 30)
NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
CHANNELS, DAYS, COURSES = 3, 180, 60
LEFT_OUT = MetricType.ENGAGEMENT
"""So that six metrics remain."""

_WHOLE = frozenset({MetricType.IMPRESSIONS, MetricType.REACH, MetricType.CLICKS, MetricType.CONVERSIONS})


@dataclass(frozen=True, slots=True)
class Course:
    """A campaign and what was observed of it."""

    campaign: Campaign
    points: tuple[MetricPoint, ...]


def courses(count: int = COURSES) -> list[Course]:
    """Return different campaigns with three channels, six metrics and 180 days each."""
    definitions = [_three_channels(one) for one in load_demo().campaigns if len(one.channels) >= CHANNELS]
    made = []
    for number in range(count):
        definition = definitions[number % len(definitions)]
        points = generate_campaign_metrics(definition, seed=number, last_day=LAST_DAY, days=DAYS)
        kept = tuple(one for one in points if one.metric is not LEFT_OUT)
        made.append(Course(_campaign(number, definition), kept))
    return made


def portfolio(count: int, found: Sequence[Course]) -> list[Course]:
    """Return so many campaigns: each course at levels from a third to three times its own."""
    random = np.random.default_rng(5)
    made = []
    for number in range(count):
        course, level = found[number % len(found)], float(np.exp(random.uniform(-1.1, 1.1)))
        campaign = replace(course.campaign, id=uuid5(WORKSPACE, f"copy {number}"), name=f"Copy {number}")
        made.append(Course(campaign, tuple(_scaled(one, level) for one in course.points)))
    return made


def _scaled(point: MetricPoint, level: float) -> MetricPoint:
    value = point.value * level
    return replace(point, value=float(round(value)) if point.metric in _WHOLE else value)


def _three_channels(definition: DemoCampaign) -> DemoCampaign:
    """Return the definition with its first channels, running since half a year at least and without an end in sight."""
    return replace(
        definition,
        channels=definition.channels[:CHANNELS],
        anomalies=(),
        paused_days_ago=None,
        starts_days_ago=DAYS + 20,
        ends_in_days=400,
    )


def _campaign(number: int, definition: DemoCampaign) -> Campaign:
    return Campaign(
        id=uuid5(WORKSPACE, f"course {number}"),
        workspace_id=WORKSPACE,
        name=f"{definition.name} {number}",
        objective=definition.objective,
        status=CampaignStatus.RUNNING,
        approval=ApprovalState.APPROVED,
        channels=tuple(one.channel for one in definition.channels),
        budget=Money(Decimal(1_000_000), "USD"),
        start_date=LAST_DAY - timedelta(days=DAYS),
        end_date=None,
        created_at=NOW,
        updated_at=NOW,
        created_by=UUID(int=2),
        industry=definition.industry,
        data_version=1,
    )
