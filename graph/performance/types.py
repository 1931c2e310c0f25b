"""How good models were, in the schema."""

from collections.abc import Sequence
from datetime import date
from typing import Self

import strawberry

from domain.forecasting.model import INTERVAL_LEVELS
from domain.performance.alerts import AlertKind, PerformanceAlert
from domain.performance.measures import Grade, GradeMeasure, Measures
from domain.performance.model import ScoreRange
from domain.performance.tables import AccuracyPeriod, HorizonPerformance, MetricPerformance, ModelPerformance
from graph.enums import described
from graph.information import Info
from graph.limits.limits import sized
from graph.performance.loaders import course_loader, published_loader
from graph.severity import Severity

described(
    Grade,
    "How good forecasts were, by the relative error of their medians.",
    EXCELLENT="Below 5 %.",
    GOOD="Below 15 %.",
    DEGRADED="Below 30 %.",
    POOR="30 % or more.",
)
described(
    GradeMeasure,
    "Which measure a grade comes from.",
    MAPE="The mean of the percentage errors of the days.",
    WAPE="Absolute errors over actuals; used where an actual was zero, on which a percentage has no meaning.",
)
described(
    AlertKind,
    "What is wrong with forecasts.",
    ACCURACY="The error is 1.2 times what the backtests promised, or more; high from 1.5 times.",
    CALIBRATION="The 80 % intervals held less than 70 % of the actuals; high below 50 %.",
    EXPLANATION="R² is below 0.6; high below 0.3.",
)


@strawberry.type(name="ObservedCoverage", description="What an interval promised, and what it held.")
class CoverageType:
    """One level."""

    level: float = strawberry.field(description="Share of actuals that it promised to hold: 0.5, 0.8 or 0.95.")
    observed: float = strawberry.field(description="Share that it held.")


@strawberry.type(
    name="AccuracyMeasures",
    description="How far forecasts were from what came. What is not defined is null, never 0. Errors are those of the "
    "median.",
)
class MeasuresType:
    """Measures."""

    sample_size: int = strawberry.field(description="Observed forecast days behind them; each series counts its own.")
    mape: float | None = strawberry.field(
        description="Mean absolute percentage error, a ratio; null when an actual was zero."
    )
    wape: float | None = strawberry.field(
        description="Sum of absolute errors over sum of actuals, a ratio; over several metrics the mean of those of "
        "the series, by days. Null when all actuals were zero."
    )
    smape: float | None = strawberry.field(description="Symmetric mean absolute percentage error, 0 to 2.")
    mase: float | None = strawberry.field(
        description="Mean absolute error over the mean absolute weekly step of the history; below 1 beats repeating "
        "last week."
    )
    rmse: float | None = strawberry.field(
        description="Root mean squared error, in the unit; null over several metrics or units."
    )
    mae: float | None = strawberry.field(
        description="Mean absolute error, in the unit; null over several metrics or units."
    )
    r2: float | None = strawberry.field(
        name="r2",
        description="Share of the variation of each series around its own mean that was forecast, at most 1; negative "
        "when that mean would have been nearer. Null while nothing varied.",
    )
    pinball: float | None = strawberry.field(
        description="Mean pinball loss over seven quantiles, in the unit; null over several metrics or units."
    )
    scaled_pinball: float | None = strawberry.field(description="Pinball loss over the weekly step of the history.")
    coverage: list[CoverageType] = strawberry.field(
        description="What the 50, 80 and 95 % intervals held, narrowest first; empty when nothing has come.",
        metadata=sized(3),
    )
    grade: Grade | None = strawberry.field(description="How good that is; null when no relative error is defined.")
    graded_by: GradeMeasure | None = strawberry.field(description="The measure that the grade comes from.")
    against_expected: float | None = strawberry.field(
        description="The relative error over what it was in the backtests which the forecasts rest on, for the same "
        "series and days ahead: MAPE, or WAPE for a series with a zero among its actuals. Above 1 is worse than "
        "promised. Null without backtests."
    )

    @classmethod
    def of(cls, measures: Measures) -> Self:
        """Translate measures of the domain."""
        held = measures.coverage or ()
        return cls(
            sample_size=measures.sample_size,
            mape=measures.mape,
            wape=measures.wape,
            smape=measures.smape,
            mase=measures.mase,
            rmse=measures.rmse,
            mae=measures.mae,
            r2=measures.r2,
            pinball=measures.pinball,
            scaled_pinball=measures.scaled_pinball,
            coverage=[
                CoverageType(level=level, observed=one) for level, one in zip(INTERVAL_LEVELS, held, strict=False)
            ],
            grade=measures.grade,
            graded_by=measures.grade_measure,
            against_expected=measures.against_expected,
        )


@strawberry.type(name="HorizonPerformance", description="Accuracy of one part of the horizon.")
class HorizonPerformanceType:
    """One part."""

    first_day: int = strawberry.field(description="First forecast day, counted from 1.")
    last_day: int | None = strawberry.field(description="Last forecast day; null for the last part, which has no end.")
    measures: MeasuresType = strawberry.field(description="How good it was.")

    @classmethod
    def of(cls, part: HorizonPerformance) -> Self:
        """Translate a part of the domain."""
        return cls(first_day=part.first_day, last_day=part.last_day, measures=MeasuresType.of(part.measures))


