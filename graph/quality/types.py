"""The data quality report in the schema."""

from datetime import date
from typing import Self

import strawberry

from domain.quality.model import DataQualityReport, QualityDimension, QualityIssue, QualityVerdict
from graph.enums import described
from graph.severity import Severity

described(
    QualityDimension,
    "What aspect of the data an issue concerns.",
    COMPLETENESS="Whether all days, channels and metrics are there.",
    ACCURACY="Whether the values are plausible.",
    FRESHNESS="How old the latest value is.",
    CONSISTENCY="Whether metrics agree with each other and with the budget.",
)
described(
    QualityVerdict,
    "What the data is good for.",
    GOOD="A forecast with bands of usual width.",
    LIMITED="A forecast with wide bands; read the issues.",
    INSUFFICIENT="No forecast, unless comparable campaigns can speak for this one.",
)


@strawberry.type(name="DataQualityIssue", description="A flaw of the data and what it does to a forecast.")
class QualityIssueType:
    """One issue."""

    dimension: QualityDimension = strawberry.field(description="What aspect it concerns.")
    severity: Severity = strawberry.field(description="How much it matters.")
    code: str = strawberry.field(description="Stable name, such as `GAP`.")
    message: str = strawberry.field(description="What was found.")
    effect: str = strawberry.field(description="What it does to the forecast.")
    remedy: str = strawberry.field(description="What would mend it.")
    start: date | None = strawberry.field(description="First day concerned.")
    end: date | None = strawberry.field(description="Last day concerned.")

    @classmethod
    def of(cls, issue: QualityIssue) -> Self:
        """Translate an issue of the domain."""
        return cls(
            dimension=issue.dimension,
            severity=issue.severity,
            code=issue.code,
            message=issue.message,
            effect=issue.effect,
            remedy=issue.remedy,
            start=issue.start,
            end=issue.end,
        )


@strawberry.type(name="DataQualityReport", description="How far a campaign's data can be trusted. Scores are 0 to 1.")
class QualityReportType:
    """The report."""

    score: float = strawberry.field(description="Mean of the four scores.")
    completeness: float = strawberry.field(description="Share of what should be there.")
    accuracy: float = strawberry.field(description="Share of plausible values.")
    freshness: float = strawberry.field(description="1 up to a day old, 0.9 a week, 0.7 a month, 0.5 a quarter.")
    consistency: float = strawberry.field(description="Agreement of metrics with each other and with the budget.")
    verdict: QualityVerdict = strawberry.field(description="What the data is good for.")
    observed_days: int = strawberry.field(description="Days with at least one observation.")
    first_day: date | None = strawberry.field(description="First observed day.")
    last_day: date | None = strawberry.field(description="Last observed day; a forecast starts the day after.")
    issues: list[QualityIssueType] = strawberry.field(description="Worst first; at most 100.")

    @classmethod
    def of(cls, report: DataQualityReport) -> Self:
        """Translate a report of the domain."""
        return cls(
            score=report.score,
            completeness=report.completeness,
            accuracy=report.accuracy,
            freshness=report.freshness,
            consistency=report.consistency,
            verdict=report.verdict,
            observed_days=report.observed_days,
            first_day=report.first_day,
            last_day=report.last_day,
            issues=[QualityIssueType.of(issue) for issue in report.issues[:100]],
        )
