"""Asking all members at once, each with a time limit and failing alone."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from domain.forecasting.model import MemberForecast, MemberInfo, Panel
from domain.orchestrator.breaker import Breaker
from domain.orchestrator.run import Prediction
from domain.ports.clock import Clock
from domain.ports.forecasting import ComputeLost, ForecastEngine, MemberFailed

TIME_LIMIT = 60.0
"""Seconds that a member may take."""


@dataclass(slots=True)
class Predictor:
    """Asks the members of an engine.

    A member that fails again and again in a workspace is left alone there for a while. There only: it may be the data.
    """

    engine: ForecastEngine
    clock: Clock
    _breaker: Breaker = field(default_factory=Breaker)

    async def predict(self, workspace_id: UUID, panel: Panel, horizon: int) -> Prediction:
        """Return what each member made of the panel, and why others made nothing."""
        if not panel.series:
            return Prediction((), {})
        infos = self.engine.members()
        found = await asyncio.gather(*(self._ask(workspace_id, info, panel, horizon) for info in infos))
        members = tuple(one for one in found if isinstance(one, MemberForecast))
        failed = {
            info.name: (info.version, one) for info, one in zip(infos, found, strict=True) if isinstance(one, str)
        }
        return Prediction(members, failed)

    async def _ask(self, workspace_id: UUID, info: MemberInfo, panel: Panel, horizon: int) -> MemberForecast | str:
        observed = max(int(np.isfinite(series.values).sum()) for series in panel.series)
        if observed < info.minimum_days:
            return f"it needs {info.minimum_days} observed days; there are {observed}"
        known_as = (workspace_id, info.name)
        if self._breaker.open(known_as, self.clock.now()):
            return "it failed five times within five minutes and is left alone for a while"
        try:
            forecast = await self.engine.forecast(info.name, panel, horizon, time_limit=TIME_LIMIT)
        except TimeoutError:
            reason = f"it took longer than {TIME_LIMIT:.0f} seconds and was stopped"
        except ComputeLost:
            reason = "its process died"
        except MemberFailed as error:
            reason = str(error)
        else:
            self._breaker.worked(known_as)
            return forecast
        self._breaker.failed(known_as, self.clock.now())
        return reason
