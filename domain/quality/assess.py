"""How far the data of a campaign can be trusted: four scores, a verdict, and every flaw behind them."""

from datetime import date

from domain.campaigns.model import Campaign
from domain.metrics.history import CampaignHistory
from domain.quality.accuracy import accuracy_of
from domain.quality.completeness import completeness_of
from domain.quality.consistency import consistency_of
from domain.quality.freshness import freshness_of
from domain.quality.model import DataQualityReport, QualityDimension, QualityIssue, QualityVerdict
from domain.quality.observed import observed_on
from domain.severity import Severity
from domain.wording import counted

MINIMUM_DAYS = 7
"""With fewer observed days a simulation is refused: not even one week's pattern has been seen."""

SHORT_DAYS = 14
"""With fewer observed days the weekly pattern was seen less than twice."""

LIMITED_SCORE = 0.6

_UNKNOWN_FRESHNESS = 0.5


def assess(history: CampaignHistory | None, campaign: Campaign, today: date) -> DataQualityReport:
    """Judge the data of a campaign; no data at all gives a report too.

    Args:
        history: Everything observed, or none.
        campaign: Whose data it is; its budget and channels are held against the data.
        today: Today for the workspace; freshness is counted from it.

    Returns:
        Scores, each from 0 to 1, ``score`` being their mean. INSUFFICIENT below 7 observed days, LIMITED below 14 or
        with a score below 0.6, else GOOD.
    """
    if history is None:
        return _without_data()
    observed = int(observed_on(history).sum())
    completeness, gaps = completeness_of(history, campaign)
    accuracy, odd_values = accuracy_of(history)
    freshness, stale = freshness_of(history, today)
    consistency, contradictions = consistency_of(history, campaign)
    score = (completeness + accuracy + freshness + consistency) / 4
    issues = [*_short(observed, history), *gaps, *odd_values, *stale, *contradictions]
    issues.sort(key=lambda issue: -issue.severity.rank)
    return DataQualityReport(
        score=score,
        completeness=completeness,
        accuracy=accuracy,
        freshness=freshness,
        consistency=consistency,
        verdict=_verdict(observed, score),
        observed_days=observed,
        first_day=history.start,
        last_day=history.end,
        issues=tuple(issues),
    )


def _verdict(observed: int, score: float) -> QualityVerdict:
    if observed < MINIMUM_DAYS:
        return QualityVerdict.INSUFFICIENT
    if observed < SHORT_DAYS or score < LIMITED_SCORE:
        return QualityVerdict.LIMITED
    return QualityVerdict.GOOD


def _short(observed: int, history: CampaignHistory) -> list[QualityIssue]:
    if observed >= SHORT_DAYS:
        return []
    refused = observed < MINIMUM_DAYS
    effect = (
        f"No simulation is run below {MINIMUM_DAYS} days."
        if refused
        else "The weekly pattern is hardly known: bands are wide, and simple models carry the forecast."
    )
    return [
        QualityIssue(
            QualityDimension.COMPLETENESS,
            Severity.CRITICAL if refused else Severity.HIGH,
            "SHORT_HISTORY",
            f"Only {counted(observed, 'day')} observed; a simulation takes {MINIMUM_DAYS}, better {SHORT_DAYS}.",
            effect,
            "Import earlier days of this campaign.",
            history.start,
            history.end,
        )
    ]


def _without_data() -> DataQualityReport:
    issue = QualityIssue(
        QualityDimension.COMPLETENESS,
        Severity.CRITICAL,
        "NO_DATA",
        "Nothing was observed yet.",
        f"No simulation is run below {MINIMUM_DAYS} days.",
        "Import the campaign's daily metrics.",
    )
    return DataQualityReport(
        score=_UNKNOWN_FRESHNESS / 4,
        completeness=0.0,
        accuracy=0.0,
        freshness=_UNKNOWN_FRESHNESS,
        consistency=0.0,
        verdict=QualityVerdict.INSUFFICIENT,
        observed_days=0,
        first_day=None,
        last_day=None,
        issues=(issue,),
    )
