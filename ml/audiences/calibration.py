"""What past predictions teach about present ones: how far they were off, and how wide their bands must be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.audiences.predictions.model import TrackRecord
from domain.forecasting.model import FloatArray
from ml.audiences.backtest import Test, entering, outcome_log_odds, outcomes
from ml.audiences.logistic import fit_logistic
from ml.audiences.observations import probability

LEVEL = 0.8
"""Part of outcomes that bands must hold."""

SHIFT, SLOPE = 0.10, 0.10
"""Prior standard deviations of what calibration adds to log odds, and of how much it stretches them."""

NARROWEST, WIDEST = 0.8, 3.0
"""Standard deviations that the half width of a band is at least and at most."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was learnt.

    Attributes:
        shift: Added to the log odds of each rate. Shape ``(rates,)``.
        slope: Multiplies them. Shape ``(rates,)``.
        width: Half width of the band, in standard deviations. Shape ``(rates,)``.
        records: Of each rate, every origin judged by what the other origins taught.
    """

    shift: FloatArray
    slope: FloatArray
    width: FloatArray
    records: tuple[TrackRecord, ...]

    def apply(self, logits: FloatArray) -> FloatArray:
        """Return calibrated log odds; the rates are the axis before the last."""
        return np.asarray(self.shift[:, None] + self.slope[:, None] * logits)


def calibrate(tests: Sequence[Test]) -> Calibration:
    """Learn from tests of at least one origin."""
    shift, slope, width = _learn(tests)
    return Calibration(shift, slope, width, _records(tests))


def _learn(tests: Sequence[Test]) -> tuple[FloatArray, FloatArray, FloatArray]:
    expected = np.concatenate([test.expected.mean for test in tests], axis=1)
    variance = np.concatenate([test.expected.variance for test in tests], axis=1)
    seen = np.concatenate([outcomes(test.rows) for test in tests], axis=1)
    logits = np.concatenate([outcome_log_odds(test.rows) for test in tests], axis=1)
    rates = len(seen)
    shift, slope, width = np.empty(rates), np.empty(rates), np.empty(rates)
    for rate in range(rates):
        chance = probability(expected[rate])
        weight = 1.0 / (variance[rate] * chance * (1.0 - chance))
        columns = np.stack([np.ones_like(chance), expected[rate] - expected[rate].mean()], axis=1)
        found = fit_logistic(columns, seen[rate], weight, np.array([SHIFT, SLOPE]), offset=expected[rate])
        slope[rate] = 1.0 + found[1]
        shift[rate] = found[0] - found[1] * expected[rate].mean()
        off = np.abs(logits[rate] - shift[rate] - slope[rate] * expected[rate]) / np.sqrt(variance[rate])
        # Finite samples: the next outcome is as likely to fall between any two of those seen.
        level = min(LEVEL * (1.0 + 1.0 / len(off)), 1.0)
        width[rate] = np.clip(np.quantile(off, level), NARROWEST, WIDEST)
    return shift, slope, width


@dataclass(frozen=True, slots=True)
class Judged:
    """A test whose predictions were calibrated by what the other tests taught.

    Attributes:
        rates: What was predicted. Shape ``(rates, rows)``.
        held: Whether the 80 % band held the outcome. Shape ``(rates, rows)``.
    """

    test: Test
    rates: FloatArray
    held: NDArray[np.bool_]


def without_hindsight(tests: Sequence[Test]) -> list[Judged]:
    """Calibrate each test by the others; a single one by itself."""
    found = []
    for number, test in enumerate(tests):
        others = [other for place, other in enumerate(tests) if place != number] or [test]
        shift, slope, width = _learn(others)
        expected = shift[:, None] + slope[:, None] * test.expected.mean
        off = np.abs(outcome_log_odds(test.rows) - expected) / np.sqrt(test.expected.variance)
        found.append(Judged(test, probability(expected), off <= width[:, None]))
    return found


def _records(tests: Sequence[Test]) -> tuple[TrackRecord, ...]:
    rates = len(tests[0].expected.mean)
    held, rows = np.zeros(rates, dtype=np.int64), 0
    missed, whole = np.zeros(rates), np.zeros(rates)
    for judged in without_hindsight(tests):
        seen, counted = outcomes(judged.test.rows), entering(judged.test.rows)
        held += judged.held.sum(axis=1)
        rows += len(judged.test.rows)
        missed += (counted * np.abs(judged.rates - seen)).sum(axis=1)
        whole += (counted * seen).sum(axis=1)
    # Where nobody ever did it there is nothing to be relative to; such a rate deserves no confidence.
    errors = np.where(whole > 0, missed / np.maximum(whole, 1e-300), 1.0)
    return tuple(TrackRecord(rows, int(held[rate]), float(errors[rate])) for rate in range(rates))
