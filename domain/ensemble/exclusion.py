"""Which members clearly hurt."""

import numpy as np

from domain.ensemble.losses import LossTable
from domain.forecasting.model import FloatArray

WORSE_THAN_BEST = 2.0
"""A member is suspect when its loss is at least this many times that of the best one."""

WORSE_SHARE = 0.8
"""... and left out when it also lost more than the mean of the others in this share of the forecasts."""

LEAST_WINDOWS = 10
"""... and at least this many forecasts say so: fewer prove nothing."""


def excluded_members(table: LossTable, overall: FloatArray) -> dict[str, str]:
    """Name the members that clearly hurt, each with the reason in numbers.

    The best member always stays. ``overall`` holds the relative loss of each member over the whole table.
    """
    if len(table.members) < 2 or np.isnan(overall).all():
        return {}
    best = int(np.nanargmin(overall))
    excluded = {}
    for column, name in enumerate(table.members):
        if column == best or not overall[column] >= WORSE_THAN_BEST * overall[best]:
            continue
        worse, compared = _comparisons(table, column)
        if compared >= LEAST_WINDOWS and worse >= WORSE_SHARE * compared:
            ratio = overall[column] / overall[best] if overall[best] > 0 else np.inf
            excluded[name] = (
                f"Left out: it lost {ratio:.1f} times as much as {table.members[best]}, "
                f"and more than the mean of the others in {worse} of {compared} past forecasts."
            )
    return excluded


def _comparisons(table: LossTable, column: int) -> tuple[int, int]:
    """Return in how many windows a member lost more than the mean of the others, and in how many it was compared."""
    worse = compared = 0
    others = np.delete(table.loss, column, axis=1)
    for window in np.unique(table.window):
        rows = table.window == window
        own, rest, days = table.loss[rows, column], others[rows], table.days[rows]
        usable = ~np.isnan(own) & ~np.isnan(rest).all(axis=1)
        if usable.any():
            compared += 1
            typical = np.nanmean(rest[usable], axis=1)
            worse += bool((own[usable] * days[usable]).sum() > (typical * days[usable]).sum())
    return worse, compared
