"""Where the messages of one client go, and how it is noticed that the client does not read them."""

from dataclasses import dataclass
from typing import Protocol

from graph.realtime.frames import Turn


class Gone(Exception):
    """The client is no longer there."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What a client may leave unread.

    Attributes:
        waiting_bytes: More than so many bytes that wait for it, and nothing is added.
        stuck_seconds: So long without reading any of that, and it is cut off.
    """

    waiting_bytes: int = 64 * 1024
    stuck_seconds: float = 15.0


class Outlet(Protocol):
    """The way to one client. Nothing that is sent waits."""

    @property
    def congested(self) -> bool:
        """Whether so much waits for the client that nothing more should be sent."""
        ...

    def tell(self, identity: bytes, turn: Turn) -> None:
        """Send results to one of the client's subscriptions; does nothing when the client is gone."""
        ...

    async def drained(self) -> None:
        """Wait until the client has taken most of what waits.

        Raises:
            Gone: It went away, or did not read for so long that it was cut off.
        """
        ...
