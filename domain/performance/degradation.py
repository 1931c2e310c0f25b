"""Forecasts of a campaign that became worse than they may be, told once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import uuid5

from domain.campaigns.model import Campaign
from domain.insights.model import Insight, InsightKind
from domain.performance.alerts import AlertKind, PerformanceAlert
from domain.performance.measures import Grade
from domain.performance.model import ENSEMBLE, Score
from domain.performance.tables import model_table
from domain.risk.model import Evidence
from domain.severity import Severity

TOLD = (AlertKind.ACCURACY, AlertKind.CALIBRATION)
"""Kinds that become insights. A low R² is not one of them: of days that hardly differ there is nothing to explain."""

WORSE_THAN_GOOD = (Grade.DEGRADED, Grade.POOR)

RECENT_DAYS = 56
"""How far before the youngest forecast the others may begin that are judged with it."""

_TITLES = {
    AlertKind.ACCURACY: "Forecasts are less accurate than their backtests promised",
    AlertKind.CALIBRATION: "Forecast intervals hold less than they promise",
}
_EVIDENCE = {
    AlertKind.ACCURACY: ("error over what backtests promised", "ratio"),
    AlertKind.CALIBRATION: ("share of actuals that 80 % intervals held", "ratio"),
}


def standing_alerts(scores: Sequence[Score]) -> list[PerformanceAlert]:
    """Return the alerts of the ensemble over all its series that become insights.

    A forecast whose grade is good although it came out worse than promised is no news: a few days of bad luck do that.
    """
    return [
        alert
        for table in model_table(scores)
        if table.model == ENSEMBLE
        for alert in table.alerts
        if alert.metric is None
        and alert.kind in TOLD
        and (alert.kind is not AlertKind.ACCURACY or table.measures.grade in WORSE_THAN_GOOD)
    ]


def fresh_alerts(alerts: Sequence[PerformanceAlert], standing: Mapping[str, Severity]) -> list[PerformanceAlert]:
    """Return the alerts that did not stand before, or not as severe."""
    return [alert for alert in alerts if alert.kind not in standing or alert.severity.rank > standing[alert.kind].rank]


def degradation_insight(campaign: Campaign, alert: PerformanceAlert, youngest: date, at: datetime) -> Insight:
    """Return the insight of an alert: one for each campaign, kind, severity and youngest forecast.

    Figures that go to and fro about a limit while the same forecasts are watched thus tell it once.
    """
    label, unit = _EVIDENCE[alert.kind]
    return Insight(
        id=uuid5(campaign.id, f"degraded/{alert.kind}/{alert.severity}/{youngest}"),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        at=at,
        kind=InsightKind.MODEL_DEGRADED,
        severity=alert.severity,
        title=_TITLES[alert.kind],
        text=alert.text,
        evidence=(
            Evidence(label, alert.value, unit, alert.limit, "forecasts"),
            Evidence("forecast days behind it", float(alert.sample_size), "count", None, "forecasts"),
        ),
    )
