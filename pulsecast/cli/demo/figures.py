"""What the demo works out of the API's answers: costs per conversion, and which campaign and finding to tell of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import quantiles
from typing import Any

Document = Mapping[str, Any]

USUAL_DAYS = 28
LEAST_USUAL_DAYS = 14
"""Days with conversions below which nothing is called usual."""

SEVERITIES = ("LOW", "MEDIUM", "HIGH", "CRITICAL")


@dataclass(frozen=True, slots=True)
class Cost:
    """What was spent, and what came of it.

    Attributes:
        spend: In the currency of the campaign.
    """

    spend: float = 0.0
    conversions: float = 0.0

    @property
    def per_conversion(self) -> float | None:
        """Return the cost per conversion; none without any."""
        return self.spend / self.conversions if self.conversions > 0 else None


@dataclass(frozen=True, slots=True)
class Usual:
    """A campaign's usual cost per conversion.

    Attributes:
        cost: All spend over all conversions.
        low: One day in ten is below it.
        high: One day in ten is above it.
        days: How many days with conversions it is taken from.
    """

    cost: float
    low: float
    high: float
    days: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The campaign that the demo looks at.

    Attributes:
        running: How many campaigns run, of which this one is the steadiest.
        all_ids: Of those that run with budgets in its currency, itself among them.
        all_usual: What a conversion usually costs over all of them.
    """

    id: str
    name: str
    objective: str
    currency: str
    usual: Usual
    running: int
    all_ids: frozenset[str]
    all_usual: float


@dataclass(frozen=True, slots=True)
class BothCosts:
    """What was spent, and what came of it, in the campaign and in all that run in its currency."""

    mine: Cost
    together: Cost


Costs = Mapping[datetime, Cost]
"""By the beginning of the day or hour."""


def costs_in(metrics: Sequence[Document]) -> dict[datetime, Cost]:
    """Return the costs in a campaign's series of spend and conversions."""
    series = {one["metric"]: {time_of(point["at"]): point["value"] for point in one["points"]} for one in metrics}
    spend, conversions = series.get("SPEND", {}), series.get("CONVERSIONS", {})
    return {at: Cost(spend[at], conversions.get(at, 0.0)) for at in sorted(spend)}


def total(costs: Costs, first: datetime, end: datetime) -> Cost:
    """Return the sum from ``first`` to ``end``, exclusive."""
    inside = [cost for at, cost in costs.items() if first <= at < end]
    return Cost(sum(one.spend for one in inside), sum(one.conversions for one in inside))


def added(parts: Iterable[Costs]) -> dict[datetime, Cost]:
    """Return the costs of several campaigns together."""
    sums: dict[datetime, Cost] = {}
    for costs in parts:
        for at, cost in costs.items():
            before = sums.get(at, Cost())
            sums[at] = Cost(before.spend + cost.spend, before.conversions + cost.conversions)
    return sums


def last_day(hours: Costs) -> tuple[datetime, Cost] | None:
    """Return the last 24 hours that are known, with when they end; none of fewer hours."""
    if not hours:
        return None
    end = max(hours) + timedelta(hours=1)
    begin = end - timedelta(days=1)
    return (end, total(hours, begin, end)) if sum(at >= begin for at in hours) == 24 else None


def usual_of(days: Costs) -> Usual | None:
    """Return what is usual on days; none when conversions came on too few of them."""
    known = [cost.per_conversion for cost in days.values() if cost.per_conversion is not None]
    if len(known) < LEAST_USUAL_DAYS:
        return None
    every = total(days, min(days), max(days) + timedelta(days=1)).per_conversion
    tenths = quantiles(known, n=10, method="inclusive")
    return None if every is None or tenths[0] <= 0 else Usual(every, tenths[0], tenths[-1], len(known))


def steadiest(campaigns: Iterable[Document], goes_on_to: date) -> Chosen | None:
    """Return the campaign whose cost per conversion varies least from day to day: what bends it shows best.

    Args:
        campaigns: Those that run, with their daily costs.
        goes_on_to: It has to run up to this day.
    """
    found = [(one, costs_in(one["metrics"])) for one in campaigns]
    candidates = []
    for one, costs in found:
        usual, currency = usual_of(costs), one["budget"]["currency"]
        if usual is not None and (one["endDate"] is None or date.fromisoformat(one["endDate"]) >= goes_on_to):
            alike = {other["id"]: days for other, days in found if other["budget"]["currency"] == currency}
            together = added(alike.values())
            every = total(together, min(together), max(together) + timedelta(days=1)).per_conversion or usual.cost
            candidates.append(
                Chosen(one["id"], one["name"], one["objective"], currency, usual, len(found), frozenset(alike), every)
            )
    return min(candidates, key=lambda one: (one.usual.high / one.usual.low, one.name), default=None)


def worst(insights: Iterable[Document], campaign_id: str) -> Document | None:
    """Return the most severe finding, one of a campaign before those of others; none when all are to one's good."""
    bad = [one for one in insights if one["severity"] != "LOW"]
    return max(bad, key=lambda one: (_about(one, campaign_id), SEVERITIES.index(one["severity"])), default=None)


def unusual_since(insights: Iterable[Document], day: date) -> list[Document]:
    """Return the anomalies, and changes that last, of this day and later ones."""
    kinds = {"ANOMALY", "CHANGE_POINT"}
    return [one for one in insights if one["kind"] in kinds and one["day"] and date.fromisoformat(one["day"]) >= day]


def _about(insight: Document, campaign_id: str) -> bool:
    return bool(insight["campaign"]) and insight["campaign"]["id"] == campaign_id


def hours_since(begin: datetime, now: datetime) -> tuple[datetime, datetime] | None:
    """Return the whole hours between two times, at most the last 24; none when there is none."""
    first = begin.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    end = now.replace(minute=0, second=0, microsecond=0)
    first = max(first, end - timedelta(days=1))
    return (first, end) if first < end else None


def time_of(text: str) -> datetime:
    """Read a time of the API."""
    return datetime.fromisoformat(text).astimezone(UTC)


def midnight(day: date) -> datetime:
    """Return the beginning of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
