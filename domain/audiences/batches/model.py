"""Predictions of everything at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.audiences.model import AudienceKind
from domain.audiences.rates import Rate


@dataclass(frozen=True, slots=True)
class PredictionBatch:
    """A batch.

    Attributes:
        subject: Of the e-mails that are predicted; none for other kinds.
        version_id: The version of the model that predicts; the same from the first row to the last.
        until: Moment that the cases follow from; what was observed later plays no part.
        total: How many rows it will have; none until they were counted.
        done: How many rows it has.
        job_id: The work that makes it.
        finished_at: When its last row was made.
    """

    id: UUID
    workspace_id: UUID
    kind: AudienceKind
    job_id: UUID
    created_by: UUID
    created_at: datetime
    version_id: UUID
    version_number: int
    until: datetime
    subject: str | None = None
    total: int | None = None
    done: int = 0
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BatchRate:
    """A rate of a row; see ``RateForecast``."""

    rate: Rate
    horizon_days: int | None
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What was predicted of one case.

    Attributes:
        number: Place in the batch, from 0.
        label: Which case, for a reader.
        segment: Who, of e-mail and audiences.
        at: When, of e-mail.
        content_key: Which piece, of content.
    """

    batch_id: UUID
    number: int
    label: str
    rates: tuple[BatchRate, ...]
    segment: str | None = None
    at: datetime | None = None
    content_key: str | None = None
