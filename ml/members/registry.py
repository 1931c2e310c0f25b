"""All members of the ensemble."""

from ml.members import auto_ces, auto_ets, auto_theta, gradient_boosting, seasonal_naive, window_average
from ml.members.member import Member

MEMBERS: tuple[Member, ...] = (
    seasonal_naive.MEMBER,
    window_average.MEMBER,
    gradient_boosting.MEMBER,
    auto_ets.MEMBER,
    auto_theta.MEMBER,
    auto_ces.MEMBER,
)
"""Those that work on the least history first; among equals the longest undivided piece of work, so that it is not the
last to end."""
