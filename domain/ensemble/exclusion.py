"""Which members clearly hurt."""

import numpy as np

from domain.ensemble.losses import LossTable
from domain.forecasting.model import FloatArray

WORSE_THAN_BEST = 1.6
"""A member is suspect when its loss is at least this many times that of the best one. On real series (campaigns,
regional sales, cash machines) 1.6 beat 2.0 and no exclusion where one member was structurally right, and changed
nothing elsewhere."""

WORSE_SHARE = 0.8
"""... and left out when it also lost more than the best one in this share of the forecasts."""

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
        worse, compared = _comparisons(table, column, best)
        if compared >= LEAST_WINDOWS and worse >= WORSE_SHARE * compared:
            ratio = overall[column] / overall[best] if overall[best] > 0 else np.inf
            excluded[name] = (
                f"Left out: it lost {ratio:.1f} times as much as {table.members[best]}, "
                f"and more in {worse} of {compared} past forecasts."
            )
    return excluded


def _comparisons(table: LossTable, column: int, best: int) -> tuple[int, int]:
    """Return in how many windows a member lost more than the best one, and in how many both forecast."""
    both = ~np.isnan(table.loss[:, column]) & ~np.isnan(table.loss[:, best])
    surplus = (table.loss[both, column] - table.loss[both, best]) * table.days[both]
    windows, places = np.unique(table.window[both], return_inverse=True)
    sums = np.bincount(places, weights=surplus, minlength=len(windows))
    return int((sums > 0).sum()), len(windows)
