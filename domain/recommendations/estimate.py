"""The effect of a step as a distribution."""

import math

import numpy as np

from domain.forecasting.model import FloatArray
from domain.recommendations.model import ImpactEstimate, RecommendationKind
from domain.recommendations.proposal import TERMS, Case

LEVEL = 0.8
"""Probability level of the interval."""

MINIMUM_IMPROVEMENT = 0.05
"""Expected relative improvement below which a step is not worth its effort."""

MINIMUM_CERTAINTY = 0.6
"""Probability of being better below which a step is a gamble."""


def estimate(case: Case, kind: RecommendationKind, base: FloatArray, delta: FloatArray) -> ImpactEstimate:
    """Return the expected change of the outcome over the horizon, its interval and the probability of harm.

    ``delta`` already varies with the futures and with the parameters drawn. Two things that it cannot know are added as
    normal noise relative to the expected change: how much steps of that kind vary, and how far this campaign's
    forecasts have been wrong (one minus the measured confidence). Both widen the interval and leave the expectation
    alone.

    Args:
        case: What is looked at.
        kind: Kind of the step.
        base: Outcome of each future without the step. Shape ``(paths,)``.
        delta: Change of it with the step. Shape ``(paths,)``.
    """
    expected = float(delta.mean())
    doubt = math.hypot(TERMS[kind].uncertainty, 1 - min(max(case.confidence.value, 0.0), 1.0))
    # A stream of its own: parameters are drawn from the case's seed, and the same numbers again would cancel them out.
    noise = np.random.default_rng([case.seed, 1]).standard_normal(len(delta))
    widened = delta + abs(expected) * doubt * noise
    lower, upper = (float(q) for q in np.quantile(widened, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    usual = float(base.mean())
    relative = expected / usual if usual > 0 else 0.0
    worse = float((widened < 0).mean())
    return ImpactEstimate(case.outcome, expected, lower, upper, relative, LEVEL, worse)


def shortfall(impact: ImpactEstimate) -> str | None:
    """Return why an effect does not suffice, in words; none when it does."""
    better = 1 - impact.probability_worse
    if impact.relative < MINIMUM_IMPROVEMENT:
        return f"the best step found would bring {impact.relative:+.1%}, less than the {MINIMUM_IMPROVEMENT:.0%} needed"
    if better < MINIMUM_CERTAINTY:
        return f"it would help with a probability of {better:.0%} only, {MINIMUM_CERTAINTY:.0%} are needed"
    return None
