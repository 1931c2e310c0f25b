"""Predictions and advice in the schema."""

from datetime import date, datetime
from typing import Self

import strawberry

from domain.audiences.advice.model import Advice
from domain.audiences.batches.model import BatchRate, BatchRow, PredictionBatch
from domain.audiences.predictions.model import Driver, Prediction, RateForecast, TrackRecord
from domain.audiences.predictions.subjects import Subject
from domain.ensemble.confidence import FLAG
from graph.arguments import After, Before, First, Last
from graph.audiences.enums import AdviceKind, AudienceKind, Rate
from graph.information import Info
from graph.limits.limits import sized
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.paging import Connection, connect, page_request

LEVEL = 0.8


@strawberry.type(name="AudienceSubject", description="Something that models can be asked about.")
class AudienceSubjectType:
    """A segment or a piece of content."""

    key: str = strawberry.field(description="What questions call it: a segment, or the key of a piece of content.")
    title: str = strawberry.field(description="What people call it.")
    latest: date = strawberry.field(description="Day of its last observation; of an audience the Monday of the week.")

    @classmethod
    def of(cls, subject: Subject) -> Self:
        """Translate a subject of the domain."""
        return cls(key=subject.key, title=subject.title, latest=subject.latest)


@strawberry.type(name="PredictionConfidence", description="How sure a prediction may be, measured on the model's past.")
class PredictionConfidenceType:
    """Measured confidence."""

    value: float = strawberry.field(description="0 to 1: part that the 80 % band held, times one minus the error.")
    level: str = strawberry.field(description="`very high`, `high`, `medium`, `low` or `very low`.")
    statement: str = strawberry.field(description="The same in words, with the sample size.")
    coverage80: float = strawberry.field(name="coverage80", description="Part of past outcomes that the band held.")
    error: float = strawberry.field(description="Mean absolute error relative to the mean outcome, a ratio.")
    sample_size: int = strawberry.field(description="Past outcomes behind these figures.")
    flagged: bool = strawberry.field(description="Below 0.7: collect more data before relying on it.")

    @classmethod
    def of(cls, record: TrackRecord) -> Self:
        """Translate a record of the domain."""
        return cls(
            value=record.confidence,
            level=record.level,
            statement=record.statement,
            coverage80=record.coverage,
            error=record.error,
            sample_size=record.rows,
            flagged=record.confidence < FLAG,
        )


@strawberry.type(name="PredictionDriver", description="What a feature adds to a rate, compared with a usual case.")
class PredictionDriverType:
    """One driver."""

    feature: str = strawberry.field(description="Which feature.")
    effect: float = strawberry.field(description="In log odds: 0.1 makes a small rate 10 % larger, -0.1 10 % smaller.")


@strawberry.type(name="RatePrediction", description="A rate that is predicted.")
class RatePredictionType:
    """One rate."""

    rate: Rate = strawberry.field(description="Which rate.")
    horizon_days: int | None = strawberry.field(description="Days that it is for: 1, 7 or 30; null for a send.")
    value: float = strawberry.field(description="The rate that is expected, 0 to 1.")
    low: float = strawberry.field(description="Lower end of the band that 8 of 10 observed rates are to lie in.")
    high: float = strawberry.field(description="Its upper end.")
    level: float = strawberry.field(description="What the band is to hold, 0.8.")
    confidence: PredictionConfidenceType = strawberry.field(description="How such predictions held.")
    drivers: list[PredictionDriverType] = strawberry.field(
        description="What moves it, the most first; at most 20.", metadata=sized(20)
    )

    @classmethod
    def of(cls, forecast: RateForecast, drivers: tuple[Driver, ...]) -> Self:
        """Translate a rate of the domain."""
        return cls(
            rate=forecast.rate,
            horizon_days=forecast.horizon_days,
            value=forecast.expected,
            low=forecast.low,
            high=forecast.high,
            level=LEVEL,
            confidence=PredictionConfidenceType.of(forecast.record),
            drivers=[PredictionDriverType(feature=one.feature, effect=one.effect) for one in drivers[:20]],
        )


@strawberry.type(name="AudiencePrediction", description="What the model that serves predicts.")
class AudiencePredictionType:
    """A prediction."""

    kind: AudienceKind = strawberry.field(description="What it is of.")
    model_version: int = strawberry.field(description="Number of the version of the model that made it.")
    rates: list[RatePredictionType] = strawberry.field(
        description="Each rate for each horizon; at most 6.", metadata=sized(6)
    )

    @classmethod
    def of(cls, prediction: Prediction) -> Self:
        """Translate a prediction of the domain."""
        forecast = prediction.forecast
        rates = [RatePredictionType.of(one, forecast.drivers.get(one.rate, ())) for one in forecast.rates]
        return cls(kind=forecast.kind, model_version=prediction.version_number, rates=rates)


@strawberry.type(name="BatchRate", description="A rate of a row of a batch.")
class BatchRateType:
    """One rate."""

    rate: Rate = strawberry.field(description="Which rate.")
    horizon_days: int | None = strawberry.field(description="Days that it is for; null for a send.")
    value: float = strawberry.field(description="The rate that is expected, 0 to 1.")
    low: float = strawberry.field(description="Lower end of the band that 8 of 10 observed rates are to lie in.")
    high: float = strawberry.field(description="Its upper end.")

    @classmethod
    def of(cls, one: BatchRate) -> Self:
        """Translate a rate of the domain."""
        return cls(rate=one.rate, horizon_days=one.horizon_days, value=one.expected, low=one.low, high=one.high)


