"""How supply, the availability that tutors have lately set, moves what becomes of requests and applications.

Bookings expire where supply is short, and operators approve tutors while supply grows. The factor on a probability is
a power of supply over the last hours relative to its mean, so that it is 1 in the mean of the week.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

SUPPLY = "tutor.availability.set"

SUPPLY_HOURS = 12
"""Availability counts as supply for so long."""


@dataclass(frozen=True, slots=True)
class Exponents:
    """Powers of supply in the probability of an outcome.

    Attributes:
        usual: Of what supply usually is at the hour.
        noise: Of its noise.
        season: Of the season: in exam months there are more tutors to turn to as well.
    """

    usual: float
    noise: float
    season: float


EXPONENTS: Mapping[str, Exponents] = {
    "session.booking.expired": Exponents(-3.8, -2.8, -0.9),
    "tutor.onboarding.approved": Exponents(0.5, 1.0, 0.0),
}

LOWEST, HIGHEST = 0.15, 5.0

SEASONS = 0.7, 1.0
"""Bounds of what a season does to a probability."""


def supply_factors(
    usual: FloatArray, quiet: FloatArray, season: FloatArray, exponents: Exponents, variance: float
) -> tuple[FloatArray, FloatArray]:
    """Return the factor on a probability by the hour, the usual one and the one with noise.

    Args:
        usual: Usual supply by the hour over its mean.
        quiet: The same with noise.
        season: Factor of the calendar, which is not in either.
        exponents: The powers.
        variance: Relative standard deviation of the noise, whose mean effect is taken out.
    """
    lately, noisy = _trailing(usual), _trailing(quiet)
    factor = np.clip(lately**exponents.usual * np.clip(season**exponents.season, *SEASONS), LOWEST, HIGHEST)
    power = exponents.noise
    mean_effect = np.exp(power * (power - 1) / 2 * np.log1p(variance**2))
    return factor, np.clip(factor * (noisy / lately) ** power / mean_effect, LOWEST, HIGHEST)


def _trailing(values: FloatArray) -> FloatArray:
    held = np.concatenate([np.full(SUPPLY_HOURS - 1, values[:168].mean()), values])
    mean: FloatArray = np.convolve(held, np.full(SUPPLY_HOURS, 1.0 / SUPPLY_HOURS), mode="valid")
    return mean
