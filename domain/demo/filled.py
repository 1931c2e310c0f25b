"""The note that a demo workspace was filled: with which campaigns, on which day, from which seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from domain.demo.model import Demo, DemoCampaign
from domain.paging import PageRequest
from domain.ports.unit_of_work import Transaction

FILLED = "demo.fill"

HOURLY_HISTORY_DAYS = 14
"""Days before the filling that have metrics by the hour too; more would make the first start of the product slower."""

_TODAY, _SEED = "today", "seed"


@dataclass(frozen=True, slots=True)
class FilledDemo:
    """What was filled in.

    Attributes:
        today: The day on which; days in definitions count from it.
        seed: Of all chance in its metrics.
        campaigns: Ids of the stored campaigns, by the key of their definition.
    """

    today: date
    seed: int
    campaigns: Mapping[str, UUID]

    def definitions(self, demo: Demo) -> dict[UUID, DemoCampaign]:
        """Return the definitions of the stored campaigns, as far as they still exist."""
        return {self.campaigns[one.key]: one for one in demo.campaigns if one.key in self.campaigns}

    @property
    def details(self) -> dict[str, str]:
        """Return it as the audit log keeps it."""
        listed = {key: str(identity) for key, identity in self.campaigns.items()}
        return {_TODAY: self.today.isoformat(), _SEED: str(self.seed), **listed}

    @classmethod
    def of(cls, details: Mapping[str, str]) -> Self | None:
        """Return what the audit log kept; none when it was kept before campaigns went on living."""
        if _TODAY not in details or _SEED not in details:
            return None
        listed = {key: UUID(value) for key, value in details.items() if key not in {_TODAY, _SEED}}
        return cls(date.fromisoformat(details[_TODAY]), int(details[_SEED]), listed)


async def filled_details(tx: Transaction, workspace_id: UUID) -> Mapping[str, str] | None:
    """Return what was noted when the workspace was filled, or none when it was not."""
    oldest = await tx.audit.list(workspace_id, PageRequest(size=100, backward=True))
    return next((entry.details for _, entry in oldest.rows if entry.action == FILLED), None)
