"""Trains the models of audiences for the registry."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from domain.audiences.features import LABELS
from domain.audiences.model import AudienceKind
from domain.audiences.rates import MODELS, RATES
from domain.models.gate import LEAST_ORIGINS
from domain.models.model import OriginLoss
from domain.models.training import Fitted, Incumbent, Sample, TrainingSet, Watch
from domain.ports.models import Trainer
from ml.audiences.backtest import Test, backtest, fit_recipe, model_rates, naive_rates, row_losses
from ml.audiences.calibration import calibrate
from ml.audiences.design import Vocabulary
from ml.audiences.drivers import centre_of, stage_drivers
from ml.audiences.expectation import Expectation
from ml.audiences.members import MEMBERS, feature_names, tree_features
from ml.audiences.model import VERSION, AudienceModel, read_model, write_model
from ml.audiences.observations import Observations, observations_of
from ml.audiences.origins import FEWEST_BEFORE, Origin, rolling_origins

MOST_JUDGED = 1_500
"""Rows that an artefact keeps of those it was judged on."""

MOST_EXPLAINED = 400

_SAYS = {
    AudienceKind.EMAIL: "Open, click and conversion rates of an e-mail from its time, subject, segment and list.",
    AudienceKind.AUDIENCE: "Engagement and churn of an audience from how often it is reached, and was before.",
    AudienceKind.CONTENT: "Engagement and conversion of a piece of content from what it is, its age and its own past.",
}


@dataclass(frozen=True, slots=True)
class AudienceTrainer(Trainer):
    """Trains one of the three models."""

    kind: AudienceKind

    @property
    def name(self) -> str:
        """The name of the model."""
        return MODELS[self.kind]

    @property
    def version(self) -> str:
        """The version of the recipe."""
        return VERSION

    @property
    def description(self) -> str:
        """What the model predicts."""
        return _SAYS[self.kind]

    def shortfall(self, training: TrainingSet) -> str | None:
        """Say what is missing: there must be a past long enough to hold the recipe against."""
        origins = len(rolling_origins(observations_of(self.kind, training).day))
        if origins >= LEAST_ORIGINS:
            return None
        return (
            f"The history reaches for {origins} rolling origins with {FEWEST_BEFORE} observations before and "
            f"a week after; it takes {LEAST_ORIGINS}."
        )

    def fit(self, training: TrainingSet, seed: int) -> Fitted:
        """Fit the model to all of the data, and calibrate it on its own past."""
        observations = observations_of(self.kind, training)
        tests = _tests(observations, seed)
        calibration = calibrate(tests)
        recipe = fit_recipe(observations, seed, MEMBERS)
        model = AudienceModel(
            recipe,
            calibration,
            centre_of(recipe.members, observations.table),
            training.until.toordinal(),
            _judged(recipe.members.words, tests),
        )
        figures: dict[str, float] = {}
        for rate, record in zip(RATES[self.kind], calibration.records, strict=True):
            figures[f"{rate.lower()}_held"] = record.held / record.rows
            figures[f"{rate.lower()}_error"] = record.error
        return Fitted(write_model(model), _importance(model, observations), figures)

    def losses(self, training: TrainingSet, seed: int, incumbent: Incumbent | None) -> tuple[OriginLoss, ...]:
        """Hold the recipe against the past; see the port."""
        observations = observations_of(self.kind, training)
        found = []
        for origin in rolling_origins(observations.day):
            test = backtest(observations, origin, seed)
            if test is None:
                continue
            naive = naive_rates(observations.where(origin.before), test.rows)
            champion, hindsight = self._champion(training, observations, origin, seed, incumbent)
            found.append(
                OriginLoss(
                    date.fromordinal(origin.day),
                    len(test.rows),
                    float(row_losses(model_rates(test.expected), test.rows).mean()),
                    float(row_losses(naive, test.rows).mean()),
                    None if champion is None else float(row_losses(model_rates(champion), test.rows).mean()),
                    hindsight,
                )
            )
        return tuple(found)

    def watch(self, artefact: bytes, now: TrainingSet) -> Watch:
        """Return rows from the training of an artefact and rows of the present data that came after it."""
        model, observations = read_model(artefact), observations_of(self.kind, now)
        names = feature_names(self.kind)
        since = observations.where(observations.day > model.until)
        features = tree_features(since.table, model.recipe.members.words)
        losses = np.empty(0)
        if len(since):
            before = observations.where(observations.day <= model.until)
            losses = row_losses(model_rates(_of_artefact(model, since, before)), since)
        recent = Sample(features, losses, since.block.astype(np.int64))
        return Watch(names, LABELS[self.kind], model.judged, recent)

    def _champion(
        self,
        training: TrainingSet,
        observations: Observations,
        origin: Origin,
        seed: int,
        incumbent: Incumbent | None,
    ) -> tuple[Expectation | None, bool]:
        """Return what the champion expects of what came after an origin, and whether it had seen it."""
        if incumbent is None:
            return None, False
        if incumbent.code_version == self.version:
            lag = max((training.until - incumbent.until).days, 0)
            test = backtest(observations, origin, seed, lag)
            return (None if test is None else test.expected), False
        try:
            model = read_model(incumbent.artefact)
        except ValueError:
            return None, False
        rows, before = observations.where(origin.after), observations.where(origin.before)
        return _of_artefact(model, rows, before), model.until > origin.day


def _tests(observations: Observations, seed: int) -> list[Test]:
    tests = [backtest(observations, origin, seed) for origin in rolling_origins(observations.day)]
    found = [test for test in tests if test is not None]
    if not found:
        raise ValueError("the history is too short to hold a model against it")
    return found


def _of_artefact(model: AudienceModel, rows: Observations, before: Observations) -> Expectation:
    expected = model.recipe.expect(rows, before)
    return Expectation(model.calibration.apply(expected.logits), expected.unknown, expected.chance)


def _judged(words: Vocabulary, tests: list[Test]) -> Sample:
    """Return the latest rows that the recipe was judged on, with the losses they had."""
    features = np.concatenate([tree_features(test.rows.table, words) for test in tests])
    losses = np.concatenate([row_losses(model_rates(test.expected), test.rows) for test in tests])
    units: NDArray[np.int64] = np.concatenate([test.rows.block for test in tests]).astype(np.int64)
    return Sample(features[-MOST_JUDGED:], losses[-MOST_JUDGED:], units[-MOST_JUDGED:])


def _importance(model: AudienceModel, observations: Observations) -> dict[str, float]:
    """Return how much each feature moves the rates, mean over the latest rows and over the rates."""
    latest = observations.table.where(np.arange(max(len(observations) - MOST_EXPLAINED, 0), len(observations)))
    drivers = stage_drivers(model.recipe.members, model.centre, latest)
    mean = {name: float(np.abs(values).mean()) for name, values in drivers.items()}
    whole = sum(mean.values())
    shares = {name: one / whole if whole else 0.0 for name, one in mean.items()}
    return dict(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
