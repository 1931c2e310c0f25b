"""All members of the ensemble."""

from ml.members import (
    auto_theta,
    exponential_smoothing,
    gradient_boosting,
    peer_prior,
    pooled_regression,
    seasonal_naive,
    window_average,
)
from ml.members.member import Member

MEMBERS: tuple[Member, ...] = (
    seasonal_naive.MEMBER,
    window_average.MEMBER,
    gradient_boosting.MEMBER,
    auto_theta.MEMBER,
    exponential_smoothing.MEMBER,
    pooled_regression.MEMBER,
)
"""Those that work on the least history first; among equals the longest undivided piece of work, so that it is not the
last to end."""

COLD_START: tuple[Member, ...] = (peer_prior.MEMBER,)
"""Those that speak for campaigns with hardly a past, by what others did."""

EVERY_MEMBER: tuple[Member, ...] = (*COLD_START, *MEMBERS)
