"""How a rule would have done in the past."""

from datetime import date, timedelta

import numpy as np

from domain.rules.evaluate import Series, change_after, firings, judge_days, moved
from domain.rules.model import BacktestFiring, Condition, Outcome, RuleBacktest


def backtest(condition: Condition, outcome: Outcome, series: Series, start: date, days: int, most: int) -> RuleBacktest:
    """Let a condition judge the last days of a past, each by what was known on it, and see what came after.

    Args:
        condition: On observed metrics.
        outcome: What is expected to follow.
        series: Everything that was observed.
        start: First day of the series.
        days: How many of the last days are judged; earlier ones only tell what was usual.
        most: Firings that are returned.
    """
    length = len(next(iter(series.values()))) if series else 0
    first = max(length - days, 0)
    begin, end = start + timedelta(days=first), start + timedelta(days=max(length - 1, 0))
    judged = judge_days(condition, series)
    if judged is None:
        return RuleBacktest(begin, end, (), 0, 0, 0, None)
    change = np.full(length, np.nan)
    if outcome.metric in series and length > outcome.within_days:
        change = change_after(outcome, series)
    told = []
    for firing in firings(judged, start):
        if firing.day >= begin:
            value = float(change[(firing.day - start).days])
            known = not np.isnan(value)
            followed = moved(value, outcome.direction, outcome.least_change) if known else None
            told.append(BacktestFiring(firing, value if known else None, followed))
    known_days = [one for one in change[first:].tolist() if not np.isnan(one)]
    usual = None
    if known_days:
        usual = sum(moved(one, outcome.direction, outcome.least_change) for one in known_days) / len(known_days)
    known_firings = [one for one in told if one.followed is not None]
    return RuleBacktest(
        begin,
        end,
        tuple(reversed(told))[:most],
        len(told),
        len(known_firings),
        sum(bool(one.followed) for one in known_firings),
        usual,
    )
