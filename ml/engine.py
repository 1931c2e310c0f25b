"""The ensemble's members at work in other processes."""

import asyncio
import logging
from collections.abc import Sequence
from time import perf_counter

from domain.forecasting.model import Backtest, MemberForecast, MemberInfo, Panel
from domain.forecasting.scores import score_windows
from domain.ports.forecasting import Compute, ComputeLost, ForecastEngine, MemberFailed
from ml.backtest import Origin, cut, plan_origins, windows_at
from ml.members.member import FAILED, Member
from ml.members.registry import EVERY_MEMBER

log = logging.getLogger(__name__)

BACKTEST_PARALLEL = 2
"""Pieces of a backtest in flight at once: it must not stand in the way of somebody's forecast."""

BACKTEST_LIMIT = 60.0
"""Seconds for one piece of a backtest, some hundred times what it takes."""


class LocalForecastEngine(ForecastEngine):
    """Members that need nothing but this machine; their work is divided into pieces for the processes of a pool."""

    def __init__(self, compute: Compute, members: Sequence[Member] = EVERY_MEMBER) -> None:
        self._compute = compute
        self._members = {member.info.name: member for member in members}

    def members(self) -> tuple[MemberInfo, ...]:
        """Every member, those that work on the least history first."""
        return tuple(member.info for member in self._members.values())

    async def forecast(self, member: str, panel: Panel, horizon: int, *, time_limit: float) -> MemberForecast:
        """Forecast every series of the panel; see the port.

        Raises:
            MemberFailed: The member forecast nothing at all.
            KeyError: There is no such member.
            ValueError: The horizon is less than a day.
        """
        if horizon < 1:
            raise ValueError("a forecast reaches at least one day ahead")
        started = perf_counter()
        chosen = self._members[member]
        parts = await asyncio.gather(
            *(self._part(chosen, piece, horizon, time_limit) for piece in pieces(panel, chosen.chunk))
        )
        joined = _join(chosen.info, parts, perf_counter() - started)
        if not joined.forecasts:
            raise MemberFailed("; ".join(dict.fromkeys(joined.failures.values())))
        return joined

    async def backtest(self, panel: Panel) -> Backtest:
        """Hold every member against the panel's own past: up to five origins a week apart, up to 30 days ahead."""
        places = asyncio.Semaphore(BACKTEST_PARALLEL)
        origins = plan_origins(panel)
        results = await asyncio.gather(*(self._at_origin(panel, origin, places) for origin in origins))
        windows = tuple(
            window
            for origin, forecasts in zip(origins, results, strict=True)
            for window in windows_at(panel, origin, forecasts)
        )
        versions = {member.info.name: member.info.version for member in self._with_past()}
        return Backtest(windows, score_windows(windows, panel), versions)

    def _with_past(self) -> list[Member]:
        """Return the members that can be held against a past: not those that are asked only where there is none."""
        return [member for member in self._members.values() if member.info.maximum_days is None]

    async def _at_origin(
        self, panel: Panel, origin: Origin, places: asyncio.Semaphore
    ) -> dict[str, list[MemberForecast]]:
        past = cut(panel, origin)
        if past is None:
            return {}

        async def work(member: Member, piece: Panel) -> MemberForecast:
            async with places:
                return await self._part(member, piece, origin.horizon, BACKTEST_LIMIT)

        jobs = [(member, piece) for member in self._with_past() for piece in pieces(past, member.chunk)]
        parts = await asyncio.gather(*(work(member, piece) for member, piece in jobs))
        forecasts: dict[str, list[MemberForecast]] = {}
        for (member, _), part in zip(jobs, parts, strict=True):
            forecasts.setdefault(member.info.name, []).append(part)
        return forecasts

    async def _part(self, member: Member, piece: Panel, horizon: int, time_limit: float) -> MemberForecast:
        """Run one piece; whatever goes wrong becomes the failure of its series, in words for a reader."""
        try:
            return await self._compute.run(member.forecast, piece, horizon, time_limit=time_limit)
        except TimeoutError:
            reason = f"took longer than {time_limit:g} s and was stopped"
        except ComputeLost:
            reason = "its process ended before it was done"
        # A model may raise anything; members fail alone, and the reason is reported with the series.
        except Exception as error:
            log.warning("%s failed on %d series", member.info.name, len(piece.series), exc_info=error)
            reason = FAILED
        failures = {series.key: reason for series in piece.series}
        return MemberForecast(member.info.name, member.info.version, {}, failures)


def pieces(panel: Panel, chunk: int | None) -> list[Panel]:
    """Divide a panel into panels of at most ``chunk`` series of nearly equal number; none leaves it whole."""
    if chunk is None or len(panel.series) <= chunk:
        return [panel]
    count = -(-len(panel.series) // chunk)
    # Every count-th series: neighbours are alike in cost, so the pieces are too.
    return [Panel(panel.series[index::count], panel.peers) for index in range(count)]


def _join(info: MemberInfo, parts: Sequence[MemberForecast], seconds: float) -> MemberForecast:
    joined = MemberForecast(info.name, info.version, {}, {}, seconds)
    for part in parts:
        joined.forecasts.update(part.forecasts)
        joined.failures.update(part.failures)
    return joined
