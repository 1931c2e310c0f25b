"""Prices that rise without own spend explaining it."""

import numpy as np

from domain.campaigns.model import Campaign, Channel
from domain.ensemble.outcome import days_that_count
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray
from domain.metrics.baseline import window_sums
from domain.metrics.history import CampaignHistory
from domain.metrics.model import RATIOS, MetricType
from domain.metrics.wording import money, percent, told
from domain.response.elasticity import spend_response
from domain.risk.finding import MINIMUM_PROBABILITY, Finding
from domain.risk.model import Evidence, RiskKind
from domain.risk.rate import RateLevel, rate_level, weekly_rate
from domain.risk.window import WEEK, Window, most_likely

THRESHOLDS: dict[MetricType, float] = {MetricType.CPM: 0.30, MetricType.CPC: 0.25}
"""Rise of a price, own spend taken out, that points at the market: CPM 30 %, CPC 25 %. CPM is asked first, for a CPC
also rises when a tired audience clicks less."""


def find_pressure(paths: SampledPaths, history: CampaignHistory, campaign: Campaign) -> tuple[Finding, ...]:
    """Find channels whose price of an impression (else of a click) rises beyond what own spend explains.

    The price of a forecast week is held against the 28 days before the last 28, as sums over whole weeks. Buying more
    costs more by itself: with elasticity ``e`` of volume to spend, price goes with ``spend ** (1 - e)``; that part is
    divided out. What is left is read as market pressure. It is inferred: no competitor data take part, and the evidence
    says so.
    """
    found = [_find(paths, history, campaign, channel) for channel in paths.channels]
    return tuple(finding for finding in found if finding is not None)


def _find(paths: SampledPaths, history: CampaignHistory, campaign: Campaign, channel: Channel) -> Finding | None:
    days = days_that_count(paths, campaign.end_date)
    length = min(WEEK, days)
    for price, threshold in THRESHOLDS.items():
        volume = RATIOS[price].denominator
        level = rate_level(history, channel, MetricType.SPEND, volume)
        rate = weekly_rate(paths, channel, MetricType.SPEND, volume, days, length)
        if level is None or rate is None:
            continue
        own = _own_part(paths, history, channel, volume, (days, length), level)
        window = most_likely(rate / level.before / own - 1, threshold, length)
        if window.probability < MINIMUM_PROBABILITY:
            return None
        return _finding(paths, campaign, channel, price, (threshold, level, window, own[:, window.first]))
    return None


def _own_part(
    paths: SampledPaths,
    history: CampaignHistory,
    channel: Channel,
    volume: MetricType,
    span: tuple[int, int],
    level: RateLevel,
) -> FloatArray:
    """Return the factor on the price that own spend explains. Shape ``(paths, windows)``."""
    days, length = span
    elasticity = spend_response(history, channel, volume).elasticity
    weekly = window_sums(paths.values[channel, MetricType.SPEND][:, :days], length)
    before = level.before * level.volume * length
    factor: FloatArray = np.maximum(weekly / before, 1e-9) ** (1 - elasticity)
    return factor


def _finding(
    paths: SampledPaths,
    campaign: Campaign,
    channel: Channel,
    price: MetricType,
    found: tuple[float, RateLevel, Window, FloatArray],
) -> Finding:
    threshold, level, window, own = found
    currency, scale = campaign.budget.currency, RATIOS[price].scale
    start, end = paths.day(window.first), paths.day(window.last)
    explained = float(np.median(own)) - 1
    loss = _loss(paths, channel, window)
    return Finding(
        RiskKind.COMPETITOR_THREAT,
        window.depth / threshold,
        window.probability,
        loss,
        start,
        end,
        f"{price} on {channel} from {start} to {end} is more than {percent(threshold)} above {level.days} "
        f"({told(scale * level.before, price, currency)}) in {percent(window.probability)} of the forecast futures, by "
        f"{percent(window.depth)} on average when it is, with the effect of own spend taken out. Market pressure is "
        f"inferred from own prices; no competitor data were used. At stake: {money(loss, currency)}.",
        (
            Evidence(f"Mean rise of {price}, own spend taken out", window.depth, "ratio", threshold),
            Evidence("Share of futures that pass it", window.probability, "ratio", MINIMUM_PROBABILITY),
            Evidence(f"{price} of {level.days}", scale * level.before, currency, None, "history"),
            Evidence("Change of the price that own spend explains", explained, "ratio"),
            Evidence("Competitor data used", 0.0, "sources", None, "none; inferred from own prices"),
        ),
        price,
        channel,
    )


def _loss(paths: SampledPaths, channel: Channel, window: Window) -> float:
    """Return what the rise adds to the bill: spend less what the same volume costs without it."""
    spend = paths.values[channel, MetricType.SPEND][window.passing, window.first : window.last + 1]
    return float(spend.sum(axis=1).mean()) * (1 - 1 / (1 + window.depth))
