"""Forecasts many campaigns at once: learns from a sample of series, asks the models for all, puts each together."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.forecasting.model import Backtest, Panel
from domain.forecasting.scores import with_member
from domain.models.lineup import Lineup
from domain.orchestrator.predict import Predictor
from domain.outlook.assembly import Assembled, assemble, parts_for
from domain.outlook.learning import Lessons, learn, spread
from domain.outlook.subject import Subject, joined
from domain.ports.forecasting import Compute, ComputeLost

log = logging.getLogger(__name__)

PIECE = 10
"""Campaigns that are put together in one piece of work: a quarter of a second, so that all processes have a
share."""

TIME_LIMIT = 120.0
"""Seconds of one piece of numeric work, some ten times what the longest takes."""


@dataclass(frozen=True, slots=True)
class CampaignForecaster:
    """Forecasts campaigns together.

    Heavy work is done by the compute pool. The event loop only sends and collects.

    Attributes:
        predictor: Asks the members of its lineup, each with a time limit and failing alone.
    """

    predictor: Predictor
    compute: Compute

    @property
    def lineup(self) -> Lineup:
        """Return who is asked."""
        return self.predictor.lineup

    async def learn(self, workspace_id: UUID, campaigns: Sequence[Subject], trained: str | None) -> Lessons:
        """Learn weights and calibration from a sample of the series of campaigns.

        Args:
            workspace_id: Whose they are.
            campaigns: Those to draw the sample from.
            trained: Version of the trained member, none where none takes part.
        """
        if not campaigns:
            return learn(Backtest((), (), {}), Panel(()))
        sample = await asyncio.to_thread(spread, campaigns)
        backtest = await self.lineup.engine.backtest(sample)
        own = self.lineup.trained
        if own is not None and trained is not None and backtest.windows:
            try:
                windows = await own.windows(workspace_id, trained, sample)
            except (ValueError, TimeoutError, ComputeLost) as error:
                # It stays unmeasured, so that it counts nothing beside measured members.
                log.warning("the trained member could not be held against the past of a batch", exc_info=error)
            else:
                backtest = await asyncio.to_thread(with_member, backtest, windows, sample, own.name, trained)
        return await self.compute.run(learn, backtest, sample, time_limit=TIME_LIMIT)

    async def forecast(
        self, workspace_id: UUID, campaigns: Sequence[Subject], horizon: int, lessons: Lessons, trained: str | None
    ) -> dict[UUID, Assembled | None]:
        """Forecast campaigns, those that were observed to the same day as one panel.

        Returns:
            By campaign; none for one that could not be put together.
        """
        found: dict[UUID, Assembled | None] = {}
        for end in sorted({one.end for one in campaigns}, reverse=True):
            alike = [one for one in campaigns if one.end == end]
            found |= await self._alike(workspace_id, alike, horizon, lessons, trained)
        return found

    async def _alike(
        self, workspace_id: UUID, campaigns: Sequence[Subject], horizon: int, lessons: Lessons, trained: str | None
    ) -> dict[UUID, Assembled | None]:
        panel = await asyncio.to_thread(joined, campaigns)
        said = (await self.predictor.predict(workspace_id, panel, horizon, trained)).members

        async def put_together(some: Sequence[Subject]) -> list[Assembled | None]:
            parts = await asyncio.to_thread(parts_for, some, said)
            try:
                return await self.compute.run(assemble, some, parts, lessons, horizon, time_limit=TIME_LIMIT)
            except (TimeoutError, ComputeLost):
                # Those that share a process share its fate; the other pieces go on.
                log.exception("%d campaigns could not be put together", len(some))
                return [None] * len(some)

        pieces = [campaigns[first : first + PIECE] for first in range(0, len(campaigns), PIECE)]
        made = await asyncio.gather(*map(put_together, pieces))
        results = [one for piece in made for one in piece]
        return {one.campaign_id: result for one, result in zip(campaigns, results, strict=True)}
