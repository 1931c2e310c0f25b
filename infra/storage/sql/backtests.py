"""Backtests on SQL."""

import asyncio
from uuid import UUID

from sqlalchemy import select

from domain.errors import not_found
from domain.forecasting.model import Backtest
from domain.ports.repositories import BacktestRepository
from infra.storage.codec.documents import from_blob, to_blob
from infra.storage.schema.campaigns import backtests, campaigns
from infra.storage.sql.statements import Statements


class SqlBacktests(BacktestRepository):
    """Backtests, one per campaign and data watermark."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def save(self, workspace_id: UUID, campaign_id: UUID, data_version: int, backtest: Backtest) -> None:
        """Store a backtest in place of any other of the campaign."""
        owned = select(campaigns.c.id).where(
            campaigns.c.workspace_id == workspace_id,
            campaigns.c.id == campaign_id,
            campaigns.c.deleted_at.is_(None),
        )
        if await self._statements.scalar(owned) is None:
            raise not_found("campaign")
        values = {
            "workspace_id": workspace_id,
            "campaign_id": campaign_id,
            "data_version": data_version,
            "document": await asyncio.to_thread(to_blob, backtest),
        }
        await self._statements.put(backtests, [values])

    async def get(self, workspace_id: UUID, campaign_id: UUID, data_version: int) -> Backtest | None:
        """Return the backtest of exactly this watermark."""
        blob = await self._statements.scalar(
            select(backtests.c.document).where(
                backtests.c.workspace_id == workspace_id,
                backtests.c.campaign_id == campaign_id,
                backtests.c.data_version == data_version,
            )
        )
        return None if blob is None else await asyncio.to_thread(from_blob, Backtest, bytes(blob))
