"""Whether the product can serve."""

from dataclasses import dataclass

from domain.errors import Unavailable
from domain.ports.unit_of_work import OpenUnitOfWork


@dataclass(frozen=True, slots=True)
class HealthService:
    """Tells whether the product can serve, and which version it is."""

    open: OpenUnitOfWork
    version: str

    async def ready(self) -> bool:
        """Tell whether the database answers."""
        try:
            async with self.open() as tx:
                await tx.workspaces.by_slug("")
        except Unavailable:
            return False
        return True
