"""How far the data of a campaign can be trusted: four scores, a verdict, and every flaw behind them."""

from datetime import date

from domain.campaigns.model import Campaign
from domain.metrics.history import CampaignHistory
from domain.quality.accuracy import accuracy_of
from domain.quality.completeness import completeness_of
from domain.quality.consistency import consistency_of
from domain.quality.freshness import freshness_of
from domain.quality.granularity import granularity_issues
from domain.quality.model import DataQualityReport, QualityDimension, QualityIssue, QualityVerdict
from domain.quality.observed import observed_on
from domain.severity import Severity
from domain.wording import counted

MINIMUM_DAYS = 7
"""With fewer observed days a simulation is refused, unless comparable campaigns speak for this one: not even one week's
pattern has been seen."""

SHORT_DAYS = 14
"""With fewer observed days the weekly pattern was seen less than twice."""

LIMITED_SCORE = 0.6

_UNKNOWN_FRESHNESS = 0.5

_REFUSED = f"No simulation is run below {MINIMUM_DAYS} days"

_CARRIED = "Comparable campaigns carry the forecast, with bands as wide as these differ."


def assess(
    history: CampaignHistory | None, campaign: Campaign, today: date, *, carried: bool = False
) -> DataQualityReport:
    """Judge the data of a campaign; no data at all gives a report too.

    Args:
        history: Everything observed, which may be nothing, or none.
        campaign: Whose data it is; its budget and channels are held against the data.
        today: Today for the workspace; freshness is counted from it.
        carried: Whether comparable campaigns speak for it as long as it is young.

    Returns:
        Scores, each from 0 to 1, ``score`` being their mean. INSUFFICIENT below 7 observed days that no
        comparable campaigns make up for and for totals of weeks, LIMITED below 14 or with a score below 0.6, else GOOD.
    """
    if history is None or not history.days:
        return _without_data(carried=carried)
    observed = int(observed_on(history).sum())
    completeness, gaps = completeness_of(history, campaign)
    accuracy, odd_values = accuracy_of(history)
    freshness, stale = freshness_of(history, today)
    consistency, contradictions = consistency_of(history, campaign)
    score = (completeness + accuracy + freshness + consistency) / 4
    weekly = list(granularity_issues(history))
    issues = [*weekly, *_short(observed, history, carried=carried), *gaps, *odd_values, *stale, *contradictions]
    issues.sort(key=lambda issue: -issue.severity.rank)
    return DataQualityReport(
        score=score,
        completeness=completeness,
        accuracy=accuracy,
        freshness=freshness,
        consistency=consistency,
        verdict=QualityVerdict.INSUFFICIENT if weekly else _verdict(observed, score, carried=carried),
        observed_days=observed,
        first_day=history.start,
        last_day=history.end,
        issues=tuple(issues),
    )


def _verdict(observed: int, score: float, *, carried: bool) -> QualityVerdict:
    if observed < MINIMUM_DAYS and not carried:
        return QualityVerdict.INSUFFICIENT
    if observed < SHORT_DAYS or score < LIMITED_SCORE:
        return QualityVerdict.LIMITED
    return QualityVerdict.GOOD


def _short(observed: int, history: CampaignHistory, *, carried: bool) -> list[QualityIssue]:
    if observed >= SHORT_DAYS:
        return []
    refused = observed < MINIMUM_DAYS and not carried
    if refused:
        effect = f"{_REFUSED}, unless comparable campaigns can speak for this one."
    elif carried:
        effect = _CARRIED
    else:
        effect = "The weekly pattern is hardly known: bands are wide, and simple models carry the forecast."
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


def _without_data(*, carried: bool) -> DataQualityReport:
    issue = QualityIssue(
        QualityDimension.COMPLETENESS,
        Severity.HIGH if carried else Severity.CRITICAL,
        "NO_DATA",
        "Nothing was observed yet.",
        _CARRIED if carried else f"No simulation is run below {MINIMUM_DAYS} days.",
        "Import the campaign's daily metrics.",
    )
    return DataQualityReport(
        score=_UNKNOWN_FRESHNESS / 4,
        completeness=0.0,
        accuracy=0.0,
        freshness=_UNKNOWN_FRESHNESS,
        consistency=0.0,
        verdict=QualityVerdict.LIMITED if carried else QualityVerdict.INSUFFICIENT,
        observed_days=0,
        first_day=None,
        last_day=None,
        issues=(issue,),
    )
