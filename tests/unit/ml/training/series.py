"""Training sets whose truth is known."""

from datetime import date, timedelta

import numpy as np

from domain.campaigns.model import Campaign
from domain.forecasting.model import Series, SeriesKind
from domain.models.panels import training_set
from domain.models.training import TrainingSet
from tests.fixtures.records import a_campaign, a_workspace

UNTIL = date(2026, 3, 1)
WEEKLY_SEASON = np.asarray([1.1, 1.05, 1.0, 1.0, 0.95, 0.7, 0.6])
_CAMPAIGN: Campaign = a_campaign(a_workspace().id)


def some_series(count: int = 20, days: int = 150, *, until: date = UNTIL, level: float = 1.0) -> TrainingSet:
    """Series with a weekly season times an autoregressive level, with noise; the same whenever the end is later.

    ``level`` multiplies the last twenty days before ``UNTIL``.
    """
    found = []
    for number in range(count):
        random = np.random.default_rng(number)
        day = np.arange(days)
        log_level = np.zeros(days)
        innovations = random.normal(0.0, 0.1, days)
        for t in range(1, days):
            log_level[t] = 0.8 * log_level[t - 1] + innovations[t]
        scale, season = random.lognormal(4.0, 1.0), WEEKLY_SEASON[day % 7]
        values = scale * season * np.exp(log_level) * random.lognormal(0.0, 0.15, days)
        values[-20:] *= level
        cut = days - (UNTIL - until).days
        group = ("CLICKS", "SPEND")[number % 2]
        start = UNTIL - timedelta(days=days - 1)
        found.append((_CAMPAIGN, Series(f"GOOGLE/{group}{number}", group, SeriesKind.AMOUNT, start, values[:cut])))
    return training_set(found)
