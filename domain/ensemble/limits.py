"""What is fixed beforehand and bounds every future: the last day, and a budget that is a cap."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from domain.campaigns.model import Campaign
from domain.ensemble.plan import DriverPlan
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import QUANTILES, FloatArray
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.metrics.wording import money

_DELIVERY = frozenset({MetricType.SPEND, MetricType.IMPRESSIONS})
"""What says that a campaign ran on a day. Conversions do not: they come in for days after the last impression."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was spent since the campaign began, but before the history that models look at.

    Attributes:
        amount: In the campaign's currency.
        days: On how many days spend was observed.
    """

    amount: float = 0.0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What no future goes beyond.

    Attributes:
        begins: First day of the campaign; what is spent before does not count towards its budget.
        last: Last day on which anything is delivered; none when the end is open.
        passed: The end date that the campaign delivered past, and the last day on which it did: that date is evidently
            wrong, so ``last`` is none; none where there is no such date.
        budget: Of the whole campaign, in its currency; 0 when there is none.
        currency: ISO 4217 code.
        capped: Whether delivery ends when the budget is spent.
        spent: What was observed to be spent since the campaign began.
        missing: Days since then on which spend was not observed; they count as nothing.
    """

    begins: date
    last: date | None
    passed: tuple[date, date] | None
    budget: float
    currency: str
    capped: bool
    spent: float
    missing: int

    def over(self, start: date) -> bool:
        """Tell whether the campaign is over before a forecast starts."""
        return self.last is not None and self.last < start

    def counted(self, paths: SampledPaths) -> FloatArray | None:
        """Return what the budget pays for on each forecast day: spend of all channels from the campaign's first day on.

        Shape ``(paths, horizon)``; none when spend is not forecast.
        """
        spend = paths.of(None, MetricType.SPEND)
        before = max(0, (self.begins - paths.start).days)
        return None if spend is None else np.where(np.arange(paths.horizon) < before, 0.0, spend)

    def applied(self, paths: SampledPaths) -> SampledPaths:
        """Return the same futures within the limits; the very same object when none of them reaches one.

        Nothing is delivered after the last day. Where the budget is a cap, all channels deliver the same fraction on
        the day on which it would be passed, just so much that it is not, and nothing from then on. A day is scaled as a
        whole, so that every identity between metrics stays.
        """
        shares = self._shares(paths)
        if (shares == 1.0).all():
            return paths
        return SampledPaths(paths.start, {key: values * shares for key, values in paths.values.items()})

    def lasting(self, paths: SampledPaths) -> int:
        """Return the days for which most futures deliver in full.

        Args:
            paths: The futures before the limits were applied.
        """
        full = np.median(self._shares(paths), axis=0) == 1.0
        return paths.horizon if full.all() else int(full.argmin())

    def notes(self, paths: SampledPaths) -> tuple[str, ...]:
        """Return what a reader should know about them, in sentences.

        Args:
            paths: The futures before the limits were applied.
        """
        found = []
        if self.passed is not None:
            end, delivered = self.passed
            found.append(f"The campaign's last day is {end}, but it still delivered on {delivered}: it is not held to.")
        if self.last is not None and self.last < paths.day(paths.horizon - 1):
            found.append(f"The campaign's last day is {self.last}: nothing is forecast after it.")
        if self.capped and self.counted(paths) is None:
            found.append("The budget is a cap, but spend was never observed: the forecast cannot be held to it.")
        elif self.capped and self.spent >= self.budget:
            found.append(f"The budget of {money(self.budget, self.currency)} is spent: nothing more is delivered.")
        return tuple(found)

    def _shares(self, paths: SampledPaths) -> FloatArray:
        """Return the share of each day that is delivered. Shape ``(paths, horizon)``."""
        shares = np.ones((paths.count, paths.horizon))
        if self.last is not None:
            shares[:, max(0, (self.last - paths.start).days + 1) :] = 0.0
        counted = self.counted(paths) if self.capped else None
        if counted is not None:
            shares *= self._affordable(counted * shares, max(0, (self.begins - paths.start).days))
        return shares

    def _affordable(self, counted: FloatArray, before: int) -> FloatArray:
        """Return the share of each day that the money left pays for. Shape ``(paths, horizon)``."""
        left = self.budget - self.spent - (np.cumsum(counted, axis=1) - counted)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            share = np.where(counted > 0, np.clip(left / counted, 0.0, 1.0), np.where(left > 0, 1.0, 0.0))
        share[:, :before] = 1.0
        return share


def limits_of(campaign: Campaign, history: CampaignHistory, earlier: Earlier | None = None) -> Limits:
    """Return the limits of a campaign's futures.

    Args:
        campaign: Whose they are.
        history: What was observed; it may be cut to recent days.
        earlier: What was spent before those days.
    """
    delivered = _last_delivery(history)
    end = campaign.end_date
    wrong = end is not None and delivered is not None and end < delivered
    spent, missing = _spent(history, campaign, earlier or Earlier())
    return Limits(
        begins=campaign.start_date,
        last=None if wrong else end,
        passed=(end, delivered) if wrong and end is not None and delivered is not None else None,
        budget=float(campaign.budget.amount),
        currency=campaign.budget.currency,
        capped=campaign.budget_capped and campaign.budget.amount > 0,
        spent=spent,
        missing=missing,
    )


def held_forecasts(
    plan: DriverPlan, forecasts: dict[str, FloatArray], free: SampledPaths, held: SampledPaths
) -> dict[str, FloatArray]:
    """Return the quantiles of each series as they are within the limits; the given ones where those change nothing.

    Rates stay: a limit does not change what an impression brings.

    Args:
        plan: What was forecast.
        forecasts: Quantiles by series key. Shape ``(horizon, len(QUANTILES))`` each.
        free: Futures drawn from them.
        held: The same futures within the limits.
    """
    if held is free:
        return forecasts
    found = dict(forecasts)
    for driver in plan.drivers:
        if driver.key is None or driver.per is not None:
            continue
        before, after = free.values[driver.channel, driver.metric], held.values[driver.channel, driver.metric]
        touched = (before != after).any(axis=0)
        if touched.any():
            found[driver.key] = forecasts[driver.key].copy()
            found[driver.key][touched] = np.quantile(after[:, touched], QUANTILES, axis=0).T
    return found


def _last_delivery(history: CampaignHistory) -> date | None:
    """Return the last day on which anything was delivered."""
    telling = [values for (_, metric), values in history.values.items() if metric in _DELIVERY]
    rows = telling or list(history.values.values())
    days = np.flatnonzero(np.any([np.nan_to_num(values) > 0 for values in rows], axis=0))
    return date.fromordinal(history.start.toordinal() + int(days[-1])) if len(days) else None


def _spent(history: CampaignHistory, campaign: Campaign, earlier: Earlier) -> tuple[float, int]:
    """Return what was spent since the campaign began, and on how many of those days it was not observed."""
    values = history.total(MetricType.SPEND)
    if values is None:
        return earlier.amount, 0
    offset = max(0, (campaign.start_date - history.start).days)
    unseen_before = max(0, (history.start - campaign.start_date).days - earlier.days)
    unseen = int(np.isnan(values[offset:]).sum()) + unseen_before
    return earlier.amount + float(np.nansum(values[offset:])), unseen
