"""The place of one process among those that serve together."""

import asyncio
import os
import socket
from dataclasses import dataclass

from pulsecast.listener import listen


@dataclass(frozen=True, slots=True)
class Place:
    """What a process of several has from the one that started it.

    Attributes:
        number: 0, 1, 2 …; number 0 runs the background work.
        host: Address that all listen on.
        port: And the port.
        first: Whether it is the first that serves, and tells people.
        life: Descriptor that ends when the process that started this one does.
        ready: Descriptor that takes one byte when this one serves.
    """

    number: int
    host: str
    port: int
    first: bool
    life: int
    ready: int

    def listen(self) -> socket.socket:
        """Return a listening socket beside those of the others."""
        return listen(self.host, self.port, beside_others=True)

    def announced(self) -> bool:
        """Tell that this process serves; return whether people are to be told too."""
        os.write(self.ready, b".")
        os.close(self.ready)
        return self.first

    async def orphaned(self) -> None:
        """Wait until the process that started this one is gone."""
        loop, gone = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self.life, gone.set)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(self.life)
