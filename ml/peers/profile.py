"""The course that campaigns share: how they ramp up, which weekdays are strong, how far days and levels stray."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray, SeriesKind
from ml.history import WEEK
from ml.peers.scale import Scaled

AGES: tuple[int, ...] = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42)
"""First days of the stretches of life that are told apart; finer where campaigns change most."""

SHRINKAGE = 5.0
"""Campaigns at which what they show of a weekday counts as much as nothing at all."""

ROUNDS = 4
"""Times that levels and effects are estimated in turn (backfitting: Hastie & Tibshirani 1990)."""

LAGS: tuple[int, ...] = (1, 2, 3, 5, 7, 10, 14, 21, 28)
"""Days apart at which the variogram is read."""

LEAST_PAIRS = 5
"""Pairs of days that a campaign has at a lag for it to be read."""

USUAL_NOISE, USUAL_DRIFT = 0.09, 0.004
"""Variance of a single day, and by which a level moves in a day: a day strays by 30 %, a level by 33 % in four weeks.
What holds for as many as ``USUAL_WEIGHT`` campaigns before any is seen."""

USUAL_WEIGHT = 2.0

LEAST_NOISE = 0.1
"""Share of the variance of a day that is no chance of counting, however few events there are."""

MOST_TIMES_MEDIAN = 4.0
"""A campaign's variance counts for at most this many times the median one, so that one odd campaign is not all."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is common to the series of one group, on their scale.

    Attributes:
        ramp: Effect of each stretch of ``AGES``.
        week: Effect of each weekday, Monday first.
        noise: Variance of a single day around its level, without that of counting few events.
        drift: Variance by which a level moves from one day to the next.
    """

    ramp: FloatArray
    week: FloatArray
    noise: float
    drift: float

    def effects(self, ages: FloatArray, weekdays: FloatArray) -> FloatArray:
        """Return the common course on days of these ages and weekdays."""
        return np.asarray(self.ramp[stretch(ages)] + self.week[weekdays.astype(int)])


def stretch(ages: FloatArray) -> FloatArray:
    """Return the index of the stretch of life that holds each age."""
    return np.asarray(np.searchsorted(AGES, ages, side="right") - 1)


def learn_profile(peers: Sequence[Scaled]) -> Profile:
    """Learn the common course and its variances; effects of few campaigns are drawn towards none."""
    ramp, week = np.zeros(len(AGES)), np.zeros(WEEK)
    for _ in range(ROUNDS):
        places = [stretch(one.ages) for one in peers]
        ramp = ramp + _proven(*_effect(peers, Profile(ramp, week, 0, 0), places, len(AGES)))
        places = [one.weekdays.astype(int) for one in peers]
        mean, _, seen = _effect(peers, Profile(ramp, week, 0, 0), places, WEEK)
        week = week + mean * seen / (seen + SHRINKAGE)
    noise, drift = _variances([residuals(one, Profile(ramp, week, 0, 0)) for one in peers])
    by_chance = float(np.mean([_by_chance(one) for one in peers]))
    return Profile(ramp, week, max(noise - by_chance, LEAST_NOISE * noise), drift)


def _by_chance(one: Scaled) -> float:
    """Return the mean variance that chance alone has on the days of a series on which anything happened."""
    return float(chance_of(one.series.values[one.series.values > 0], one.series.kind).mean())


def chance_of(counts: FloatArray, kind: SeriesKind) -> FloatArray:
    """Return the variance of the logarithm of counts that is due to chance alone, as of Poisson counts; 0 else."""
    return np.asarray(1.0 / np.maximum(counts, 1.0) if kind is SeriesKind.COUNT else np.zeros(len(counts)))


def residuals(one: Scaled, profile: Profile) -> FloatArray:
    """Return what the common course leaves of a series: its own level and what strays from it. Shape ``(days,)``."""
    return one.values - profile.effects(one.ages, one.weekdays)


def _effect(
    peers: Sequence[Scaled], profile: Profile, places: Sequence[FloatArray], count: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return by how much peers differ at each place from their levels, each counting alike.

    Mean, its squared standard error, and number of peers. Shape ``(count,)`` each.
    """
    sums, squares, seen = np.zeros(count), np.zeros(count), np.zeros(count)
    for one, where in zip(peers, places, strict=True):
        left = residuals(one, profile)
        known = ~np.isnan(left)
        left = left - left[known].mean()
        days = np.bincount(where[known], minlength=count)
        totals = np.bincount(where[known], weights=left[known], minlength=count)
        own = totals / np.maximum(days, 1)
        sums, squares, seen = sums + own, squares + own**2, seen + (days > 0)
    mean = sums / np.maximum(seen, 1)
    spread = np.maximum(squares / np.maximum(seen, 1) - mean**2, 0.0)
    return mean, spread / np.maximum(seen - 1, 1), seen


def _proven(mean: FloatArray, error: FloatArray, seen: FloatArray) -> FloatArray:
    """Draw effects towards none as far as chance explains them (positive part of James & Stein 1961).

    Where campaigns differ widely a ramp that they share on average misleads more than it tells.
    """
    trust = 1.0 - error / np.maximum(mean**2, np.finfo(float).tiny)
    return np.asarray(mean * np.maximum(trust, 0.0) * seen / (seen + 1.0))


def _variances(left: Sequence[FloatArray]) -> tuple[float, float]:
    """Read noise and drift off the variogram: half the mean squared difference ``l`` days apart is noise + drift·l/2.

    Source: Cressie (1993), Statistics for spatial data, section 2.4, for a random walk observed with noise.
    """
    curves = np.array([[_half_square(one, lag) for lag in LAGS] for one in left])
    known = ~np.isnan(curves)
    lags = np.array(LAGS, dtype=float)
    means = np.array([_tempered(curves[known[:, at], at]) for at in range(len(LAGS))])
    weights = known.sum(axis=0) / np.sqrt(lags)
    weights[np.isnan(means)] = 0.0
    if (weights > 0).sum() < 2:
        return USUAL_NOISE, USUAL_DRIFT
    means = np.nan_to_num(means)
    centre, height = np.average(lags, weights=weights), np.average(means, weights=weights)
    across = float((weights * (lags - centre) ** 2).sum())
    slope = max(0.0, float((weights * (lags - centre) * (means - height)).sum()) / across) if across > 0 else 0.0
    noise = max(float(height - slope * centre), 0.1 * float(height))
    campaigns = float(known[:, 0].sum())
    share = campaigns / (campaigns + USUAL_WEIGHT)
    return share * noise + (1 - share) * USUAL_NOISE, share * 2 * slope + (1 - share) * USUAL_DRIFT


def _half_square(left: FloatArray, lag: int) -> float:
    if len(left) <= lag:
        return float("nan")
    squares = (left[lag:] - left[:-lag]) ** 2
    known = squares[~np.isnan(squares)]
    return float(known.mean()) / 2 if len(known) >= LEAST_PAIRS else float("nan")


def _tempered(variances: FloatArray) -> float:
    if not len(variances):
        return float("nan")
    return float(np.minimum(variances, MOST_TIMES_MEDIAN * np.median(variances)).mean())
