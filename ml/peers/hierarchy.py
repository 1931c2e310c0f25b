"""Levels of campaigns as a nested normal model: all of a group, channel, objective, industry, the campaign itself.

Variances are estimated by moments, from half the squared differences of pairs that share the same steps of the path
(Koch 1968, Some further remarks concerning "A general approach to the estimation of variance components"; Searle,
Casella & McCulloch 1992, Variance components). Given these, the level of a campaign that was not seen is its best
linear unbiased prediction (Henderson 1975; Robinson 1991), which draws a channel with few campaigns towards all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray, Known, SeriesKind

DEPTHS = 4
"""Nothing shared but the group; the channel; the objective too; the industry too."""

USUAL_SPREAD: dict[SeriesKind, float] = {
    SeriesKind.COUNT: 1.5,
    SeriesKind.AMOUNT: 1.5,
    SeriesKind.LEVEL: 0.5,
    SeriesKind.RATIO: 0.5,
}
"""Variance of levels between campaigns before any is seen: volumes differ by a factor of 3.4, rates by one of 2."""

USUAL_WEIGHT = 3.0
"""Campaigns whose worth of pairs the usual spread, or that of the depth above, counts for."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of a level before the campaign's own days: a normal distribution."""

    mean: float
    variance: float


def path_of(known: Known) -> tuple[str, str, str]:
    """Return the path of a series from its group down; words are compared without case."""
    return known.channel.casefold(), known.objective.strip().casefold(), known.industry.strip().casefold()


def shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many steps two paths share before they part, 0 … 3."""
    for depth, (mine, theirs) in enumerate(zip(one, other, strict=True)):
        if mine != theirs:
            return depth
    return len(one)


def prior_of(
    path: tuple[str, ...],
    paths: Sequence[tuple[str, ...]],
    levels: FloatArray,
    errors: FloatArray,
    kind: SeriesKind,
) -> Prior:
    """Return the distribution of the level of one more series.

    Args:
        path: Of the series.
        paths: Of the peers, at least one.
        levels: Of the peers, on the scale of the model. Shape ``(peers,)``.
        errors: Sampling variance of each. Shape ``(peers,)``.
        kind: Decides the usual spread.
    """
    depths = np.array([[shared(one, other) for other in paths] for one in paths])
    spreads = spreads_of(depths, levels, errors, USUAL_SPREAD[kind])
    # What two series share is what the spread of all lacks at the depth at which they part.
    common = spreads[0] - spreads
    covariance = common[depths]
    covariance[np.diag_indices(len(levels))] = spreads[0] + errors
    towards = common[np.array([shared(path, other) for other in paths])]
    inverse = np.linalg.inv(covariance)
    ones = np.ones(len(levels))
    precision = float(ones @ inverse @ ones)
    mean = float(ones @ inverse @ levels) / precision
    gain = inverse @ towards
    lacking = 1.0 - float(ones @ gain)
    variance = spreads[0] - float(towards @ gain) + lacking**2 / precision
    return Prior(mean + float(gain @ (levels - mean)), max(float(variance), 0.0))


def spreads_of(depths: FloatArray, levels: FloatArray, errors: FloatArray, usual: float) -> FloatArray:
    """Return the variance between series that share 0, 1, 2 or 3 steps, never growing with the depth.

    Args:
        depths: Steps that each pair shares. Shape ``(peers, peers)``.
        levels: Shape ``(peers,)``.
        errors: Sampling variance of each level. Shape ``(peers,)``.
        usual: Spread to start from.
    """
    squares = (levels[:, None] - levels[None, :]) ** 2 / 2 - (errors[:, None] + errors[None, :]) / 2
    apart = ~np.eye(len(levels), dtype=bool)
    found, weights = np.empty(DEPTHS), np.empty(DEPTHS)
    above = _towards(squares, apart, usual)[0]
    for depth in range(DEPTHS):
        above, weights[depth] = _towards(squares, (depths == depth) & apart, above)
        found[depth] = above
    return _falling(found, weights)


def _towards(squares: FloatArray, pairs: FloatArray, prior: float) -> tuple[float, float]:
    """Return the mean over pairs drawn towards a prior, and how many campaigns' worth it has."""
    campaigns = float(pairs.any(axis=1).sum())
    raw = max(float(squares[pairs].mean()), 0.0) if campaigns else prior
    weight = campaigns + USUAL_WEIGHT
    return (campaigns * raw + USUAL_WEIGHT * prior) / weight, weight


def _falling(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the nearest values that never grow (pooling adjacent violators: Ayer et al. 1955)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-1][0] > blocks[-2][0]:
            (high, one, few), (low, other, more) = blocks.pop(), blocks.pop()
            blocks.append(((high * one + low * other) / (one + other), one + other, few + more))
    return np.concatenate([np.full(count, value) for value, _, count in blocks])
