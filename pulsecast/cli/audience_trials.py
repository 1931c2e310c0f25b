"""Models of e-mail, audiences and content held against a world whose truth is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

import numpy as np

from domain.audiences.advice.advise import advise
from domain.audiences.advice.model import AdviceKind
from domain.audiences.model import AudienceHistory, AudienceKind
from domain.audiences.predictions.service import LATEST_DAYS
from domain.audiences.rates import MODELS, RATES, Rate
from domain.audiences.training import observed, training_set
from domain.forecasting.model import FloatArray
from domain.models.model import GateVerdict, ModelStage, ModelVersion
from domain.models.recipe import SEED
from domain.models.training import TrainingSet
from ml.audiences.backtest import backtest, naive_rates, row_losses
from ml.audiences.calibration import without_hindsight
from ml.audiences.observations import observations_of
from ml.audiences.origins import rolling_origins
from ml.audiences.predictor import BoostedAudienceModels
from ml.audiences.trainer import AudienceTrainer
from simulator.audiences.history import generate_history
from simulator.audiences.truth import true_uplift, truth_table

WORKSPACE = UUID(int=1)


@dataclass(frozen=True, slots=True)
class RateScore:
    """How a rate was predicted in one world, all rolling origins together.

    Attributes:
        rows: Outcomes.
        error: Mean absolute distance of predicted and true probability, over the mean true probability.
        naive: The same of the segment's mean, or of a known piece's own.
        held: Part of the outcomes that the 80 % band held.
        bias: Mean predicted over mean true probability, less 1.
        slope: Of true on predicted log odds; 1 where predictions are neither too bold nor too timid.
    """

    kind: AudienceKind
    rate: Rate
    rows: int
    error: float
    naive: float
    held: float
    bias: float
    slope: float


@dataclass(frozen=True, slots=True)
class LossScore:
    """Mean losses on the rolling origins of one world; ``perfect`` is that of the true probabilities."""

    kind: AudienceKind
    model: float
    naive: float
    perfect: float
    won: int
    origins: int


@dataclass(frozen=True, slots=True)
class UpliftScore:
    """One piece of advice: what it promised and what is true."""

    kind: AdviceKind
    promised: float
    true: float
    within: bool


@dataclass(frozen=True, slots=True)
class WorldScore:
    """Everything about one world."""

    rates: tuple[RateScore, ...]
    losses: tuple[LossScore, ...]
    uplifts: tuple[UpliftScore, ...]


def try_world(seed: int, today: date) -> WorldScore:
    """Generate a year, learn from it, and hold what was learnt against its truth."""
    history = generate_history(WORKSPACE, today, seed, {})
    rates: list[RateScore] = []
    losses: list[LossScore] = []
    uplifts: list[UpliftScore] = []
    for kind in AudienceKind:
        training = training_set(kind, history)
        if not isinstance(training, TrainingSet):
            raise TypeError(training.reason)
        scores, loss = _predicted(kind, training, truth_table(observed(kind, history).cases, seed))
        rates += scores
        losses.append(loss)
        uplifts += _advised(kind, history, training, seed)
    return WorldScore(tuple(rates), tuple(losses), tuple(uplifts))


def _predicted(kind: AudienceKind, training: TrainingSet, truth: FloatArray) -> tuple[list[RateScore], LossScore]:
    observations = observations_of(kind, training)
    tests = [
        test
        for origin in rolling_origins(observations.day)
        if (test := backtest(observations, origin, SEED)) is not None
    ]
    judged = without_hindsight(tests)
    naive = [naive_rates(observations.where(test.origin.before), test.rows) for test in tests]
    true = [truth[:, test.origin.after] for test in tests]
    parts = [
        [float(row_losses(rates, test.rows).mean()) for rates in (one.rates, plain, exact)]
        for test, one, plain, exact in zip(tests, judged, naive, true, strict=True)
    ]
    mine, other, best = np.array(parts).T
    loss = LossScore(
        kind, float(mine.mean()), float(other.mean()), float(best.mean()), int((mine < other).sum()), len(tests)
    )
    predicted, plain, exact = (np.concatenate(each, axis=1) for each in ([one.rates for one in judged], naive, true))
    held = np.concatenate([one.held for one in judged], axis=1)
    scores = [
        RateScore(
            kind,
            rate,
            predicted.shape[1],
            _distance(predicted[place], exact[place]),
            _distance(plain[place], exact[place]),
            float(held[place].mean()),
            float(predicted[place].mean() / exact[place].mean() - 1.0),
            _slope(predicted[place], exact[place]),
        )
        for place, rate in enumerate(RATES[kind])
    ]
    return scores, loss


def _advised(kind: AudienceKind, history: AudienceHistory, training: TrainingSet, seed: int) -> Iterator[UpliftScore]:
    trainer = AudienceTrainer(kind)
    model = BoostedAudienceModels().load(kind, trainer.fit(training, SEED).artefact)
    for one in advise(kind, history.latest(LATEST_DAYS), model, trial_version(kind, training)):
        true = true_uplift(one.before, one.after, one.rate, one.horizon_days, seed)
        yield UpliftScore(one.kind, one.uplift.relative, true, one.uplift.low <= true <= one.uplift.high)


def trial_version(kind: AudienceKind, training: TrainingSet) -> ModelVersion:
    """Return what a registry would say of a model that was trained for an evaluation."""
    at = datetime.combine(training.until, time(), UTC)
    return ModelVersion(
        id=WORKSPACE,
        workspace_id=WORKSPACE,
        name=MODELS[kind],
        number=1,
        stage=ModelStage.CHAMPION,
        trained_at=at,
        until=training.until,
        data_hash=training.data_hash,
        code_version=AudienceTrainer(kind).version,
        seed=SEED,
        observations=training.observations,
        series=training.series,
        seconds=0.0,
        verdict=GateVerdict(True, ("An evaluation takes it as it is.",)),
        artefact=None,
    )


def _distance(predicted: FloatArray, true: FloatArray) -> float:
    return float(np.abs(predicted - true).mean() / true.mean())


def _slope(predicted: FloatArray, true: FloatArray) -> float:
    x, y = np.log(predicted / (1.0 - predicted)), np.log(true / (1.0 - true))
    return float(np.polyfit(x, y, 1)[0])


def kinds_of(uplifts: Sequence[UpliftScore]) -> list[AdviceKind]:
    """Return the kinds of advice there are, in their usual order."""
    return [kind for kind in AdviceKind if any(one.kind is kind for one in uplifts)]
