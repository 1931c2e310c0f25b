"""Bringing files of observations into a workspace."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from domain.audiences.importing.read import Origin, Reading, read_observations
from domain.audiences.model import AudienceKind
from domain.audit.record import record
from domain.errors import Refused, invalid, not_found
from domain.imports.model import ImportFormat
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.ports.workspace_time import WorkspaceTime
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require


@dataclass(frozen=True, slots=True)
class AudienceImportService:
    """Imports into the principal's workspace."""

    open: OpenUnitOfWork
    clock: Clock
    ids: Ids
    time: WorkspaceTime

    async def run(
        self,
        principal: Principal,
        kind: AudienceKind,
        form: ImportFormat,
        content: str,
        campaign_id: UUID | None = None,
    ) -> Reading:
        """Store what a file says; rows replace earlier ones with the same key.

        Args:
            principal: Who imports.
            kind: What the file is of.
            form: How it is written.
            content: Its text.
            campaign_id: The campaign that all its sends belong to; only for e-mail.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no such campaign, it is not for e-mail, or the file as a whole cannot be read.
        """
        require(principal, Action.CREATE)
        if campaign_id is not None:
            async with self.open() as tx:
                if await tx.campaigns.get(principal.workspace_id, campaign_id) is None:
                    raise not_found("campaign", "campaignId")
            if kind is not AudienceKind.EMAIL:
                raise Refused(invalid("Only e-mail belongs to a campaign.", "campaignId"))
        origin = Origin(principal.workspace_id, campaign_id, await self.time.now(principal.workspace_id))
        reading = await asyncio.to_thread(read_observations, kind, form, content, origin)
        async with self.open() as tx:
            written = await tx.audiences.put(principal.workspace_id, reading.history)
            told = {"kind": kind.value, "rows": str(written)}
            await record(
                tx, principal, "audience.import", principal.workspace_id, clock=self.clock, ids=self.ids, **told
            )
            await tx.commit()
        return reading
