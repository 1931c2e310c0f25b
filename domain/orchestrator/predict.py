"""Asking all members at once, each with a time limit and failing alone."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from domain.forecasting.model import MemberForecast, MemberInfo, Panel
from domain.models.lineup import Lineup, TrainedMember
from domain.orchestrator.breaker import Breaker
from domain.orchestrator.run import Prediction
from domain.ports.clock import Clock
from domain.ports.forecasting import ComputeLost, MemberFailed

TIME_LIMIT = 60.0
"""Seconds that a member may take."""


@dataclass(slots=True)
class Predictor:
    """Asks the members of a lineup.

    A member that fails again and again in a workspace is left alone there for a while. There only: it may be the data.
    """

    lineup: Lineup
    clock: Clock
    _breaker: Breaker = field(default_factory=Breaker)

    async def predict(self, workspace_id: UUID, panel: Panel, horizon: int, trained: str | None) -> Prediction:
        """Return what each member made of the panel, and why others made nothing.

        Args:
            workspace_id: Whose campaign it is.
            panel: What was observed.
            horizon: Days ahead.
            trained: Version of the trained member, none where none takes part.
        """
        if not panel.series:
            return Prediction((), {})
        observed = max(int(np.isfinite(series.values).sum()) for series in panel.series)
        infos = [info for info in self.lineup.engine.members() if _concerns(info, panel, observed)]
        own = self.lineup.trained
        asked = {info.name: info.version for info in infos}
        questions = [self._ask(workspace_id, info, panel, horizon, observed) for info in infos]
        if own is not None and trained is not None:
            asked[own.name] = trained
            questions.append(self._ask_trained(own, workspace_id, trained, panel, horizon))
        found = await asyncio.gather(*questions)
        members = tuple(one for one in found if isinstance(one, MemberForecast))
        failed = {
            name: (version, one)
            for (name, version), one in zip(asked.items(), found, strict=True)
            if isinstance(one, str)
        }
        return Prediction(members, failed)

    async def _ask(
        self, workspace_id: UUID, info: MemberInfo, panel: Panel, horizon: int, observed: int
    ) -> MemberForecast | str:
        if observed < info.minimum_days:
            return f"it needs {info.minimum_days} observed days; there are {observed}"
        forecast = self.lineup.engine.forecast(info.name, panel, horizon, time_limit=TIME_LIMIT)
        return await self._answer((workspace_id, info.name), forecast)

    async def _ask_trained(
        self, trained: TrainedMember, workspace_id: UUID, version: str, panel: Panel, horizon: int
    ) -> MemberForecast | str:
        forecast = trained.forecast(workspace_id, version, panel, horizon, time_limit=TIME_LIMIT)
        return await self._answer((workspace_id, trained.name), forecast)

    async def _answer(
        self, known_as: tuple[UUID, str], forecast: Coroutine[None, None, MemberForecast]
    ) -> MemberForecast | str:
        """Wait for a forecast; return why there is none where it fails."""
        if self._breaker.open(known_as, self.clock.now()):
            forecast.close()
            return "it failed five times within five minutes and is left alone for a while"
        try:
            found = await forecast
        except TimeoutError:
            reason = f"it took longer than {TIME_LIMIT:.0f} seconds and was stopped"
        except ComputeLost:
            reason = "its process died"
        except (MemberFailed, LookupError, ValueError) as error:
            reason = str(error)
        else:
            self._breaker.worked(known_as)
            return found
        self._breaker.failed(known_as, self.clock.now())
        return reason


def _concerns(info: MemberInfo, panel: Panel, observed: int) -> bool:
    """Tell whether a member has a part in a panel: one that speaks by peers has none where a past, or no peer, is."""
    return info.maximum_days is None or (observed <= info.maximum_days and bool(panel.peers))
