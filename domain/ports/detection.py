"""Detectors of incidents."""

from collections.abc import Mapping
from typing import Protocol

from domain.marketplace.history.model import Blocks
from domain.marketplace.incidents.model import Incident


class IncidentDetector(Protocol):
    """Finds incidents in the hours of a marketplace. Knows nothing about causes; works on counts and levels alone."""

    @property
    def needed_hours(self) -> int:
        """Return how many hours before the first judged one it learns from."""
        ...

    def incidents(
        self, blocks: Blocks, since: int, signatures: Mapping[str, Mapping[str, float]]
    ) -> tuple[Incident, ...]:
        """Return the incidents that begin from ``since`` on, by time. Each hour is judged by earlier hours alone.

        Args:
            blocks: Hourly, complete; at least ``needed_hours`` before ``since``.
            since: Start of an hour within the blocks, microseconds since 1970.
            signatures: Known troubles by scenario: by stream or series, the relative size and direction of its move
                (the logarithm of a factor). None are needed.

        Raises:
            ValueError: The blocks are not hourly, or too few come before ``since``.
        """
        ...
