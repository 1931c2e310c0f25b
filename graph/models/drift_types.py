"""Drift in the schema."""

from datetime import date, datetime
from typing import Self

import strawberry

from domain.models.model import DriftFinding, DriftReport, DriftSubject
from graph.enums import described
from graph.limits.limits import sized

MOST_FINDINGS = 100

described(
    DriftSubject,
    "What a drift monitor looks at.",
    INPUT="An input of the model.",
    ERROR="The error of the model.",
)


@strawberry.type(name="DriftFinding", description="What one drift monitor measured.")
class DriftFindingType:
    """One finding."""

    subject: DriftSubject = strawberry.field(description="What it looks at.")
    feature: str | None = strawberry.field(description="Which input; null for the error.")
    statistic: float = strawberry.field(
        description="Distance between training and now: of an input the largest difference of the cumulative shares "
        "(Kolmogorov-Smirnov), of a category half the summed differences of shares, of the error its relative change."
    )
    threshold: float = strawberry.field(
        description="What the statistic stays below in 95 of 100 samples of these sizes when nothing has changed."
    )
    p_value: float = strawberry.field(description="How often chance alone gives at least this much, 0 to 1.")
    drifted: bool = strawberry.field(
        description="Whether it is more than chance, all monitors of the model taken together: of those told to have "
        "drifted at most 5 % are expected not to have."
    )
    effect: float | None = strawberry.field(
        description="Relative change of the mean loss that this alone explains; null when it cannot be measured."
    )
    trained: int = strawberry.field(description="Independent subjects in the sample from training.")
    recent: int = strawberry.field(description="Independent subjects since then.")
    statement: str = strawberry.field(description="All of it in a sentence.")

    @classmethod
    def of(cls, finding: DriftFinding) -> Self:
        """Translate a finding of the domain."""
        return cls(
            subject=finding.subject,
            feature=finding.feature,
            statistic=finding.statistic,
            threshold=finding.threshold,
            p_value=finding.p_value,
            drifted=finding.drifted,
            effect=finding.effect,
            trained=finding.trained,
            recent=finding.recent,
            statement=finding.statement,
        )


@strawberry.type(name="DriftReport", description="Whether a model still meets the world that it was trained on.")
class DriftReportType:
    """The last look."""

    at: datetime = strawberry.field(description="When it was looked at.")
    until: date = strawberry.field(description="Last day of the data that it was held against.")
    statement: str = strawberry.field(description="What it comes to, in a sentence.")
    findings: list[DriftFindingType] = strawberry.field(
        description="What drifted first, then the rest, each by its effect on the error, the largest first; at most "
        "100. Empty when nothing has come since the training.",
        metadata=sized(25),
    )

    @classmethod
    def of(cls, report: DriftReport) -> Self:
        """Translate a report of the domain."""
        findings = [DriftFindingType.of(one) for one in report.findings[:MOST_FINDINGS]]
        return cls(at=report.at, until=report.until, statement=report.statement, findings=findings)
