"""How many artefacts are kept."""

from uuid import UUID

from domain.ports.models import ModelArtefacts
from domain.ports.unit_of_work import Transaction

MOST_ARTEFACTS = 10
"""Of a workspace and model, the newest ones; the champion and the one to roll back to are kept besides."""


async def drop_old(tx: Transaction, artefacts: ModelArtefacts, workspace_id: UUID, name: str) -> None:
    """Delete artefacts beyond those that are kept; their rows stay, as who decided what was decided upon.

    The transaction holds the workspace, so that nobody stores the same bytes again at the same time. If it does not
    commit, a row may name bytes that are gone, which reads as lost.
    """
    versions = await tx.models.with_artefacts(workspace_id, name)
    champion, former = await tx.models.champion(workspace_id, name), await tx.models.former(workspace_id, name)
    needed = {one.id for one in (champion, former) if one is not None}
    old = [version for version in versions[MOST_ARTEFACTS:] if version.id not in needed]
    for version in old:
        await tx.models.forget_artefact(workspace_id, version.id)
    used = {version.artefact for version in versions if version not in old}
    for key in {version.artefact for version in old} - used:
        if key is not None:
            await artefacts.delete(key)