@strawberry.type(name="BatchRow", description="What was predicted of one case.")
class BatchRowType:
    """One row."""

    number: int = strawberry.field(description="Place in the batch, from 0.")
    label: str = strawberry.field(description="Which case, in words.")
    segment: str | None = strawberry.field(description="Who, of e-mail and audiences.")
    at: datetime | None = strawberry.field(description="When, of e-mail.")
    content_key: str | None = strawberry.field(description="Which piece, of content.")
    rates: list[BatchRateType] = strawberry.field(
        description="Each rate for each horizon; at most 6.", metadata=sized(6)
    )

    @classmethod
    def of(cls, row: BatchRow) -> Self:
        """Translate a row of the domain."""
        return cls(
            number=row.number,
            label=row.label,
            segment=row.segment,
            at=row.at,
            content_key=row.content_key,
            rates=[BatchRateType.of(one) for one in row.rates],
        )


@strawberry.type(name="PredictionBatch", description="Predictions of everything of a kind, made in the background.")
class PredictionBatchType(Node):
    """One batch."""

    model: strawberry.Private[PredictionBatch]
    kind: AudienceKind = strawberry.field(description="What is predicted.")
    subject: str | None = strawberry.field(description="Of the e-mails, if one was given.")
    model_version: int = strawberry.field(description="Number of the version of the model that makes it.")
    job_id: strawberry.ID = strawberry.field(description="The job that makes it; `jobUpdates` follows it.")
    total: int | None = strawberry.field(description="Rows that it will have; null until they were counted.")
    done: int = strawberry.field(description="Rows that it has.")
    created_at: datetime = strawberry.field(description="When it was asked for.")
    finished_at: datetime | None = strawberry.field(description="When its last row was made.")

    @strawberry.field(description="Its rows so far, by number.")
    async def rows(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[BatchRowType]:
        """Return one page."""
        services, scope = info.context.services, f"batch {self.model.id}"
        page = page_request(services.cursors, scope, first=first, after=after, last=last, before=before)
        found = await services.batches.rows(info.context.viewer, self.model.id, page)
        return connect(found, services.cursors, scope, BatchRowType.of)

    @classmethod
    def of(cls, batch: PredictionBatch) -> Self:
        """Translate a batch of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("PredictionBatch", batch.id)),
            model=batch,
            kind=batch.kind,
            subject=batch.subject,
            model_version=batch.version_number,
            job_id=strawberry.ID(encode_node_id("Job", batch.job_id)),
            total=batch.total,
            done=batch.done,
            created_at=batch.created_at,
            finished_at=batch.finished_at,
        )


@strawberry.type(
    name="AudienceRecommendation", description="A change that is expected to better a rate by 5 % or more."
)
class AudienceRecommendationType:
    """One piece of advice."""

    type: AdviceKind = strawberry.field(description="What it suggests to change.")
    about: AudienceKind = strawberry.field(description="What it is about.")
    subject: str = strawberry.field(description="The segment, or the title of the piece of content.")
    content_key: str | None = strawberry.field(description="The piece of content, if it is about one.")
    metric: Rate = strawberry.field(description="The rate that it betters.")
    horizon_days: int | None = strawberry.field(description="Days that the rate is for; null for sends.")
    current: float = strawberry.field(description="The rate as things are, 0 to 1.")
    value: float = strawberry.field(description="The rate that is expected after the change, 0 to 1.")
    uplift: float = strawberry.field(description="Improvement relative to `current`; of churn, its relative fall.")
    uplift_low: float = strawberry.field(description="Lower end of the improvement's 80 % interval.")
    uplift_high: float = strawberry.field(description="Its upper end.")
    probability_worse: float = strawberry.field(description="Probability that the change does harm.")
    confidence: float = strawberry.field(description="Probability that it helps; at least 0.6.")
    message: str = strawberry.field(description="What was found, with numbers.")
    suggestion: str = strawberry.field(description="What to do.")
    priority: int = strawberry.field(description="1 to 10, 10 first.")
    tags: list[str] = strawberry.field(description="Words to sort it by; at most 5.", metadata=sized(5))
    model_version: int = strawberry.field(description="Number of the version of the model that it rests on.")

    @classmethod
    def of(cls, advice: Advice) -> Self:
        """Translate advice of the domain."""
        uplift = advice.uplift
        return cls(
            type=advice.kind,
            about=advice.about,
            subject=advice.subject,
            content_key=advice.content_key,
            metric=advice.rate,
            horizon_days=advice.horizon_days,
            current=uplift.before,
            value=uplift.after,
            uplift=uplift.relative,
            uplift_low=uplift.low,
            uplift_high=uplift.high,
            probability_worse=uplift.worse,
            confidence=uplift.confidence,
            message=advice.message,
            suggestion=advice.suggestion,
            priority=advice.priority,
            tags=list(advice.tags[:5]),
            model_version=advice.version_number,
        )
