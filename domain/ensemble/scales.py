"""By how much bands must be scaled around their median to hold what they promise."""

from collections.abc import Mapping

import numpy as np

from domain.ensemble.scores import BandScores, conformal_quantile
from domain.forecasting.model import HORIZON_BLOCKS, INTERVAL_LEVELS, FloatArray

SCALE_FLOOR = 0.9
"""Bands are never narrowed below this factor."""

SCALE_CAP = 6.0
"""Nor widened beyond this one: a model that needs more is wrong, not narrow, and its weight says so."""

UNMEASURED = (1.3, 1.4, 1.6)
"""Factors per level where nothing was measured. Native 95 % bands of the usual models held 83–93 % on real series,
which takes 1.1–1.5 to mend; a history too short to measure deserves the upper end."""

FARTHER = 1.15
"""Extra factor on a horizon block that no past forecast reached, relative to the last one that was."""

SHRINKAGE_DAYS = 60.0
"""Past forecast days at which a series' own factor counts as much as that of its group."""

PRIOR_DAYS = 20.0
"""Past forecast days at which the factor of the whole panel counts as much as the unmeasured one."""

Scales = FloatArray
"""Factors per horizon block and interval level. Shape ``(len(HORIZON_BLOCKS), len(INTERVAL_LEVELS))``."""


def scales_of(scores: BandScores, groups: Mapping[str, str]) -> tuple[dict[str, Scales], Scales]:
    """Return the factors of each series of ``groups``, drawn towards its group, and those of the whole panel."""
    panel = _panel_scales(scores)
    pools = dict.fromkeys(groups.values(), panel)
    for group in set(scores.group.tolist()):
        pools[group] = _towards(scores.only(scores.group == group), panel)
    scales = {key: _bounded(_towards(scores.only(scores.key == key), pools[group])) for key, group in groups.items()}
    return scales, _bounded(panel)


def _panel_scales(scores: BandScores) -> Scales:
    prior = np.array(UNMEASURED)
    panel = np.empty((len(HORIZON_BLOCKS), len(INTERVAL_LEVELS)))
    for block in range(len(HORIZON_BLOCKS)):
        own = scores.only(scores.block == block)
        if own.days or not scores.days or not block:
            panel[block] = _shrunk(own, prior, PRIOR_DAYS)
        else:
            panel[block] = panel[block - 1] * FARTHER
    return panel


def _towards(scores: BandScores, pool: Scales) -> Scales:
    blocks = range(len(HORIZON_BLOCKS))
    return np.stack([_shrunk(scores.only(scores.block == block), pool[block], SHRINKAGE_DAYS) for block in blocks])


def _shrunk(scores: BandScores, towards: FloatArray, days: float) -> FloatArray:
    if not scores.days:
        return towards
    own = np.array([conformal_quantile(scores.score[:, i], level) for i, level in enumerate(INTERVAL_LEVELS)])
    shrunk: FloatArray = (scores.days * own + days * towards) / (scores.days + days)
    return shrunk


def _bounded(scales: Scales) -> Scales:
    """Keep factors between floor and cap."""
    kept: Scales = np.clip(scales, SCALE_FLOOR, SCALE_CAP)
    return kept
