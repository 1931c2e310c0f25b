"""A training set as what the models of audiences learn from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.audiences.features import CaseTable
from domain.audiences.model import AudienceKind
from domain.forecasting.model import FloatArray
from domain.models.training import TrainingSet


@dataclass(frozen=True, slots=True)
class Observations:
    """Counted outcomes of cases, ascending in time.

    Attributes:
        table: The cases.
        trials: How many could have done it, of each rate or stage. Shape ``(rows, stages)``.
        successes: How many did. Shape ``(rows, stages)``.
        day: Ordinal of the day on which the outcome was known. Shape ``(rows,)``.
        unit: What it is of, such as a piece of content. Shape ``(rows,)``.
        block: Rows of different blocks do not hang together. Shape ``(rows,)``.
    """

    table: CaseTable
    trials: FloatArray
    successes: FloatArray
    day: NDArray[np.int64]
    unit: NDArray[np.str_]
    block: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.day)

    @property
    def stages(self) -> int:
        """How many rates or stages there are."""
        return int(self.trials.shape[1])

    def where(self, chosen: NDArray[Any]) -> "Observations":
        """Return the chosen rows: by a mask, or by their places."""
        return Observations(
            self.table.where(chosen),
            self.trials[chosen],
            self.successes[chosen],
            self.day[chosen],
            self.unit[chosen],
            self.block[chosen],
        )


def observations_of(kind: AudienceKind, training: TrainingSet) -> Observations:
    """Return the rows of a training set that ``domain.audiences.training`` made."""
    columns = training.columns
    return Observations(
        CaseTable(kind, columns["numbers"], columns["labels"]),
        columns["trials"],
        columns["successes"],
        columns["day"],
        columns["unit"],
        columns["block"],
    )


def effective_trials(trials: FloatArray, rate: FloatArray, variance: float) -> FloatArray:
    """Return how much so many trials tell about log odds that a disturbance of this variance is added to.

    A thousand recipients of one send share its luck: ``n / (1 + n p (1 - p) variance)``.
    """
    return np.asarray(trials / (1.0 + trials * rate * (1.0 - rate) * variance))


def log_odds(rate: FloatArray) -> FloatArray:
    """Return the log odds of rates between 0 and 1."""
    bounded = np.clip(rate, 1e-9, 1.0 - 1e-9)
    return np.asarray(np.log(bounded) - np.log1p(-bounded))


def probability(logits: FloatArray) -> FloatArray:
    """Return the probabilities of log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0))))


def observed_rate(successes: FloatArray, trials: FloatArray) -> FloatArray:
    """Return rates that are neither 0 nor 1, half an observation being added on either side."""
    return np.asarray((successes + 0.5) / (trials + 1.0))
