"""Spending past the budget, or running out of it."""

import numpy as np

from domain.ensemble.limits import Limits
from domain.ensemble.outcome import days_that_count
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray
from domain.metrics.model import MetricType
from domain.metrics.wording import money, percent
from domain.risk.finding import Finding
from domain.risk.model import Evidence, RiskKind
from domain.severity import Severity

THRESHOLD = 0.10
"""Probability from which an overrun is told."""

SMALL = 0.05
"""Expected overrun, relative to the budget, below which it is not more than medium, however certain."""

LATE = 0.05
"""Share of the days to come that are lost on average, below which running out is not more than medium."""


def find_overrun(free: SampledPaths, held: SampledPaths, limits: Limits) -> tuple[Finding, ...]:
    """Find out whether spend so far and forecast spend together pass the budget by the end of horizon or campaign.

    Spend counts from the campaign's start date on; days without an observation count as nothing, so the figure is a
    lower bound when days are missing. The window starts on the first day on which more than a tenth of the futures are
    past the budget.

    Where the budget is no cap, more is spent than was planned: the loss is the mean overrun of the futures that
    overrun. Where it is one, the money ends before the campaign does: the loss is the mean revenue that those futures
    forgo, and none where revenue is not forecast.

    Args:
        free: Futures before limits.
        held: The same futures within them.
        limits: Budget, what was spent of it, and the last day.
    """
    counted = limits.counted(free)
    if counted is None or limits.budget <= 0:
        return ()
    days = days_that_count(free, limits.last)
    total = limits.spent + np.cumsum(counted[:, :days], axis=1)
    over = total > limits.budget
    probability = float(over[:, -1].mean())
    if probability <= THRESHOLD:
        return ()
    first = int(np.argmax(over.mean(axis=0) > THRESHOLD))
    if limits.capped:
        return (_running_out(free, held, limits, over, first),)
    excess = float((total[over[:, -1], -1] - limits.budget).mean())
    return (_overspending(free, limits, (first, days - 1), probability, excess, total[:, -1]),)


def _overspending(
    paths: SampledPaths,
    limits: Limits,
    window: tuple[int, int],
    probability: float,
    excess: float,
    final: FloatArray,
) -> Finding:
    spent, budget, currency = limits.spent, limits.budget, limits.currency
    start, end = paths.day(window[0]), paths.day(window[1])
    return Finding(
        RiskKind.BUDGET_OVERRUN,
        probability / THRESHOLD,
        probability,
        excess,
        start,
        end,
        f"Spend passes the budget of {money(budget, currency)} by {end} in {percent(probability)} of the forecast "
        f"futures, at the earliest likely on {start}; {money(spent, currency)} are spent so far. "
        f"Expected overrun if it happens: {money(excess, currency)}.{_gaps(limits)}",
        (
            Evidence("Probability of an overrun", probability, "ratio", THRESHOLD),
            Evidence("Spent so far", spent, currency, budget, "history"),
            Evidence("Median spend at the end", float(np.median(final)), currency, budget),
            Evidence("Mean overrun of the futures that overrun", excess, currency, SMALL * budget),
        ),
        MetricType.SPEND,
        ceiling=Severity.CRITICAL if excess >= SMALL * budget else Severity.MEDIUM,
    )


def _running_out(
    free: SampledPaths,
    held: SampledPaths,
    limits: Limits,
    over: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    first: int,
) -> Finding:
    """Tell when the money ends: the day on which it would be passed is the last one on which anything is delivered."""
    days, broke = over.shape[1], over[:, -1]
    probability, lasts = float(broke.mean()), over[broke].argmax(axis=1)
    low, middle, high = (free.day(int(day)) for day in np.quantile(lasts, (0.1, 0.5, 0.9), method="nearest"))
    start, end = free.day(first), free.day(days - 1)
    lost = float((days - 1 - lasts).mean()) / days
    forgone = _forgone(free, held, broke, days)
    budget, currency = limits.budget, limits.currency
    stake = "" if forgone is None else f" Revenue forgone if so: {money(forgone, currency)}."
    return Finding(
        RiskKind.BUDGET_OVERRUN,
        probability / THRESHOLD,
        probability,
        forgone,
        start,
        end,
        f"The budget of {money(budget, currency)} is spent before {end} in {percent(probability)} of the forecast "
        f"futures, and it is a cap: delivery ends with it. If so, that is on {middle}, between {low} and {high} in "
        f"80 % of them; {money(limits.spent, currency)} are spent so far.{stake}{_gaps(limits)}",
        (
            Evidence("Probability that the money ends early", probability, "ratio", THRESHOLD),
            Evidence("Spent so far", limits.spent, currency, budget, "history"),
            Evidence("Median days until it ends, if it does", float(np.median(lasts)) + 1, "days", float(days)),
            Evidence("Share of the days to come that are lost, if it does", lost, "ratio", LATE),
        ),
        MetricType.SPEND,
        ceiling=Severity.CRITICAL if lost >= LATE else Severity.MEDIUM,
    )


def _forgone(
    free: SampledPaths, held: SampledPaths, broke: np.ndarray[tuple[int], np.dtype[np.bool_]], days: int
) -> float | None:
    """Return the mean revenue that futures lose whose money ends early; none where revenue is not forecast."""
    without, within = (paths.aggregate(None, MetricType.REVENUE, 0, days - 1) for paths in (free, held))
    return None if without is None or within is None else float((without - within)[broke].mean())


def _gaps(limits: Limits) -> str:
    return f" Spend of {limits.missing} days was not observed and counts as none." if limits.missing else ""
