"""Public data sets as panels: long CSVs, wider ones, single files or whole directories."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from domain.forecasting.model import FloatArray, Panel, Series, SeriesKind
from ml.history import WEEK

if TYPE_CHECKING:
    import pandas as pd

IDENTIFIER, DAY, VALUE = "unique_id", "ds", "y"

KEYS = frozenset({"slot", "hour", "part", "t"})
"""Numeric columns that say where a row belongs; rows that differ in them only are summed."""


FLIGHT_SHARE = 0.05
"""Share of its mean that a series carries on the first and last day of its flight."""


class UnusableData(Exception):
    """A file holds no daily series; the message says why, for a reader."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """The daily series of one file.

    Attributes:
        name: Name of the file without its ending.
        panel: The series. Campaigns end on many days; they are moved by whole weeks, so that weekdays stay true.
        notes: What was done to the data, for a reader.
    """

    name: str
    panel: Panel
    notes: tuple[str, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The value columns."""
        return tuple(sorted({series.group for series in self.panel.series}))


def csv_files(path: Path) -> tuple[Path, ...]:
    """Return a CSV file itself, or those of a directory by name.

    Raises:
        UnusableData: There is none.
    """
    found = tuple(sorted(path.glob("*.csv"))) if path.is_dir() else (path,)
    if not found or not all(file.is_file() for file in found):
        raise UnusableData(f"{path}: no CSV file there")
    return found


def read_data_set(path: Path, most_series: int | None = None) -> DataSet:
    """Read one CSV with ``unique_id``, ``ds`` and one or more value columns.

    A file without identifiers is one series, named like the file.

    With a column ``y`` that is the value and other columns are left alone; without, each numeric column is a series of
    its own. Rows of one identifier and day are summed. A time of day is summed up by day, without a first and last day
    of fewer rows than usual. Days without a row are unobserved, not zero. Days before and after a series' flight, with
    less than a twentieth of its mean, are left out. Columns of whole numbers are counts.

    Args:
        path: The file.
        most_series: Identifiers to keep, spread evenly over the sorted ones; none keeps all.

    Raises:
        UnusableData: The file is not of this form.
    """
    import pandas as pd  # noqa: PLC0415

    try:
        frame = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise UnusableData(f"{path.name}: {error}") from error
    if DAY not in frame.columns:
        raise UnusableData(f"{path.name}: no column {DAY}")
    if IDENTIFIER not in frame.columns:
        frame = frame.assign(**{IDENTIFIER: path.stem})
    notes: list[str] = []
    columns = _value_columns(frame)
    if not columns:
        raise UnusableData(f"{path.name}: no numeric value column")
    try:
        frame = _daily(_chosen(frame, most_series), notes)
    except ValueError as error:
        raise UnusableData(f"{path.name}: {DAY} is not a day everywhere: {error}") from error
    series = tuple(_series(frame, columns, notes))
    if not series:
        raise UnusableData(f"{path.name}: no series of figures above zero")
    return DataSet(path.stem, _panel(series, notes), tuple(notes))


def _chosen(frame: "pd.DataFrame", most_series: int | None) -> "pd.DataFrame":
    names = sorted(frame[IDENTIFIER].unique())
    if most_series is None or len(names) <= most_series:
        return frame
    kept = [names[index] for index in np.linspace(0, len(names) - 1, most_series).round().astype(int)]
    return frame[frame[IDENTIFIER].isin(kept)]


def _value_columns(frame: "pd.DataFrame") -> list[str]:
    numeric = [name for name in frame.select_dtypes("number").columns if name not in KEYS | {IDENTIFIER}]
    if VALUE in frame.columns:
        return [name for name in numeric if name == VALUE]
    return numeric


def _daily(frame: "pd.DataFrame", notes: list[str]) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415

    moments = pd.to_datetime(frame[DAY])
    days = moments.dt.floor("D")
    frame = frame.assign(**{DAY: days})
    if (moments == days).all():
        return frame
    notes.append("hourly rows summed by day")
    rows = frame.groupby([IDENTIFIER, DAY])[DAY].transform("size")
    usual = rows.groupby(frame[IDENTIFIER]).transform("median")
    ends = frame.groupby(IDENTIFIER)[DAY]
    outer = (days == ends.transform("min")) | (days == ends.transform("max"))
    return frame[~(outer & (rows < usual))]


def _series(frame: "pd.DataFrame", columns: list[str], notes: list[str]) -> Iterator[Series]:
    for column in columns:
        sums = frame.groupby([IDENTIFIER, DAY])[column].sum(min_count=1)
        left_out = trimmed = 0
        for name, values in sums.groupby(level=0):
            daily = values.droplevel(0).asfreq("D")
            array = daily.to_numpy(dtype=np.float64)
            if np.isnan(array).all() or np.nanmin(array) < 0 or np.nanmax(array) == 0:
                left_out += 1
                continue
            flight = _flight(array)
            trimmed += len(array) - (flight.stop - flight.start)
            start = daily.index[0].date() + timedelta(days=flight.start)
            yield Series(f"{name}/{column}", column, _kind(array), start, array[flight])
        if trimmed:
            notes.append(f"{trimmed} days of {column} before or after the flight of their series left out")
        if left_out:
            notes.append(f"{left_out} series of {column} left out: negative, or nothing but zeros")


def _flight(values: FloatArray) -> slice:
    """Return the days from the first to the last that carries a twentieth of the mean of all observed days.

    A campaign's stray impressions in the weeks after its end are nothing that anyone forecasts.
    """
    carrying = np.flatnonzero(np.nan_to_num(values) >= FLIGHT_SHARE * np.nanmean(values))
    return slice(int(carrying[0]), int(carrying[-1]) + 1)


def _kind(values: FloatArray) -> SeriesKind:
    whole = np.nanmax(np.abs(values - np.round(values))) == 0.0
    return SeriesKind.COUNT if whole else SeriesKind.AMOUNT


def _panel(series: Sequence[Series], notes: list[str]) -> Panel:
    """Let all series end on one day: up to six last days are cut off and the rest moved by whole weeks."""
    weekday = Counter(one.end.weekday() for one in series).most_common(1)[0][0]
    surplus = [(one.end.weekday() - weekday) % WEEK for one in series]
    kept = [one.until(len(one.values) - days) for one, days in zip(series, surplus, strict=True)]
    kept = [one for one in kept if len(one.values)]
    last = max(one.end for one in kept)
    if any(one.end != last for one in kept):
        notes.append(f"{sum(surplus)} last days left out and series moved by whole weeks to end on one day")
    return Panel(tuple(Series(one.key, one.group, one.kind, one.start + (last - one.end), one.values) for one in kept))
