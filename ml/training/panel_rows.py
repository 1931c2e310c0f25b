"""Which rows of a workspace's series a model learns from, is judged on, and is watched by."""

import hashlib
from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray, Panel
from domain.models.panels import LONGEST, panel_of
from domain.models.training import TrainingSet
from ml.features import CATEGORICAL, NAMES, IntArray, PanelTable, table_of
from ml.history import WEEK
from ml.rows import FIRST_ORIGIN, Rows
from ml.training import known

HORIZON = 30
"""Days ahead that are learnt."""

FEATURES: tuple[str, ...] = (*NAMES, *known.NAMES)
"""Columns of a row, in order."""

CATEGORIES: tuple[str, ...] = (*CATEGORICAL, *known.CATEGORICAL)

CALENDAR = known.CALENDAR | {"days_ahead", "weekday", "day_of_month", "holiday", "age"}
"""Features that move with the calendar alone: which days are asked about, and that time goes by, is no drift."""

GROUP = NAMES.index("group")
LAST_WEEK = NAMES.index("weekday_1")


@dataclass(frozen=True, slots=True)
class PanelRows:
    """A table and what rows can be made of it.

    Attributes:
        panel: What they are made from.
        table: The series, all up to the last day of the workspace; those that ended before go on as unobserved.
        groups: Group of each series.
        first: First day that a series is forecast from. Shape ``(series,)``.
        last: Its last observed day. Shape ``(series,)``.
        units: A number for each series that is the same in any other table. Shape ``(series,)``.
    """

    panel: Panel
    table: PanelTable
    groups: tuple[str, ...]
    first: IntArray
    last: IntArray
    units: IntArray

    @classmethod
    def of(cls, panel: Panel, horizon: int = HORIZON) -> "PanelRows":
        """Lay out a panel."""
        table = table_of(panel, LONGEST, horizon)
        groups = {series.key: series.group for series in panel.series}
        begun = np.argmax(~np.isnan(table.values), axis=1)
        return cls(
            panel,
            table,
            tuple(groups[key] for key in table.keys),
            np.asarray(begun + FIRST_ORIGIN - 1, dtype=np.int64),
            np.asarray(table.days - 1 - np.argmax(table.observed[:, ::-1], axis=1), dtype=np.int64),
            np.asarray([_number(key) for key in table.keys], dtype=np.int64),
        )

    @classmethod
    def of_training(cls, training: TrainingSet) -> "PanelRows":
        """Lay out a training set."""
        return cls.of(panel_of(training))

    def features(self, asked: Rows, known_groups: tuple[str, ...]) -> FloatArray:
        """Return features, with groups numbered as a model knows them; ``nan`` for one that it does not know.

        Shape ``(rows, len(FEATURES))``.
        """
        features = self.table.rows(asked.series, asked.origin, asked.ahead)
        numbers = {name: float(number) for number, name in enumerate(known_groups)}
        codes = np.asarray([numbers.get(group, np.nan) for group in self.groups])
        features[:, GROUP] = codes[asked.series]
        return np.column_stack([features, known.known_columns(self.panel, self.table, asked)])

    def targets(self, asked: Rows) -> FloatArray:
        """Return what came, in scale-free log terms; ``nan`` where it was not observed. Shape ``(rows,)``."""
        return self.table.targets(asked.series, asked.origin, asked.ahead)

    def learnt(self, upto: int, most: int, random: np.random.Generator) -> Rows:
        """Draw rows whose outcome was observed up to a day, evenly over series and days, days ahead at random."""
        stop = np.minimum(self.last, upto)
        starts = np.maximum(stop - self.first, 0)
        total = int(starts.sum())
        if not total:
            return _rows([], [], [])
        count = min(most, total * HORIZON)
        chosen = (
            np.sort(random.integers(0, total, count)) if total > most else np.repeat(np.arange(total), count // total)
        )
        ends = np.cumsum(starts)
        series = np.searchsorted(ends, chosen, side="right")
        origin = self.first[series] + chosen - (ends[series] - starts[series])
        ahead = 1 + random.integers(0, HORIZON, len(chosen))
        return self._seen(_rows(series, origin, ahead), upto)

    def judged(self, origin: int, days: int) -> Rows:
        """Return the days after an origin, of every series that could be forecast from it and was observed then."""
        series = np.flatnonzero((self.first <= origin) & (self.last > origin))
        aheads = np.arange(1, days + 1)
        found = _rows(np.repeat(series, days), np.full(len(series) * days, origin), np.tile(aheads, len(series)))
        return self._seen(found, self.table.days - 1)

    def watched(self, after: int, upto: int) -> Rows:
        """Return one row for each series and observed day of a span, forecast up to a week ahead.

        How many days ahead follows from the day alone, so that any two spans are asked alike.
        """
        days = np.arange(after + 1, upto + 1)
        series = np.repeat(np.arange(len(self.groups)), len(days))
        target = np.tile(days, len(self.groups))
        ahead = 1 + (target + self.units[series]) % WEEK
        fit = target - ahead >= self.first[series]
        return self._seen(_rows(series[fit], (target - ahead)[fit], ahead[fit]), upto)

    def _seen(self, asked: Rows, upto: int) -> Rows:
        inside = asked.where(asked.target <= upto)
        return inside.where(~np.isnan(self.targets(inside))) if len(inside.series) else inside


def watched_columns() -> tuple[IntArray, tuple[str, ...], tuple[str, ...]]:
    """Return the columns of features that are watched for drift, their names, and which of those are categories."""
    columns = np.asarray([place for place, name in enumerate(FEATURES) if name not in CALENDAR], dtype=np.int64)
    names = tuple(FEATURES[place] for place in columns)
    return columns, names, tuple(name for name in CATEGORIES if name in names)


def _rows(series: object, origin: object, ahead: object) -> Rows:
    return Rows(*(np.asarray(one, dtype=np.int64) for one in (series, origin, ahead)))


def _number(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6])
