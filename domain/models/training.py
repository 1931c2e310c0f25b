"""What models learn from, and what learning yields."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray

Column = NDArray[Any]

CANONICAL = {"f": "<f8", "i": "<i8", "u": "<u8", "b": "|b1"}
"""How numbers of a kind are hashed, whatever their width and byte order on this machine."""


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """The data that one training of one model sees, as named numpy columns.

    Columns may have any shape and differ in length; the model's source and trainer agree on their meaning. They hold
    numbers, booleans or text, never Python objects.

    Attributes:
        columns: By name.
        observations: Observed outcomes in it.
        series: How many series, campaigns or other subjects they belong to.
        until: Last day of which it knows an outcome.
    """

    columns: Mapping[str, Column]
    observations: int
    series: int
    until: date

    def __post_init__(self) -> None:
        odd = sorted(name for name, column in self.columns.items() if column.dtype.kind not in {*CANONICAL, "U"})
        if odd:
            raise ValueError(f"columns hold numbers, booleans or text; these do not: {', '.join(odd)}")

    @property
    def data_hash(self) -> str:
        """SHA-256 over names, kinds, shapes and values, in hexadecimal; the same data gives the same on any machine.

        The order of columns, the width of numbers and the room that texts are given play no part; the order of values
        does.
        """
        digest = hashlib.sha256(f"{self.observations} {self.series} {self.until.isoformat()}".encode())
        for name in sorted(self.columns):
            column = self.columns[name]
            digest.update(f"\n{name} {column.dtype.kind} {column.shape}\n".encode())
            digest.update(_canonical(column))
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Untrainable:
    """There is nothing to train on; a simpler rule, such as a prior over peers, goes on to serve.

    Attributes:
        reason: Why, in words for a reader.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model that was fitted to the whole of a training set.

    Attributes:
        artefact: Everything that predicting, explaining and watching need; the same data, version of the trainer and
            seed give the same bytes. No pickle: reading it can run no code.
        importance: Mean absolute contribution of each feature to predictions, most first, in shares of 1.
        metrics: What else is worth knowing, such as errors, by name.
    """

    artefact: bytes
    importance: Mapping[str, float]
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incumbent:
    """The champion that a challenger is held against.

    Attributes:
        artefact: Its bytes.
        code_version: Version of the trainer that made it.
        until: Last day of which it knew an outcome.
    """

    artefact: bytes
    code_version: str
    until: date


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows that a model was or could be asked about.

    Attributes:
        features: Shape ``(rows, features)``, ``nan`` for missing.
        losses: Loss of a prediction made without hindsight, ``nan`` where the outcome is not known. Shape ``(rows,)``.
        units: Rows of one unit hang together, such as those of one series in one week; of different ones they do not.
            Shape ``(rows,)``, integers.
    """

    features: FloatArray
    losses: FloatArray
    units: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Watch:
    """What a drift monitor looks at: rows from when a model was trained, and rows that came since.

    Attributes:
        names: Of the features, in order of the columns.
        categorical: Those whose numbers are only names.
        trained: A sample of what the model was judged on when it was trained.
        recent: What came after the data that it was trained on.
    """

    names: tuple[str, ...]
    categorical: tuple[str, ...]
    trained: Sample
    recent: Sample


def _canonical(column: Column) -> bytes:
    if column.dtype.kind == "U":
        return "".join(f"{len(text)}:{text}" for text in column.ravel().tolist()).encode()
    plain = np.ascontiguousarray(column, dtype=CANONICAL[column.dtype.kind])
    if plain.dtype.kind == "f":
        # There are many ways to write "not a number" and two to write zero; they mean the same.
        plain = np.where(np.isnan(plain), np.nan, plain + 0.0)
    return plain.tobytes()
