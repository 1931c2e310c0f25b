"""What models of all campaigns see of what is known of a campaign beforehand."""

from datetime import date, timedelta

import numpy as np

from domain.campaigns.model import Channel
from domain.forecasting.model import FloatArray, Panel, Series
from ml.features import PanelTable
from ml.rows import Rows

NAMES: tuple[str, ...] = ("channel", "days_since_start", "days_to_end", "budget_a_day")
"""Columns, in order."""

CATEGORICAL: tuple[str, ...] = ("channel",)

CALENDAR = frozenset({"days_since_start", "days_to_end"})
"""Those that move with the calendar alone."""

OLDEST, FARTHEST = 400, 60
"""Days from the beginning, and to the end, beyond which nothing more is told."""

SPEND = "SPEND"
"""Group of the series that a budget is in the unit of."""


def known_columns(panel: Panel, table: PanelTable, rows: Rows) -> FloatArray:
    """Return the columns; ``nan`` where nothing is known.

    The channel by number; days from the campaign's first day to the day that is asked about, and from that to its last
    one; for spend, the budget of an average day over the series' local scale, as a logarithm. Shape
    ``(rows, len(NAMES))``.
    """
    series = {one.key: one for one in panel.series}
    first = panel.end - timedelta(days=table.days - 1)
    facts = np.asarray([_facts(series[key], first) for key in table.keys]).reshape(len(table.keys), len(NAMES))
    channel, begins, ends, budget = facts[rows.series].T
    scale = table.scale[rows.series, rows.origin]
    return np.column_stack([
        channel,
        np.clip(rows.target - begins, 0, OLDEST),
        np.clip(ends - rows.target, -1, FARTHEST),
        np.log(budget / scale),
    ])  # fmt: skip


def _facts(series: Series, first: date) -> tuple[float, float, float, float]:
    """Return the number of the channel, the first and the last day as columns of the table, and the budget a day."""
    known, nothing = series.known, float("nan")
    channel = float(list(Channel).index(Channel(known.channel))) if known.channel in list(Channel) else nothing
    begins = float((known.begins - first).days) if known.begins else nothing
    ends = float((known.ends - first).days) if known.ends else nothing
    days = ends - begins + 1.0
    budget = known.budget / days if known.budget and series.group == SPEND and days > 0 else nothing
    return channel, begins, ends, budget
