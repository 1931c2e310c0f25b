"""Are there values for all days, channels and metrics?"""

from collections.abc import Iterator

import numpy as np

from domain.campaigns.model import Campaign
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.quality.model import QualityDimension, QualityIssue
from domain.quality.observed import BoolArray, channel_observed_on, day_at, observed_on, runs
from domain.severity import Severity
from domain.wording import counted

LONG_GAP = 7
"""Days; a longer gap is a warning of its own."""

PAUSED_AFTER = 7
"""Days without a report, while other channels report, after which a channel counts as paused."""

EXPECTED = (MetricType.IMPRESSIONS, MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.SPEND)
"""Metrics without which parts of a forecast are missing."""

_EXPECTED_WEIGHT = 0.3

_WITHOUT: dict[MetricType, str] = {
    MetricType.IMPRESSIONS: "Impressions, CTR and CPM are not forecast.",
    MetricType.CLICKS: "Clicks, CTR and CPC are not forecast.",
    MetricType.CONVERSIONS: "Conversions and CPA are not forecast.",
    MetricType.SPEND: "Spend and costs per result are not forecast, overruns not foreseen, budget not reallocated.",
}


def completeness_of(history: CampaignHistory, campaign: Campaign) -> tuple[float, list[QualityIssue]]:
    """Return the score and the flaws.

    The score is 0.7 × the share of days that each channel reported between its first and last, plus 0.3 × the share of
    the expected metrics that were ever observed.
    """
    shares = [float(days[_span(days)].mean()) for days in channel_observed_on(history).values()]
    present = {metric for _, metric in history.values}
    expected = sum(metric in present for metric in EXPECTED) / len(EXPECTED)
    score = (1 - _EXPECTED_WEIGHT) * float(np.mean(shares)) + _EXPECTED_WEIGHT * expected
    issues = [*_gaps(history), *_missing_metrics(history), *_paused(history), *_silent(history, campaign)]
    return score, issues


def _span(days: BoolArray) -> slice:
    positions = np.flatnonzero(days)
    return slice(int(positions[0]), int(positions[-1]) + 1)


def _gaps(history: CampaignHistory) -> Iterator[QualityIssue]:
    """Yield long gaps one by one, and the short ones together."""
    gaps = list(runs(~observed_on(history)))
    short = [(first, last) for first, last in gaps if last - first + 1 <= LONG_GAP]
    for first, last in gaps:
        if last - first + 1 > LONG_GAP:
            yield QualityIssue(
                QualityDimension.COMPLETENESS,
                Severity.MEDIUM,
                "GAP",
                f"Nothing was observed on {counted(last - first + 1, 'day')} in a row.",
                "Nothing is made up for these days. Models learn less of the weekly pattern, and bands are wider.",
                "Import the missing days; where the campaign rested, import zeros.",
                day_at(history, first),
                day_at(history, last),
            )
    if short:
        days = sum(last - first + 1 for first, last in short)
        yield QualityIssue(
            QualityDimension.COMPLETENESS,
            Severity.LOW,
            "GAP",
            f"{counted(days, 'day')} in {counted(len(short), 'short gap')} were not observed.",
            "Little: models skip days without values.",
            "Import the missing days.",
            day_at(history, short[0][0]),
            day_at(history, short[-1][1]),
        )


def _missing_metrics(history: CampaignHistory) -> Iterator[QualityIssue]:
    present = {metric for _, metric in history.values}
    for metric in EXPECTED:
        if metric not in present:
            yield QualityIssue(
                QualityDimension.COMPLETENESS,
                Severity.MEDIUM,
                "MISSING_METRIC",
                f"{metric.capitalize()} was never observed.",
                _WITHOUT[metric],
                f"Import a file that has a column for {metric.lower()}.",
            )


def _paused(history: CampaignHistory) -> Iterator[QualityIssue]:
    """Yield channels that stopped while the campaign went on."""
    for channel, days in channel_observed_on(history).items():
        silent = history.days - _span(days).stop
        if silent >= PAUSED_AFTER:
            last = history.days - silent - 1
            yield QualityIssue(
                QualityDimension.COMPLETENESS,
                Severity.MEDIUM,
                "PAUSED_CHANNEL",
                f"{channel} reported nothing on the last {counted(silent, 'day')}, while other channels did.",
                "If it is paused, a forecast that carries it on is too high; its bands are wider.",
                "Import its latest days, or zeros from the day on which it was paused.",
                day_at(history, last + 1),
                history.end,
            )


def _silent(history: CampaignHistory, campaign: Campaign) -> Iterator[QualityIssue]:
    silent = [channel for channel in campaign.channels if channel not in history.channels]
    if silent:
        yield QualityIssue(
            QualityDimension.COMPLETENESS,
            Severity.LOW,
            "MISSING_CHANNEL",
            f"Nothing was ever observed on {', '.join(silent)}, which the campaign says to use.",
            "The forecast and the budget advice leave these channels out.",
            "Import their metrics, or take them off the campaign.",
        )
