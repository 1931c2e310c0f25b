"""A week in which the campaign's outcome falls well below its recent level."""

from domain.campaigns.model import Campaign
from domain.ensemble.outcome import days_that_count, outcome_metric
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray
from domain.metrics.baseline import RECENT_DAYS, level_error, spread, weekday_level, window_sums
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.metrics.wording import money, name_of, percent, told
from domain.risk.finding import MINIMUM_PROBABILITY, Finding
from domain.risk.model import Evidence, RiskKind
from domain.risk.window import WEEK, Window, most_likely
from domain.severity import Severity

THRESHOLD = 0.15
"""Shortfall of a week against the same weekdays of the last 28 days that is a dip."""

ALERT = 0.20
"""Median shortfall from which a dip is at least high."""

LEAN = 3.0
"""How many times likelier than an equal rise a dip has to be: a forecast that is merely wide is unsure, not bleak."""


def find_dip(paths: SampledPaths, history: CampaignHistory, campaign: Campaign) -> tuple[Finding, ...]:
    """Find the week most likely to fall more than 15 % short of the same weekdays of the last 28 days.

    Probability is the share of futures in which that very week dips, not the chance that any week does, which would
    grow with the horizon alone. Told are dips that a quarter of the futures passes by the standard error of the level
    as well, and that are three times likelier than an equal rise: a noisy past or a merely wide forecast is no dip.
    Spend is no performance. The loss is the mean shortfall of those futures: revenue itself, or lost outcomes at what
    one has cost in the last 28 days.
    """
    metric = outcome_metric(paths)
    past, course = history.total(metric), paths.of(None, metric)
    level = None if past is None else weekday_level(past, history.end)
    days = days_that_count(paths, campaign.end_date)
    length = min(WEEK, days)
    if metric is MetricType.SPEND or past is None or level is None or course is None:
        return ()
    usual = window_sums(spread(level, paths.start, days), length)
    if usual.min() <= 0:
        return ()
    shortfall = 1 - window_sums(course[:, :days], length) / usual
    window = most_likely(shortfall, THRESHOLD, length)
    rise = float((shortfall[:, window.first] < -THRESHOLD).mean())
    beyond = float((shortfall[:, window.first] > THRESHOLD + level_error(past, history.end, level)).mean())
    if beyond < MINIMUM_PROBABILITY or window.probability < LEAN * rise:
        return ()
    return (_finding(paths, history, campaign, metric, window, usual),)


def _finding(
    paths: SampledPaths,
    history: CampaignHistory,
    campaign: Campaign,
    metric: MetricType,
    window: Window,
    usual: FloatArray,
) -> Finding:
    currency = campaign.budget.currency
    expected = float(usual[window.first])
    lost = window.depth * expected
    price = _price(history, metric)
    loss = None if price is None else lost * price
    start, end = paths.day(window.first), paths.day(window.last)
    stake = "" if loss is None else f" At stake: {money(loss, currency)}."
    return Finding(
        RiskKind.PERFORMANCE_DIP,
        window.depth / THRESHOLD,
        window.probability,
        loss,
        start,
        end,
        f"{name_of(metric).capitalize()} from {start} to {end} is more than {percent(THRESHOLD)} below the same "
        f"weekdays of the last {RECENT_DAYS} days ({told(expected, metric, currency)}) in "
        f"{percent(window.probability)} of the forecast futures, by {percent(window.depth)} on average if so.{stake}",
        (
            Evidence("Mean shortfall of the futures that dip", window.depth, "ratio", THRESHOLD),
            Evidence("Median shortfall of all futures", window.median, "ratio", ALERT),
            Evidence("Share of futures that dip", window.probability, "ratio", MINIMUM_PROBABILITY),
            Evidence(f"Usual {name_of(metric)} of these weekdays", expected, _unit(metric, currency), None, "history"),
        ),
        metric,
        floor=Severity.HIGH if window.median > ALERT else Severity.LOW,
    )


def _price(history: CampaignHistory, metric: MetricType) -> float | None:
    """Return what one unit of the outcome is worth: 1 for revenue, else its recent cost; none without any spend."""
    if metric is MetricType.REVENUE:
        return 1.0
    spend, outcome = history.total(MetricType.SPEND), history.total(metric)
    if metric is MetricType.SPEND or spend is None or outcome is None:
        return None
    paid, got = weekday_level(spend, history.end), weekday_level(outcome, history.end)
    if paid is None or got is None or paid.sum() <= 0 or got.sum() <= 0:
        return None
    return float(paid.sum() / got.sum())


def _unit(metric: MetricType, currency: str) -> str:
    return currency if metric in {MetricType.REVENUE, MetricType.SPEND} else "count"
