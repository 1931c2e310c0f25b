"""A level that drifts, seen through noisy days."""

from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray, SeriesKind
from ml.peers.hierarchy import Prior
from ml.peers.profile import Profile, chance_of
from ml.peers.scale import FURTHEST, Scaled

FADING = 60
"""Days ahead after which a drift is not extrapolated: peers are looked at for no longer."""

OWN_WEIGHT = 10.0
"""Days at which a campaign's own restlessness counts as much as that of its peers."""


@dataclass(frozen=True, slots=True)
class Level:
    """Where a level stands after the last observed day, and how far it may stray.

    Attributes:
        mean: Of the level, on the scale of the model.
        variance: Of what is known about it.
        noise: Variance of a single day.
        drift: Variance by which the level moves in a day.
    """

    mean: float
    variance: float
    noise: float
    drift: float

    def ahead(self, means: FloatArray, horizon: int, kind: SeriesKind) -> FloatArray:
        """Return the variance of each day ahead; counts add that of chance itself. Shape ``(horizon,)``."""
        days = np.minimum(np.arange(1, horizon + 1), FADING)
        chance = chance_of(np.exp(np.minimum(means, FURTHEST)), kind)
        return np.asarray(self.variance + self.drift * days + self.noise + chance)


def filtered(left: FloatArray, own: Scaled, prior: Prior, profile: Profile) -> Level:
    """Update the prior with a campaign's own days (Kalman filter of a local level; Durbin & Koopman 2012, ch. 2).

    Noise and drift are scaled by how far the campaign strays from what was expected of it, as under a conjugate prior
    worth ten days (West & Harrison 1997, section 4.5).

    Args:
        left: What the common course leaves of the campaign's own days, ``nan`` where nothing was seen.
        own: The series.
        prior: Of the level before the first day.
        profile: Noise and drift of the peers.
    """
    mean, variance = prior.mean, prior.variance
    strayed, compared = 0.0, 0
    chance = chance_of(np.nan_to_num(own.series.values, nan=1.0), own.series.kind)
    for day, value in enumerate(left):
        variance += profile.drift
        if np.isnan(value):
            continue
        total = variance + profile.noise + float(chance[day])
        if day and not np.isnan(left[:day]).all():
            strayed += (value - mean) ** 2 / total
            compared += 1
        gain = variance / total
        mean += gain * (value - mean)
        variance *= 1 - gain
    factor = (OWN_WEIGHT + strayed) / (OWN_WEIGHT + compared)
    return Level(mean, variance, profile.noise * factor, profile.drift * factor)
