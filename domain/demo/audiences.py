"""Filling the demo workspace with e-mail, audiences and content."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from domain.audiences.model import AudienceHistory
from domain.demo.filled import FilledDemo, filled_details
from domain.demo.model import Demo
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction

GenerateAudiences = Callable[[UUID, date, int, Mapping[str, tuple[UUID, date]]], AudienceHistory]
"""Returns the year before a day: for a workspace, up to the day, from a seed, given id and first day of campaigns by
the key of their definition."""


async def fill_audiences(open_: OpenUnitOfWork, workspace_id: UUID, demo: Demo, generate: GenerateAudiences) -> bool:
    """Give a filled demo workspace that has none a year of e-mail, audiences and content; return whether it got one.

    Workspaces that were filled before the product knew of these get them too. Whoever brought data of their own keeps
    them as they are.
    """
    async with open_() as tx:
        if await _wanting(tx, workspace_id) is None:
            return False
    async with open_() as tx:
        await tx.workspaces.hold(workspace_id)
        filled = await _wanting(tx, workspace_id)
        if filled is None:
            return False
        begun = {
            one.key: (identity, one.start_date(filled.today)) for identity, one in filled.definitions(demo).items()
        }
        known = await tx.campaigns.many(workspace_id, [identity for identity, _ in begun.values()])
        there = {key: one for key, one in begun.items() if one[0] in known}
        history = await asyncio.to_thread(generate, workspace_id, filled.today, filled.seed, there)
        await tx.audiences.put(workspace_id, history)
        await tx.commit()
    return True


async def _wanting(tx: Transaction, workspace_id: UUID) -> FilledDemo | None:
    """Return what the workspace was filled with, none when it was not or has observations already."""
    if any((await tx.audiences.counts(workspace_id)).values()):
        return None
    details = await filled_details(tx, workspace_id)
    return None if details is None else FilledDemo.of(details)
