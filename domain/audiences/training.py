"""What the models of audiences learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from domain.audiences.cases import Case, audience_cases, content_cases, email_cases
from domain.audiences.features import table_of
from domain.audiences.model import AudienceHistory, AudienceKind
from domain.models.training import Column, TrainingSet, Untrainable
from domain.ports.models import TrainingSource
from domain.ports.unit_of_work import Transaction

FEWEST = 60
"""Observations below which nothing is trained."""

MOST_DAYS = 365
"""Days of history that a model learns from."""

_WORDS = {
    AudienceKind.EMAIL: "sends",
    AudienceKind.AUDIENCE: "weeks of audiences",
    AudienceKind.CONTENT: "days of content",
}


@dataclass(frozen=True, slots=True)
class AudienceSource(TrainingSource):
    """Reads what one of the models learns from."""

    kind: AudienceKind

    async def collect(self, tx: Transaction, workspace_id: UUID) -> TrainingSet | Untrainable:
        """Return the history of a kind as columns; see ``training_set``."""
        history = await tx.audiences.history(workspace_id, self.kind, MOST_DAYS)
        return training_set(self.kind, history)


@dataclass(frozen=True, slots=True)
class Observed:
    """What was observed of a kind, ascending in time.

    Attributes:
        cases: As far as each was known beforehand.
        days: Ordinal of the day on which the outcome was known. Shape ``(rows,)``.
        units: What each is of, such as a piece of content. Shape ``(rows,)``.
        trials: How many could have done it, of each rate or stage of a chain. Shape ``(rows, stages)``.
        successes: How many did. Shape ``(rows, stages)``.
    """

    cases: Sequence[Case]
    days: NDArray[np.int64]
    units: NDArray[np.str_]
    trials: NDArray[np.float64]
    successes: NDArray[np.float64]


def training_set(kind: AudienceKind, history: AudienceHistory) -> TrainingSet | Untrainable:
    """Return what was observed of a kind as columns.

    Columns, each with a row for every observation, ascending in time: ``numbers`` and ``labels`` as in ``CaseTable``;
    ``trials`` and ``successes``, shape ``(rows, rates)``, of each rate or stage of a chain; ``day``, an ordinal;
    ``unit``, what the observation is of; ``block``, an integer: rows of different blocks do not hang together.
    """
    rows = history.observations(kind)
    if rows < FEWEST:
        return Untrainable(f"There are {rows} {_WORDS[kind]}; it takes {FEWEST} to learn from.")
    found = observed(kind, history)
    table = table_of(kind, found.cases)
    unit, day = found.units, found.days
    block = np.unique(unit, return_inverse=True)[1] if kind is AudienceKind.CONTENT else day // 7
    columns: dict[str, Column] = {
        "numbers": table.numbers,
        "labels": table.labels,
        "trials": found.trials,
        "successes": found.successes,
        "day": day,
        "unit": unit,
        "block": block.astype(np.int64),
    }
    return TrainingSet(columns, rows, len(np.unique(unit)), date.fromordinal(int(day[-1])))


def observed(kind: AudienceKind, history: AudienceHistory) -> Observed:
    """Return what was observed of a kind, in the order in which models learn from it: by day, then by unit.

    Args:
        kind: Which.
        history: With at least one observation of it.
    """
    cases, days, units, (trials, successes) = _rows(kind, history)
    day, unit = np.array(days, dtype=np.int64), np.array(units, dtype=np.str_)
    order = np.lexsort((unit, day))
    return Observed([cases[row] for row in order], day[order], unit[order], trials[order], successes[order])


Counts = tuple[NDArray[np.float64], NDArray[np.float64]]


def _rows(kind: AudienceKind, history: AudienceHistory) -> tuple[Sequence[Case], list[int], list[str], Counts]:
    if kind is AudienceKind.EMAIL:
        sends = history.sends
        stages = _array([(one.delivered, one.opened, one.clicked, one.converted) for one in sends])
        days = [one.at.toordinal() for one in sends]
        return email_cases(sends), days, [one.segment for one in sends], (stages[:, :-1], stages[:, 1:])
    if kind is AudienceKind.AUDIENCE:
        weeks = history.weeks
        counts = _array([(one.reached, one.members, one.engaged, one.churned) for one in weeks])
        # What a week came to is known on its last day.
        days = [one.week.toordinal() + 6 for one in weeks]
        units = [f"{one.segment} {one.cohort}" for one in weeks]
        return audience_cases(weeks), days, units, (counts[:, :2], counts[:, 2:])
    found = history.days
    counts = _array([(one.impressions, one.impressions, one.engagements, one.conversions) for one in found])
    cases = content_cases(history.pieces, found)
    return cases, [one.day.toordinal() for one in found], [one.key for one in found], (counts[:, :2], counts[:, 2:])


def _array(rows: Sequence[tuple[int, ...]]) -> NDArray[np.float64]:
    return np.array(rows, dtype=np.float64)
