"""What is true in the generated world, in the terms that models predict."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from domain.audiences.cases import AudienceCase, Case, ContentCase, EmailCase
from domain.audiences.rates import Rate
from simulator.audiences.audience import true_audience
from simulator.audiences.content import own_effect, true_content
from simulator.audiences.email import true_email

WEEK = 7


def true_rates(case: Case, seed: int) -> tuple[float, ...]:
    """Return the probabilities of a case in its own period, as in ``domain.audiences.rates.RATES``.

    Args:
        case: Of this world.
        seed: Of the world.
    """
    if isinstance(case, EmailCase):
        steps = true_email(case)
        return steps.opened, steps.opened * steps.clicked, steps.opened * steps.clicked * steps.converted
    if isinstance(case, AudienceCase):
        week = true_audience(case)
        return week.engaged, week.churned
    # A renewed piece is what it was on its first day.
    published = case.renewed or case.piece.published
    shown = true_content(replace(case.piece, published=published), case.day, own_effect(seed, case.piece.key))
    return shown.engaged, shown.converted


def true_rate(case: Case, rate: Rate, horizon_days: int | None, seed: int) -> float:
    """Return a rate over a horizon: of churn the part that leaves within it, of others the mean over it."""
    if isinstance(case, EmailCase):
        return true_rates(case, seed)[(Rate.OPEN_RATE, Rate.CLICK_RATE, Rate.CONVERSION_RATE).index(rate)]
    days = horizon_days or 1
    if isinstance(case, ContentCase):
        place = 0 if rate is Rate.ENGAGEMENT_RATE else 1
        ahead = (replace(case, day=case.day + timedelta(days=day)) for day in range(days))
        return float(np.mean([true_rates(one, seed)[place] for one in ahead]))
    stay, engaged, weeks = 1.0, 0.0, days / WEEK
    for week in range(-(-days // WEEK)):
        part = min(weeks - week, 1.0)
        engages, leaves = true_rates(case, seed)
        stay *= (1.0 - leaves) ** part
        engaged += part * engages
        case = case.next_week(case.frequency)
    return 1.0 - stay if rate is Rate.CHURN_RATE else engaged / weeks


def true_uplift(
    before: Sequence[Case], after: Sequence[Case], rate: Rate, horizon_days: int | None, seed: int
) -> float:
    """Return how much a change betters the mean rate of cases, relative to how it was."""
    old = float(np.mean([true_rate(case, rate, horizon_days, seed) for case in before]))
    new = float(np.mean([true_rate(case, rate, horizon_days, seed) for case in after]))
    return (old - new) / old if rate is Rate.CHURN_RATE else (new - old) / old


def truth_table(cases: Sequence[Case], seed: int) -> NDArray[np.float64]:
    """Return the true rates of cases, in the order given. Shape ``(rates, cases)``.

    Args:
        cases: All of one kind.
        seed: Of the world.
    """
    return np.array([true_rates(case, seed) for case in cases]).T
