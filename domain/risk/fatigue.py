"""An audience that has seen the same thing too often."""

from domain.campaigns.model import Campaign, Channel
from domain.ensemble.outcome import days_that_count
from domain.ensemble.sampled import SampledPaths
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.metrics.wording import money, number, percent
from domain.risk.finding import MINIMUM_PROBABILITY, Finding
from domain.risk.model import Evidence, RiskKind
from domain.risk.rate import RateLevel, rate_level, weekly_rate
from domain.risk.window import WEEK, Window, most_likely

THRESHOLDS: dict[MetricType, float] = {MetricType.ENGAGEMENT: 0.12, MetricType.CLICKS: 0.15}
"""Loss of the rate per impression that is fatigue: engagement 12 %, clicks (the CTR) 15 %."""

PERSISTS = 0.90
"""Share of its earlier impressions a day from which exposure persists."""

RISES = 1.05
"""Factor on impressions per person reached from which frequency rises."""


def find_fatigue(paths: SampledPaths, history: CampaignHistory, campaign: Campaign) -> tuple[Finding, ...]:
    """Find channels whose engagement or CTR falls while the audience keeps seeing the campaign.

    The rate of a forecast week is held against the 28 days before the last 28 (the last 28 where there are no more), as
    sums over whole weeks. Besides, either impressions per person reached rise by 5 % or impressions persist at 90 % or
    more: a rate that falls because a channel is switched off is no fatigue. The more severe of the two rates is told
    for each channel.
    """
    findings = []
    for channel in paths.channels:
        found = [
            finding
            for metric, threshold in THRESHOLDS.items()
            if (finding := _find(paths, history, campaign, channel, metric, threshold)) is not None
        ]
        if found:
            findings.append(max(found, key=lambda finding: finding.impact))
    return tuple(findings)


def _find(
    paths: SampledPaths,
    history: CampaignHistory,
    campaign: Campaign,
    channel: Channel,
    metric: MetricType,
    threshold: float,
) -> Finding | None:
    days = days_that_count(paths, campaign.end_date)
    length = min(WEEK, days)
    level = rate_level(history, channel, metric, MetricType.IMPRESSIONS)
    rate = weekly_rate(paths, channel, metric, MetricType.IMPRESSIONS, days, length)
    if level is None or rate is None:
        return None
    window = most_likely(1 - rate / level.before, threshold, length)
    if window.probability < MINIMUM_PROBABILITY:
        return None
    exposure = _exposure(paths, history, channel, window, level)
    if exposure is None:
        return None
    return _finding(paths, campaign, channel, metric, (threshold, level, window, exposure))


def _exposure(
    paths: SampledPaths, history: CampaignHistory, channel: Channel, window: Window, level: RateLevel
) -> Evidence | None:
    """Return the figure that shows that people keep seeing it; none when they do not."""
    shown = paths.values[channel, MetricType.IMPRESSIONS][:, window.first : window.last + 1]
    reached = paths.values.get((channel, MetricType.REACH))
    earlier = rate_level(history, channel, MetricType.IMPRESSIONS, MetricType.REACH)
    if reached is not None and earlier is not None:
        people = float(reached[:, window.first : window.last + 1].sum())
        frequency = float(shown.sum()) / people if people > 0 else 0.0
        if frequency >= RISES * earlier.before:
            return Evidence("Impressions per person reached and day", frequency, "count", RISES * earlier.before)
    daily = float(shown.mean())
    if daily < PERSISTS * level.volume:
        return None
    return Evidence("Impressions a day", daily, "count", PERSISTS * level.volume)


def _finding(
    paths: SampledPaths,
    campaign: Campaign,
    channel: Channel,
    metric: MetricType,
    found: tuple[float, RateLevel, Window, Evidence],
) -> Finding:
    threshold, level, window, exposure = found
    start, end = paths.day(window.first), paths.day(window.last)
    rate = "CTR" if metric is MetricType.CLICKS else "Engagement per impression"
    loss = _loss(paths, channel, metric, window)
    stake = "" if loss is None else f" At stake: {money(loss, campaign.budget.currency)}."
    return Finding(
        RiskKind.AUDIENCE_FATIGUE,
        window.depth / threshold,
        window.probability,
        loss,
        start,
        end,
        f"{rate} on {channel} from {start} to {end} is more than {percent(threshold)} below {level.days} in "
        f"{percent(window.probability)} of the forecast futures ({percent(window.depth)} on average when it is), while "
        f"people keep seeing it: {exposure.label.lower()} {number(exposure.value)}.{stake}",
        (
            Evidence(f"Mean loss of {rate}", window.depth, "ratio", threshold),
            Evidence("Share of futures that pass it", window.probability, "ratio", MINIMUM_PROBABILITY),
            Evidence(f"{rate} of {level.days}", level.before, "ratio", None, "history"),
            Evidence(f"{rate} of the last 28 days", level.recent, "ratio", level.before, "history"),
            exposure,
        ),
        MetricType.CTR if metric is MetricType.CLICKS else MetricType.ENGAGEMENT,
        channel,
    )


def _loss(paths: SampledPaths, channel: Channel, metric: MetricType, window: Window) -> float | None:
    """Return the money that the lost responses stand for: their share of revenue, else what they would have cost.

    With a rate lower by ``d`` the responses lost are ``d / (1 - d)`` of those that remain. Engagement has no share of
    revenue of its own, so it is valued at cost.
    """
    days = slice(window.first, window.last + 1)
    lost = window.depth / max(1 - window.depth, 0.05)
    money_metrics = [MetricType.REVENUE, MetricType.SPEND] if metric is MetricType.CLICKS else [MetricType.SPEND]
    for source in money_metrics:
        values = paths.values.get((channel, source))
        if values is not None and values[window.passing, days].any():
            return lost * float(values[window.passing, days].sum(axis=1).mean())
    return None
