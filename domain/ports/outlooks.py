"""Storage of outlooks."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from domain.outlook.model import Outlook, OutlookBatch


class OutlookRepository(Protocol):
    """The latest outlook of each campaign, and the batches that are to make some; nothing of deleted campaigns."""

    async def add_batch(self, batch: OutlookBatch) -> None:
        """Store a new batch."""
        ...

    async def batch(self, workspace_id: UUID, batch_id: UUID) -> OutlookBatch | None:
        """Return a batch."""
        ...

    async def batches(self, workspace_id: UUID) -> Sequence[OutlookBatch]:
        """Return the batches that were not dropped, oldest first."""
        ...

    async def save_chunk(self, batch: OutlookBatch, made: Sequence[Outlook]) -> None:
        """Store how far a batch is, and outlooks in place of those that their campaigns had.

        Outlooks of campaigns that the workspace does not have are left out.

        Raises:
            Refused: With CONFLICT when there is no such batch.
        """
        ...

    async def drop_batch(self, workspace_id: UUID, batch_id: UUID) -> None:
        """Forget a batch; one that is not there is left alone. Its outlooks stay."""
        ...

    async def of_campaigns(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, Outlook]:
        """Return the outlooks of several campaigns in one query; campaigns without one are missing."""
        ...
