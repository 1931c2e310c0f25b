"""Where forecasts wait for what comes, and where it is kept how good they were."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from domain.performance.model import DatedScore, DueForecast, Score, ScoreRange, StoredForecast
from domain.severity import Severity


class ForecastRepository(Protocol):
    """Stored forecasts and their scores. Those of deleted campaigns are never returned.

    Numbers of a forecast are kept with 24 bits, about seven digits.
    """

    async def save(self, workspace_id: UUID, forecast: StoredForecast) -> None:
        """Store what a run forecast; storing it again replaces it and forgets its scores.

        Raises:
            Refused: With NOT_FOUND when there is no such simulation.
        """
        ...

    async def load(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, StoredForecast]:
        """Return what runs forecast."""
        ...

    async def due(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> Sequence[DueForecast]:
        """Return the forecasts of campaigns whose data has changed since they were last looked at.

        One that was never looked at counts as looked at when its run read the data.
        """
        ...

    async def put_scores(
        self, workspace_id: UUID, simulation_id: UUID, data_version: int, scores: Sequence[Score]
    ) -> bool:
        """Replace the scores of a forecast, unless it was looked at with this version of the data or a later one.

        Returns whether they were stored.
        """
        ...

    async def pass_over(self, workspace_id: UUID, simulation_ids: Collection[UUID], data_version: int) -> None:
        """Note that forecasts were looked at with this version of the data and nothing in it concerns them."""
        ...

    async def totals(self, workspace_id: UUID, within: ScoreRange) -> Sequence[Score]:
        """Return the sums over all forecasts of a range by what they are of, in one query."""
        ...

    async def course(self, workspace_id: UUID, within: ScoreRange) -> Sequence[DatedScore]:
        """Return the sums over the first horizon block of all series, by model and first day, ascending."""
        ...

    async def of_simulations(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, Sequence[Score]]:
        """Return the scores of runs, those of the source where a result was adopted, in one query."""
        ...

    async def alerts(self, workspace_id: UUID, campaign_id: UUID) -> dict[str, Severity]:
        """Return which alerts stand for a campaign, by kind."""
        ...

    async def set_alerts(self, workspace_id: UUID, campaign_id: UUID, alerts: dict[str, Severity]) -> None:
        """Replace the alerts that stand for a campaign."""
        ...
