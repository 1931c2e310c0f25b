"""The groups of one process."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from graph.realtime.following import Together
from graph.realtime.group import Group, Results
from graph.realtime.sharing import Shared

KEPT_BYTES = 4 * 1024 * 1024
KEPT_TOGETHER = 32 * 1024 * 1024
"""The latest turns are kept up to so many bytes in each group, and so many in all."""


class Hub:
    """Knows the group of each shared operation; makes it for the first member and ends it after the last."""

    def __init__(self, execute: Callable[[Shared, Together], Results], kept_bytes: int = KEPT_BYTES) -> None:
        """Take what executes a shared operation for a group, and how much of a group's latest turns is kept."""
        self._execute = execute
        self._kept_bytes = kept_bytes
        self._groups: dict[bytes, Group] = {}
        self._claims: dict[Group, int] = {}

    @property
    def sizes(self) -> Mapping[bytes, int]:
        """Return how many members each group has, by its key."""
        return {key: len(group) for key, group in self._groups.items()}

    def _room(self) -> int:
        return min(self._kept_bytes, KEPT_TOGETHER // max(len(self._groups), 1))

    @asynccontextmanager
    async def group(self, shared: Shared) -> AsyncIterator[Group | None]:
        """Claim the group of an operation while the block runs; none when its source cannot be read."""
        group = self._groups.get(shared.key)
        if group is None or group.over:
            group = self._groups[shared.key] = Group(lambda following: self._execute(shared, following), self._room)
            self._claims[group] = 0
        self._claims[group] += 1
        try:
            yield group if await group.begin() else None
        finally:
            self._claims[group] -= 1
            if not self._claims[group]:
                del self._claims[group]
                if self._groups.get(shared.key) is group:
                    del self._groups[shared.key]
                await group.close()
