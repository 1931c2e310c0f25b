"""The counterfactual twin in the schema."""

from typing import Self

import strawberry

from domain.marketplace.history.model import Blocks
from domain.marketplace.moments import moment
from graph.limits.limits import sized
from graph.marketplace.ranges import DateTimeRangeType
from graph.scalars import DateTime


@strawberry.type(name="CounterfactualPoint", description="One block with and without the command.")
class CounterfactualPointType:
    """One point."""

    at: DateTime = strawberry.field(description="When the block begins.")
    actual: float = strawberry.field(description="With the command.")
    counterfactual: float = strawberry.field(description="Without it.")


@strawberry.type(name="CounterfactualSeries", description="What the command did to one series.")
class CounterfactualSeriesType:
    """One series."""

    name: str = strawberry.field(description="The stream, or a series that derives from it.")
    effect: float = strawberry.field(
        description="Sum over the range with the command, less that without it; for levels and shares of the means."
    )
    relative_effect: float | None = strawberry.field(
        description="The same relative to what would have been; null where that is nothing."
    )
    points: list[CounterfactualPointType] = strawberry.field(
        description="Ascending; at most 3,000.", metadata=sized(60)
    )


@strawberry.type(name="Counterfactual", description="The same marketplace with and without one command.")
class CounterfactualType:
    """Twins."""

    range: DateTimeRangeType = strawberry.field(description="Whole blocks.")
    resolution_minutes: int = strawberry.field(description="Length of a block.")
    streams: list[CounterfactualSeriesType] = strawberry.field(
        description="The series that differ, or those that were asked for; at most 60.", metadata=sized(20)
    )

    @classmethod
    def of(cls, actual: Blocks, without: Blocks, names: frozenset[str]) -> Self:
        """Translate the twins of the domain, restricted to the named streams or, without names, to what differs."""
        rows = [
            (name, actual.values[row].tolist(), without.values[row].tolist()) for row, name in enumerate(actual.streams)
        ]
        begin, step, size = actual.begin, actual.step, actual.values.shape[1]
        return cls(
            range=DateTimeRangeType(start=moment(begin), end=moment(begin + size * step)),
            resolution_minutes=step // 60_000_000,
            streams=[
                _series(name, begin, step, here, there)
                for name, here, there in rows
                if (name.partition("#")[0] in names if names else here != there)
            ],
        )


def _series(name: str, begin: int, step: int, here: list[float], there: list[float]) -> CounterfactualSeriesType:
    pairs = [
        (place, one, other)
        for place, (one, other) in enumerate(zip(here, there, strict=True))
        if one + other == one + other
    ]
    with_it, without = sum(one for _, one, _ in pairs), sum(other for _, _, other in pairs)
    scale = max(len(pairs), 1) if "#" in name else 1
    return CounterfactualSeriesType(
        name=name,
        effect=(with_it - without) / scale,
        relative_effect=None if without == 0 else with_it / without - 1,
        points=[
            CounterfactualPointType(at=moment(begin + place * step), actual=one, counterfactual=other)
            for place, one, other in pairs
        ],
    )
