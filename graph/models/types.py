"""A version of a model in the schema."""

from datetime import date, datetime
from typing import Self

import strawberry

from domain.models.model import FeatureWeight, Figure, GateVerdict, ModelStage, ModelVersion, OriginLoss
from graph.enums import described
from graph.information import Info
from graph.limits.limits import sized
from graph.models.drift_types import DriftReportType
from graph.node import Node
from graph.node_ids import encode_node_id

MOST_FEATURES = 100

described(
    ModelStage,
    "What a version of a model is used for.",
    CHALLENGER="Neither proven better nor worse than the champion yet; it serves nobody.",
    CHAMPION="The one that serves; one for each name.",
    RETIRED="Was champion until another took its place.",
    REJECTED="Did not pass the gate, or was rolled back.",
)


@strawberry.type(
    name="OriginLoss", description="Losses of predictions from one day in the past, on the same rows; lower is better."
)
class OriginLossType:
    """One origin."""

    origin: date = strawberry.field(description="Last day whose outcomes the challenger had seen.")
    rows: int = strawberry.field(description="Predictions that were held against an outcome.")
    challenger: float = strawberry.field(description="Mean loss of this model, fitted to what was known then.")
    baseline: float = strawberry.field(description="Mean loss of a naive prediction.")
    champion: float | None = strawberry.field(description="Mean loss of that champion; null when there was none.")
    hindsight: bool = strawberry.field(description="Whether that champion had seen these outcomes, which favours it.")

    @classmethod
    def of(cls, loss: OriginLoss) -> Self:
        """Translate losses of the domain."""
        return cls(
            origin=loss.origin,
            rows=loss.rows,
            challenger=loss.challenger,
            baseline=loss.baseline,
            champion=loss.champion,
            hindsight=loss.hindsight,
        )


@strawberry.type(name="GateVerdict", description="Whether a version may serve: it has to beat naive and champion.")
class GateVerdictType:
    """A verdict."""

    passed: bool = strawberry.field(description="Whether it may.")
    undecided: bool = strawberry.field(
        description="Whether it beats the naive prediction while nothing fair is known yet about it and the champion."
    )
    statement: str = strawberry.field(description="Why, in words.")
    origins: list[OriginLossType] = strawberry.field(
        description="What it rests on, oldest first; at most 20.", metadata=sized(5)
    )

    @classmethod
    def of(cls, verdict: GateVerdict) -> Self:
        """Translate a verdict of the domain."""
        return cls(
            passed=verdict.passed,
            undecided=verdict.undecided,
            statement=" ".join(verdict.reasons),
            origins=[OriginLossType.of(one) for one in verdict.origins[-20:]],
        )


@strawberry.type(name="FeatureWeight", description="How much a feature moves predictions.")
class FeatureWeightType:
    """One feature."""

    feature: str = strawberry.field(description="Name of the feature.")
    share: float = strawberry.field(
        description="Its mean absolute contribution (SHAP) over that of all features, 0 to 1."
    )

    @classmethod
    def of(cls, weight: FeatureWeight) -> Self:
        """Translate a weight of the domain."""
        return cls(feature=weight.name, share=weight.share)


@strawberry.type(name="ModelFigure", description="A number that a training measured.")
class ModelFigureType:
    """One figure."""

    name: str = strawberry.field(description="What it is.")
    value: float = strawberry.field(description="The number.")

    @classmethod
    def of(cls, figure: Figure) -> Self:
        """Translate a figure of the domain."""
        return cls(name=figure.name, value=figure.value)


@strawberry.type(
    name="Model",
    description="One trained version of a model. The same data, code and seed give the same version again.",
)
class ModelType(Node):
    """One version."""

    name: str = strawberry.field(description="Which model.")
    number: int = strawberry.field(description="1, 2, 3 … within the name.")
    stage: ModelStage = strawberry.field(description="What it is used for.")
    trained_at: datetime = strawberry.field(description="When it was trained.")
    until: date = strawberry.field(description="Last day of the data that it was trained on.")
    data_hash: str = strawberry.field(description="SHA-256 of the training data, in hexadecimal.")
    code_version: str = strawberry.field(description="Version of the code that trained it.")
    seed: int = strawberry.field(description="Seed of the training.")
    observations: int = strawberry.field(description="Observed outcomes that it learnt from.")
    series: int = strawberry.field(description="Series, or other subjects, that they belong to.")
    fit_seconds: float = strawberry.field(description="How long the fit took.")
    verdict: GateVerdictType = strawberry.field(description="What the gate between training and serving said.")
    importance: list[FeatureWeightType] = strawberry.field(
        description="Features by how much they move predictions, most first; at most 100.", metadata=sized(25)
    )
    figures: list[ModelFigureType] = strawberry.field(
        description="What else its training measured; at most 100.", metadata=sized(5)
    )
    crowned_at: datetime | None = strawberry.field(description="When it became champion last; null when it never was.")
    can_serve: bool = strawberry.field(
        description="Whether its artefact is kept: those of the newest 10 versions are, so that they can be promoted."
    )
    drift: DriftReportType | None = strawberry.field(
        description="What the last look at it as champion found; null before the first. Each training takes one."
    )

    @strawberry.field(description="What it predicts, in one sentence.")
    def description(self, info: Info) -> str:
        """Ask the registry."""
        return info.context.services.models.describe(self.name)

    @classmethod
    def of(cls, version: ModelVersion) -> Self:
        """Translate a version of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("Model", version.id)),
            name=version.name,
            number=version.number,
            stage=version.stage,
            trained_at=version.trained_at,
            until=version.until,
            data_hash=version.data_hash,
            code_version=version.code_version,
            seed=version.seed,
            observations=version.observations,
            series=version.series,
            fit_seconds=version.seconds,
            verdict=GateVerdictType.of(version.verdict),
            importance=[FeatureWeightType.of(one) for one in version.importance[:MOST_FEATURES]],
            figures=[ModelFigureType.of(one) for one in version.figures[:MOST_FEATURES]],
            crowned_at=version.crowned_at,
            can_serve=version.artefact is not None,
            drift=None if version.drift is None else DriftReportType.of(version.drift),
        )
