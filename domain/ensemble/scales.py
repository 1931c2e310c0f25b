"""By how much bands must be scaled around their median to hold what they promise."""

from collections.abc import Mapping

import numpy as np

from domain.ensemble.scores import BandScores, weighted_quantile
from domain.forecasting.model import HORIZON_BLOCKS, INTERVAL_LEVELS, FloatArray

SCALE_FLOOR = 0.7
"""Bands are never narrowed below this factor. A floor of 0.9 left bands of series that repeat well too wide (90 % held
of a promised 80); without any, a calm month would promise too much."""

SCALE_CAP = 6.0
"""Nor widened beyond this one: a model that needs more is wrong, not narrow, and its weight says so."""

UNMEASURED = (1.3, 1.4, 1.6)
"""Factors per level where nothing was measured. Native 95 % bands of the usual models held 83–93 % on real series,
which takes 1.1–1.5 to mend; a history too short to measure deserves the upper end."""

FARTHER = 1.15
"""Extra factor on a horizon block that no past forecast reached, relative to the last one that was."""

SERIES_DAYS = 200.0
"""Past forecast days at which a series' own size of misses counts as much as that of its group."""

GROUP_DAYS = 200.0
"""Past forecast days at which the factors of a group count as much as those of the panel."""

BLOCK_DAYS = 300.0
"""Past forecast days at which the factors of a horizon block count as much as those of all days."""

PRIOR_DAYS = 20.0
"""Past forecast days at which the factor of the whole panel counts as much as the unmeasured one."""

LARGEST_MISS = 2.5
"""Half-widths of the 80 % band above which a miss counts no more in the size of a series' misses."""

DOUBT = 1.7
"""Standard errors of the measured share that are added to each level: what held in a sample holds less outside of it,
the more so the fewer forecasts there are and the more their days miss together."""

HIGHEST_LEVEL = 0.995

_EIGHTY = INTERVAL_LEVELS.index(0.8)

Scales = FloatArray
"""Factors per horizon block and interval level. Shape ``(len(HORIZON_BLOCKS), len(INTERVAL_LEVELS))``."""


def scales_of(scores: BandScores, groups: Mapping[str, str]) -> tuple[dict[str, Scales], Scales]:
    """Return the factors of each series of ``groups`` and those of the whole panel.

    What differs between series is the size of their misses, what they share is the shape: each series' scores are
    divided by its size (drawn towards its group's), and the factors are quantiles of what all series of a group have
    in common, so that a band of 95 % does not rest on the two largest of a series' own misses.
    """
    named = {**{str(key): str(group) for key, group in zip(scores.key, scores.group, strict=True)}, **groups}
    sizes = _sizes(scores, named)
    common = scores.sized(np.array([sizes[key] for key in scores.key.tolist()]))
    overall = _shrunk(common, np.array(UNMEASURED), PRIOR_DAYS)
    panel = _panel_scales(common, overall)
    # A group differs by one ratio per level from the panel, for it has few forecasts of each block; the doubt is one.
    plain = _shrunk(common, np.array(UNMEASURED), PRIOR_DAYS, doubt=0.0)
    pools = {
        group: panel * (_shrunk(common.only(common.group == group), plain, GROUP_DAYS, doubt=0.0) / plain)
        for group in set(named.values())
    }
    return {key: _bounded(sizes.get(key, 1.0) * pools[group]) for key, group in groups.items()}, _bounded(panel)


def _sizes(scores: BandScores, groups: Mapping[str, str]) -> dict[str, float]:
    """Return how large the misses of each series are, relative to its group."""
    size = np.minimum(scores.score[:, _EIGHTY], LARGEST_MISS)
    usual = {
        group: float(np.average(size[rows], weights=scores.weight[rows]))
        for group in set(groups.values())
        if (rows := scores.group == group).any()
    }
    found = {}
    for key in set(scores.key.tolist()):
        rows, common = scores.key == key, usual[groups[key]]
        days = float(scores.weight[rows].sum())
        own = float(np.average(size[rows], weights=scores.weight[rows]))
        found[key] = (days * own + SERIES_DAYS * common) / (days + SERIES_DAYS) / common if common > 0 else 1.0
    return found


def _panel_scales(scores: BandScores, overall: FloatArray) -> Scales:
    panel = np.empty((len(HORIZON_BLOCKS), len(INTERVAL_LEVELS)))
    for block in range(len(HORIZON_BLOCKS)):
        own = scores.only(scores.block == block)
        if own.days or not scores.days or not block:
            panel[block] = _shrunk(own, overall, BLOCK_DAYS)
        else:
            panel[block] = panel[block - 1] * FARTHER
    return panel


def _shrunk(scores: BandScores, towards: FloatArray, days: float, doubt: float = DOUBT) -> FloatArray:
    if not scores.days:
        return towards
    own = np.array([_factor(scores, index, doubt) for index in range(len(INTERVAL_LEVELS))])
    shrunk: FloatArray = (scores.days * own + days * towards) / (scores.days + days)
    return shrunk


def _factor(scores: BandScores, index: int, doubt: float) -> float:
    """Return the quantile of the scores at a level that is raised by the doubt about it.

    The standard error counts the days of a forecast as the cluster that they are (Liang & Zeger 1986): days that miss
    together are one surprise, not many.
    """
    level, score = INTERVAL_LEVELS[index], scores.score[:, index]
    held = score <= weighted_quantile(score, level, scores.weight)
    surplus = np.bincount(scores.forecast, weights=scores.weight * (held - level))
    error = float(np.sqrt((surplus**2).sum()) / scores.weight.sum())
    return weighted_quantile(score, min(level + doubt * error, HIGHEST_LEVEL), scores.weight)


def _bounded(scales: Scales) -> Scales:
    """Keep factors between floor and cap."""
    kept: Scales = np.clip(scales, SCALE_FLOOR, SCALE_CAP)
    return kept
