"""The right to run a simulator: a lease in storage that is renewed as long as the process lives."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from domain.errors import PulsecastError, Unavailable
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction

LEASE_SECONDS = 5.0
"""How long a lease holds: so long after its holder's death somebody else takes over, unless the death is known."""

RENEW_SECONDS = 1.25


class LeaseLost(PulsecastError):
    """Somebody else runs the simulator."""


@dataclass(slots=True)
class Post:
    """The lease on one simulator as it is held.

    Attributes:
        holder: Name of this process.
        term: Which of all terms.
        until: Up to when, by the event loop's clock, nobody else can have it.
        lost: Whether somebody else has it.
    """

    workspace_id: UUID
    holder: str
    term: int
    until: float
    lost: bool = False

    def check(self) -> None:
        """Make sure that nobody else can have it.

        Raises:
            LeaseLost: Somebody else has it.
            Unavailable: It could not be renewed in time, and somebody else may have it.
        """
        if self.lost:
            raise LeaseLost
        if asyncio.get_running_loop().time() >= self.until:
            raise Unavailable("The lease on the simulator could not be renewed in time.")

    async def hold(self, tx: Transaction) -> None:
        """Let a transaction succeed only if it is still held.

        Raises:
            LeaseLost: Somebody else has it.
        """
        if not await tx.simulators.leases.renew(self.workspace_id, self.holder, self.term, LEASE_SECONDS):
            self.lost = True
            raise LeaseLost

    async def keep(self, opened: Callable[[], OpenUnitOfWork]) -> None:
        """Renew it until it is lost.

        Raises:
            LeaseLost: Somebody else has it.
        """
        while True:
            began = asyncio.get_running_loop().time()
            try:
                async with opened()() as tx:
                    await self.hold(tx)
                    await tx.commit()
            except Unavailable:
                # Storage may come back before anybody took it.
                await asyncio.sleep(RENEW_SECONDS / 4)
                continue
            self.until = began + LEASE_SECONDS
            await asyncio.sleep(RENEW_SECONDS)


async def take(
    opened: OpenUnitOfWork, workspace_id: UUID, holder: str, dead: Callable[[str], bool] | None
) -> Post | None:
    """Take the lease if it is free, has lapsed, or its holder is known to be dead.

    Raises:
        Unavailable: Storage does not answer.
    """
    began = asyncio.get_running_loop().time()
    async with opened() as tx:
        lease = await tx.simulators.leases.get(workspace_id)
        over = None
        if lease is not None and lease.holder and not lease.lapsed:
            if dead is None or not dead(lease.holder):
                return None
            over = lease.term
        term = await tx.simulators.leases.take(workspace_id, holder, LEASE_SECONDS, over)
        if term is None:
            return None
        await tx.commit()
    return Post(workspace_id, holder, term, began + LEASE_SECONDS)
