"""The past of the marketplace in the schema."""

import math
from typing import Self

import strawberry

from domain.marketplace.correlation.model import EventStreamCorrelation
from domain.marketplace.history.model import Blocks, Judged, RateFactors, StreamStatistics
from domain.marketplace.moments import moment
from domain.simulators.chronicle import History
from graph.limits.limits import sized
from graph.marketplace.definition_types import ExternalEventNode
from graph.marketplace.enums import CorrelationVerdict, ImpactDirection
from graph.marketplace.ranges import DateTimeRangeType
from graph.scalars import DateTime
from graph.streams.types import AnomalyFlag


@strawberry.type(name="StreamHistoryPoint", description="One block of the past of one series.")
class StreamHistoryPointType:
    """One point."""

    at: DateTime = strawberry.field(description="When the block begins.")
    value: float = strawberry.field(description="Events in the block; for a level its mean, for a share its percent.")
    normalized: float = strawberry.field(description="0 to 100; 50 is the mean of the baseline.")
    anomaly_flag: AnomalyFlag = strawberry.field(description="By the distance from the mean.")
    anomaly_score: float = strawberry.field(
        description="How far it is from what is usual at that time of the week, in robust standard deviations."
    )
    anomalous: bool = strawberry.field(
        description="Whether it counts as an anomaly when at most one in ten such claims over all streams may be false."
    )


@strawberry.type(name="StreamHistorySeries", description="Consecutive blocks of one series.")
class StreamHistorySeriesType:
    """One series; what is costly to make is made only for who asks."""

    blocks: strawberry.Private[Blocks]
    row: strawberry.Private[int]
    judged: strawberry.Private[Judged]

    @strawberry.field(description="The stream, or a series that derives from it: `<stream>#<name>`.")
    def name(self) -> str:
        """Return the name of the row."""
        return self.blocks.streams[self.row]

    @strawberry.field(
        description="Ascending; blocks in which a share has nothing to be taken from are missing. At most 3,000.",
        metadata=sized(60),
    )
    def points(self) -> list[StreamHistoryPointType]:
        """Make a point of each block."""
        blocks, judged = self.blocks, self.judged
        normalized, scores, anomalous = judged.normalized.tolist(), judged.scores.tolist(), judged.anomalous.tolist()
        return [
            StreamHistoryPointType(
                at=moment(blocks.begin + index * blocks.step),
                value=value,
                normalized=normalized[index],
                anomaly_flag=judged.flags[index],
                anomaly_score=scores[index],
                anomalous=anomalous[index],
            )
            for index, value in enumerate(blocks.values[self.row].tolist())
            if math.isfinite(value)
        ]

    @strawberry.field(
        description="The values alone, one for each block of the range, null where a share has nothing to be taken "
        "from: many times quicker than `points`. At most 3,000.",
        metadata=sized(6),
    )
    def values(self) -> list[float | None]:
        """Return the values."""
        return [value if math.isfinite(value) else None for value in self.blocks.values[self.row].tolist()]

    @strawberry.field(
        description="The anomaly scores alone, one for each block of the range. At most 3,000.", metadata=sized(6)
    )
    def anomaly_scores(self) -> list[float]:
        """Return the scores."""
        scores: list[float] = self.judged.scores.tolist()
        return scores


@strawberry.type(name="StreamHistory", description="Blocks of the past and the external events of that time.")
class StreamHistoryType:
    """A stretch of the past."""

    range: DateTimeRangeType = strawberry.field(description="Whole blocks, up to the last complete one.")
    resolution_minutes: int = strawberry.field(description="Length of a block.")
    streams: list[StreamHistorySeriesType] = strawberry.field(
        description="One series each, and those that derive from them; at most 60.", metadata=sized(55)
    )
    events: list[ExternalEventNode] = strawberry.field(
        description="External events of that time; at most 2,000.", metadata=sized(100)
    )

    @classmethod
    def of(cls, history: History) -> Self:
        """Translate history of the domain."""
        blocks = history.blocks
        end = blocks.begin + blocks.values.shape[1] * blocks.step
        return cls(
            range=DateTimeRangeType(start=moment(blocks.begin), end=moment(end)),
            resolution_minutes=blocks.step // 60_000_000,
            streams=[
                StreamHistorySeriesType(blocks=blocks, row=row, judged=history.judged[name])
                for row, name in enumerate(blocks.streams)
            ],
            events=[ExternalEventNode.of(one) for one in history.events[:2_000]],
        )


@strawberry.type(name="Percentiles", description="Values below which a part of the blocks lies.")
class PercentilesType:
    """Percentiles."""

    p25: float = strawberry.field(description="A quarter.")
    p50: float = strawberry.field(description="Half.")
    p75: float = strawberry.field(description="Three quarters.")
    p90: float = strawberry.field(description="Nine tenths.")
    p95: float = strawberry.field(description="Nineteen twentieths.")


