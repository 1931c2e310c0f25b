"""Versions of trained models, and how a new one is judged."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class ModelStage(StrEnum):
    """What a version is used for."""

    CHALLENGER = "CHALLENGER"
    """Neither proven better nor worse than the champion yet; it serves nobody."""
    CHAMPION = "CHAMPION"
    """The one that serves; one for each workspace and name."""
    RETIRED = "RETIRED"
    """Was champion until another took its place."""
    REJECTED = "REJECTED"
    """Did not pass the gate, or was rolled back by a person."""


@dataclass(frozen=True, slots=True)
class OriginLoss:
    """Losses on the same rows, predicted from one day in the past.

    Attributes:
        origin: Last day whose outcomes the challenger had seen.
        rows: Predictions that were held against an outcome.
        challenger: Mean loss of the challenger's recipe, fitted to what was known on the origin.
        baseline: Mean loss of a naive prediction.
        champion: Mean loss of the champion; none when there is none or it cannot be held against these rows.
        hindsight: Whether the champion had seen these outcomes before, which favours it.
    """

    origin: date
    rows: int
    challenger: float
    baseline: float
    champion: float | None = None
    hindsight: bool = False


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """Whether a challenger may serve.

    Attributes:
        passed: Whether it may.
        undecided: It beats the naive prediction, but nothing fair is known yet about it and the champion.
        reasons: In words, at least one.
        origins: What it rests on, oldest first.
    """

    passed: bool
    reasons: tuple[str, ...]
    origins: tuple[OriginLoss, ...] = ()
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class FeatureWeight:
    """How much a feature moves predictions.

    Attributes:
        name: Of the feature.
        share: Mean absolute contribution over that of all features, 0 to 1.
    """

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number of a version, by name."""

    name: str
    value: float


class DriftSubject(StrEnum):
    """What a drift monitor looks at."""

    INPUT = "INPUT"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class DriftFinding:
    """What one drift monitor measured.

    Attributes:
        subject: An input, or the error of the model.
        feature: Which input; none for the error.
        statistic: Distance between training and now: of an input the largest difference between the two cumulative
            shares (Kolmogorov-Smirnov), of a categorical one half the summed difference of shares, of the error the
            relative change of the mean loss.
        threshold: What the statistic stays below in 95 of 100 samples of these sizes when nothing has changed.
        p_value: How often chance alone gives at least this much.
        drifted: Whether it is more than chance, with all monitors of the model taken together: of those that are told
            to have drifted, at most 5 % are expected not to have.
        effect: Change of the mean loss, relative to that at training, that the change of this input alone explains;
            of the error, the change itself. None when no outcome is known to measure it by.
        trained: Independent units in the sample from training.
        recent: Independent units since then.
        statement: All of it in a sentence.
    """

    subject: DriftSubject
    feature: str | None
    statistic: float
    threshold: float
    p_value: float
    drifted: bool
    effect: float | None
    trained: int
    recent: int
    statement: str


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Whether a version still meets the world that it was trained on.

    Attributes:
        at: When it was looked at.
        until: Last day of the data that it was held against.
        findings: One for each input and one for the error, the largest effect on the error first.
        statement: What it comes to, in a sentence.
    """

    at: datetime
    until: date
    findings: tuple[DriftFinding, ...]
    statement: str


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One trained version of a named model in a workspace.

    Data, version of the code and seed together give the same artefact again.

    Attributes:
        name: Which model, such as ``"campaign_forecaster"``.
        number: 1, 2, 3 … within workspace and name.
        until: Last day of which the training data knew an outcome.
        data_hash: SHA-256 of the training data, in hexadecimal.
        code_version: Version of the trainer; changes whenever the same data could give another model.
        observations: Observed outcomes that it learnt from.
        series: How many series or subjects they belong to.
        seconds: How long the fit took.
        artefact: Key under which its bytes are kept; none once they were deleted, after which it cannot serve again.
        importance: Features by how much they move predictions, most first.
        figures: What else its training measured.
        crowned_at: When it became champion last; none when it never was.
        drift: What the last look at it as champion found; none before the first.
    """

    id: UUID
    workspace_id: UUID
    name: str
    number: int
    stage: ModelStage
    trained_at: datetime
    until: date
    data_hash: str
    code_version: str
    seed: int
    observations: int
    series: int
    seconds: float
    verdict: GateVerdict
    artefact: str | None
    importance: tuple[FeatureWeight, ...] = ()
    figures: tuple[Figure, ...] = ()
    crowned_at: datetime | None = None
    drift: DriftReport | None = None


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """Which versions; empty fields do not restrict."""

    names: tuple[str, ...] = ()
    stages: tuple[ModelStage, ...] = ()


@dataclass(frozen=True, slots=True)
class ServingModel:
    """A version together with its bytes, ready to predict."""

    version: ModelVersion
    artefact: bytes
