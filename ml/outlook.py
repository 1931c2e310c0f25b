"""The members that forecast all campaigns of a workspace at once."""

from dataclasses import replace

from domain.ports.forecasting import Compute, ForecastEngine
from ml.engine import LocalForecastEngine
from ml.members import (
    exponential_smoothing,
    gradient_boosting,
    pooled_regression,
    seasonal_naive,
    window_average,
)
from ml.members.member import Member

POOLED = 2_000
"""Series that a pooled model learns from at once: what it costs beside learning is a millisecond a series, and its
tables take some hundreds of megabytes."""

ALONE = 250
"""Series of one piece of those that treat each alone: pieces enough for all processes, few enough to send."""

BATCH_MEMBERS: tuple[Member, ...] = (
    replace(gradient_boosting.MEMBER, chunk=POOLED),
    replace(pooled_regression.MEMBER, chunk=POOLED),
    exponential_smoothing.MEMBER,
    replace(window_average.MEMBER, chunk=ALONE),
    replace(seasonal_naive.MEMBER, chunk=ALONE),
)
"""Those that take a few milliseconds a series at most; the longest undivided piece of work first. The optimised theta
method takes as long as all of them together, and there is no peer to speak for the young."""


def batch_engine(compute: Compute) -> ForecastEngine:
    """Return the engine behind outlooks."""
    return LocalForecastEngine(compute, BATCH_MEMBERS)
