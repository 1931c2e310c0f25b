"""Advice on content, timing and audiences from the models that serve."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from domain.audiences.advice.advise import advise, most_urgent_first
from domain.audiences.advice.model import Advice
from domain.audiences.model import AudienceHistory, AudienceKind
from domain.audiences.predictions.service import LATEST_DAYS, AudienceChampions, untrained
from domain.errors import Refused, invalid
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

USUAL, MOST = 10, 50
"""Pieces of advice that are returned when nothing is said, and at most."""

MOST_REMEMBERED = 16
"""Lists of advice kept: making one takes a second, and nothing changes until there are new observations or models."""

Key = tuple[UUID, AudienceKind, UUID, object]


@dataclass(slots=True)
class AdviceService:
    """Advice to the principal's workspace."""

    open: OpenUnitOfWork
    champions: AudienceChampions
    _made: dict[Key, list[Advice]] = field(default_factory=dict)

    async def best(
        self, principal: Principal, first: int = USUAL, kinds: tuple[AudienceKind, ...] = ()
    ) -> list[Advice]:
        """Return advice, the most urgent first; only improvements of 5 % and more whose confidence is 0.6 and more.

        Args:
            principal: Who asks.
            first: At most so many, 1 … 50.
            kinds: What it is about; everything for which a model serves when empty.

        Raises:
            Forbidden: The role does not allow it.
            Refused: ``first`` is out of bounds, or no model serves that could advise.
        """
        require(principal, Action.READ)
        if not 1 <= first <= MOST:
            raise Refused(invalid(f"`first` must be from 1 to {MOST}.", "first"))
        asked = kinds or tuple(AudienceKind)
        found: list[Advice] = []
        refusals: list[Refused] = []
        for kind in asked:
            try:
                found += await self._of(principal.workspace_id, kind)
            except Refused as refusal:
                refusals.append(refusal)
        if len(refusals) == len(asked):
            raise untrained(asked[0])
        return most_urgent_first(found)[:first]

    async def _of(self, workspace_id: UUID, kind: AudienceKind) -> list[Advice]:
        serving = await self.champions.of(workspace_id, kind)
        async with self.open() as tx:
            history = await tx.audiences.history(workspace_id, kind, LATEST_DAYS)
        key: Key = (workspace_id, kind, serving.version.id, _mark(kind, history))
        if key not in self._made:
            made = await asyncio.to_thread(advise, kind, history, serving.model, serving.version)
            while len(self._made) >= MOST_REMEMBERED:
                del self._made[next(iter(self._made))]
            self._made[key] = made
        return self._made[key]


def _mark(kind: AudienceKind, history: AudienceHistory) -> object:
    """Return what differs when the observations do, as far as advice goes: their number and all that is in them."""
    rows = {
        AudienceKind.EMAIL: history.sends,
        AudienceKind.AUDIENCE: history.weeks,
        AudienceKind.CONTENT: (*history.pieces, *history.days),
    }[kind]
    return hash(tuple(rows))
