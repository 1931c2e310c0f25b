"""How the rate of a horizon follows from those of its weeks or days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from domain.audiences.cases import AudienceCase, Case, ContentCase
from domain.audiences.model import AudienceKind
from domain.audiences.rates import Rate
from domain.forecasting.model import FloatArray
from ml.audiences.observations import log_odds, probability

LONGEST_DAYS = 30
WEEK = 7


def periods(kind: AudienceKind) -> int:
    """Return how many periods a case is followed through: weeks of an audience, days of content, a send at once."""
    return {AudienceKind.EMAIL: 1, AudienceKind.AUDIENCE: -(-LONGEST_DAYS // WEEK), AudienceKind.CONTENT: LONGEST_DAYS}[
        kind
    ]


def unfold(cases: Sequence[Case]) -> list[Case]:
    """Return each case in every period from its own on, one after the other; audiences keep their frequency."""
    found: list[Case] = []
    for case in cases:
        now = case
        for period in range(periods(_kind(case))):
            found.append(now)
            if isinstance(now, AudienceCase):
                now = now.next_week(now.frequency)
            elif isinstance(now, ContentCase) and isinstance(case, ContentCase):
                now = replace(case, day=case.day + timedelta(days=period + 1), past=())
    return found


def shares(kind: AudienceKind, horizon_days: int | None) -> FloatArray:
    """Return how much of each period lies within a horizon. Shape ``(periods,)``."""
    if horizon_days is None:
        return np.ones(1)
    length = WEEK if kind is AudienceKind.AUDIENCE else 1
    return np.clip(horizon_days / length - np.arange(periods(kind)), 0.0, 1.0)


def over_horizon(rate: Rate, logits: FloatArray, share: FloatArray) -> FloatArray:
    """Return the log odds of a rate over a horizon.

    Who leaves, leaves once: churn is one less the probability of staying through every period. Other rates are means
    over the periods.

    Args:
        rate: Which.
        logits: Of each period, the last axis.
        share: How much of each period counts. Shape ``(periods,)``.
    """
    chance = probability(logits)
    if rate is Rate.CHURN_RATE:
        return log_odds(-np.expm1((np.log1p(-chance) * share).sum(axis=-1)))
    return log_odds((chance * share).sum(axis=-1) / share.sum())


def _kind(case: Case) -> AudienceKind:
    if isinstance(case, AudienceCase):
        return AudienceKind.AUDIENCE
    return AudienceKind.CONTENT if isinstance(case, ContentCase) else AudienceKind.EMAIL
