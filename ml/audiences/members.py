"""Fits of one recipe to resampled histories: their mean predicts, their spread tells how much is not known."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.audiences.features import LABELS, NUMBERS, CaseTable
from domain.audiences.model import AudienceKind
from domain.audiences.rates import RATES
from domain.forecasting.model import FloatArray
from ml.audiences.design import Columns, Vocabulary, columns_of, direction, vocabulary_of
from ml.audiences.logistic import fit_logistic
from ml.audiences.observations import Observations, effective_trials, probability

MEMBERS = 12

ROUNDS = 40

FIRST_VARIANCE = 0.02
"""Variance of the disturbance that fitting begins with, in squared log odds."""

PARAMETERS: dict[str, Any] = {
    "objective": "cross_entropy",
    "num_leaves": 6,
    "learning_rate": 0.06,
    "min_data_in_leaf": 20,
    "min_sum_hessian_in_leaf": 1e-3,
    "feature_fraction": 0.8,
    # A leaf is shrunk as if so many trials at even odds had shown nothing new.
    "lambda_l2": 60.0,
    "max_bin": 63,
    "boost_from_average": False,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class Members:
    """Fitted members of a model.

    Attributes:
        coefficients: Shape ``(members, stages, columns)``.
        trees: LightGBM models that add to the log odds of the columns, by member and stage.
        variance: Of the disturbance that nobody can know before, in squared log odds. Shape ``(stages,)``.
        drawn: How often each row's block was drawn for a member; none once it was loaded. Shape ``(members, rows)``.
    """

    kind: AudienceKind
    words: Vocabulary
    coefficients: FloatArray
    trees: tuple[tuple[Any, ...], ...]
    variance: FloatArray
    drawn: NDArray[np.int64] | None = None

    def log_odds(self, table: CaseTable) -> FloatArray:
        """Return what each member expects. Shape ``(members, stages, cases)``."""
        features = tree_features(table, self.words)
        found = np.empty((len(self.trees), len(RATES[self.kind]), len(table)))
        for stage, rate in enumerate(RATES[self.kind]):
            values = columns_of(table, self.words, rate).values
            for member, trees in enumerate(self.trees):
                added = trees[stage].predict(features, raw_score=True, num_threads=1)
                found[member, stage] = values @ self.coefficients[member, stage] + added
        return found


def fit_members(observations: Observations, seed: int, members: int = MEMBERS) -> Members:
    """Fit members, each to blocks drawn with replacement; the same arguments give the same members."""
    kind, rates = observations.table.kind, RATES[observations.table.kind]
    words = vocabulary_of(observations.table)
    chance = np.random.default_rng([seed, 11])
    drawn = _draws(observations.block, members, chance)
    features = tree_features(observations.table, words)
    variance, coefficients = np.empty(len(rates)), []
    trees: list[list[Any]] = [[] for _ in range(members)]
    for stage, rate in enumerate(rates):
        columns = columns_of(observations.table, words, rate)
        trials = observations.trials[:, stage]
        share = observations.successes[:, stage] / np.maximum(trials, 1.0)
        variance[stage] = _disturbance(columns, share, trials)
        fits = []
        for member in range(members):
            weight = drawn[member] * effective_trials(trials, _smooth(share, trials), float(variance[stage]))
            found = fit_logistic(columns.values, share, weight, columns.prior, columns.sign)
            fits.append(found)
            trees[member].append(_grow(kind, features, share, weight, columns.values @ found, stage, seed + member))
        coefficients.append(fits)
    stacked = np.array(coefficients).transpose(1, 0, 2)
    return Members(kind, words, stacked, tuple(tuple(each) for each in trees), variance, drawn)


def tree_features(table: CaseTable, words: Vocabulary) -> FloatArray:
    """Return what trees see: numbers, then codes of labels. Shape ``(cases, features)``."""
    return np.concatenate([table.numbers, words.codes(table)], axis=1)


def feature_names(kind: AudienceKind) -> tuple[str, ...]:
    """Return the names of ``tree_features``."""
    return (*NUMBERS[kind], *LABELS[kind])


def _draws(block: NDArray[np.int64], members: int, chance: np.random.Generator) -> NDArray[np.int64]:
    _, places = np.unique(block, return_inverse=True)
    count = int(places.max()) + 1
    drawn = np.stack([np.bincount(chance.integers(count, size=count), minlength=count) for _ in range(members)])
    return drawn[:, places]


def _smooth(share: FloatArray, trials: FloatArray) -> FloatArray:
    mean = float((share * trials).sum() / max(trials.sum(), 1.0))
    return np.asarray((share * trials + 2.0 * mean) / (trials + 2.0))


def _disturbance(columns: Columns, share: FloatArray, trials: FloatArray) -> float:
    """Return the variance of what disturbs outcomes beyond counting chance, by moments, in squared log odds.

    Residuals of a fit are smaller than the disturbance by what the fit has used up, which is given back.
    """
    variance = FIRST_VARIANCE
    for _ in range(3):
        weight = effective_trials(trials, _smooth(share, trials), variance)
        found = fit_logistic(columns.values, share, weight, columns.prior, columns.sign)
        chance = probability(columns.values @ found)
        spread = np.maximum(chance * (1.0 - chance), 1e-9)
        information = weight * spread
        hessian = (columns.values * information[:, None]).T @ columns.values
        used = np.trace(np.linalg.solve(hessian + np.diag(1.0 / columns.prior**2), hessian))
        counting = 1.0 / np.maximum(trials * spread, 1e-9)
        surplus = ((share - chance) / spread) ** 2 / max(1.0 - used / len(share), 0.3) - counting
        # Rows that tell little beyond counting chance have little say; at this weight the estimate is nearly best.
        say = 1.0 / (variance + counting) ** 2
        variance = float(np.clip((say * surplus).sum() / say.sum(), 1e-4, 1.0))
    return variance


def _grow(
    kind: AudienceKind,
    features: FloatArray,
    share: FloatArray,
    weight: FloatArray,
    start: FloatArray,
    stage: int,
    seed: int,
) -> Any:  # noqa: ANN401 - the library is untyped
    import lightgbm  # noqa: PLC0415

    rate, names = RATES[kind][stage], feature_names(kind)
    chosen = weight > 0
    parameters = {
        **PARAMETERS,
        "monotone_constraints": [direction(kind, rate, name) for name in names],
        "seed": seed,
    }
    data = lightgbm.Dataset(
        features[chosen],
        share[chosen],
        weight=weight[chosen],
        init_score=start[chosen],
        feature_name=list(names),
        categorical_feature=list(LABELS[kind]),
        params=parameters,
    )
    return lightgbm.train(parameters, data, ROUNDS)
