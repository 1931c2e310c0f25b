"""What the demo workspace is made of, as a definition from which its data are generated."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.campaigns.model import ApprovalState, CampaignStatus, Channel, Medium, Money
from domain.workspaces.model import Role


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A person of the demo workspace."""

    name: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class Fatigue:
    """How a creative wears out: its CTR and engagement fall from 1 towards ``floor`` with its age.

    Attributes:
        half_life_days: Age at which half of the loss has happened.
        floor: What remains of a creative that is worn out, 0 … 1.
        last_refresh_days_ago: Days from the latest refresh to the last observed day; 0 is that day.
        refresh_every_days: Days between the refreshes before that.
    """

    half_life_days: float
    floor: float
    last_refresh_days_ago: int
    refresh_every_days: int


@dataclass(frozen=True, slots=True)
class DemoChannel:
    """How a campaign does on one channel, at its daily budget, with fresh creatives and usual demand.

    Attributes:
        daily_budget: Planned spend a day at the end of the history, in the campaign's currency.
        ctr: Clicks per impression.
        cpc: Spend per click, in the campaign's currency.
        conversion_rate: Conversions per click.
        order_value: Mean revenue of a conversion, in the campaign's currency.
        engagement_rate: Reactions, comments and shares per impression.
        frequency: Impressions per person reached and day, at least 1.
        half_point: Spend that gives half of all impressions there are, as a multiple of the daily budget; low is
            saturated.
        steepness: Exponent of the Hill curve; 1 is concave throughout.
        spend_variation: Standard deviation of the logarithm of weekly budgets; what lets a response be learned.
    """

    channel: Channel
    daily_budget: float
    ctr: float
    cpc: float
    conversion_rate: float
    order_value: float
    engagement_rate: float
    frequency: float
    half_point: float
    steepness: float
    spend_variation: float
    fatigue: Fatigue


class AnomalyKind(StrEnum):
    """What sort of disturbance is planted."""

    TRACKING_OUTAGE = "TRACKING_OUTAGE"
    PRICE_WAR = "PRICE_WAR"


@dataclass(frozen=True, slots=True)
class PlantedAnomaly:
    """A disturbance that a detector should find, and the only kind of oddity in the data.

    Attributes:
        kind: A tracking outage multiplies recorded clicks, conversions and revenue by ``factor``; a price war
            multiplies the price of impressions, hence CPC and CPM, by it.
        channels: Where it happens; everywhere when empty.
        starts_days_ago: Days from its first day to the last observed day of the campaign.
        days: How long it lasts.
    """

    name: str
    description: str
    kind: AnomalyKind
    channels: tuple[Channel, ...]
    starts_days_ago: int
    days: int
    factor: float

    def first_day(self, last_observed: date) -> date:
        """Return its first day, given the last observed day of the campaign."""
        return last_observed - timedelta(days=self.starts_days_ago)

    def affects(self, channel: Channel) -> bool:
        """Tell whether it happens on a channel."""
        return not self.channels or channel in self.channels


@dataclass(frozen=True, slots=True)
class DemoCampaign:
    """A campaign of the demo workspace; days count from today, the day after the last day of data.

    Attributes:
        key: Stable name from which its randomness derives.
        author: E-mail of the member who made it.
        starts_days_ago: Days from its first day to today.
        ends_in_days: Days from today to its last day, negative when it is over; open-ended when none.
        paused_days_ago: Days from its first day without delivery to today, when it is paused.
        growth_per_month: Relative growth of demand in 30 days.
        season_strength: How strongly it follows the school year: 0 not at all, 1 fully, negative against it.
        weekdays: Demand from Monday to Sunday, relative to their mean.
        simulated: Whether the first start simulates it.
    """

    key: str
    name: str
    objective: str
    industry: str
    medium: Medium
    status: CampaignStatus
    approval: ApprovalState
    author: str
    budget: Money
    starts_days_ago: int
    ends_in_days: int | None
    paused_days_ago: int | None
    growth_per_month: float
    season_strength: float
    weekdays: tuple[float, ...]
    tags: tuple[str, ...]
    simulated: bool
    channels: tuple[DemoChannel, ...]
    anomalies: tuple[PlantedAnomaly, ...]

    def start_date(self, today: date) -> date:
        """Return its first day."""
        return today - timedelta(days=self.starts_days_ago)

    def end_date(self, today: date) -> date | None:
        """Return its last day, or none when it is open-ended."""
        return None if self.ends_in_days is None else today + timedelta(days=self.ends_in_days)

    def last_observed(self, last_day: date) -> date:
        """Return the last day with data: ``last_day`` unless it ended or was paused before."""
        today = last_day + timedelta(days=1)
        ends = [last_day]
        end = self.end_date(today)
        if end is not None:
            ends.append(end)
        if self.paused_days_ago is not None:
            ends.append(today - timedelta(days=self.paused_days_ago + 1))
        return min(ends)

    @property
    def daily_budget(self) -> Decimal:
        """Planned spend of all channels a day, in the campaign's currency."""
        return sum((Decimal(str(channel.daily_budget)) for channel in self.channels), Decimal(0))


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo workspace. It has at least one member of each role."""

    workspace_name: str
    workspace_slug: str
    members: tuple[DemoMember, ...]
    campaigns: tuple[DemoCampaign, ...]