@strawberry.type(name="MetricPerformance", description="Accuracy of one metric.")
class MetricPerformanceType:
    """One metric."""

    metric: str = strawberry.field(description="What was forecast, such as `SPEND`, or `CTR` of each channel.")
    unit: str | None = strawberry.field(
        description="Currency code, `count` or `ratio`; null where there are several, such as currencies."
    )
    measures: MeasuresType = strawberry.field(description="Over the whole horizon.")
    horizons: list[HorizonPerformanceType] = strawberry.field(
        description="By part of the horizon; at most 3.", metadata=sized(3)
    )

    @classmethod
    def of(cls, metric: MetricPerformance) -> Self:
        """Translate a metric of the domain."""
        return cls(
            metric=metric.metric,
            unit=metric.unit,
            measures=MeasuresType.of(metric.measures),
            horizons=[HorizonPerformanceType.of(part) for part in metric.horizons],
        )


@strawberry.type(name="PerformanceAlert", description="A limit of accuracy that was crossed.")
class PerformanceAlertType:
    """One alert."""

    kind: AlertKind = strawberry.field(description="What is wrong.")
    severity: Severity = strawberry.field(description="`MEDIUM` or `HIGH`.")
    metric: str | None = strawberry.field(description="Which metric; null for all together.")
    value: float = strawberry.field(description="The figure that crossed the limit.")
    limit: float = strawberry.field(description="The limit.")
    sample_size: int = strawberry.field(description="Observed forecast days behind it, at least 28.")
    text: str = strawberry.field(description="In words, with numbers.")

    @classmethod
    def of(cls, alert: PerformanceAlert) -> Self:
        """Translate an alert of the domain."""
        return cls(
            kind=alert.kind,
            severity=alert.severity,
            metric=alert.metric,
            value=alert.value,
            limit=alert.limit,
            sample_size=alert.sample_size,
            text=alert.text,
        )


@strawberry.type(
    name="AccuracyPeriod",
    description="Accuracy of days 1 to 7 of the forecasts that began in a period: the part that all of them have.",
)
class AccuracyPeriodType:
    """One period."""

    start: date = strawberry.field(description="First day of the period.")
    end: date = strawberry.field(description="Last day of the period.")
    measures: MeasuresType = strawberry.field(description="How good those forecasts were.")

    @classmethod
    def of(cls, period: AccuracyPeriod) -> Self:
        """Translate a period of the domain."""
        return cls(start=period.start, end=period.end, measures=MeasuresType.of(period.measures))


@strawberry.type(
    name="ModelPerformance",
    description="How good one model was: a member, or the ensemble of them. Each is held against the same series: "
    "those of each channel that the models forecast, such as impressions, spend and the click rate.",
)
class ModelPerformanceType:
    """One model."""

    within: strawberry.Private[ScoreRange | None]
    shown: strawberry.Private[Sequence[MetricPerformance]]
    model: str = strawberry.field(description="Name of the model; `ensemble` for what was made of all.")
    versions: list[str] = strawberry.field(
        description="Versions that were scored; of the ensemble, how weights were found. At most 20.",
        metadata=sized(2),
    )
    measures: MeasuresType = strawberry.field(description="Over all series.")
    horizons: list[HorizonPerformanceType] = strawberry.field(
        description="By part of the horizon; at most 3.", metadata=sized(3)
    )
    metrics: list[MetricPerformanceType] = strawberry.field(
        description="By metric of the series; at most 20.", metadata=sized(7)
    )

    @strawberry.field(
        description="Of the metrics of whole campaigns, as trajectories showed them; of the ensemble only, at most 12.",
        metadata=sized(3),
    )
    async def published(self, info: Info) -> list[MetricPerformanceType]:
        """Read it through the loader; that of a single simulation is there already."""
        found: Sequence[MetricPerformance] = self.shown
        if self.within is not None:
            found = (await info.context.loader(published_loader).load(self.within)).get(self.model, ())
        return [MetricPerformanceType.of(one) for one in found]

    alerts: list[PerformanceAlertType] = strawberry.field(
        description="Limits that were crossed, most severe first; at most 60.", metadata=sized(4)
    )

    @strawberry.field(
        description="Accuracy by the day on which forecasts began, or by week where they span 92 days or more; "
        "ascending, at most the last 120. Empty for a single simulation.",
        metadata=sized(30),
    )
    async def over_time(self, info: Info) -> list[AccuracyPeriodType]:
        """Read it through the loader."""
        if self.within is None:
            return []
        course = await info.context.loader(course_loader).load(self.within)
        return [AccuracyPeriodType.of(period) for period in course.get(self.model, ())]

    @classmethod
    def of(cls, performance: ModelPerformance, within: ScoreRange | None) -> Self:
        """Translate the performance of a model; of a single simulation without a range."""
        return cls(
            within=within,
            shown=performance.published,
            model=performance.model,
            versions=list(performance.versions[-20:]),
            measures=MeasuresType.of(performance.measures),
            horizons=[HorizonPerformanceType.of(part) for part in performance.horizons],
            metrics=[MetricPerformanceType.of(one) for one in performance.metrics],
            alerts=[PerformanceAlertType.of(alert) for alert in performance.alerts[:60]],
        )
