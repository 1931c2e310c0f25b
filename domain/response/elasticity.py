"""How much a channel's volume grows when more is spent on it."""

import math
from dataclasses import dataclass

import numpy as np

from domain.campaigns.model import Channel
from domain.forecasting.model import FloatArray
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.response.regression import Fit, regress

PRIOR_MEAN, PRIOR_ERROR = 0.7, 0.2
"""Elasticity of attributed volume to spend before any data. An assumption: paid media is bought at rising marginal
cost, so it is below 1; brand-level sales elasticities (0.12 in the meta-analysis of Sethuraman, Tellis & Briesch,
2011) are lower because they count sales that would have come anyway, which attributed volumes do not."""

LOWEST, HIGHEST = 0.05, 1.0
"""More money does no harm to volume, and returns do not increase."""

MINIMUM_DAYS = 60
"""Days with spend and outcome needed to estimate; with fewer, advice did harm in a quarter of trials."""

MINIMUM_VARIATION = 0.10
"""Standard deviation of log spend, weekdays and trend removed, below which spend is as good as constant."""

MAXIMUM_NOISE = 0.35
"""Standard deviation of the log residuals above which the relation drowns in noise."""

MAXIMUM_ERROR = 0.25
"""Standard error of the estimate above which it says less than the prior."""


@dataclass(frozen=True, slots=True)
class SpendResponse:
    """Constant elasticity: volume changes with ``(new spend / old spend) ** elasticity``.

    Attributes:
        elasticity: Posterior mean: the estimate shrunk to the prior by their precisions.
        error: Posterior standard deviation.
        days: Days that the estimate rests on.
        weakness: Why the data do not identify it, in words with numbers; none when they do.
    """

    elasticity: float
    error: float
    days: int
    weakness: str | None

    def draws(self, count: int, generator: np.random.Generator) -> FloatArray:
        """Draw elasticities within the allowed range. Shape ``(count,)``."""
        return np.clip(generator.normal(self.elasticity, self.error, count), LOWEST, HIGHEST)


def spend_response(history: CampaignHistory, channel: Channel | None, outcome: MetricType) -> SpendResponse:
    """Estimate the elasticity of an outcome to spend by a log-log regression with weekday effects and trend.

    Where the outcome is zero on more than a tenth of the days, clicks or impressions stand in for it, which assumes
    that rates further down do not depend on spend. Carry-over between days is ignored. Spend that follows demand
    biases the estimate upwards; shrinkage to the prior dampens that and does not remove it.
    """
    spend = observed(history, channel, MetricType.SPEND)
    volume = _dense(history, channel, outcome)
    if spend is None or volume is None:
        return SpendResponse(PRIOR_MEAN, PRIOR_ERROR, 0, "spend and outcome were not observed together")
    fit = regress(_log(volume), _log(spend)[:, None], weekdays_of(history), trend=True)
    paired = int((np.isfinite(_log(volume)) & np.isfinite(_log(spend))).sum())
    if fit is None:
        reason = _short(paired) if paired < MINIMUM_DAYS else "spend did not vary apart from weekdays and trend"
        return SpendResponse(PRIOR_MEAN, PRIOR_ERROR, paired, reason)
    return _shrunk(fit)


def observed(history: CampaignHistory, channel: Channel | None, metric: MetricType) -> FloatArray | None:
    """Return an observed metric of a channel or (none) of the campaign."""
    return history.total(metric) if channel is None else history.of(channel, metric)


def weekdays_of(history: CampaignHistory) -> FloatArray:
    """Return the weekday of every observed day, 0 for Monday. Shape ``(days,)``."""
    return ((history.start.weekday() + np.arange(history.days)) % 7).astype(np.float64)


def _dense(history: CampaignHistory, channel: Channel | None, outcome: MetricType) -> FloatArray | None:
    for metric in (outcome, MetricType.CLICKS, MetricType.IMPRESSIONS):
        values = observed(history, channel, metric)
        if values is not None:
            seen = np.isfinite(values)
            if seen.any() and (values[seen] > 0).mean() >= 0.9:
                return values
    return None


def _log(values: FloatArray) -> FloatArray:
    logs: FloatArray = np.log(np.where(values > 0, values, np.nan))
    return logs


def _short(days: int) -> str:
    return f"only {days} days have both spend and outcome, {MINIMUM_DAYS} are needed"


def _shrunk(fit: Fit) -> SpendResponse:
    estimate, error = float(fit.coefficients[0]), float(fit.errors[0])
    precision, prior = 1 / error**2, 1 / PRIOR_ERROR**2
    mean = (estimate * precision + PRIOR_MEAN * prior) / (precision + prior)
    bounded = min(max(mean, LOWEST), HIGHEST)
    return SpendResponse(bounded, math.sqrt(1 / (precision + prior)), fit.days, _weakness(fit))


def _weakness(fit: Fit) -> str | None:
    variation = float(fit.variation[0])
    if fit.days < MINIMUM_DAYS:
        return _short(fit.days)
    if variation < MINIMUM_VARIATION:
        return f"spend varied by only {variation:.0%} from day to day, {MINIMUM_VARIATION:.0%} are needed"
    if fit.noise > MAXIMUM_NOISE:
        return f"daily noise of {fit.noise:.0%} hides the effect of spend (limit {MAXIMUM_NOISE:.0%})"
    if fit.errors[0] > MAXIMUM_ERROR:
        return f"the elasticity is known to ±{fit.errors[0]:.2f} only (limit {MAXIMUM_ERROR:.2f})"
    return None
