"""Do the values agree with each other and with the campaign?"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from domain.campaigns.model import Campaign, Channel
from domain.forecasting.model import FloatArray
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.quality.model import QualityDimension, QualityIssue
from domain.quality.observed import BoolArray, day_at
from domain.severity import Severity
from domain.wording import counted

BUDGET_TOLERANCE = 0.05
"""Share of the budget due by which spend may be off."""

_BUDGET_LOSS = 0.25


def consistency_of(history: CampaignHistory, campaign: Campaign) -> tuple[float, list[QualityIssue]]:
    """Return the score and the flaws.

    The score starts at 1 and loses the share of contradicting days (more clicks than impressions, conversions without a
    click) twice over, and up to 0.25 for spend off the budget, in full at 50 % and more.
    """
    issues: list[QualityIssue] = []
    wrong, compared = 0, 0
    for channel in history.channels:
        for issue, days, both in _contradictions(history, channel):
            compared += both
            wrong += days
            issues += [issue] if issue else []
    off, budget_issues = _budget(history, campaign)
    score = 1 - 2 * wrong / max(compared, 1) - _BUDGET_LOSS * min(off / 0.5, 1.0)
    return max(score, 0.0), [*issues, *budget_issues]


def _contradictions(history: CampaignHistory, channel: Channel) -> Iterator[tuple[QualityIssue | None, int, int]]:
    """Yield for each rule the flaw, the days that break it, and the days on which it could be checked."""
    impressions = history.of(channel, MetricType.IMPRESSIONS)
    clicks = history.of(channel, MetricType.CLICKS)
    conversions = history.of(channel, MetricType.CONVERSIONS)
    if clicks is None:
        return
    if impressions is not None:
        yield _compare(history, impressions, clicks, clicks > impressions, _above(channel))
    if conversions is not None:
        # View-through conversions are honest, so this is the milder flaw.
        yield _compare(history, conversions, clicks, (conversions > 0) & (clicks == 0), _without_clicks(channel))


Wording = tuple[Severity, str, str, str, str]
"""Severity, code, message behind the number of days, effect, remedy."""


def _above(channel: Channel) -> Wording:
    return (
        Severity.HIGH,
        "CLICKS_ABOVE_IMPRESSIONS",
        f"{channel} has more clicks than impressions",
        "A CTR above 1 is impossible: the forecast of the CTR never exceeds 1, and is less certain.",
        "Check that the columns were not swapped and count the same ads.",
    )


def _without_clicks(channel: Channel) -> Wording:
    return (
        Severity.LOW,
        "CONVERSIONS_WITHOUT_CLICKS",
        f"{channel} has conversions and not a click",
        "The conversion rate of these days is undefined; the forecast of conversions is less certain.",
        "Check whether these are view-through conversions, or counted on another day than the click.",
    )


def _compare(
    history: CampaignHistory, one: FloatArray, other: FloatArray, breaks: BoolArray, wording: Wording
) -> tuple[QualityIssue | None, int, int]:
    both = int(np.count_nonzero(~np.isnan(one) & ~np.isnan(other)))
    positions = np.flatnonzero(breaks)
    if not len(positions):
        return None, 0, both
    severity, code, text, effect, remedy = wording
    issue = QualityIssue(
        QualityDimension.CONSISTENCY,
        severity,
        code,
        f"On {counted(len(positions), 'day')} of {both:,} {text}.",
        effect,
        remedy,
        day_at(history, int(positions[0])),
        day_at(history, int(positions[-1])),
    )
    return issue, len(positions), both


def _budget(history: CampaignHistory, campaign: Campaign) -> tuple[float, list[QualityIssue]]:
    """Hold spend against the budget due by the last observed day, spread evenly over the campaign's days.

    Campaigns without an end have no plan to be off. Days outside the campaign are left out, and so are unobserved ones.
    """
    spend = history.total(MetricType.SPEND)
    if spend is None or campaign.end_date is None or campaign.budget.amount <= 0:
        return 0.0, []
    inside = slice(max((campaign.start_date - history.start).days, 0), (campaign.end_date - history.start).days + 1)
    within = spend[inside] if inside.stop > 0 else spend[:0]
    days = int(np.count_nonzero(~np.isnan(within)))
    if not days:
        return 0.0, []
    total = float(np.nansum(within))
    due = float(campaign.budget.amount) * days / ((campaign.end_date - campaign.start_date).days + 1)
    off = abs(total - due) / due
    if off <= BUDGET_TOLERANCE:
        return 0.0, []
    return off, [_off_budget(total, due, days, campaign, (day_at(history, inside.start), history.end))]


def _off_budget(total: float, due: float, days: int, campaign: Campaign, span: tuple[date, date]) -> QualityIssue:
    currency = campaign.budget.currency
    share = abs(total - due) / due
    direction = "above" if total > due else "below"
    return QualityIssue(
        QualityDimension.CONSISTENCY,
        Severity.MEDIUM if total > due else Severity.LOW,
        "SPEND_OFF_BUDGET",
        f"Spend on {counted(days, 'observed day')} is {total:,.2f} {currency}, {share:.0%} {direction} the "
        f"{due:,.2f} {currency} due if the budget were spread evenly.",
        "The forecast follows the spend, not the budget; the overrun risk is judged by it.",
        "Check the budget, its dates, and that the spend of all channels was imported.",
        span[0],
        span[1],
    )
