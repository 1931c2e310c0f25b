"""Spending past the budget."""

import numpy as np

from domain.campaigns.model import Campaign
from domain.ensemble.outcome import days_that_count
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.metrics.wording import money, percent
from domain.risk.finding import Finding
from domain.risk.model import Evidence, RiskKind
from domain.severity import Severity

THRESHOLD = 0.10
"""Probability from which an overrun is told."""

SMALL = 0.05
"""Expected overrun, relative to the budget, below which it is not more than medium, however certain."""


def find_overrun(paths: SampledPaths, history: CampaignHistory, campaign: Campaign) -> tuple[Finding, ...]:
    """Find out whether spend so far and forecast spend together pass the budget by the end of horizon or campaign.

    Spend counts from the campaign's start date on; days without an observation count as nothing, so the figure is a
    lower bound when days are missing. The window starts on the first day on which more than a tenth of the futures are
    past the budget. The loss is the mean overrun of the futures that overrun.
    """
    spend = paths.of(None, MetricType.SPEND)
    budget = float(campaign.budget.amount)
    if spend is None or budget <= 0:
        return ()
    days = days_that_count(paths, campaign.end_date)
    spent, missing = _spent(history, campaign)
    before = min(max(0, (campaign.start_date - paths.start).days), days)
    total = spent + np.cumsum(np.where(np.arange(days) < before, 0.0, spend[:, :days]), axis=1)
    over = total > budget
    probability = float(over[:, -1].mean())
    if probability <= THRESHOLD:
        return ()
    first = int(np.argmax(over.mean(axis=0) > THRESHOLD))
    excess = float((total[over[:, -1], -1] - budget).mean())
    return (_finding(paths, campaign, (first, days - 1), probability, (spent, missing, excess), total[:, -1]),)


def _spent(history: CampaignHistory, campaign: Campaign) -> tuple[float, int]:
    """Return what was spent since the campaign started, and on how many of those days nothing was observed."""
    values = history.total(MetricType.SPEND)
    if values is None:
        return 0.0, 0
    offset = max(0, (campaign.start_date - history.start).days)
    unseen_before = max(0, (history.start - campaign.start_date).days)
    return float(np.nansum(values[offset:])), int(np.isnan(values[offset:]).sum()) + unseen_before


def _finding(
    paths: SampledPaths,
    campaign: Campaign,
    window: tuple[int, int],
    probability: float,
    amounts: tuple[float, int, float],
    final: FloatArray,
) -> Finding:
    spent, missing, excess = amounts
    budget, currency = float(campaign.budget.amount), campaign.budget.currency
    start, end = paths.day(window[0]), paths.day(window[1])
    gaps = f" Spend of {missing} days was not observed and counts as none." if missing else ""
    return Finding(
        RiskKind.BUDGET_OVERRUN,
        probability / THRESHOLD,
        probability,
        excess,
        start,
        end,
        f"Spend passes the budget of {money(budget, currency)} by {end} in {percent(probability)} of the forecast "
        f"futures, at the earliest likely on {start}; {money(spent, currency)} are spent so far. "
        f"Expected overrun if it happens: {money(excess, currency)}.{gaps}",
        (
            Evidence("Probability of an overrun", probability, "ratio", THRESHOLD),
            Evidence("Spent so far", spent, currency, budget, "history"),
            Evidence("Median spend at the end", float(np.median(final)), currency, budget),
            Evidence("Mean overrun of the futures that overrun", excess, currency, SMALL * budget),
        ),
        MetricType.SPEND,
        ceiling=Severity.CRITICAL if excess >= SMALL * budget else Severity.MEDIUM,
    )