@strawberry.type(name="StreamBaseline", description="A series in numbers, over blocks of 12 hours of its baseline.")
class StreamBaselineType:
    """Statistics of one series."""

    stream: str = strawberry.field(description="Which series.")
    mean: float = strawberry.field(description="Mean.")
    median: float = strawberry.field(description="Median.")
    std_dev: float = strawberry.field(description="Standard deviation.")
    min: float = strawberry.field(description="Least value.")
    max: float = strawberry.field(description="Greatest value.")
    percentiles: PercentilesType = strawberry.field(description="Percentiles.")
    weekday_mean: float = strawberry.field(description="Mean from Monday to Friday.")
    weekend_mean: float = strawberry.field(description="Mean on Saturday and Sunday.")
    trend_per_month: float = strawberry.field(description="Relative change in 30 days.")
    seasonality: str = strawberry.field(description="In words, such as `daily and weekly`.")

    @classmethod
    def of(cls, one: StreamStatistics) -> Self:
        """Translate statistics of the domain."""
        return cls(
            stream=one.stream,
            mean=one.mean,
            median=one.median,
            std_dev=one.std,
            min=one.low,
            max=one.high,
            percentiles=PercentilesType(p25=one.p25, p50=one.p50, p75=one.p75, p90=one.p90, p95=one.p95),
            weekday_mean=one.weekday_mean,
            weekend_mean=one.weekend_mean,
            trend_per_month=one.trend_per_month,
            seasonality=one.seasonality,
        )


@strawberry.type(name="EventStreamCorrelation", description="Whether an external event moved a stream.")
class CorrelationType:
    """One event and one stream."""

    event: ExternalEventNode = strawberry.field(description="Which event.")
    stream: str = strawberry.field(description="Which stream.")
    strength: float = strawberry.field(description="Standardised difference that the event makes, with its sign.")
    direction: ImpactDirection = strawberry.field(description="Which way the stream moved.")
    p_value: float = strawberry.field(description="By permutation over shifted windows.")
    q_value: float = strawberry.field(description="The same, corrected for how many pairs were looked at.")
    verdict: CorrelationVerdict = strawberry.field(description="What follows.")
    window: DateTimeRangeType = strawberry.field(description="When it was looked for.")

    @classmethod
    def of(cls, one: EventStreamCorrelation) -> Self:
        """Translate a correlation of the domain."""
        return cls(
            event=ExternalEventNode.of(one.event),
            stream=one.stream,
            strength=one.strength,
            direction=one.direction,
            p_value=one.p_value,
            q_value=one.q_value,
            verdict=one.verdict,
            window=DateTimeRangeType(start=moment(one.begin), end=moment(one.end)),
        )


@strawberry.type(name="RateSource", description="Something that acts on a rate.")
class RateSourceType:
    """One source."""

    source: str = strawberry.field(description="Scenario, cascade, modifier or event.")
    factor: float = strawberry.field(description="What it multiplies the rate by at the moment.")


@strawberry.type(
    name="RateFactors",
    description="The rate of a stream at a moment, factor by factor, in the order in which they apply.",
)
class RateFactorsType:
    """One explanation."""

    stream: str = strawberry.field(description="Which stream.")
    at: DateTime = strawberry.field(description="When.")
    baseline: float = strawberry.field(description="Events an hour of the table.")
    time_of_day: float = strawberry.field(description="Factor of the hour.")
    weekday: float = strawberry.field(description="Factor of the day of the week.")
    calendar: float = strawberry.field(description="Factor of the month or holiday week.")
    growth: float = strawberry.field(description="Factor of the growth since the start.")
    scenarios: float = strawberry.field(description="Factor of scenarios, their cascades and manual modifiers.")
    events: float = strawberry.field(description="Factor of external events.")
    chain: float = strawberry.field(description="Factor that parent streams hand down.")
    noise: float = strawberry.field(description="Factor of chance.")
    added: float = strawberry.field(description="Events an hour that are added.")
    override: float | None = strawberry.field(description="What replaces everything, in the stream's own unit.")
    rate: float = strawberry.field(description="Events an hour that result.")
    sources: list[RateSourceType] = strawberry.field(description="What acts on it; at most 100.", metadata=sized(5))

    @classmethod
    def of(cls, one: RateFactors) -> Self:
        """Translate an explanation of the domain."""
        return cls(
            stream=one.stream,
            at=moment(one.at),
            baseline=one.baseline,
            time_of_day=one.time_of_day,
            weekday=one.weekday,
            calendar=one.calendar,
            growth=one.growth,
            scenarios=one.scenarios,
            events=one.events,
            chain=one.chain,
            noise=one.noise,
            added=one.added,
            override=one.override,
            rate=one.rate,
            sources=[RateSourceType(source=source, factor=factor) for source, factor in one.sources[:100]],
        )
