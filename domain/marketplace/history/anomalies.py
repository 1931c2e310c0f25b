"""How unusual values are for their time of the week, with a limit on false discoveries over all series."""

import math

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.model import Blocks, Judged
from domain.marketplace.history.normalise import LEAST_SPREAD, flags, normalised, standard_scores
from domain.marketplace.history.statistics import MAD_TO_STD, sample_std

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FALSE_DISCOVERIES = 0.1
"""Part of all anomalies of one block that may be false, in the mean."""

_erfc = np.vectorize(math.erfc, otypes=[np.float64])


def judge(blocks: Blocks, baseline: Blocks) -> dict[str, Judged]:
    """Judge every series of ``blocks`` by the ``baseline`` of the same step.

    ``normalized`` and the flags compare with the mean and standard deviation of the baseline; most of what they flag
    by day is the season. The score compares with what is expected at that hour of the week: values over expected ones,
    against the median and the robust spread of the same ratio in the baseline, Poisson's spread of small counts
    included. ``anomalous`` is where the scores of one block over all series pass Benjamini and Hochberg's limit.
    """
    rows = {name: row for row, name in enumerate(baseline.streams)}
    scores = np.zeros(blocks.values.shape)
    standard = np.zeros(blocks.values.shape)
    for row, name in enumerate(blocks.streams):
        past = baseline.values[rows[name]]
        known = past[np.isfinite(past)]
        if len(known):
            standard[row] = standard_scores(blocks.values[row], float(known.mean()), sample_std(known))
        scores[row] = _seasonal(blocks, baseline, row, rows[name])
    anomalous = discoveries(scores)
    return {
        name: Judged(normalised(standard[row]), flags(standard[row]), scores[row], anomalous[row])
        for row, name in enumerate(blocks.streams)
    }


def discoveries(scores: FloatArray, rate: float = FALSE_DISCOVERIES) -> BoolArray:
    """Tell which scores are anomalies, column by column over all rows, by Benjamini and Hochberg's procedure.

    Shape as given.
    """
    if scores.size == 0:
        return np.zeros(scores.shape, dtype=np.bool_)
    tails = _erfc(np.abs(scores) / math.sqrt(2.0))
    ordered = np.sort(tails, axis=0)
    limits = rate * np.arange(1, scores.shape[0] + 1)[:, None] / scores.shape[0]
    passed = np.where(ordered <= limits, ordered, -1.0).max(axis=0)
    found: BoolArray = (tails <= passed) & (passed >= 0)
    return found


def _seasonal(blocks: Blocks, baseline: Blocks, row: int, past_row: int) -> FloatArray:
    """Return robust scores of one series. Shape ``(blocks,)``."""
    ratios, usual = _ratio(baseline, past_row), baseline.expected[past_row]
    known = ratios[np.isfinite(ratios)]
    centre = float(np.median(known)) if len(known) else 1.0
    spread = MAD_TO_STD * float(np.median(np.abs(known - centre))) if len(known) else 0.0
    counted = "#" not in blocks.streams[row]
    typical = float(np.nanmedian(usual)) if np.isfinite(usual).any() else 0.0
    # What remains of the spread of ratios when chance at the usual size of the blocks is taken out of it.
    chance = 1.0 / typical if counted and typical > 0 else 0.0
    noise = max(spread**2 - chance, LEAST_SPREAD**2)
    expected = blocks.expected[row]
    small = 1.0 / np.maximum(expected, 0.5) if counted else np.zeros(expected.shape)
    scores = (_ratio(blocks, row) - centre) / np.sqrt(noise + small)
    return np.where(np.isfinite(scores), scores, 0.0)


def _ratio(blocks: Blocks, row: int) -> FloatArray:
    values, expected = blocks.values[row], blocks.expected[row]
    some = np.isfinite(expected) & (expected > 0)
    return np.where(some, values / np.where(some, expected, 1.0), np.nan)
