"""What was observed of e-mail, audiences and content, and models that predict it."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from domain.audiences.batches.model import BatchRow, PredictionBatch
from domain.audiences.model import AudienceHistory, AudienceKind
from domain.audiences.predictions.model import Forecast
from domain.paging import Page, PageRequest


class AudienceRepository(Protocol):
    """Sends, audience weeks, content, and batches of predictions.

    Every method takes the workspace first and sees nothing outside it.
    """

    async def put(self, workspace_id: UUID, history: AudienceHistory) -> int:
        """Store rows, replacing those with the same key, and return how many were written.

        Keys are the id of a send, the segment, cohort and week of an audience, the key of a piece, and the piece and
        day of a content day. Within one call each occurs at most once.

        Raises:
            Refused: With CONFLICT when a send names a campaign, or a day a piece, that the workspace does not have, or
                the id of a send belongs to another workspace.
        """
        ...

    async def history(self, workspace_id: UUID, kind: AudienceKind, days: int) -> AudienceHistory:
        """Return what was observed of a kind, ascending in time, within so many days before its last observation.

        Pieces of content are returned whatever their age.
        """
        ...

    async def counts(self, workspace_id: UUID) -> dict[AudienceKind, int]:
        """Return how many rows of each kind there are: sends, audience weeks, content days."""
        ...

    async def add_batch(self, batch: PredictionBatch) -> None:
        """Store a new batch."""
        ...

    async def batch(self, workspace_id: UUID, batch_id: UUID) -> PredictionBatch | None:
        """Return a batch."""
        ...

    async def many_batches(self, workspace_id: UUID, batch_ids: Collection[UUID]) -> dict[UUID, PredictionBatch]:
        """Return those of the batches that exist, by id, in one query."""
        ...

    async def batches(self, workspace_id: UUID, page: PageRequest) -> Page[PredictionBatch]:
        """Return batches, newest first."""
        ...

    async def save_chunk(self, batch: PredictionBatch, rows: Sequence[BatchRow]) -> None:
        """Store rows of a batch and how far it is; rows with a number that is there are replaced."""
        ...

    async def batch_rows(self, workspace_id: UUID, batch_id: UUID, page: PageRequest) -> Page[BatchRow]:
        """Return the rows of a batch, by number; of a foreign batch none."""
        ...


class LoadedModel(Protocol):
    """A trained model, ready to predict. Its methods compute; they are called off the event loop."""

    def forecast(self, cases: Sequence[object], *, explained: bool) -> list[Forecast]:
        """Predict cases of the model's kind, in their order, for every horizon of the kind.

        Args:
            cases: Of ``domain.audiences.cases``.
            explained: Whether to tell what drives each rate, which takes most of the time.
        """
        ...


class AudienceModels(Protocol):
    """Reads models of audiences from their bytes."""

    def load(self, kind: AudienceKind, artefact: bytes) -> LoadedModel:
        """Return the model.

        Raises:
            ValueError: The bytes are not a model of this kind that this version of the product can read.
        """
        ...
